"""Which runs a document is on: what they are made of, and after how many updates it had which networks."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from mlpviz.core.document import Document
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training import Training
from mlpviz.nn.network import Network

_PLACES_KEPT, _PAUSES_KEPT = 16, 256

Networks = tuple[Network, ...]


class Runs:
    """The runs of a document, made by the worker when they are first needed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.made: Lockstep | None = None

    def make(self) -> Lockstep:
        if self.made is None:
            self.made = Lockstep(self.document)
        return self.made


class Places:
    """After how many updates of the run the document had which networks, so that undo and redo go along the run."""

    def __init__(self) -> None:
        self._lasting: OrderedDict[int, tuple[Networks, int]] = OrderedDict()
        self._passing: OrderedDict[int, tuple[Networks, int]] = OrderedDict()

    def keep(self, networks: Networks, update: int, lasting: bool = False) -> None:
        """Remember it: where training was paused for long, in the midst of it for a while."""
        places, most = (self._lasting, _PAUSES_KEPT) if lasting else (self._passing, _PLACES_KEPT)
        places[id(networks[0])] = (networks, update)
        if len(places) > most:
            places.popitem(last=False)

    def update_of(self, networks: Networks) -> int | None:
        """After how many updates the run had just these networks; None where that is not known."""
        for places in (self._lasting, self._passing):
            kept = places.get(id(networks[0]))
            if kept is not None and all(a is b for a, b in zip(kept[0], networks, strict=True)):
                return kept[1]
        return None

    def networks_at(self, update: int) -> Networks | None:
        """The very networks that the document had after so many updates, where they are remembered."""
        both = (*self._lasting.values(), *self._passing.values())
        return next((networks for networks, at in both if at == update), None)


def networks_of(document: Document) -> Networks:
    return (document.network,) if document.rival is None else (document.network, document.rival.network)


def update_of(document: Document, runs: Runs, places: Places) -> int | None:
    """After how many updates of these runs the document is; None where it is not on them."""
    return places.update_of(networks_of(document)) if same_run(document, runs.document) else None


def same_run(a: Document, b: Document) -> bool:
    """Whether both train alike, but for their weights and for where to stop."""
    return (
        _shape(a) == _shape(b)
        and a.data is b.data
        and a.test is b.test
        and (a.loss, a.reduction, _how(a.training)) == (b.loss, b.reduction, _how(b.training))
        and (a.rival is None) == (b.rival is None)
        and (a.rival is None or b.rival is None or a.rival.loss == b.rival.loss)
        and (a.rival is None or b.rival is None or _how(a.rival.training) == _how(b.rival.training))
    )


def _shape(document: Document) -> list[tuple[object, ...]]:
    return [
        tuple((layer.activation, layer.weights.shape, layer.has_bias) for layer in network.layers)
        for network in networks_of(document)
    ]


def _how(training: Training) -> Training:
    return replace(training, epochs=1, until_loss=None, until_accuracy=None)


def comparable(a: Document, b: Document) -> bool:
    """Whether the losses of two runs mean the same."""
    return a.data is b.data and (a.loss, a.reduction) == (b.loss, b.reduction)
