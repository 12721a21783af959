"""Work that waits until the step itself has been painted, and is done once however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

AFTER_PAINT_MS = 30


class Later(QTimer):
    """A single-shot timer that calls `work`; starting it again puts it off."""

    def __init__(self, parent: QObject, work: Callable[[], None], milliseconds: int = AFTER_PAINT_MS) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)
        self.timeout.connect(work)

    def soon(self) -> None:
        """Start it, but don't put it off where it has been started already: keys that are held down would."""
        if not self.isActive():
            self.start()
