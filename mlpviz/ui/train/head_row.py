"""The names of tabs at the left of a line and the tools of the one on show at its right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QTabBar, QWidget

from mlpviz.ui.widgets.choice import Choice

_SPACING = 6


class HeadRow(QWidget):
    """Where there is no room for both, a list takes the place of the tabs; in two lines, where that is too much too."""

    def __init__(self, tabs: QTabBar, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self._tabs, self._tools = tabs, tuple(tools)
        self._list = Choice("What is shown", [("", "")], snug=True)
        self._list.chosen.connect(lambda id: tabs.setCurrentIndex(int(id)))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(12, 6, 12, 0)
        self._line.setSpacing(_SPACING)
        self._line.addWidget(tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addWidget(self._list, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addStretch(1)
        for tool in self._tools:
            self._line.addWidget(tool, 0, Qt.AlignmentFlag.AlignLeft)

    def fit(self) -> None:
        """Choose between tabs and a list, one line and two, for the tabs and tools that there are now."""
        bar = self._tabs
        indices = [index for index in range(bar.count()) if bar.isTabVisible(index)]
        self._fill(indices)
        tool = next((tool.sizeHint().width() + _SPACING for tool in self._tools if not tool.isHidden()), 0)
        room = self.width() - self._sides - tool
        several = len(indices) > 1
        as_tabs = several and bar.sizeHint().width() + _SPACING <= room
        bar.setVisible(as_tabs)
        self._list.setVisible(several and not as_tabs)
        ways = QBoxLayout.Direction
        fits = as_tabs or not several or self._list.sizeHint().width() + _SPACING <= room
        way = ways.LeftToRight if fits else ways.TopToBottom
        if way != self._line.direction():
            self._line.setDirection(way)

    def _fill(self, indices: list[int]) -> None:
        wanted = [(str(index), self._tabs.tabText(index)) for index in indices]
        if wanted != [(self._list.itemData(n), self._list.itemText(n)) for n in range(self._list.count())]:
            self._list.clear()
            for id, title in wanted:
                self._list.addItem(title, id)
            self._list.set_choice("")  # the items are others than before
        self._list.set_choice(str(self._tabs.currentIndex()))

    @property
    def _sides(self) -> int:
        margins = self._line.contentsMargins()
        return margins.left() + margins.right()

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of the list and the tools."""
        shown = (self._list, *(tool for tool in self._tools if not tool.isHidden()))
        widest = max(widget.minimumSizeHint().width() for widget in shown)
        return QSize(widest + self._sides, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # buttons that are new have no width until they are shown
            self.fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
