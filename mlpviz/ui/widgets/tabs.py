"""Places that take turns, and the bar of their names."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget


class Tabs(QWidget):
    """A stack of places and the bar that chooses between those that are offered; heirs say where the two stand."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar(self)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.stack = QStackedWidget(self)
        self.bar.currentChanged.connect(self._turn)

    def add(self, place: QWidget, title: str) -> None:
        """Take a place in, as the last one."""
        self.stack.addWidget(place)
        self.bar.addTab(title)
        self.offer_changed()

    def offer(self, place: QWidget, offered: bool) -> None:
        """Let a place be chosen, or not."""
        index = self.stack.indexOf(place)
        if self.bar.isTabVisible(index) != offered:
            self.bar.setTabVisible(index, offered)
            if offered and not self.bar.isTabVisible(self.bar.currentIndex()):
                self.bar.setCurrentIndex(index)  # there was nothing else to turn to when that one went
            self.offer_changed()

    def offer_changed(self) -> None:
        """Other places can be chosen than before."""

    @property
    def offered(self) -> int:
        """How many places can be chosen."""
        return sum(self.bar.isTabVisible(index) for index in range(self.bar.count()))

    def shows(self, place: QWidget) -> bool:
        """Whether a place is the one that is seen."""
        return self.stack.currentWidget() is place

    def turn_to(self, place: QWidget) -> None:
        """See a place, where it is offered."""
        index = self.stack.indexOf(place)
        if self.bar.isTabVisible(index):
            self.bar.setCurrentIndex(index)

    def _turn(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        self.updateGeometry()
        self.turned.emit()
