"""A widget that paints a scene."""

from __future__ import annotations

import time

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mlpviz.present.descend.scene import Scene
from mlpviz.ui.crash import survives
from mlpviz.ui.lane import undisturbed
from mlpviz.ui.later import Later
from mlpviz.ui.workbench import Workbench

_APART = 0.006  # seconds


class SceneView(QWidget):
    """Keeps the scene that it is shown, and paints it by `paint`."""

    _asked = 0.0  # when one of the views last asked to be painted

    def __init__(self, workbench: Workbench, after_map: int = 0) -> None:
        """`after_map`: milliseconds to wait, so that what changes together is painted one after the other."""
        super().__init__()
        self._soon = Later(self, self._ask_alone, after_map)
        self.bench = workbench
        self.scene: Scene | None = None
        self._shown: tuple[object, ...] | None = None
        workbench.preferences.changed.connect(self.update)

    def show_scene(self, scene: Scene | None) -> None:
        """Paint a scene, where it shows anything here that has not been painted."""
        shown = None if scene is None else self.parts(scene)
        if scene is None or self._shown is None or not _same(shown, self._shown):
            self._shown = shown
            if self._soon.interval():
                self._soon.soon()
            else:
                self._ask()
        self.scene = scene

    def _ask(self) -> None:
        SceneView._asked = time.monotonic()
        self.update()

    def _ask_alone(self) -> None:
        """Not while another view has just asked: both would be painted in one go."""
        if time.monotonic() - SceneView._asked < _APART:
            self._soon.start()
        else:
            self._ask()

    def parts(self, scene: Scene) -> tuple[object, ...]:
        """What of a scene is seen here: compared by identity where it holds arrays."""
        return (scene,)

    def paint_nothing(self, painter: QPainter) -> None:
        """Paint what stands where there is no scene."""

    @survives
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with undisturbed():
            if self.scene is not None:
                self.paint(painter, self.scene)
            else:
                self.paint_nothing(painter)
        painter.end()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the scene over the whole widget."""
        raise NotImplementedError


def _same(a: tuple[object, ...] | None, b: tuple[object, ...]) -> bool:
    plain = (str, int, float, tuple, type(None))
    return a is not None and all(x is y or (isinstance(x, plain) and x == y) for x, y in zip(a, b, strict=True))
