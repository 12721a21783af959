"""Markers of the paths: eight shapes, filled or hollow, with a rim that lifts them off any ground."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mlpviz.present.descend.path_style import PathStyle

_CORNERS = {"square": (4, 45.0), "diamond": (4, 0.0), "triangle": (3, -90.0), "down": (3, 90.0), "hexagon": (6, 0.0)}


def paint_marker(
    painter: QPainter, at: QPointF, radius: float, style: PathStyle, ground: str, rim: float = 1.2
) -> None:
    """One marker around a point; `ground` is the colour of its rim, and of the inside of a hollow one."""
    color = QColor(style.color)
    pen = QPen(color if style.hollow else QColor(ground), max(rim, radius * 0.35) if style.hollow else rim)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(ground) if style.hollow else color)
    if style.marker == "circle":
        painter.drawEllipse(at, radius, radius)
    else:
        painter.drawPolygon(_shape(style.marker, at, radius))


def _shape(marker: str, at: QPointF, radius: float) -> QPolygonF:
    if marker == "plus":
        thin = radius * 0.42
        steps = [(thin, radius), (thin, thin), (radius, thin)]
        corner = [*steps, *((x, -y) for x, y in reversed(steps))]
        outline = [*corner, *((-x, -y) for x, y in corner)]
        return QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in outline])
    if marker == "star":
        turns = [(-90.0 + 36.0 * k, radius * (1.25 if k % 2 == 0 else 0.55)) for k in range(10)]
    else:
        corners, first = _CORNERS[marker]
        turns = [(first + 360.0 * k / corners, radius * 1.2) for k in range(corners)]
    return QPolygonF(
        [QPointF(at.x() + r * math.cos(math.radians(a)), at.y() + r * math.sin(math.radians(a))) for a, r in turns]
    )
