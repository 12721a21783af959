"""Trains the document: makes updates on a worker, and puts what comes of them into the store."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from mlpviz.core.document import Document
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.session import Page, State
from mlpviz.core.training_run import Record, TrainingRun
from mlpviz.nn.batches import updates_an_epoch
from mlpviz.present.train.differences import run_names
from mlpviz.ui.lane import Lane, Work
from mlpviz.ui.train.paces import PACES
from mlpviz.ui.train.runs import Networks, Places, Runs, comparable, networks_of, same_run, update_of
from mlpviz.ui.train.work import Reached, go_to, here, onward
from mlpviz.ui.workbench import Workbench

_TICK_MS = 15
_SLICE, _LONGEST_SLICE = 0.012, 0.05  # seconds of training between two pictures
_LONGEST_WAIT = 0.25  # seconds that are made up for, where a picture took long
_RUNS_KEPT = 4


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
        return updates_an_epoch(document.data.samples, document.training.batch_size)

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
        update = update_of(document, self._runs, self._places)
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
            update = update_of(document, runs, places)
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
                self.before = made if comparable(document, made.document) else None
            self._left = [*self._left, (self._runs, self._places)][-_RUNS_KEPT:]
        self._then, self.reason = None, ""

    def _begin(self, document: Document) -> None:
        """A new run from the present weights."""
        self._leave(document)
        self._runs, self._places, self.goal = Runs(document), Places(), document.training.epochs
        self.update = 0
        self._places.keep(networks_of(document), 0, lasting=True)
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
        self._ask_for(go_to(self._runs, update))

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
                self._ask_for(here(self._runs))

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
            self._ask_for(onward(self._runs, count, goal, goals, self._slice), slicing=True)

    def _arrived(self, reached: Reached) -> None:
        self._underway = False
        store = self._bench.store
        if reached.runs is not self._runs or store.session.page is not Page.TRAIN:
            return
        if not same_run(store.document, self._runs.document):
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
        if any(a is not b for a, b in zip(networks_of(store.document), networks, strict=True)):
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
