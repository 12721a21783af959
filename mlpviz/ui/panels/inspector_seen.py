"""What the inspector shows, as one snapshot: its sections compare two of them and update what differs."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.core.document import Document
from mlpviz.core.timeline import Selection
from mlpviz.nn.network import BIAS, Network
from mlpviz.nn.schedule import Place, Quantity
from mlpviz.present.frame import shown_sample
from mlpviz.present.notation import Symbols, layer_title
from mlpviz.ui.workbench import Workbench


@dataclass(frozen=True)
class Ring:
    """The parameters of a layer that the present step works on; None stands for all units, or all sources."""

    unit: int | None
    source: int | None

    def holds(self, unit: int, source: int) -> bool:
        return self.unit in (None, unit) and self.source in (None, source)


@dataclass(frozen=True, eq=False)
class Seen:
    """network: with the parameters of the present iteration. layer: the one on show (0 is the input).

    sample: the row in the data whose values are on show; selection: what is walked. working: the step and its term.
    """

    document: Document
    network: Network
    symbols: Symbols
    layer: int
    sample: int
    selection: Selection
    working: Place
    decimals: int

    @property
    def depth(self) -> int:
        return self.network.depth

    @property
    def title(self) -> str:
        """The name of the layer on show."""
        return layer_title(self.layer, self.depth)

    @property
    def ring(self) -> Ring | None:
        """What the present step works on, of the layer on show."""
        step, term, complete = self.working.step, self.working.term, self.working.term == self.working.terms - 1
        if step.layer is None or self.layer == 0:
            return None
        if step.source is not None:
            return Ring(step.unit, step.source) if step.layer == self.layer else None
        if step.quantity is Quantity.EXCITATION and step.layer == self.layer:
            if complete:
                return Ring(step.unit, None)
            return Ring(step.unit, term if term < self.network.layers[self.layer - 1].fan_in else BIAS)
        if step.quantity is Quantity.DELTA and step.layer + 1 == self.layer:
            return Ring(None if complete else term, step.unit)
        return None


def layer_of(workbench: Workbench) -> int:
    """The layer on show (0 is the input): the selected one, else the present step's, else the output."""
    depth, picked = workbench.store.document.network.depth, workbench.store.session.picked
    if picked is not None and 0 <= picked.layer <= depth:
        return picked.layer
    return workbench.point.step.layer or depth


def seen(workbench: Workbench) -> Seen:
    """The snapshot of now."""
    store, point, walk = workbench.store, workbench.point, workbench.walk
    return Seen(
        store.document,
        walk.network(point.iteration),
        workbench.symbols,
        layer_of(workbench),
        walk.rows[shown_sample(walk, point)],
        walk.selection,
        point.place,
        workbench.preferences.decimals,
    )
