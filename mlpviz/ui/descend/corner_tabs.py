"""Tabs on one plate: their names stand in its upper right corner and take no room of their own."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mlpviz.ui.widgets.tabs import Tabs

_MARGIN = 6


class CornerTabs(Tabs):
    """The bar lies over the places; those that it would hide something of begin below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below: list[QWidget] = []

    def keep_below(self, place: QWidget) -> None:
        """Let a place begin below the bar."""
        self._below.append(place)
        self.offer_changed()

    @property
    def bar_width(self) -> int:
        """Pixels at the right that the bar takes, 0 where it is not there."""
        return self.bar.width() + 2 * _MARGIN if self.offered > 1 else 0

    def offer_changed(self) -> None:
        self.bar.setVisible(self.offered > 1)
        self.bar.adjustSize()
        self.bar.move(self.width() - self.bar.width() - _MARGIN, _MARGIN)
        self.bar.raise_()
        for place in self._below:
            place.setContentsMargins(0, self.bar.sizeHint().height() + _MARGIN, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack.setGeometry(self.rect())
        self.offer_changed()

    def minimumSizeHint(self) -> QSize:
        """What the place needs that is seen: the room is shared with others."""
        place = self.stack.currentWidget()
        return self.stack.minimumSizeHint() if place is None else place.minimumSizeHint()
