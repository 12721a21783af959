"""Views that take turns on one plate; their names stand in its upper right corner and take no room of their own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

_MARGIN = 6


class CornerTabs(QWidget):
    """A stack of views and the bar that chooses between those that are offered."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[QWidget] = []
        self._pages: list[QWidget] = []
        self._stack = QStackedWidget(self)
        self._bar = QTabBar(self)
        self._bar.setDrawBase(False)
        self._bar.currentChanged.connect(self._turn)

    def add(self, view: QWidget, title: str, below: bool = False) -> None:
        """Take a view in; `below` the bar where it would hide something."""
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, self._bar.sizeHint().height() + _MARGIN if below else 0, 0, 0)
        layout.addWidget(view)
        self._views.append(view)
        self._pages.append(page)
        self._stack.addWidget(page)
        self._bar.addTab(title)
        self._place()

    def take(self, view: QWidget) -> None:
        """Give a view back."""
        index = self._views.index(view)
        page = self._pages.pop(index)
        self._views.remove(view)
        self._bar.removeTab(index)
        self._stack.removeWidget(page)
        view.setParent(None)
        page.deleteLater()
        self._place()

    def holds(self, view: QWidget) -> bool:
        return view in self._views

    def offer(self, view: QWidget, offered: bool) -> None:
        """Let a view be chosen, or not."""
        index = self._views.index(view)
        if self._bar.isTabVisible(index) != offered:
            self._bar.setTabVisible(index, offered)
            self._place()

    @property
    def offered(self) -> int:
        """How many views can be chosen."""
        return sum(self._bar.isTabVisible(index) for index in range(self._bar.count()))

    @property
    def bar_width(self) -> int:
        """Pixels at the right that the bar takes, 0 where it is not there."""
        return self._bar.width() + 2 * _MARGIN if self.offered > 1 else 0

    def _turn(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.turned.emit()

    def shows(self, view: QWidget) -> bool:
        """Whether a view is the one that is seen."""
        return view in self._views and self._views.index(view) == self._stack.currentIndex()

    def _place(self) -> None:
        self._bar.setVisible(self.offered > 1)
        self._bar.adjustSize()
        self._bar.move(self.width() - self._bar.width() - _MARGIN, _MARGIN)
        self._bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.setGeometry(self.rect())
        self._place()

    def minimumSizeHint(self) -> QSize:
        return self._stack.minimumSizeHint()
