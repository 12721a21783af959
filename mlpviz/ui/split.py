"""The three panels side by side: how wide each is, and whether there is room for all of them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from mlpviz.ui.workbench import Workbench

_WIDTHS = (272.0, 360.0)  # of the outer panels, in pixels of the light theme
_LEAST = (200.0, 270.0)
_DIAGRAM = 460.0  # from here on the outer panels give way
_ALL_FROM = 1000.0  # width of the window from which the left panel is there


class PanelSplit(QSplitter):
    """Left panel, diagram, right panel; the widths are scaled with the theme.

    In a narrow window the left panel goes by itself, and comes back where there is room. Once the user has hidden or
    shown it, that holds.
    """

    def __init__(self, workbench: Workbench, left: QWidget, diagram: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._bench = workbench
        self._outer = (left, right)
        self._widths = list(_WIDTHS)
        self._wanted: bool | None = None  # what the user has said about the left panel
        for panel in (left, diagram, right):
            self.addWidget(panel)
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._moved)
        workbench.preferences.changed.connect(self.arrange)

    def want_left(self, wanted: bool) -> None:
        """The user hides or shows the left panel."""
        self._wanted = wanted
        self.arrange()

    def arrange(self) -> None:
        """Give each panel its width."""
        scale, left = self._bench.preferences.theme.scale, self._outer[0]
        roomy = self.window().width() >= _ALL_FROM * scale
        left.setVisible(roomy if self._wanted is None else self._wanted)
        shown = [not panel.isHidden() for panel in self._outer]
        room = self.width() - sum(shown) * self.handleWidth()
        wanted = [width * scale * seen for width, seen in zip(self._widths, shown, strict=True)]
        share = min(1.0, max(0.0, room - _DIAGRAM * scale) / max(sum(wanted), 1.0))
        first, last = (
            max(width * share, least * scale * seen) for width, least, seen in zip(wanted, _LEAST, shown, strict=True)
        )
        self.setSizes([round(first), max(round(room - first - last), 0), round(last)])

    def _moved(self, _position: int, handle: int) -> None:
        """The user has dragged a handle: the panel beside it keeps its width."""
        sizes, scale = self.sizes(), self._bench.preferences.theme.scale
        self._widths[handle - 1] = sizes[0 if handle == 1 else 2] / scale

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def kept(self) -> QByteArray:
        """The widths, to be remembered."""
        return QByteArray(" ".join(f"{width:.0f}" for width in self._widths).encode())

    def restore(self, kept: QByteArray) -> None:
        """Take remembered widths; what cannot be read is left alone."""
        try:
            left, right = (float(part) for part in bytes(kept.data()).decode("ascii").split())
        except ValueError:
            return
        if all(least <= width < 4000 for width, least in zip((left, right), _LEAST, strict=True)):
            self._widths = [left, right]
            self.arrange()
