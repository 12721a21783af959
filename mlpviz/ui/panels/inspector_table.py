"""The parameters of a large layer: a table that looks only at the cells in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlpviz.present.symbols import Symbol
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_grid import SetParameter
from mlpviz.ui.panels.inspector_seen import Ring, Seen
from mlpviz.ui.panels.inspector_shape import Shape
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.number_table import Numbers, NumberTable


class ParameterTable(NumberTable):
    """Rows and columns as in the grid."""

    def __init__(self, desk: Desk, set_parameter: SetParameter, parent: QWidget | None = None) -> None:
        super().__init__("Parameters", desk.watch, parent)
        self._desk = desk
        self._set_parameter = set_parameter
        self._shape: Shape | None = None
        self._seen: Seen | None = None
        self._ring: Ring | None = None

    def show_parameters(self, shape: Shape, new: Seen) -> None:
        same = shape == self._shape
        self._shape, self._seen = shape, new
        self.setAccessibleName(f"Parameters of {new.title}")
        self.show_numbers(self._numbers(shape, new), new.decimals, same)

    def restyle(self) -> None:
        """Take the sizes of the present theme."""
        theme = self._desk.workbench.preferences.theme
        self.set_scale(size(theme, 26))

    def set_ring(self, ring: Ring | None) -> None:
        shape, seen = self._shape, self._seen
        if ring == self._ring or shape is None or seen is None:
            return
        self._ring = ring
        layer = seen.network.layers[shape.layer - 1]
        self.set_ringed(lambda row, column: ring is not None and ring.holds(*shape.edge(row, column, layer)))
        if ring is not None:
            row, column = shape.cell(ring.unit or 0, ring.source or 0)
            self.scrollTo(self.numbers_model.index(row, column))

    def leave(self) -> None:
        super().leave()
        self._ring = None

    def _numbers(self, shape: Shape, new: Seen) -> Numbers:
        layer = new.network.layers[shape.layer - 1]

        def value(row: int, column: int) -> float:
            return layer.parameter(*shape.edge(row, column, layer))

        def name(row: int, column: int) -> str:
            return shape.symbols.weight(shape.layer, *shape.edge(row, column, layer)).plain

        def propose(row: int, column: int, value: float, gesture: object, field: NumberField) -> bool:
            return self._set_parameter(*shape.edge(row, column, layer), value, gesture, field)

        return Numbers(
            shape.rows,
            shape.columns,
            value,
            name,
            lambda row: _short(*shape.row_name(row)),
            lambda column: _short(*shape.column_name(column)),
            propose,
        )


def _short(words: str, symbol: Symbol | None) -> str:
    return symbol.plain if symbol else words
