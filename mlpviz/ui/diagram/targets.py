"""Which number of the document a part of the diagram stands for, and the edit that sets it."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.core import edits
from mlpviz.core.document import Document
from mlpviz.nn.network import BIAS
from mlpviz.present.frame import shown_sample
from mlpviz.present.hover import Hit, Kind
from mlpviz.present.notation import layer_title
from mlpviz.present.symbols import Symbol
from mlpviz.ui.workbench import Workbench


@dataclass(frozen=True)
class Target:
    """A number that can be edited in place. `row` is the sample in the data that inputs and targets belong to."""

    kind: Kind
    layer: int
    unit: int
    source: int
    row: int
    symbol: Symbol
    value: float

    @property
    def label(self) -> str:
        """The line of the history."""
        if self.kind is Kind.EDGE:
            return f"Set {self.symbol.plain}"
        what = "target " if self.kind is Kind.TARGET else ""
        return f"Set {what}{self.symbol.plain} of sample {self.row + 1}"

    def changed(self, document: Document, value: float) -> Document:
        """The document with `value` here. Raises DocumentError."""
        if self.kind is Kind.EDGE:
            return edits.set_parameter(document, self.layer, self.unit, self.source, value)
        if self.kind is Kind.TARGET:
            return edits.set_target(document, self.row, self.unit, value)
        return edits.set_input(document, self.row, self.unit, value)


def selected_hit(workbench: Workbench) -> Hit | None:
    """The number that is selected in the diagram, else the parameter that the present step is about."""
    picked, step = workbench.store.session.picked, workbench.point.step
    widths = workbench.store.document.network.widths
    if picked is not None and picked.unit is not None:
        layer, unit, source = picked.layer, picked.unit, picked.source
    elif step.layer is not None and step.unit is not None and step.source is not None:
        layer, unit, source = step.layer, step.unit, step.source
    else:
        return None
    if not 0 <= layer < len(widths) or unit >= widths[layer]:
        return None
    if source is None:
        return Hit(Kind.ACTIVATION, layer, unit)
    return Hit(Kind.EDGE, layer, unit, source) if layer and source < widths[layer - 1] else None


def target_of(workbench: Workbench, hit: Hit) -> Target | str:
    """What can be edited at a hit: an edge's weight or bias, an input, a target, a neuron's bias; else why not."""
    walk, point, symbols = workbench.walk, workbench.point, workbench.symbols
    network = walk.network(point.iteration)
    row = walk.rows[shown_sample(walk, point)]
    document = workbench.store.document
    if hit.kind is Kind.LOSS:
        return "The loss is computed: change what it comes from."
    if hit.kind is Kind.TARGET:
        value = float(document.targets[row, hit.unit])
        return Target(Kind.TARGET, network.depth, hit.unit, 0, row, symbols.target(hit.unit), value)
    if hit.kind is not Kind.EDGE and hit.layer == 0:
        value = float(document.data.inputs[row, hit.unit])
        return Target(Kind.ACTIVATION, 0, hit.unit, 0, row, symbols.input(hit.unit), value)
    source = hit.source if hit.kind is Kind.EDGE else BIAS
    layer = network.layers[hit.layer - 1]
    if source == BIAS and not layer.has_bias:
        title = layer_title(hit.layer, network.depth)
        return f"{title} has no bias to edit: add one by the … menu of its card."
    symbol = symbols.weight(hit.layer, hit.unit, source)
    return Target(Kind.EDGE, hit.layer, hit.unit, source, row, symbol, layer.parameter(hit.unit, source))
