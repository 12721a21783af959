"""How the surface bends, by torch's double backward; by central differences of the engine where torch is missing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from mlpviz.core.descend import Problem
from mlpviz.nn.curvature import Curvature, by_difference
from mlpviz.nn.network import Array
from mlpviz.nn.surface import GoOn
from mlpviz.oracle.messages import Refusal
from mlpviz.oracle.surface_messages import CurvatureAnswer, CurvatureQuestion, subject_of
from mlpviz.ui.lane import Lane
from mlpviz.ui.oracle_process import OracleProcess

_PAUSE_MS = 60  # after the last question, so that a drag asks once


class CurvatureWitness(QObject):
    """Keeps what is known of the curvature at the point that was asked about last.

    curvature: None as long as nothing is known; its `largest` may come a moment later. answer: torch's own, with value,
    gradient and the largest difference to central differences; None where torch is missing. source: how it was
    computed, in words; "" as long as nothing is known.
    """

    changed = Signal()

    def __init__(self, process: OracleProcess, parent: QObject | None = None) -> None:
        super().__init__(parent or process)
        self._process, self._lane = process, Lane(self)
        self._number = 0
        self._asked: tuple[Problem, Array, str] | None = None
        self.curvature: Curvature | None = None
        self.answer: CurvatureAnswer | None = None
        self.source = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._send)
        self._reason = ""
        process.heard.connect(self._hear)
        process.ended.connect(lambda: self._fall_back("torch has stopped"))
        self._lane.arrived.connect(self._differences)
        self._lane.failed.connect(self._raise)

    def ask(self, problem: Problem, theta: Array | None = None, device: str = "cpu") -> None:
        """Ask about θ, shape (parameters,), or else about the present weights. What was known before is dropped."""
        self._lane.cancel()
        self._number = 0
        self._asked = (problem, problem.present if theta is None else theta, device)
        self._timer.start(_PAUSE_MS)
        if self.curvature is not None:
            self.curvature, self.answer, self.source = None, None, ""
            self.changed.emit()

    def close(self) -> None:
        """Ask no more, and stop the work of this one; the process is its owner's to close."""
        self._timer.stop()
        self._number, self._asked = 0, None
        self._lane.close()

    def _send(self) -> None:
        if self._asked is not None:
            problem, theta, device = self._asked
            subject = subject_of(problem.objective)
            self._number = self._process.ask(CurvatureQuestion(0, subject, problem.plane, theta, device))

    def _hear(self, message: object) -> None:
        if not isinstance(message, CurvatureAnswer | Refusal) or message.number != self._number:
            return  # stale, or another's
        if isinstance(message, Refusal):
            self._fall_back("torch is missing" if message.missing else message.message)
            return
        self.answer, self.curvature = message, message.curvature
        note = f" ({message.place.note})" if message.place.note else ""
        self.source = f"by torch's double backward, {message.place.device}{note}"
        self.changed.emit()

    def _fall_back(self, reason: str) -> None:
        if self._asked is None or self._number == 0 or (self.answer is not None and self.answer.complete):
            return
        problem, theta, _ = self._asked
        self._reason = reason

        def work(_go_on: GoOn) -> Iterator[Curvature]:
            yield by_difference(problem.objective, problem.plane, theta)

        self._lane.ask(work)

    def _differences(self, found: Curvature) -> None:
        self.curvature, self.answer = found, None
        self.source = f"by central differences: {self._reason}"
        self.changed.emit()

    def _raise(self, error: Exception) -> None:
        raise error
