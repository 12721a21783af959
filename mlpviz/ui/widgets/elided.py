"""Text that gives way: cut with an ellipsis where there is no room, whole in the tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """A one-line label that may become as narrow as it must, but for its first `least` characters."""

    def __init__(self, text: str = "", parent: QWidget | None = None, least: int = 0) -> None:
        super().__init__(text, parent)
        self._least = least
        wide = QSizePolicy.Policy.Preferred if least else QSizePolicy.Policy.Ignored
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(_start(self.text(), self._least)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment(), text)
        painter.end()


class ElidedButton(QPushButton):
    """A button whose text is cut where it must, but for its first `least` characters."""

    def __init__(self, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show `text`, as much of it as fits."""
        if text != self._full:
            self._full = text
            self.setAccessibleDescription(text)
            self.updateGeometry()
            self._cut()

    def sizeHint(self) -> QSize:
        return QSize(self._frame() + self._advance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        text = _start(self._full, self._least)
        return QSize(self._frame() + self._advance(text) + 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _frame(self) -> int:
        """Pixels around the text."""
        return super().sizeHint().width() - self._advance(self.text())

    def _cut(self) -> None:
        room = max(self.width() - self._frame(), 20)
        text = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)


def _start(text: str, least: int) -> str:
    """What is left of a text when all but its first characters is cut."""
    return text if len(text) <= least + 1 else text[:least] + ("…" if least else "")
