"""The runs of a document: its network's, and its rival's beside it, after equal shares of their epochs."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.core.document import Document
from mlpviz.core.surface import Surface
from mlpviz.core.training import Training
from mlpviz.core.training_run import TrainingRun
from mlpviz.nn.network import Network
from mlpviz.nn.surface import GoOn, always


class Lockstep:
    """`runs`: one, or two where there is a rival; the first counts the updates. One thread at a time changes them.

    The rival has made as many whole or part epochs: where its batches are as large, as many updates.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.runs = tuple(TrainingRun(single) for single in singles(document))

    @property
    def first(self) -> TrainingRun:
        return self.runs[0]

    @property
    def update(self) -> int:
        return self.first.update

    @property
    def broken(self) -> TrainingRun | None:
        """The run that a value which is not finite has ended, where the runs are there now."""
        return next((run for run in self.runs if run.broken is not None and run.update >= run.broken.update - 1), None)

    @property
    def networks(self) -> tuple[Network, ...]:
        return tuple(run.network for run in self.runs)

    def step(self) -> bool:
        """One update; False where one of the runs cannot go on."""
        if self.broken is not None or not self.first.step():
            return False
        for run in self.runs[1:]:
            run.go_to(self._beside(run))
        return self.broken is None

    def go_to(self, update: int, go_on: GoOn = always) -> None:
        """Be after so many updates, back or on; stops where a run breaks. Raises CancelledError."""
        share = 1 / len(self.runs)
        self.first.go_to(update, lambda done: go_on(done * share))
        for run in self.runs[1:]:
            run.go_to(self._beside(run), lambda done: go_on(share + done * share))

    def _beside(self, run: TrainingRun) -> int:
        return self.update * run.updates_an_epoch // self.first.updates_an_epoch

    def reached(self, goals: Training) -> str:
        """Why playing stops here, in words; "" where it goes on. Where there are two runs, both have to be so far."""
        reasons = [run.reached(goals) for run in self.runs]
        return reasons[0] if all(reasons) else ""

    def put_into(self, document: Document, networks: tuple[Network, ...]) -> Document:
        """The document with the networks of these runs."""
        rival = document.rival
        if rival is not None and len(networks) > 1:
            rival = replace(rival, network=networks[1])
        return replace(document, rival=rival).with_network(networks[0])


def singles(document: Document) -> tuple[Document, ...]:
    """The document without its rival, and the document that has the rival in its place."""
    alone = replace(document, rival=None)
    rival = document.rival
    if rival is None:
        return (alone,)
    other = replace(alone, network=rival.network, loss=rival.loss, training=rival.training, surface=Surface())
    return alone, other
