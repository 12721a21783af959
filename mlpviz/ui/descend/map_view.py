"""The surface from above, and every gesture on it: start, zoom, pan, hover, take its weights."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QMenu

from mlpviz.core import surface_edits
from mlpviz.core.session import State
from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.surface_map import paint_map_moving, paint_map_still
from mlpviz.present.descend.map_moving import make_map_moving
from mlpviz.present.descend.map_still import MapStill, make_map_still
from mlpviz.present.descend.scene import Point, Scene
from mlpviz.ui.descend.scene_view import SceneView
from mlpviz.ui.descend.surveyor import Surveyor
from mlpviz.ui.workbench import Workbench

_ZOOM = 1.25
_NOTCH = 120.0
_GRIP = 12.0  # pixels around the start and the present weights that take hold of them
_DRAG = 4.0  # pixels: less is a click


class MapView(SceneView):
    """A click starts the paths there; the start and the present weights can be dragged; the ground is panned."""

    def __init__(self, workbench: Workbench, surveyor: Surveyor) -> None:
        super().__init__(workbench)
        self._surveyor = surveyor
        self._pressed: QPointF | None = None
        self._held = ""  # "start", "present", "ground" or ""
        self._moved = False
        self._gesture: object = None
        self._putting = False
        self._problem = ""
        self._panned: Point = ()
        self._still: MapStill | None = None
        self._picture: QPixmap | None = None
        self._drawn: tuple[object, ...] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(300, 220)
        self.setAccessibleName("Loss surface")
        workbench.changed.connect(self._state_changed)

    @property
    def _view(self) -> Point:
        return self.scene.view if self.scene is not None else ()

    def point_at(self, at: QPointF) -> Point | None:
        """The coordinates under a pixel, or None outside of the surface."""
        area = None if self._still is None else self._still.area
        if area is None or self.scene is None or not area.holds(at.x(), at.y()):
            return None
        return area.point(at.x(), at.y())[: len(self.scene.view) // 2]

    def pixel_of(self, point: Point) -> QPointF:
        """Where coordinates stand; over one parameter in the middle of the height."""
        assert self._still is not None
        area = self._still.area
        up = point[1] if len(point) > 1 else (area.y0 + area.y1) / 2
        x, y = area.place(np.array([point[0], up])).tolist()
        return QPointF(x, y)

    def _state_changed(self, old: State, new: State) -> None:
        if new.document is not old.document and not self._putting:
            self._pressed = None  # undone, or edited elsewhere: what is held is let go

    def fit(self) -> None:
        """The range that the document keeps, or the fitted one."""
        self.bench.store.look(view=None)
        self._surveyor.refresh()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """See less (above 1) or more of the surface, about a point that keeps its place."""
        view = self._view
        if not view:
            return
        point = None if about is None else self.point_at(about)
        limits = []
        for axis in range(len(view) // 2):
            low, high = view[2 * axis : 2 * axis + 2]
            centre = (low + high) / 2 if point is None else point[axis]
            limits += [centre + (low - centre) / factor, centre + (high - centre) / factor]
        self._show_range(tuple(limits))

    def _show_range(self, limits: Point) -> None:
        widths = [high - low for low, high in zip(limits[::2], limits[1::2], strict=True)]
        steps = [abs(low) * 1e-12 for low in limits[::2]]
        if all(math.isfinite(w) and step < w < 1e150 for w, step in zip(widths, steps, strict=True)):
            self.bench.store.look(view=limits)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(_ZOOM ** (event.angleDelta().y() / _NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.scene is None or self.point_at(event.position()) is None:
            return
        self._pressed, self._moved, self._gesture = event.position(), False, object()
        self._panned = self._view
        self._held = "ground"
        for name, point in (("present", self.scene.present), ("start", self.scene.start)):
            away = event.position() - self.pixel_of(point)
            if abs(away.x()) <= _GRIP and (self.scene.flat or abs(away.y()) <= _GRIP):
                self._held = name
        if self._held == "start" and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._held = "present"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._look_at(event.position())
            return
        away = event.position() - self._pressed
        self._moved = self._moved or math.hypot(away.x(), away.y()) > _DRAG
        if not self._moved:
            return
        self._look_at(None)
        if self._held == "ground":
            self._pan(away)
            return
        point = self.point_at(event.position())
        if point is not None:
            self._put(self._held, point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            point = self.point_at(event.position())
            if point is not None and self._held == "ground":
                self._put("start", point)

    def _pan(self, away: QPointF) -> None:
        assert self._still is not None
        shares = (-away.x() / self._still.area.width, away.y() / self._still.area.height)
        limits = []
        for axis in range(len(self._panned) // 2):
            low, high = self._panned[2 * axis : 2 * axis + 2]
            limits += [low + shares[axis] * (high - low), high + shares[axis] * (high - low)]
        self._show_range(tuple(limits))

    def _put(self, what: str, point: Point) -> None:
        """Move the start or the present weights; the range in view stays, so that nothing jumps under the pointer."""
        self._putting = True
        try:
            self._move(what, point)
        finally:
            self._putting = False

    def _move(self, what: str, point: Point) -> None:
        if self.bench.store.session.view is None:
            self.bench.store.look(view=self._view)
        survey = self._surveyor.survey
        if what == "start":
            self.bench.store.edit(
                "Move the start", lambda document: surface_edits.set_surface(document, start=point), self._gesture
            )
        elif survey is not None:
            problem = survey.problem
            theta = problem.plane.through(problem.present).at(np.array(point))
            self.bench.store.edit(
                "Drag the present weights",
                lambda document: surface_edits.use_parameters(document, theta, keep_start=True),
                self._gesture,
            )

    def _look_at(self, at: QPointF | None) -> None:
        self._surveyor.look_at(None if at is None else self.point_at(at))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look_at(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = self.point_at(QPointF(event.pos()))
        if point is not None:
            menu = self.build_menu(point)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())

    def build_menu(self, point: Point) -> QMenu:
        """What can be done with a point of the surface."""
        menu = QMenu(self)
        self._gesture = None
        menu.addAction("Start the paths here", partial(self._put, "start", point))
        menu.addAction("Use these weights", partial(self._put, "present", point))
        menu.addSeparator()
        menu.addAction("Fit the range", self.fit)
        return menu

    def set_problem(self, words: str) -> None:
        """Why there is no surface: said where it would be."""
        if words != self._problem:
            self._problem = words
            self.update()

    def paint_nothing(self, painter: QPainter) -> None:
        theme = self.bench.preferences.theme
        painter.setFont(text_font(15 * theme.scale, 500))
        painter.setPen(QColor(theme.muted))
        room = QRectF(self.rect()).adjusted(40, 40, -40, -40)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._problem)

    def show_scene(self, scene: Scene | None) -> None:
        super().show_scene(scene)
        if scene is None:
            self._still = self._picture = None

    def paint(self, painter: QPainter, scene: Scene) -> None:
        theme = self.bench.preferences.theme
        key = (scene.grid, scene.view, scene.scale, scene.descent.move, theme, self.size(), self.devicePixelRatioF())
        if self._still is None or self._picture is None or self._drawn is None or not _same(key, self._drawn):
            self._drawn = key
            self._still = make_map_still(scene, theme, self.width(), self.height())
            self._picture = self._painted(self._still)
        painter.drawPixmap(0, 0, self._picture)
        moving = make_map_moving(scene, self._still, theme)
        paint_map_moving(painter, moving, theme, scene.path)

    def _painted(self, still: MapStill) -> QPixmap:
        """What stays while the paths move, as a picture."""
        theme, ratio = self.bench.preferences.theme, self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)  # the panel keeps its round corners
        painter = QPainter(picture)
        paint_map_still(painter, still, theme)
        painter.end()
        return picture


def _same(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    """Whether two keys are the same: the grid by identity, the rest by value."""
    return a[0] is b[0] and a[1:] == b[1:]
