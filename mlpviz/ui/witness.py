"""Torch as a second witness of what is on the screen: a walk's iteration, or a textbook function and its paths."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from mlpviz.core.functions import point_of
from mlpviz.core.session import State
from mlpviz.core.timeline import Walk
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.schedule import Step
from mlpviz.oracle.compare import Verdict, compare
from mlpviz.oracle.function_check import FunctionVerdict, compare_function, question_of_function
from mlpviz.oracle.messages import Answer, Refusal, question_of
from mlpviz.oracle.surface_messages import FunctionAnswer
from mlpviz.oracle.witnesses import three
from mlpviz.oracle.words import sentence
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.workbench import Workbench

_PAUSE_MS = 60  # after the last edit, so that a drag asks once
_FIRST_PAUSE_MS = 400  # the window is painted before torch is loaded


class Standing(StrEnum):
    WAITING = "waiting"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    MISSING = "missing"


@dataclass(frozen=True, eq=False)
class _Matter:
    """What is asked about: an iteration of a walk, or, of a function, its point and the paths from there."""

    walk: Walk
    iteration: int
    paths: tuple[PathSpec, ...] = ()
    steps: int = 0

    def same(self, other: _Matter) -> bool:
        return self.walk is other.walk and (self.iteration, self.paths, self.steps) == (
            other.iteration,
            other.paths,
            other.steps,
        )


class Witness(QObject):
    """Asks torch about the present iteration and keeps what it answered, until the numbers change.

    `process` may be asked by others too; it is closed with the witness.
    """

    changed = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self.process = OracleProcess(self)
        self._number = 0
        self._asked: tuple[_Matter, str] | None = None
        self._answered: tuple[_Matter, Answer | None, Verdict | FunctionVerdict] | None = None
        self._problem = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self.process.heard.connect(self._hear)
        self.process.ended.connect(self._ended)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self._device_changed)

    def start(self) -> None:
        """Ask for the first time, a moment from now."""
        self._timer.start(_FIRST_PAUSE_MS)

    @property
    def devices(self) -> tuple[str, ...]:
        """Where torch can compute, as far as it has said."""
        return self.process.devices

    @property
    def verdict(self) -> Verdict | FunctionVerdict | None:
        """What came out for the present iteration, or None as long as it is not known."""
        return self._answered[2] if self._answered is not None and self._current(self._answered[0]) else None

    @property
    def answer(self) -> Answer | None:
        """Torch's own numbers for the present iteration; None for a function, which has no steps."""
        return self._answered[1] if self._answered is not None and self._current(self._answered[0]) else None

    @property
    def standing(self) -> Standing:
        if self._problem:
            return Standing.MISSING
        if self.verdict is None:
            return Standing.WAITING
        return Standing.AGREES if self.verdict.agrees else Standing.DISAGREES

    @property
    def text(self) -> str:
        """The line of the badge."""
        if self._problem:
            return self._problem
        verdict = self.verdict
        if verdict is None:
            return "asking torch …" if self._answered is not None else "loading torch …"
        note = f" ({verdict.note})" if verdict.note else ""
        return sentence(verdict) + note

    def values(self) -> list[tuple[str, float | None]]:
        """(witness, value) of the present step, by up to three witnesses."""
        point = self._bench.point
        return three(self._bench.walk, point.iteration, point.step, self.answer)

    def disagreeing_step(self) -> Step | None:
        """The first step, in the order of the walk, that torch does not confirm."""
        verdict = self.verdict
        return verdict.first.step if isinstance(verdict, Verdict) and verdict.first is not None else None

    def close(self) -> None:
        """End the process and wait for it."""
        self._timer.stop()
        self.process.close()

    def _matter(self) -> _Matter:
        document, walk = self._bench.store.document, self._bench.walk
        if document.function is None:
            return _Matter(walk, self._bench.point.iteration)
        return _Matter(walk, 0, document.surface.paths, document.surface.steps)

    def _current(self, matter: _Matter) -> bool:
        return matter.same(self._matter())

    def _state_changed(self, old: State, new: State) -> None:
        if self._bench.in_full_flow(old, new):
            return
        if self._asked is None or not self._current(self._asked[0]):
            if self.process.running or self._asked is not None:
                self._timer.start(_PAUSE_MS)
            self.changed.emit()

    def _device_changed(self) -> None:
        if self._asked is not None and self._asked[1] != self._bench.preferences.device:
            self._problem = ""
            self._answered = None
            self._ask()
            self.changed.emit()

    def _ask(self) -> None:
        matter, device, document = self._matter(), self._bench.preferences.device, self._bench.store.document
        self._asked = (matter, device)
        if document.function is None:
            self._number = self.process.ask(question_of(matter.walk, matter.iteration, device=device))
        else:
            self._number = self.process.ask(question_of_function(document, point_of(document), device=device))

    def _ended(self) -> None:
        self._problem = "torch has stopped: the numbers are not checked"
        self.changed.emit()

    def _hear(self, message: object) -> None:
        if not isinstance(message, Answer | FunctionAnswer | Refusal) or message.number != self._number:
            return  # stale, or another's
        if self._asked is None:
            return
        matter = self._asked[0]
        if isinstance(message, Refusal):
            self._problem = message.message
        else:
            self._problem = ""
            walk, iteration = matter.walk, matter.iteration
            if isinstance(message, Answer):
                verdict = compare(walk.result(iteration), walk.network(iteration + 1), message, walk.rows)
                self._answered = (matter, message, verdict)
            elif walk.document.function is not None:
                self._answered = (matter, None, compare_function(walk.document.function, message))
        self.changed.emit()
