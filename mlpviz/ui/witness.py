"""Torch as a second witness, in a process of its own: the window never waits for it."""

from __future__ import annotations

import sys
from enum import StrEnum

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from mlpviz.core.session import State
from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Step
from mlpviz.oracle.compare import Verdict, compare
from mlpviz.oracle.framing import Decoder, encode
from mlpviz.oracle.messages import Answer, Refusal, question_of
from mlpviz.oracle.witnesses import three
from mlpviz.oracle.words import sentence
from mlpviz.ui.workbench import Workbench

_PAUSE_MS = 60  # after the last edit, so that a drag asks once
_FIRST_PAUSE_MS = 400  # the window is painted before torch is loaded


class Standing(StrEnum):
    WAITING = "waiting"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    MISSING = "missing"


class Witness(QObject):
    """Asks torch about the present iteration and keeps what it answered, until the numbers change."""

    changed = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self._process: QProcess | None = None
        self._decoder = Decoder()
        self._number = 0
        self._asked: tuple[Walk, int, str] | None = None
        self._answered: tuple[Walk, int, Answer, Verdict] | None = None
        self._problem = ""
        self.devices: tuple[str, ...] = ("cpu",)
        """Where torch can compute, as far as it has said."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self._device_changed)

    def start(self) -> None:
        """Ask for the first time, a moment from now."""
        self._timer.start(_FIRST_PAUSE_MS)

    @property
    def verdict(self) -> Verdict | None:
        """What came out for the present iteration, or None as long as it is not known."""
        return self._answered[3] if self._answered is not None and self._current(self._answered[:2]) else None

    @property
    def answer(self) -> Answer | None:
        """Torch's own numbers for the present iteration."""
        return self._answered[2] if self._answered is not None and self._current(self._answered[:2]) else None

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
        return verdict.first.step if verdict is not None and verdict.first is not None else None

    def close(self) -> None:
        """End the process and wait for it."""
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect()
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.closeWriteChannel()
            if not process.waitForFinished(200):
                process.kill()
                process.waitForFinished(2000)
            process.deleteLater()

    def _current(self, key: tuple[Walk, int]) -> bool:
        return key[0] is self._bench.walk and key[1] == self._bench.point.iteration

    def _state_changed(self, _old: State, _new: State) -> None:
        if self._asked is None or not self._current(self._asked[:2]):
            if self._process is not None or self._asked is not None:
                self._timer.start(_PAUSE_MS)
            self.changed.emit()

    def _device_changed(self) -> None:
        if self._asked is not None and self._asked[2] != self._bench.preferences.device:
            self._problem = ""
            self._answered = None
            self._ask()
            self.changed.emit()

    def _ask(self) -> None:
        walk, iteration = self._bench.walk, self._bench.point.iteration
        device = self._bench.preferences.device
        self._asked = (walk, iteration, device)
        self._number += 1
        if self._process is None:
            self._process = self._started()
        self._process.write(encode(question_of(walk, iteration, self._number, device)))

    def _started(self) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._ended)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.start(sys.executable, ["-m", "mlpviz.oracle.witness"])
        return process

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._problem = "torch has stopped: the numbers are not checked"
            process.deleteLater()
            self.changed.emit()

    def _read(self) -> None:
        if self._process is None:
            return
        for message in self._decoder.feed(bytes(self._process.readAllStandardOutput().data())):
            if not isinstance(message, Answer | Refusal) or message.number != self._number or self._asked is None:
                continue  # stale
            if message.devices:
                self.devices = message.devices
            if isinstance(message, Refusal):
                self._problem = message.message
            else:
                self._problem = ""
                walk, iteration, _ = self._asked
                verdict = compare(walk.result(iteration), walk.network(iteration + 1), message, walk.rows)
                self._answered = (walk, iteration, message, verdict)
            self.changed.emit()
