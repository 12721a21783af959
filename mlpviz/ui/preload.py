"""What will be needed next is made ready while nobody waits: a little in each turn of the event loop."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mlpviz.ui.later import Later

if TYPE_CHECKING:
    from mlpviz.ui.window import Window

_AFTER_SHOW_MS = 800  # the walk comes first
_PAUSE_MS = 15
_LIBRARIES = ("contourpy", "numpy.ma")  # the latter with the first contour line
_ASIDE = ("pyqtgraph", "ziamath")  # of the walk, which a window that opens on another page has not shown
_DESCEND = ("mlpviz.present.descend", "mlpviz.ui.descend")
_TRAIN = ("mlpviz.present.train", "mlpviz.ui.train")


def modules(*rooms: str) -> Iterator[str]:
    """What is in some rooms, in pieces that are quickly imported."""
    for room in rooms:
        for found in iter_modules(import_module(room).__path__, f"{room}."):
            yield found.name


def load_aside() -> None:
    """Import what takes a fifth of a second in one piece: on a thread, so that the window has its turns meanwhile."""
    for name in _ASIDE:
        import_module(name)


class Preload(QObject):
    """Imports and makes the other pages; then what is there for good is no longer searched for garbage."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._steps = self._stepwise(window)
        self._next = Later(self, self._step, _PAUSE_MS)

    def start(self) -> None:
        QTimer.singleShot(_AFTER_SHOW_MS, self, self._next.soon)

    def _stepwise(self, window: Window) -> Iterator[None]:
        aside = Thread(target=load_aside, daemon=True)
        aside.start()
        while aside.is_alive():
            yield
        for name in (*_LIBRARIES, *modules(*_DESCEND)):
            import_module(name)
            yield
        window.descend.ensurePolished()
        yield
        for name in (*modules(*_TRAIN), "mlpviz.ui.dialogs.gallery"):
            import_module(name)
            yield
        if window.bench.store.document.function is None:
            yield from window.make_train()
            window.train.ensurePolished()
            yield
        gc.freeze()  # a full collection would look at 100,000 objects of modules, for 40 ms, while something is painted

    def _step(self) -> None:
        if next(self._steps, self) is not self:
            self._next.soon()
