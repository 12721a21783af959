"""A worker thread that does one thing at a time, the newest that was asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, Signal

from mlpviz.nn.surface import CancelledError, GoOn

Work = Callable[[GoOn], Iterator[Any]]
"""Yields results, each as soon as it is there; asks now and then whether to go on."""

_PROGRESS_EVERY = 0.1  # seconds
_JOIN = 5.0  # seconds
_PATIENCE = 0.05  # seconds

_quiet_is_over = threading.Event()
_quiet_is_over.set()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold up the work on every lane while the window paints.

    Each of its thousands of calls of Qt gives up the interpreter's lock, and would have to wait for it again.
    """
    _quiet_is_over.clear()
    try:
        yield
    finally:
        _quiet_is_over.set()


class Lane(QObject):
    """Runs work on a thread of its own; a newer request cancels the one before, and its stale results are dropped.

    arrived(result): something is there. ended(): the work is done. failed(error): an exception ended it.
    progressed(share): how much is done, 0 … 1.
    """

    arrived = Signal(object)
    ended = Signal()
    failed = Signal(object)
    progressed = Signal(float)
    _told = Signal(int, str, object)  # from the thread: number of the request, kind, value

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._number = 0
        self._waiting: tuple[int, Work] | None = None
        self._closed = False
        self._thread: threading.Thread | None = None
        self._told.connect(self._hear)
        self.busy = False

    def ask(self, work: Work) -> None:
        """Do this instead of whatever is being done."""
        with self._changed:
            self._number += 1
            self._waiting = (self._number, work)
            self._changed.notify()
        self.busy = True
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Give up whatever is being done."""
        with self._changed:
            self._number += 1
            self._waiting = None
        self.busy = False

    def close(self) -> None:
        """Cancel, and wait until the thread has ended."""
        with self._changed:
            self._number += 1
            self._waiting, self._closed = None, True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_JOIN)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._closed)
                if self._waiting is None:
                    return
                (number, work), self._waiting = self._waiting, None
            self._do(number, work)

    def _do(self, number: int, work: Work) -> None:
        last = time.monotonic()

        def go_on(done: float) -> bool:
            nonlocal last
            _quiet_is_over.wait(_PATIENCE)
            now = time.monotonic()
            if now - last > _PROGRESS_EVERY:
                last = now
                self._tell(number, "progressed", done)
            return number == self._number

        try:
            for result in work(go_on):
                self._tell(number, "arrived", result)
            self._tell(number, "ended", None)
        except CancelledError:
            pass
        except Exception as error:  # told on the window's own thread
            self._tell(number, "failed", error)

    def _tell(self, number: int, kind: str, value: object) -> None:
        if number == self._number and not self._closed:
            self._told.emit(number, kind, value)

    def _hear(self, number: int, kind: str, value: Any) -> None:
        if number != self._number:
            return
        if kind == "progressed":
            self.progressed.emit(value)
            return
        if kind == "arrived":
            self.arrived.emit(value)
            return
        self.busy = False
        if kind == "ended":
            self.ended.emit()
        else:
            self.failed.emit(value)
