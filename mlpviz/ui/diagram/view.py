"""The diagram on the screen: a cached scene, the live frame over it, and every gesture of mouse and keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.core.session import Picked, State
from mlpviz.export.paint.diagram import box_rect, paint_frame, paint_scene
from mlpviz.nn.schedule import Step
from mlpviz.present.changes import Box, beam_box, changed_boxes
from mlpviz.present.frame import Frame, make_frame
from mlpviz.present.hover import Hit, Kind, describe, hit, step_of
from mlpviz.present.parts import View
from mlpviz.present.scene import Scene
from mlpviz.ui.crash import survives
from mlpviz.ui.diagram.marks import paint_marks
from mlpviz.ui.later import Later
from mlpviz.ui.workbench import Workbench

_ZOOM_LIMITS = (0.5, 16.0)
_MOTION_MS = 220
_NEURON = (Kind.EXCITATION, Kind.ACTIVATION, Kind.DELTA)


class DiagramView(QWidget):
    """Shows the frame at the cursor. Wheel zooms, dragging pans, a click selects, a double click jumps."""

    edit_wanted = Signal(object)  # Hit
    menu_wanted = Signal(object, QPoint)  # Hit, where on the screen

    def __init__(self, workbench: Workbench, parent: QWidget | None = None, walks: bool = True) -> None:
        """`walks`: it is on the page of the walk."""
        super().__init__(parent)
        self._bench = workbench
        self._zoom = 1.0
        self._pan = QPointF()
        self._frame: Frame | None = None
        self._still: tuple[tuple[object, ...], Scene, QPixmap] | None = None
        self._hovered: Hit | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._progress = 1.0
        self._motion = QVariantAnimation(self)
        self._motion.setDuration(_MOTION_MS)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.valueChanged.connect(self._moved)
        self._speech = Later(self, self._speak)
        self._speech.start()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setAccessibleName("Network diagram")
        (workbench.walked if walks else workbench.changed).connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)

    def sizeHint(self) -> QSize:
        return QSize(760, 580)

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def frame(self) -> Frame:
        """The frame at the cursor, in this view's size and zoom."""
        if self._frame is None:
            session, theme = self._bench.store.session, self._bench.preferences.theme
            view = View(
                self.width() * self._zoom,
                self.height() * self._zoom,
                self._bench.symbols,
                self._bench.preferences.decimals,
                session.bias_mode,
                theme.scale * self._zoom,
                self._focus(),
            )
            self._frame = make_frame(self._bench.walk, session.cursor, view)
        return self._frame

    def _focus(self) -> tuple[int, int] | None:
        """The neuron under the pointer, or else the one that is selected."""
        hovered, picked = self._hovered, self._bench.store.session.picked
        if hovered is not None and hovered.kind in _NEURON:
            return hovered.layer, hovered.unit
        if picked is not None and picked.unit is not None and picked.source is None:
            return picked.layer, picked.unit
        return None

    def refresh(self) -> None:
        """Make the frame anew and paint it."""
        self._frame = None
        self.update()

    def fit(self) -> None:
        """Show the whole network."""
        self._zoom, self._pan = 1.0, QPointF()
        self.refresh()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom in or out, keeping the point `about` (the centre where none is given) under the pointer."""
        low, high = _ZOOM_LIMITS
        zoom = min(max(self._zoom * factor, low), high)
        if zoom == self._zoom:
            return
        centre = about if about is not None else QPointF(self.width() / 2, self.height() / 2)
        self._pan = centre - (centre - self._pan) * (zoom / self._zoom)
        self._zoom = zoom
        self.refresh()

    def at(self, position: QPointF) -> Hit | None:
        """What is under a point of this widget."""
        inside = position - self._pan
        return hit(self.frame, inside.x(), inside.y())

    def to_view(self, x: float, y: float) -> QPointF:
        """Where a point of the frame is in this widget."""
        return QPointF(x, y) + self._pan

    def _state_changed(self, old: State, new: State) -> None:
        before, self._frame = self._frame, None
        walked = old.session.cursor != new.session.cursor
        if walked and new.session.cursor > old.session.cursor and self._bench.preferences.motion and self.isVisible():
            self._motion.stop()
            self._motion.start()
        elif walked:
            self._motion.stop()
            self._progress = 1.0
        self._speech.start()
        boxes = changed_boxes(before, self.frame) if before is not None and self.isVisible() else None
        if boxes is None or old.session.picked != new.session.picked:
            self.update()
        else:
            self._update(boxes)

    def _speak(self) -> None:
        """Offer the present step's text to screen readers."""
        text = self._bench.explanation.plain
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _update(self, boxes: Iterable[Box]) -> None:
        region = QRegion()
        for box in boxes:
            region += box_rect(box)
        self.update(region.translated(self._pan.toPoint()))

    def _moved(self, value: object) -> None:
        self._progress = float(value) if isinstance(value, float) else 1.0
        self._update(beam_box(beam) for beam in self.frame.beams)

    @survives
    def paintEvent(self, event: QPaintEvent) -> None:
        frame, theme = self.frame, self._bench.preferences.theme
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, self._still_picture(frame.scene))
        painter.translate(self._pan)
        region = event.region().translated(-self._pan.toPoint())
        paint_frame(painter, frame, theme, self._progress, region)
        paint_marks(painter, frame, theme, self._bench.store.session.picked, self._hovered)
        painter.end()

    def _still_picture(self, scene: Scene) -> QPixmap:
        theme, ratio = self._bench.preferences.theme, self.devicePixelRatioF()
        key = (theme.id, self._pan.x(), self._pan.y(), self.width(), self.height(), ratio)
        if self._still is None or self._still[0] != key or self._still[1] is not scene:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(QColor(theme.panel))
            painter = QPainter(picture)
            painter.translate(self._pan)
            paint_scene(painter, scene, theme)
            painter.end()
            self._still = (key, scene, picture)
        return self._still[2]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._frame = None
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            way = event.position() - self._pressed
            if self._dragging or way.manhattanLength() > 6:
                self._dragging = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._pan += way
                self._pressed = event.position()
                self.update()
            return
        found = self.at(event.position())
        if found != self._hovered:
            focus = self._focus()
            self._hovered = found
            if self._focus() != focus:
                self._frame = None
            if found:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                self.unsetCursor()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        dragged, self._pressed, self._dragging = self._dragging, None, False
        self.unsetCursor()
        if not dragged and event.button() == Qt.MouseButton.LeftButton:
            self._click(self.at(event.position()))

    def _click(self, found: Hit | None) -> None:
        picked = None
        if found is not None and found.kind is Kind.EDGE:
            picked = Picked(found.layer, found.unit, found.source)
        elif found is not None and found.kind in _NEURON:
            picked = Picked(found.layer, found.unit)
        again = picked is not None and picked == self._bench.store.session.picked
        self._bench.store.look(picked=picked)
        if found is not None and (found.kind is Kind.TARGET or (found.label and again)):
            self.edit_wanted.emit(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        step = step_of(self._bench.walk, self._bench.store.session.cursor, found) if found else None
        if step is not None:
            self.jump(step)
        elif found is not None:
            self.edit_wanted.emit(found)
        event.accept()

    def jump(self, step: Step) -> None:
        """Go to a step of the present iteration."""
        walk, cursor = self._bench.walk, self._bench.store.session.cursor
        local = walk.schedule.find(step)
        if local is not None:
            self._bench.go(cursor - cursor % walk.schedule.size + local)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.at(QPointF(event.pos())), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        picked = self._bench.store.session.picked
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and picked is not None:
            if picked.source is not None and picked.unit is not None:
                self.edit_wanted.emit(Hit(Kind.EDGE, picked.layer, picked.unit, picked.source))
            elif picked.unit is not None:
                self.edit_wanted.emit(Hit(Kind.ACTIVATION, picked.layer, picked.unit))
        elif event.key() == Qt.Key.Key_Escape:
            self._bench.store.look(picked=None)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.refresh()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.at(QPointF(event.pos()))
            if found is None:
                QToolTip.hideText()
            else:
                text = describe(self._bench.walk, self._bench.store.session.cursor, self._bench.symbols, found)
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
