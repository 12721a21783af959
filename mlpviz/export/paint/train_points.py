"""Markers of samples, rings around them and the key beside a picture, on any painter."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPixmap, QPolygonF

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.text import is_raster
from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme
from mlpviz.present.train.class_style import outline
from mlpviz.present.train.key import Key, Swatch
from mlpviz.present.train.points import Markers

_BEYOND = 2.8  # pixels from a marker to its ring
_STOPS = 16
_STAMPED = 20  # rings from which one is drawn and the others are copies


def paint_markers(painter: QPainter, groups: Iterable[Markers], theme: Theme) -> None:
    """Filled markers have a rim of the ground, or of ink; hollow ones a rim of their colour about the ground."""
    for group in groups:
        color = QColor(color_of(group.color, theme))
        ground = QColor(theme.panel)
        rim = QColor(theme.ink) if group.outlined else color if group.hollow else ground
        pen = QPen(rim, max(1.0, 0.34 * group.radius) if group.hollow else 0.8 * theme.stroke)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(Qt.PenStyle.NoPen if group.bare else pen)
        painter.setBrush(ground if group.hollow else color)
        if group.marker == "circle":
            for x, y in group.middles.tolist():
                painter.drawEllipse(QPointF(x, y), group.radius, group.radius)
            continue
        shape = QPolygonF([QPointF(x, y) for x, y in (group.radius * outline(group.marker)).tolist()])
        for x, y in group.middles.tolist():
            painter.drawPolygon(shape.translated(x, y))


def paint_kept(painter: QPainter, groups: Iterable[Markers], theme: Theme, kept: QPixmap | None) -> None:
    """Markers as they were painted before, `kept`; or anew where there is no such picture."""
    if kept is None:
        paint_markers(painter, groups, theme)
    else:
        painter.drawPixmap(0, 0, kept)


def paint_looked_at(
    painter: QPainter, rings: Array, chosen: tuple[float, float] | None, radius: float, theme: Theme
) -> None:
    """Rings around the samples that are wrong, and around the one that is looked at."""
    paint_rings(painter, rings, radius, theme, theme.ink)
    if chosen is not None:
        paint_rings(painter, np.array([chosen]), radius, theme, theme.now)


def paint_rings(painter: QPainter, middles: Array, radius: float, theme: Theme, color: str) -> None:
    """Rings around markers of a radius; on a screen many of them are stamped, which is much faster."""
    reach = radius + _BEYOND * theme.scale
    if len(middles) < _STAMPED or not is_raster(painter):
        _draw_rings(painter, middles, reach, theme, color)
        return
    ratio = painter.device().devicePixelRatioF()
    side = 2 * math.ceil(reach + 4 * theme.stroke)
    stamp = QPixmap(round(side * ratio), round(side * ratio))
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    brush = QPainter(stamp)
    brush.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_rings(brush, np.array([[side / 2, side / 2]]), reach, theme, color)
    brush.end()
    for x, y in (middles - side / 2).tolist():
        painter.drawPixmap(QPointF(x, y), stamp)


def _draw_rings(painter: QPainter, middles: Array, reach: float, theme: Theme, color: str) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((theme.panel, 3.2), (color, 1.6)):
        painter.setPen(QPen(QColor(ink), width * min(theme.stroke, 1.3)))
        for x, y in middles.tolist():
            painter.drawEllipse(QPointF(x, y), reach, reach)


def paint_key(painter: QPainter, key: Key, theme: Theme, colors: Callable[[float], QColor]) -> None:
    """The key; `colors` gives the colour of the bar at a share of it, from its foot."""
    paint_markers(painter, key.markers, theme)
    for swatch in key.swatches:
        _paint_swatch(painter, swatch, theme)
    if key.bar is not None:
        rect = QRectF(*key.bar)
        gradient = QLinearGradient(rect.bottomLeft(), rect.topLeft())
        for k in range(_STOPS + 1):
            gradient.setColorAt(k / _STOPS, colors(k / _STOPS))
        painter.setPen(QPen(QColor(theme.muted), theme.stroke))
        painter.setBrush(QBrush(gradient))
        painter.drawRect(rect)
        painter.drawLines([QLineF(*tick) for tick in key.ticks])
    paint_labels(painter, key.labels, theme)


def color_of(color: str, theme: Theme) -> str:
    """A colour, or the one of a role."""
    return {"ink": theme.ink, "muted": theme.muted, "now": theme.now}.get(color, color)


def _paint_swatch(painter: QPainter, swatch: Swatch, theme: Theme) -> None:
    if swatch.kind in ("ring", "chosen"):
        middle = np.array([[swatch.x + swatch.length / 2, swatch.y]])
        paint_rings(painter, middle, 3.0 * theme.scale, theme, color_of(swatch.color, theme))
        return
    width = {"line": 1.8, "thin": 1.0}.get(swatch.kind, 1.8)
    pen = QPen(QColor(color_of(swatch.color, theme)), width * theme.stroke)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if swatch.kind == "dashed":
        pen.setDashPattern([3.2, 1.6])
    painter.setPen(pen)
    painter.drawLine(QLineF(swatch.x, swatch.y, swatch.x + swatch.length, swatch.y))
