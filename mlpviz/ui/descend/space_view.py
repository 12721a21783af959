"""The surface in three dimensions, turned with the mouse."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from mlpviz.present.descend.scene import Scene
from mlpviz.ui.descend.scene_view import SceneView


class SpaceView(SceneView):
    def paint(self, painter: QPainter, scene: Scene) -> None:
        pass
