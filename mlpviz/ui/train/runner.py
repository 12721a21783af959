"""Trains the document: makes updates on a worker, and puts what comes of them into the store."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from mlpviz.core.document import Document
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.session import Page, State
from mlpviz.core.training import Training
from mlpviz.core.training_run import Record, TrainingRun
from mlpviz.nn.network import Network
from mlpviz.nn.surface import CancelledError, GoOn
from mlpviz.present.train.differences import run_names
from mlpviz.present.train.runs import run_letter
from mlpviz.ui.lane import Lane, Work
from mlpviz.ui.train.paces import PACES
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

_TICK_MS = 15
_SLICE, _LONGEST_SLICE = 0.012, 0.05  # seconds of training between two pictures
_LONGEST_WAIT = 0.25  # seconds that are made up for, where a picture took long
_PLACES_KEPT, _PAUSES_KEPT, _RUNS_KEPT = 16, 256, 4

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


@dataclass(frozen=True, eq=False)
class Reached:
    """Where runs are: after so many updates, with these networks; `reason`: why they stop here, "" where they go on."""

    runs: Runs
    update: int
    networks: Networks
    reason: str = ""


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


class Runner(QObject):
    """`changed` is emitted where there is anything new to be shown. Works while the page is on show.

    Every result is an edit of the document, so that what is on the screen is the document. Another edit of what the
    run depends on begins a new run from there; `before` is the last one that was trained, for comparison.
    """

    changed = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self._lane = Lane(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._runs = Runs(workbench.store.document)
        self._places = Places()
        self._left: list[tuple[Runs, Places]] = []
        self._putting = self._underway = self._slicing = False
        self._due = self._last = self._painted = 0.0
        self._slice = _SLICE
        self._named: tuple[Lockstep | None, tuple[str, str]] = None, ("", "")
        self.goal = workbench.store.document.training.epochs
        """The epoch at which playing stops."""
        self._then: Callable[[], None] | None = None
        self.before: Lockstep | None = None
        self.update = 0
        """Updates behind what is on the screen."""
        self.share = 1.0
        """How much is done of a way back or on."""
        self.reason = ""
        """Why training has stopped, in words; "" where it was paused."""
        self._lane.arrived.connect(self._arrived)
        self._lane.failed.connect(self._failed)
        self._lane.progressed.connect(self._progressed)
        workbench.changed.connect(self._state_changed)

    @property
    def lockstep(self) -> Lockstep | None:
        """The runs, once they are made."""
        return self._runs.made

    @property
    def busy(self) -> bool:
        return self._underway

    @property
    def updates_an_epoch(self) -> int:
        document = self._bench.store.document
        return -(-document.data.samples // document.training.batch_size)

    @property
    def epoch(self) -> int:
        return self.update // self.updates_an_epoch

    @property
    def furthest(self) -> int:
        """The last epoch that was reached."""
        return self.lockstep.first.furthest if self.lockstep is not None else 0

    def record(self, run: int) -> Record | None:
        """What was measured of a run (0 or 1) last before what is on the screen."""
        made = self.lockstep
        return None if made is None or run >= len(made.runs) else made.runs[run].record_at(self.epoch)

    @property
    def names(self) -> tuple[str, str]:
        """What tells the two runs apart, "" where there is one."""
        made = self.lockstep
        if made is None or made.document.rival is None:
            return "", ""
        if self._named[0] is not made:
            self._named = made, run_names(made.document)
        return self._named[1]

    @property
    def broken(self) -> TrainingRun | None:
        """The run that has ended in a value that is not finite, where it is shown there."""
        return None if self.lockstep is None else self.lockstep.broken

    def refresh(self) -> None:
        """Have the runs of the present document. Does nothing while the page is not on show."""
        store = self._bench.store
        if store.session.page is not Page.TRAIN or store.document.function is not None:
            return
        document = store.document
        update = _update_of(document, self._runs, self._places)
        if update is None:
            update = self._come_back(document)
        if update is None:
            self._begin(document)
            return
        if update != self.update:  # undone, or done again
            QTimer.singleShot(0, self, self._pause)
        self._ask(update)

    def _come_back(self, document: Document) -> int | None:
        """Take up a run that was left, where the document is on it again: after how many updates."""
        for index, (runs, places) in enumerate(self._left):
            update = _update_of(document, runs, places)
            if update is not None:
                del self._left[index]
                self._leave(document)
                self._runs, self._places, self.goal = runs, places, document.training.epochs
                return update
        return None

    def _leave(self, document: Document) -> None:
        """Go to another run: the present one is shown for comparison, and may be come back to."""
        made = self.lockstep
        if made is not None:
            if made.first.furthest:
                self.before = made if _comparable(document, made.document) else None
            self._left = [*self._left, (self._runs, self._places)][-_RUNS_KEPT:]
        self._then, self.reason = None, ""

    def _begin(self, document: Document) -> None:
        """A new run from the present weights."""
        self._leave(document)
        self._runs, self._places, self.goal = Runs(document), Places(), document.training.epochs
        self.update = 0
        self._places.keep(_networks(document), 0, lasting=True)
        self._ask(0)

    def _pause(self) -> None:
        self._bench.store.look(playing=False)

    def close(self) -> None:
        """Stop all work and wait for it."""
        self._timer.stop()
        self._lane.close()

    def go_to(self, update: int) -> None:
        """Be after so many updates of the run, to the same bits; further than it has been: train so far."""
        self._pause()
        self._ask(max(update, 0))

    def go_by(self, updates: int) -> None:
        self.go_to(self.update + updates)

    def go_to_epoch(self, epoch: int) -> None:
        self.go_to(epoch * self.updates_an_epoch)

    def when_still(self, then: Callable[[], None]) -> None:
        """Pause, and call `then` as soon as the run is just where the screen is."""
        self._pause()
        self._then = then
        self._ask(self.update)

    def _ask(self, update: int) -> None:
        self._ask_for(_to(self._runs, update))

    def _ask_for(self, work: Work, slicing: bool = False) -> None:
        self._underway, self._slicing = True, slicing
        self._lane.ask(work)

    def _state_changed(self, old: State, new: State) -> None:
        if self._putting:
            return
        if new.session.page is Page.TRAIN:
            if new.document is not old.document or old.session.page is not Page.TRAIN:
                self.refresh()
            if new.document.training.epochs != old.document.training.epochs:
                self._aim()
            if new.session.playing and not self._timer.isActive():
                self._play()
        if self._timer.isActive() and not (new.session.playing and new.session.page is Page.TRAIN):
            self._timer.stop()
            if self._underway and self._slicing:  # what is made of it is shown, so that the run is where the screen is
                self._ask_for(_here(self._runs))

    def _aim(self) -> None:
        """Playing stops after the next multiple of the epochs that are to be trained."""
        epochs = self._bench.store.document.training.epochs
        self.goal = (self.epoch // epochs + 1) * epochs

    def _play(self) -> None:
        self._aim()
        self._due, self._last, self.reason = 0.0, time.monotonic(), ""
        self._timer.start()

    def _tick(self) -> None:
        if self._underway:
            return
        now = time.monotonic()
        pace = PACES[self._bench.store.session.pace]
        self._due += pace.due(min(now - self._last, _LONGEST_WAIT), self.updates_an_epoch)
        self._last = now
        if self._due >= 1:
            count = math.floor(self._due) if math.isfinite(self._due) else math.inf
            self._due = self._due - count if math.isfinite(self._due) else 0.0
            goal, goals = self.goal * self.updates_an_epoch, self._bench.store.document.training
            self._ask_for(_onward(self._runs, count, goal, goals, self._slice), slicing=True)

    def _arrived(self, reached: Reached) -> None:
        self._underway = False
        store = self._bench.store
        if reached.runs is not self._runs or store.session.page is not Page.TRAIN:
            return
        if not _same_run(store.document, self._runs.document):
            self.refresh()
            return
        self.share = 1.0
        self._share_time()
        fast = self._timer.isActive() and PACES[self._bench.store.session.pace].epochs == math.inf
        if fast and not reached.reason:
            self._due = math.inf
            self._tick()  # the worker goes on while this is painted
        self.reason = reached.reason
        self.update = reached.update
        networks = self._places.networks_at(reached.update) or reached.networks
        if any(a is not b for a, b in zip(_networks(store.document), networks, strict=True)):
            self._put(networks)
        if reached.reason:
            self._pause()
        if not store.session.playing:
            self._places.keep(networks, self.update, lasting=True)
        self.changed.emit()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _share_time(self) -> None:
        """Train as long as painting takes, so that large networks, with slow pictures, are not only painted."""
        now = time.monotonic()
        self._slice = min(max(_SLICE, (now - self._painted) / 2), _LONGEST_SLICE)
        self._painted = now

    def _put(self, networks: Networks) -> None:
        """What has come of the run becomes the document."""
        store, made = self._bench.store, self._runs.make()
        self._places.keep(networks, self.update)
        self._putting = True
        try:
            store.train(made.put_into(store.document, networks), self.update, self._runs)
        finally:
            self._putting = False

    def _progressed(self, share: float) -> None:
        if not self._timer.isActive():
            self.share = share
            self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._underway = False
        raise error


def _networks(document: Document) -> Networks:
    return (document.network,) if document.rival is None else (document.network, document.rival.network)


def _update_of(document: Document, runs: Runs, places: Places) -> int | None:
    """After how many updates of these runs the document is; None where it is not on them."""
    return places.update_of(_networks(document)) if _same_run(document, runs.document) else None


def _same_run(a: Document, b: Document) -> bool:
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
        for network in _networks(document)
    ]


def _how(training: Training) -> Training:
    return replace(training, epochs=1, until_loss=None, until_accuracy=None)


def _comparable(a: Document, b: Document) -> bool:
    """Whether the losses of two runs mean the same."""
    return a.data is b.data and (a.loss, a.reduction) == (b.loss, b.reduction)


def _here(runs: Runs) -> Work:
    def work(_go_on: GoOn) -> Iterator[Reached]:
        made = runs.make()
        yield Reached(runs, made.update, made.networks)

    return work


def _to(runs: Runs, update: int) -> Work:
    """Go to an update, back or on."""

    def work(go_on: GoOn) -> Iterator[Reached]:
        made = runs.make()
        made.go_to(update, go_on)
        yield Reached(runs, made.update, made.networks, _broken(made))

    return work


def _onward(runs: Runs, count: float, goal: int, goals: Training, seconds: float) -> Work:
    """At most `count` updates, as many as so many seconds have room for; not beyond the goals of the document."""

    def work(go_on: GoOn) -> Iterator[Reached]:
        made, end, reason = runs.make(), time.perf_counter() + seconds, ""
        done = 0
        while done < count and not reason and time.perf_counter() < end:
            if not go_on(0.0):
                raise CancelledError
            if not made.step():
                break
            done += 1
            reason = made.reached(goals)
            if made.update >= goal and not reason:
                epochs = goal // made.first.updates_an_epoch
                reason = "1 epoch is done." if epochs == 1 else f"{epochs:,} epochs are done."
        yield Reached(runs, made.update, made.networks, _broken(made) or reason)

    return work


def _broken(made: Lockstep) -> str:
    run = made.broken
    if run is None:
        return ""
    whose = f"Run {run_letter(made.runs.index(run))}: " if len(made.runs) > 1 else ""
    return f"{whose}{sentence(str(run.broken))}"
