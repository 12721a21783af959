"""A widget that makes a scene for its size and theme, keeps it, and paints it."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mlpviz.present.palette import Theme
from mlpviz.ui.crash import survives
from mlpviz.ui.lane import undisturbed
from mlpviz.ui.workbench import Workbench

Made = TypeVar("Made")


class PaintedView(QWidget, Generic[Made]):
    """Heirs say how the scene is made and painted; `refresh` has it made anew at the next painting."""

    def __init__(self, workbench: Workbench, name: str, least: QSize) -> None:
        super().__init__()
        self.bench = workbench
        self.made: Made | None = None
        """What is on the screen."""
        self._stale = True
        self._made_for: tuple[Theme, QSize] | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(least)
        self.setMouseTracking(True)
        workbench.preferences.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Something that is seen here has changed."""
        self._stale = True
        self.update()

    def scene(self) -> Made | None:
        """The scene of the present state, for this size and theme."""
        wanted = (self.bench.preferences.theme, self.size())
        if self._stale or wanted != self._made_for:
            self._stale, self._made_for = False, wanted
            self.made = self.make(wanted[0], float(self.width()), float(self.height()))
        return self.made

    def make(self, theme: Theme, width: float, height: float) -> Made | None:
        """Make the scene; None where there is nothing to see."""
        raise NotImplementedError

    def paint(self, painter: QPainter, made: Made, theme: Theme) -> None:
        """Paint it over the whole widget."""
        raise NotImplementedError

    @survives
    def paintEvent(self, _event: QPaintEvent) -> None:
        with undisturbed():
            painter = QPainter(self)
            try:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                made = self.scene()
                if made is not None:
                    self.paint(painter, made, self.bench.preferences.theme)
            finally:
                painter.end()
