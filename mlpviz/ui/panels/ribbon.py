"""The ribbon under the diagram: every stop of the iteration as a cell, coloured by phase; click or drag to scrub."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.core.session import State
from mlpviz.export.paint.fonts import text_font
from mlpviz.present.frame import shown_sample
from mlpviz.present.palette import Theme
from mlpviz.present.ribbon import Ribbon, Stretch, make_ribbon, step_label, stretch_names
from mlpviz.ui.crash import survives
from mlpviz.ui.theme import size
from mlpviz.ui.workbench import Workbench

_FAINT = 0.30


class RibbonView(QWidget):
    """Paints the ribbon and scrubs with the mouse."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._ribbon: tuple[object, Ribbon] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(600, size(self._bench.preferences.theme, 52))

    @property
    def ribbon(self) -> Ribbon:
        """The ribbon of the present iteration at this width."""
        walk, grain = self._bench.walk, self._bench.store.session.grain
        sample = shown_sample(walk, self._bench.point)
        key = (walk, sample, grain, self.width())
        if self._ribbon is None or self._ribbon[0] != key:
            self._ribbon = (key, make_ribbon(walk, sample, grain, self.width() - 6.0))
        return self._ribbon[1]

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _state_changed(self, _old: State, _new: State) -> None:
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ribbon = None
        super().resizeEvent(event)

    @survives
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, bench = self._bench.preferences.theme, self._bench
        session = bench.store.session
        now = bench.walk.schedule.index(bench.point.local, session.grain)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(3, 0)
        top, height = size(theme, 20), size(theme, 26)
        for number, stretch in enumerate(self.ribbon.stretches):
            self._paint_name(painter, stretch, number, theme)
            if stretch.cells:
                for index in range(stretch.first, stretch.last + 1):
                    left, right = stretch.span(index)
                    box = QRectF(left + 1, top, right - left - 2, height)
                    self._paint_cell(painter, box, stretch, index, now, theme)
            else:
                self._paint_bar(painter, QRectF(stretch.x0, top, stretch.x1 - stretch.x0, height), stretch, now, theme)
        stretch = self.ribbon.stretch_of(now)
        left, right = stretch.span(now)
        if right - left < 8:
            left, right = (left + right) / 2 - 4, (left + right) / 2 + 4
        painter.setPen(QPen(QColor(theme.now), 2.4 * theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(left - 1.5, top - 2.5, right - left + 3, height + 5), 6, 6)
        painter.end()

    def _paint_name(self, painter: QPainter, stretch: Stretch, number: int, theme: Theme) -> None:
        painter.setFont(text_font(size(theme, 12)))
        painter.setPen(QColor(theme.muted))
        following = self.ribbon.stretches[number + 1 :]
        room = (following[0].x0 if following else self.ribbon.width) - stretch.x0 - 6
        for name in stretch_names(stretch, self._bench.symbols):
            if painter.fontMetrics().horizontalAdvance(name) <= room:
                painter.drawText(QPointF(stretch.x0 + 1, size(theme, 13)), name)
                return

    def _color(self, stretch: Stretch, faint: bool, theme: Theme) -> QColor:
        color = QColor(theme.phases[stretch.phase])
        if faint:
            color.setAlphaF(_FAINT)
        return color

    def _paint_cell(self, painter: QPainter, box: QRectF, stretch: Stretch, index: int, now: int, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(stretch, index > now, theme))
        painter.drawRoundedRect(box, 4, 4)
        if box.width() < 18:
            return
        grain, schedule = self._bench.store.session.grain, self._bench.walk.schedule
        place = schedule.place(schedule.position(index, grain))
        text = step_label(place.step, self._bench.symbols, grain)
        painter.setFont(text_font(size(theme, 11)))
        if painter.fontMetrics().horizontalAdvance(text) <= box.width() - 2:
            painter.setPen(QColor("#14181d" if index <= now or not theme.dark else theme.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_bar(self, painter: QPainter, box: QRectF, stretch: Stretch, now: int, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(stretch, True, theme))
        painter.drawRoundedRect(box, 4, 4)
        if now >= stretch.first:
            right = stretch.span(min(now, stretch.last))[1]
            painter.setBrush(self._color(stretch, False, theme))
            painter.drawRoundedRect(QRectF(box.left(), box.top(), right - box.left(), box.height()), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())
        else:
            self.setToolTip(self._tip(event.position().x()))

    def _tip(self, x: float) -> str:
        grain, schedule = self._bench.store.session.grain, self._bench.walk.schedule
        index = self.ribbon.index_at(x - 3)
        step = schedule.place(schedule.position(index, grain)).step
        label = step_label(step, self._bench.symbols, grain)
        return f"Step {index + 1} of {schedule.count(grain)} {label}".strip()

    def _scrub(self, x: float) -> None:
        session, schedule = self._bench.store.session, self._bench.walk.schedule
        base = session.cursor - session.cursor % schedule.size
        self._bench.go(base + schedule.position(self.ribbon.index_at(x - 3), session.grain))
