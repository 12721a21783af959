"""A widget that paints a scene."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mlpviz.present.descend.scene import Scene
from mlpviz.ui.crash import survives
from mlpviz.ui.workbench import Workbench


class SceneView(QWidget):
    """Keeps the scene that it is shown, and paints it by `paint`."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = workbench
        self.scene: Scene | None = None
        workbench.preferences.changed.connect(self.update)

    def show_scene(self, scene: Scene | None) -> None:
        self.scene = scene
        self.update()

    @survives
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.scene is not None:
            self.paint(painter, self.scene)
        painter.end()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the scene over the whole widget."""
        raise NotImplementedError
