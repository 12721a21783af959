"""The ribbon under the diagram: every stop of the iteration as a cell, coloured by phase; click or drag to scrub."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
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
_MARGIN = 3.0
_TOP, _HEIGHT = 20, 26  # of the cells, in the light theme
_LABEL_SIZES = (11, 10, 9)
_ON_CELL = "#14181d"


class RibbonView(QWidget):
    """Paints the ribbon and scrubs with the mouse."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._ribbon: tuple[object, Ribbon] | None = None
        self._pictures: tuple[object, tuple[QPixmap, QPixmap]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        workbench.walked.connect(self._state_changed)
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
            self._ribbon = (key, make_ribbon(walk, sample, grain, self.width() - 2 * _MARGIN))
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
        theme, bench, ribbon = self._bench.preferences.theme, self._bench, self.ribbon
        now = bench.walk.schedule.index(bench.point.local, bench.store.session.grain)
        stretch = ribbon.stretch_of(now)
        left, right = stretch.span(now)
        faint, bright = self._drawn(ribbon, theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, faint)
        painter.setClipRect(QRectF(0, 0, _MARGIN + right, self.height()))
        painter.drawPixmap(0, 0, bright)
        painter.setClipping(False)
        if right - left < 8:
            middle = min(max((left + right) / 2, 4.0), ribbon.width - 4)
            left, right = middle - 4, middle + 4
        painter.setPen(QPen(QColor(theme.now), 2.4 * theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top, height = size(theme, _TOP), size(theme, _HEIGHT)
        painter.drawRoundedRect(QRectF(_MARGIN + left - 1.5, top - 2.5, right - left + 3, height + 5), 6, 6)
        painter.end()

    def _drawn(self, ribbon: Ribbon, theme: Theme) -> tuple[QPixmap, QPixmap]:
        """The ribbon before its first step and after its last: a step moves the border between the two."""
        grain, ratio = self._bench.store.session.grain, self.devicePixelRatioF()
        key = (ribbon, self._bench.walk.schedule, self._bench.symbols, grain, theme, self.height(), ratio)
        if self._pictures is None or self._pictures[0] != key:
            self._pictures = (key, (self._picture(ribbon, theme, True), self._picture(ribbon, theme, False)))
        return self._pictures[1]

    def _picture(self, ribbon: Ribbon, theme: Theme, faint: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.panel))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_MARGIN, 0)
        top, height = size(theme, _TOP), size(theme, _HEIGHT)
        for number, stretch in enumerate(ribbon.stretches):
            color = QColor(theme.phases[stretch.phase])
            if faint:
                color.setAlphaF(_FAINT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            if not stretch.cells:
                painter.drawRoundedRect(QRectF(stretch.x0, top, stretch.x1 - stretch.x0, height), 4, 4)
            else:
                self._paint_cells(painter, stretch, theme)
                painter.setPen(QColor(theme.muted if faint and theme.dark else _ON_CELL))
                self._paint_labels(painter, stretch, theme)
            self._paint_name(painter, stretch, number, theme)
        painter.end()
        return picture

    def _paint_name(self, painter: QPainter, stretch: Stretch, number: int, theme: Theme) -> None:
        painter.setFont(text_font(size(theme, 12)))
        painter.setPen(QColor(theme.muted))
        following = self.ribbon.stretches[number + 1 :]
        room = (following[0].x0 if following else self.ribbon.width) - stretch.x0 - 6
        for name in stretch_names(stretch, self._bench.symbols):
            if painter.fontMetrics().horizontalAdvance(name) <= room:
                painter.drawText(QPointF(stretch.x0 + 1, size(theme, 13)), name)
                return

    def _paint_cells(self, painter: QPainter, stretch: Stretch, theme: Theme) -> None:
        for index in range(stretch.first, stretch.last + 1):
            painter.drawRoundedRect(_cell(stretch, index, theme), 4, 4)

    def _paint_labels(self, painter: QPainter, stretch: Stretch, theme: Theme) -> None:
        """The labels of a stretch in one size, the smallest that can be read where they are long; or none."""
        room = _cell(stretch, stretch.first, theme).width()
        if room < 18:
            return
        grain, schedule = self._bench.store.session.grain, self._bench.walk.schedule
        places = [schedule.place(schedule.position(n, grain)) for n in range(stretch.first, stretch.last + 1)]
        labels = [step_label(place.step, self._bench.symbols, grain) for place in places]
        for type_size in _LABEL_SIZES:
            painter.setFont(text_font(size(theme, type_size)))
            if max(map(painter.fontMetrics().horizontalAdvance, labels)) <= room - 1:
                for index, label in enumerate(labels, stretch.first):
                    painter.drawText(_cell(stretch, index, theme), Qt.AlignmentFlag.AlignCenter, label)
                return

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
        index = self.ribbon.index_at(x - _MARGIN)
        step = schedule.place(schedule.position(index, grain)).step
        label = step_label(step, self._bench.symbols, grain)
        return f"Step {index + 1} of {schedule.count(grain)} {label}".strip()

    def _scrub(self, x: float) -> None:
        session, schedule = self._bench.store.session, self._bench.walk.schedule
        base = session.cursor - session.cursor % schedule.size
        self._bench.go(base + schedule.position(self.ribbon.index_at(x - _MARGIN), session.grain))


def _cell(stretch: Stretch, index: int, theme: Theme) -> QRectF:
    left, right = stretch.span(index)
    return QRectF(left + 1, size(theme, _TOP), right - left - 2, size(theme, _HEIGHT))
