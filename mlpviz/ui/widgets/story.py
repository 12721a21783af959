"""Widgets one under the other, over a floor that stays where it is while their heights change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_SPACE = 8


class Story(QWidget):
    """Stacks its parts by itself, in one go: nested layouts would go through all of them three times a step.

    It is as tall as it has ever been at this width, but no taller than `steady` for a step that needs less: so what
    stands below keeps its place from step to step.
    """

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._floor = 0
        self._steady = 0
        for part in parts:
            part.setParent(self)

    def set_steady(self, height: int) -> None:
        """Keep a height of up to so many pixels where a step needs less."""
        if height != self._steady:
            self._steady = height
            self._floor = min(self._floor, height)
            self.arrange()

    def forget(self) -> None:
        """Begin with the height of the present step again."""
        self._floor = 0
        self.arrange()

    def arrange(self) -> None:
        """Put every part that is not hidden in its place."""
        top = 0
        for part in self._parts:
            if not part.isHidden():
                part.ensurePolished()  # the style decides on the size of its text
                hint = part.heightForWidth(self.width()) if part.hasHeightForWidth() else part.sizeHint().height()
                height = min(max(hint, part.minimumHeight()), part.maximumHeight())
                part.setGeometry(0, top, self.width(), height)
                top += part.height() + _SPACE  # a new width may have changed it
        needed = max(top - _SPACE, 0)
        self._floor = max(self._floor, min(needed, self._steady))
        height = max(needed, self._floor)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.forget()
