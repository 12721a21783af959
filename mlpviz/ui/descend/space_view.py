"""The surface in three dimensions: dragging turns it, the wheel brings it nearer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QWheelEvent

from mlpviz.export.paint.surface_space import paint_space, space_strokes
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera
from mlpviz.present.descend.space_frame import AT_REST, TURNING, SpaceFrame, make_space
from mlpviz.ui.descend.gradual import GradualPicture
from mlpviz.ui.descend.scene_view import SceneView
from mlpviz.ui.later import Later
from mlpviz.ui.workbench import Workbench

_DEGREES = 0.4  # a pixel
_ZOOM = 1.15
_NOTCH = 120.0
_REST_MS = 160
_AFTER_MAP_MS = 24


class SpaceView(SceneView):
    """Coarse while it changes; at rest a finer picture is painted bit by bit, and shown when it is complete.

    A double click looks at it as in the beginning.
    """

    def __init__(self, workbench: Workbench, taken_at_the_right: Callable[[], int]) -> None:
        """`taken_at_the_right`: pixels of the heading that something else lies over."""
        super().__init__(workbench, _AFTER_MAP_MS)
        self.taken_at_the_right = taken_at_the_right
        self.camera = Camera()
        self._pressed: QPointF | None = None
        self._fine = GradualPicture(self)
        self._fine.painted.connect(self.update)
        self._rest = Later(self, self._come_to_rest, _REST_MS)
        self.setMinimumSize(260, 160)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to turn, wheel to zoom, double click to look at it as in the beginning")
        self.setAccessibleName("Loss surface in three dimensions")

    def parts(self, scene: Scene) -> tuple[object, ...]:
        return scene.grid, scene.descent, scene.iteration, scene.path, scene.view, scene.scale, scene.decimals

    def _key(self, scene: Scene) -> tuple[object, ...]:
        """What the picture depends on."""
        theme, ratio = self.bench.preferences.theme, self.devicePixelRatioF()
        return *self.parts(scene), self.camera, theme, self.size(), ratio, self.taken_at_the_right()

    def _frame(self, scene: Scene, faces: int) -> SpaceFrame:
        theme, right = self.bench.preferences.theme, float(self.taken_at_the_right())
        return make_space(scene, self.camera, theme, self.width(), self.height(), faces, right=right)

    def paint(self, painter: QPainter, scene: Scene) -> None:
        if scene.flat:
            return
        picture = self._fine.of(self._key(scene))
        if picture is not None:
            painter.drawPixmap(0, 0, picture)
            return
        paint_space(painter, self._frame(scene, TURNING), self.bench.preferences.theme, scene.path, smooth=False)
        self._rest.start()

    def _look(self, camera: Camera) -> None:
        self.camera = camera
        self.update()

    def _come_to_rest(self) -> None:
        """Paint what is seen now finely, unless it is held and may turn on."""
        scene, theme = self.scene, self.bench.preferences.theme
        if self._pressed is not None or scene is None or scene.flat or self._fine.paints(key := self._key(scene)):
            return
        frame = self._frame(scene, AT_REST)
        self._fine.begin(
            key, self.size(), self.devicePixelRatioF(),
            lambda painter: space_strokes(painter, frame, theme, scene.path),
        )  # fmt: skip

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._rest.stop()
        self._fine.drop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            away, self._pressed = event.position() - self._pressed, event.position()
            self._look(self.camera.turned(away.x() * _DEGREES, away.y() * _DEGREES))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self._rest.start()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._look(Camera())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._look(self.camera.zoomed(_ZOOM ** (event.angleDelta().y() / _NOTCH)))
        event.accept()
