"""The parameters of a small layer: one number field each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_seen import Ring, Seen
from mlpviz.ui.panels.inspector_shape import Shape
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.symbol_label import SymbolLabel

SetParameter = Callable[[int, int, float, object, NumberField], bool]
"""(unit, source, value, gesture, field) → whether it was taken."""


class ParameterGrid(QWidget):
    """Fields are kept and used again, so that going from layer to layer makes none anew."""

    def __init__(self, desk: Desk, set_parameter: SetParameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._set_parameter = set_parameter
        self._shape: Shape | None = None
        self._seen: Seen | None = None
        self._fields: dict[tuple[int, int], NumberField] = {}
        self._row_names: list[SymbolLabel] = []
        self._column_names: list[SymbolLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)

    @property
    def shape(self) -> Shape | None:
        return self._shape

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self._fields[key] for key in sorted(self._fields)]

    def field(self, unit: int, source: int) -> NumberField:
        """The field of a parameter. Raises KeyError where it is not on show."""
        if self._shape is None:
            raise KeyError((unit, source))
        return self._fields[self._shape.cell(unit, source)]

    def show_parameters(self, shape: Shape, new: Seen) -> None:
        if shape != self._shape:
            self.leave()
            self._shape = shape
            self._arrange(shape)
        self._seen = new
        layer = new.network.layers[shape.layer - 1]
        for (row, column), field in self._fields.items():
            if row < shape.rows and column < shape.columns:
                unit, source = shape.edge(row, column, layer)
                field.set_decimals(new.decimals)
                field.set_value(layer.parameter(unit, source))
                field.set_name(shape.symbols.weight(shape.layer, unit, source).plain)

    def leave(self) -> None:
        """Forget what was typed: the fields are about to stand for other parameters, or for none."""
        self._shape = None
        for field in self._fields.values():
            field.revert()

    def set_ring(self, ring: Ring | None) -> None:
        shape, seen = self._shape, self._seen
        if shape is None or seen is None:
            return
        layer = seen.network.layers[shape.layer - 1]
        for (row, column), field in self._fields.items():
            shown = row < shape.rows and column < shape.columns
            field.set_ringed(shown and ring is not None and ring.holds(*shape.edge(row, column, layer)))

    def _arrange(self, shape: Shape) -> None:
        while len(self._row_names) < shape.rows:
            name = SymbolLabel()
            self._grid.addWidget(name, len(self._row_names) + 1, 0)
            self._row_names.append(name)
        while len(self._column_names) < shape.columns:
            name = SymbolLabel(align=Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(name, 0, len(self._column_names) + 1)
            self._grid.setColumnStretch(len(self._column_names) + 1, 1)
            self._column_names.append(name)
        for row in range(shape.rows):
            for column in range(shape.columns):
                if (row, column) not in self._fields:
                    self._fields[row, column] = self._make_field(row, column)
        for (row, column), field in self._fields.items():
            field.setVisible(row < shape.rows and column < shape.columns)
        for row, name in enumerate(self._row_names):
            name.setVisible(row < shape.rows)
            if row < shape.rows:
                name.set_text(*shape.row_name(row))
        for column, name in enumerate(self._column_names):
            name.setVisible(column < shape.columns)
            self._grid.setColumnStretch(column + 1, int(column < shape.columns))
            if column < shape.columns:
                name.set_text(*shape.column_name(column))

    def _make_field(self, row: int, column: int) -> NumberField:
        field = self._desk.watch(NumberField())
        field.committed.connect(lambda value, gesture: self._set(row, column, value, gesture))
        self._grid.addWidget(field, row + 1, column + 1)
        return field

    def _set(self, row: int, column: int, value: float, gesture: object) -> None:
        if self._shape is not None and self._seen is not None:
            unit, source = self._shape.edge(row, column, self._seen.network.layers[self._shape.layer - 1])
            self._set_parameter(unit, source, value, gesture, self._fields[row, column])
