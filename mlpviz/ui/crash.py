"""Programming errors: written to a file, told once, and the document offered for saving."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, QStandardPaths, Signal

if TYPE_CHECKING:
    from mlpviz.ui.window import Window

_MAX_LOG = 1_000_000
_Method = TypeVar("_Method", bound=Callable[..., None])


def survives(method: _Method) -> _Method:
    """Hand an exception of a Qt override to sys.excepthook instead of to Qt, which may end the process over it."""

    @wraps(method)
    def guarded(*arguments: Any) -> None:
        try:
            method(*arguments)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)

    return cast(_Method, guarded)


def log_path() -> Path:
    """The file that errors are written to."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
    return folder / "errors.log"


def _print(text: str) -> None:
    """To standard error, where there is one: a program started from a desktop may have none."""
    if sys.stderr is not None:
        sys.stderr.write(text)


class CrashGuard(QObject):
    """Catches what nobody caught, in slots and on threads."""

    _caught = Signal(str)  # across threads

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()
        self._telling = False
        self._caught.connect(self._tell)

    def install(self) -> None:
        """Take over sys.excepthook and threading.excepthook."""
        sys.excepthook = self._hook
        threading.excepthook = lambda caught: self._hook(
            caught.exc_type, caught.exc_value or caught.exc_type(), caught.exc_traceback
        )

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _print(text)
        self._log(text)
        self._caught.emit(f"{kind.__name__}: {error}")

    def _log(self, text: str) -> None:
        path = log_path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > _MAX_LOG:
                path.unlink()
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC).isoformat()}\n{text}\n")
        except OSError as error:
            _print(f"the log cannot be written: {error}\n")

    def _tell(self, message: str) -> None:
        """A dialog once for each kind of error: one in a paint event would come back at every repaint."""
        if message in self._told or self._telling:
            return
        self._told.add(message)
        self._telling = True
        try:
            if self._window.questions.failed(message, log_path()):
                self._window.files.save_as()
        finally:
            self._telling = False
