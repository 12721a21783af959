"""A slider along a run: as far as it has been the line is strong, and no further can the handle be drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QStylePainter

from mlpviz.ui.crash import survives
from mlpviz.ui.preferences import Preferences

_LINE = 4.0  # pixels of the light theme


class ReachSlider(QSlider):
    """From 0 to `maximum`, of which `reached` is done. A click jumps to its place."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._preferences = preferences
        self.reached = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sliderMoved.connect(self._hold)
        self.actionTriggered.connect(self._hold)

    def _hold(self) -> None:
        if self.sliderPosition() > self.reached:
            self.setSliderPosition(self.reached)

    def show_place(self, value: int, reached: int, end: int) -> None:
        """Show where it is without saying that it was moved."""
        was = self.blockSignals(True)
        self.setMaximum(max(end, 1))
        self.setValue(value)
        self.blockSignals(was)
        if reached != self.reached:
            self.reached = reached
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the handle brings it there, and it can be drawn on from there."""
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(at):
            self.setSliderPosition(min(self._value_at(at.x()), self.reached))
            middle = QPointF(self._handle().center())
            event = QMouseEvent(
                event.type(), middle, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
            )
        super().mousePressEvent(event)

    def _value_at(self, x: int) -> int:
        """The value whose handle has its middle nearest to `x`."""
        wide = self._handle().width()
        return QStyle.sliderValueFromPosition(0, self.maximum(), x - wide // 2, self.width() - wide)

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    @survives
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._preferences.theme
        handle = self._handle()
        painter = QStylePainter(self)
        painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        inset, thick = handle.width() / 2, _LINE * theme.scale
        whole = self.width() - 2 * inset
        for share, color in ((1.0, theme.line), (self.reached / self.maximum(), theme.muted)):
            painter.setBrush(QColor(color))
            line = QRectF(inset, (self.height() - thick) / 2, whole * min(share, 1.0), thick)
            painter.drawRoundedRect(line, thick / 2, thick / 2)
        painter.setBrush(QColor(theme.now if self.hasFocus() else theme.ink))
        side = min(handle.width(), self.height() - 2)
        painter.drawEllipse(QRectF(handle.center().x() + 0.5 - side / 2, (self.height() - side) / 2, side, side))
        painter.end()
