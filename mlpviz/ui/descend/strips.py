"""The strips: loss by iteration, and where one step would land."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from mlpviz.export.paint.surface_strips import paint_plot
from mlpviz.present.descend.plot import Plot
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.strips import make_landing_strip, make_loss_strip
from mlpviz.ui.descend.scene_view import SceneView
from mlpviz.ui.workbench import Workbench

_LOSSES_MS, _ALONG_MS = 8, 16  # after the map


class LossesView(SceneView):
    """Loss by iteration; a click or a drag goes to the iteration under the pointer."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench, _LOSSES_MS)
        self.setMinimumSize(260, 120)
        self.setAccessibleName("Loss by iteration")
        self._plot: Plot | None = None

    def parts(self, scene: Scene) -> tuple[object, ...]:
        return scene.descent, scene.iteration, scene.path, scene.decimals

    def paint(self, painter: QPainter, scene: Scene) -> None:
        theme = self.bench.preferences.theme
        self._plot = make_loss_strip(scene, theme, self.width(), self.height())
        paint_plot(painter, self._plot, theme, scene.path)

    def _go(self, at: QPointF) -> None:
        if self._plot is not None and self.scene is not None:
            self.bench.go_to_update(round(self._plot.area.point(at.x(), at.y())[0]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())


class AlongView(SceneView):
    """The loss along the negative gradient, by step size."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench, _ALONG_MS)
        self.setMinimumSize(260, 120)
        self.setAccessibleName("Loss along the negative gradient, by step size")

    def parts(self, scene: Scene) -> tuple[object, ...]:
        return scene.along, scene.curvature, scene.start_limit, scene.path, scene.descent.specs, scene.decimals

    def paint(self, painter: QPainter, scene: Scene) -> None:
        theme = self.bench.preferences.theme
        plot = make_landing_strip(scene, theme, self.width(), self.height())
        if plot is not None:
            paint_plot(painter, plot, theme, scene.path)
