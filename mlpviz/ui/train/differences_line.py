"""A line that says what two runs differ in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from mlpviz.core.document import Document
from mlpviz.present.train.differences import differences, run_words
from mlpviz.ui.widgets.elided import ElidedLabel

_ALIKE = "Both runs are alike: change run A, or exchange them (X)."
_LEAST = 12  # characters
_BETWEEN = "   "


class DifferencesLine(ElidedLabel):
    """Empty where there is one run; the hint has a difference a line. Where room is short, each run has half of it."""

    def __init__(self) -> None:
        super().__init__(least=_LEAST)
        self._halves: tuple[str, ...] = ()
        self.setProperty("muted", True)

    def show_runs(self, began: Document) -> None:
        """began: the document that the runs began with."""
        found, two = differences(began), began.rival is not None
        self._halves = tuple(f"{letter}: {run_words(began, run)}" for run, letter in enumerate("AB")) if found else ()
        both = "\n".join(f"{row.what}: A {row.a}, B {row.b}" for row in found)
        self.setText((_BETWEEN.join(self._halves) or _ALIKE) if two else "")
        self.setToolTip((both or _ALIKE) if two else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        if not self._halves or metrics.horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        gap = metrics.horizontalAdvance(_BETWEEN)
        first, second = self._halves
        both = self.width() - gap
        room = max(both // 2, both - metrics.horizontalAdvance(second))  # what one run does not need is the other's
        first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, room)
        left = metrics.horizontalAdvance(first) + gap
        second = metrics.elidedText(second, Qt.TextElideMode.ElideRight, self.width() - left)
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment(), first)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), self.alignment(), second)
        painter.end()
