"""The surface in three dimensions: dragging turns it, the wheel brings it nearer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent

from mlpviz.export.paint.surface_space import paint_space
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera
from mlpviz.present.descend.space_frame import TURNING, make_space
from mlpviz.ui.descend.scene_view import SceneView
from mlpviz.ui.later import Later
from mlpviz.ui.workbench import Workbench

_DEGREES = 0.4  # a pixel
_ZOOM = 1.15
_NOTCH = 120.0
_REST_MS = 160
_AFTER_MAP_MS = 24
_FACES = 40  # a side at rest: painted in less than the 50 ms that would be felt, also while the paths are computed


class SpaceView(SceneView):
    """Coarser while it turns; a double click looks at it as in the beginning."""

    def __init__(self, workbench: Workbench, taken_at_the_right: Callable[[], int]) -> None:
        """`taken_at_the_right`: pixels of the heading that something else lies over."""
        super().__init__(workbench, _AFTER_MAP_MS)
        self.taken_at_the_right = taken_at_the_right
        self.camera = Camera()
        self._pressed: QPointF | None = None
        self._turning = False
        self._rest = Later(self, self._come_to_rest, _REST_MS)
        self.setMinimumSize(260, 160)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to turn, wheel to zoom, double click to look at it as in the beginning")
        self.setAccessibleName("Loss surface in three dimensions")

    def parts(self, scene: Scene) -> tuple[object, ...]:
        return scene.grid, scene.descent, scene.iteration, scene.path, scene.view, scene.scale, scene.decimals

    def scene_changed(self) -> None:
        """Coarse while the paths move too."""
        self._turning = True
        self._rest.start()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        if scene.flat:
            return
        theme = self.bench.preferences.theme
        faces = TURNING if self._turning else _FACES
        right = float(self.taken_at_the_right())
        frame = make_space(scene, self.camera, theme, self.width(), self.height(), faces, right=right)
        paint_space(painter, frame, theme, scene.path, smooth=not self._turning)

    def _look(self, camera: Camera) -> None:
        self.camera, self._turning = camera, True
        self._rest.start()
        self.update()

    def _come_to_rest(self) -> None:
        self._turning = self._pressed is not None
        self.update()

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
