"""Torch in a process of its own, for everybody in the window who has a question: the window never waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from mlpviz.oracle.framing import Decoder
from mlpviz.oracle.messages import Answer, AnyQuestion, Message, Refusal
from mlpviz.oracle.sending import Encoder
from mlpviz.oracle.surface_messages import Cancel, Progress

_LEAVE_MS = 200
_KILL_MS = 2000
_BEHIND = 5  # steps of priority
_PIECE = 1 << 20  # bytes that are handed over in one go


class OracleProcess(QObject):
    """Starts the process with the first question, and again with the first one after it has ended by itself.

    heard(message): an answer, a refusal or progress, with the number of the question. ended(): the process has stopped
    by itself and will not answer what was asked; told once for each process.
    """

    heard = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._decoder, self._encoder = Decoder(), Encoder()
        self._outbox: deque[memoryview] = deque()
        self._number = 0
        self.devices: tuple[str, ...] = ("cpu",)
        """Where torch can compute, as far as it has said."""

    @property
    def running(self) -> bool:
        return self._process is not None

    def ask(self, question: AnyQuestion) -> int:
        """Send a question under a new number, which is returned. A waiting one of the same kind is not answered."""
        self._number += 1
        if self._process is None:
            self._process = self._started()
        self._send(replace(question, number=self._number))
        return self._number

    def cancel(self, number: int) -> None:
        """The answer to this question is not needed any more."""
        if self._process is not None:
            self._send(Cancel(number))

    def _send(self, message: Message) -> None:
        self._outbox.extend(self._encoder.encode(message))
        self._hand_over()

    def _hand_over(self) -> None:
        """Keep no more than a piece waiting: all of a large message at once would hold up the window."""
        while self._process is not None and self._outbox and self._process.bytesToWrite() < _PIECE:
            whole = self._outbox.popleft()
            self._process.write(bytes(whole[:_PIECE]))
            if len(whole) > _PIECE:
                self._outbox.appendleft(whole[_PIECE:])

    def close(self) -> None:
        """End the process and wait for it."""
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect()
            process.bytesWritten.disconnect()
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.closeWriteChannel()
            if not process.waitForFinished(_LEAVE_MS):
                process.kill()
                process.waitForFinished(_KILL_MS)
            process.deleteLater()

    def _started(self) -> QProcess:
        process = QProcess(self)
        # what an earlier process left half said is of no use, and the new one has been told nothing
        self._decoder, self._encoder = Decoder(), Encoder()
        self._outbox.clear()
        process.setProcessEnvironment(QProcessEnvironment.systemEnvironment())
        process.readyReadStandardOutput.connect(self._read)
        process.bytesWritten.connect(self._hand_over)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._ended)
        process.started.connect(lambda: _put_behind(process.processId()))
        process.setStandardErrorFile(QProcess.nullDevice())
        process.start(sys.executable, ["-m", "mlpviz.oracle.witness"])
        return process

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is not None:  # Qt may tell the same end twice
            process.deleteLater()
            self.ended.emit()

    def _read(self) -> None:
        if self._process is None:
            return
        for message in self._decoder.feed(bytes(self._process.readAllStandardOutput().data())):
            if isinstance(message, Answer | Refusal):
                self.devices = message.devices or self.devices
            elif not isinstance(message, Progress):
                place = getattr(message, "place", None)
                self.devices = self.devices if place is None else place.devices
            self.heard.emit(message)


def _put_behind(process: int) -> None:
    """Let the window go before another process, where the system has such priorities."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, 0) + _BEHIND)
