"""A small picture of a loss surface on any painter: the inside of its map, without words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mlpviz.export.paint.surface_map import paint_map_moving, paint_map_still
from mlpviz.nn.verdicts import Verdict
from mlpviz.present.descend.map_moving import make_map_moving
from mlpviz.present.descend.map_still import make_map_still
from mlpviz.present.descend.scene import Scene
from mlpviz.present.palette import Theme

_DRAWN = 1.6  # the map is drawn this much larger than it is shown
_BESIDE, _ABOVE = 130.0, 125.0  # pixels, about what its axes and words take


def paint_surface_thumbnail(painter: QPainter, scene: Scene, theme: Theme, width: float, height: float) -> None:
    """Fill the rectangle from (0, 0) to (width, height) with the map of a scene; paths that run away are left out."""
    whole = make_map_still(scene, theme, _DRAWN * width + _BESIDE, _DRAWN * height + _ABOVE)
    unnamed = tuple(replace(contour, labels=()) for contour in whole.contours)
    still = replace(whole, labels=(), ticks=(), bar=None, contours=unnamed)
    moving = make_map_moving(scene, still, theme)
    stay = tuple(trail for trail in moving.trails if scene.judgements[trail.path].verdict is not Verdict.DIVERGES)
    moving = replace(moving, trails=stay, labels=(), tags=(), pointers=())
    area = still.area
    painter.save()
    painter.setClipRect(QRectF(0, 0, width, height))
    painter.scale(width / area.width, height / area.height)  # nearly alike
    painter.translate(-area.left, -area.top)
    paint_map_still(painter, still, theme)
    paint_map_moving(painter, moving, theme, scene.path)
    painter.restore()
