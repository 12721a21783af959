"""Plays the walk, or the descent: one stop after the other, on a timer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from mlpviz.core.session import Page, State
from mlpviz.ui.workbench import Workbench

_STEP_MS = 800
_UPDATE_MS = 200


class Player(QObject):
    """Runs as long as the session says that it plays."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: workbench.step(1))
        workbench.changed.connect(self._state_changed)

    def _state_changed(self, _old: State, new: State) -> None:
        interval = round((_UPDATE_MS if new.session.page is Page.DESCEND else _STEP_MS) / new.session.speed)
        if not new.session.playing or new.session.page is Page.TRAIN:  # the runner plays that one
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != interval:
            self._timer.start(interval)

    def stop(self) -> None:
        """Stop at once, whatever the session says."""
        self._timer.stop()
