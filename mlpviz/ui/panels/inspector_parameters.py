"""The weights and biases of the layer on show: a grid of fields where they are few, else a table."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_grid import ParameterGrid
from mlpviz.ui.panels.inspector_randomise import RandomiseSection
from mlpviz.ui.panels.inspector_seen import Seen
from mlpviz.ui.panels.inspector_shape import Shape, shape_of
from mlpviz.ui.panels.inspector_table import ParameterTable
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.fitting import SMALLEST, number_width
from mlpviz.ui.widgets.number_field import NumberField

MAX_GRID_ROWS, MAX_GRID_COLUMNS = 8, 4
_NAMES = 24  # pixels of the names of the rows, in the light theme
_AROUND = 16  # pixels around the text of a field


class ParametersSection(QWidget):
    """Heading, and grid or table."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: Seen | None = None
        self._room = 0
        self._heading = ElidedLabel(least=8)
        self._heading.setProperty("role", "heading")
        self._none = QLabel("The input has no parameters. Its values stand below.")
        self._none.setProperty("muted", True)
        self._none.setWordWrap(True)
        self._grid = ParameterGrid(desk, self._set)
        self._table = ParameterTable(desk, self._set)
        self._randomise = RandomiseSection(desk)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._heading, 1)
        head.addWidget(self._randomise.button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        for widget in (self._randomise, self._none, self._grid, self._table):
            rows.addWidget(widget)

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        self._seen = new
        same = (
            old is not None
            and new.network is old.network
            and new.symbols is old.symbols
            and (new.layer, new.decimals) == (old.layer, old.decimals)
        )
        if not same:
            self._heading.setText(f"{new.title} parameters" if new.layer else "Input")
            shape = shape_of(new) if new.layer else None
            few = shape is not None and self._few(shape, new.decimals)
            self._none.setVisible(shape is None)
            self._switch(self._grid, shape if few else None, new)
            self._switch(self._table, None if few else shape, new)
        if self._grid.isVisibleTo(self):
            self._grid.set_ring(new.ring)
        elif self._table.isVisibleTo(self):
            self._table.set_ring(new.ring)

    def _few(self, shape: Shape, decimals: int) -> bool:
        """Whether a field for each parameter fits, in type that is not too small."""
        if shape.rows > MAX_GRID_ROWS or shape.columns > MAX_GRID_COLUMNS:
            return False
        names = size(self._desk.workbench.preferences.theme, _NAMES)
        return names + shape.columns * (SMALLEST * number_width(decimals) + _AROUND) <= self._room

    def set_room(self, room: int) -> None:
        """There are so many pixels across."""
        if room != self._room:
            self._room = room
            if self._seen is not None:
                self.show_seen(self._seen, None)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*self._randomise.stops, *self._grid.stops, self._table]

    def restyle(self) -> None:
        """Take the sizes of the present theme."""
        self._table.restyle()

    @property
    def randomise(self) -> RandomiseSection:
        return self._randomise

    @property
    def grid(self) -> ParameterGrid:
        return self._grid

    @property
    def table(self) -> ParameterTable:
        return self._table

    def _switch(self, view: ParameterGrid | ParameterTable, shape: Shape | None, new: Seen) -> None:
        if shape is not None:
            view.show_parameters(shape, new)
        else:
            view.leave()
        view.setVisible(shape is not None)

    def _set(self, unit: int, source: int, value: float, gesture: object, field: NumberField) -> bool:
        if self._seen is None:
            return False
        layer = self._seen.layer
        label = f"Set {self._seen.symbols.weight(layer, unit, source).plain}"
        return self._desk.apply(
            label,
            lambda document: edits.set_parameter(document, layer, unit, source, value),
            (gesture, layer, unit, source) if gesture is not None else None,
            field,
        )
