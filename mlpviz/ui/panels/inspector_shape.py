"""How the parameters of a layer are laid out in rows and columns, as the notation writes W."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.nn.network import BIAS, Layer
from mlpviz.present.notation import Symbols
from mlpviz.present.symbols import Symbol
from mlpviz.ui.panels.inspector_seen import Seen


@dataclass(frozen=True)
class Shape:
    """A row for each unit and a column for each source, the bias last; the other way round where W is in × out."""

    layer: int
    units: int
    sources: int
    symbols: Symbols
    has_bias: bool

    @property
    def turned(self) -> bool:
        return self.symbols.in_by_out

    @property
    def rows(self) -> int:
        return self.sources if self.turned else self.units

    @property
    def columns(self) -> int:
        return self.units if self.turned else self.sources

    def edge(self, row: int, column: int, layer: Layer) -> tuple[int, int]:
        """The unit and the source of a cell."""
        unit, source = (column, row) if self.turned else (row, column)
        return unit, source if source < layer.fan_in else BIAS

    def cell(self, unit: int, source: int) -> tuple[int, int]:
        """The row and the column of a parameter."""
        place = self.sources - 1 if source == BIAS else source
        return (place, unit) if self.turned else (unit, place)

    def row_name(self, row: int) -> tuple[str, Symbol | None]:
        return self._source_name(row) if self.turned else ("", self.symbols.activation(self.layer, row))

    def column_name(self, column: int) -> tuple[str, Symbol | None]:
        if self.turned:
            return "to", self.symbols.activation(self.layer, column)
        return self._source_name(column)

    def _source_name(self, source: int) -> tuple[str, Symbol | None]:
        if source == self.sources - 1 and self.has_bias:
            return "bias", None
        return "from", self.symbols.activation(self.layer - 1, source)


def shape_of(seen: Seen) -> Shape:
    """The shape of the layer on show, which is not the input."""
    layer = seen.network.layers[seen.layer - 1]
    return Shape(seen.layer, layer.units, layer.fan_in + layer.has_bias, seen.symbols, layer.has_bias)
