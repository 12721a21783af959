"""The map of the loss surface on any painter: first the still part, which the screen keeps as a picture, then paths."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from mlpviz.export.paint.labels import (
    paint_dot,
    paint_labels,
    paint_path_marker,
    paint_ring,
    paint_tags,
    path_pen,
)
from mlpviz.nn.network import Array
from mlpviz.present.descend.colors import COLORS, ramp
from mlpviz.present.descend.contours import Contour
from mlpviz.present.descend.map_moving import DOT, HEAD, RING, MapMoving, Trail
from mlpviz.present.descend.map_still import Line, MapStill
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.pointers import Pointer
from mlpviz.present.palette import Theme

_STOPS = 16  # of the colour bar's gradient
_CHOSEN = 1.25  # times as large is the head of the path that is looked at


def paint_map_still(painter: QPainter, still: MapStill, theme: Theme) -> None:
    """Colours, contour lines, axes, colour bar and words, in the still part's own pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(still.area.left, still.area.top, still.area.width, still.area.height)
    painter.save()
    painter.setClipRect(area)
    if still.image is not None:
        if len(still.hatch):
            painter.fillRect(area, QColor(theme.chip))
            painter.setPen(QPen(QColor(theme.muted), 0.8 * theme.stroke))
            painter.drawLines(lines(still.hatch))
        height, width = still.image.shape
        image = QImage(still.image.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(area, image)
    for contour in still.contours:
        _paint_contour(painter, contour, theme)
    painter.restore()
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    if len(still.curve):
        painter.setPen(QPen(QColor(theme.ink), 2 * theme.stroke))
        painter.drawLines(lines(still.curve))
    painter.setPen(QPen(QColor(theme.muted), theme.stroke))
    painter.drawLines([QLineF(*tick) for tick in still.ticks])
    if still.bar is not None:
        _paint_bar(painter, still.bar, theme)
    for contour in still.contours:
        paint_labels(painter, contour.labels, theme)
    paint_labels(painter, still.labels, theme)


def lines(pieces: Array) -> list[QLineF]:
    return [QLineF(*piece) for piece in pieces.tolist()]


def _paint_contour(painter: QPainter, contour: Contour, theme: Theme) -> None:
    color = QColor(theme.ink)
    color.setAlphaF(0.34 if theme.dark else 0.30)
    painter.setPen(QPen(color, theme.stroke))
    for line in contour.lines:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))


def _paint_bar(painter: QPainter, bar: Line, theme: Theme) -> None:
    rect = QRectF(*bar)
    gradient = QLinearGradient(rect.bottomLeft(), rect.topLeft())
    for k in range(_STOPS + 1):
        gradient.setColorAt(k / _STOPS, QColor(*ramp(theme.id)[k * (COLORS - 1) // _STOPS].tolist()))
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.setBrush(QBrush(gradient))
    painter.drawRect(rect)


def paint_map_moving(painter: QPainter, moving: MapMoving, theme: Theme, chosen: int | None = None) -> None:
    """Paths, heads, labels, start and hover over the still part. `chosen` is the path that is looked at."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area, s = moving.area, theme.scale
    painter.save()
    painter.setClipRect(QRectF(area.left, area.top, area.width, area.height))
    if moving.cross is not None:
        _paint_cross(painter, moving, theme)
    for trail in moving.trails:
        _paint_trail(painter, trail, theme, trail.path == chosen)
    painter.restore()
    for arrow in moving.noise:
        _paint_arrow(painter, arrow.line, arrow.color, theme, arrow.dashed)
    if moving.start is not None:
        paint_ring(painter, *moving.start, RING * s, theme)
    for trail in moving.trails:
        if trail.head is not None:
            larger = _CHOSEN if trail.path == chosen else 1.0
            paint_path_marker(painter, trail.path, *trail.head, HEAD * s * larger, theme)
    if moving.present is not None:
        paint_dot(painter, *moving.present, (HEAD if moving.present != moving.start else DOT) * s, theme)
    for pointer in moving.pointers:
        paint_pointer(painter, pointer, theme)
    if moving.gradient is not None:
        _paint_arrow(painter, moving.gradient, theme.ink, theme)
    paint_tags(painter, moving.tags, moving.text_size, theme, chosen)
    paint_labels(painter, moving.labels, theme)


def _paint_trail(painter: QPainter, trail: Trail, theme: Theme, chosen: bool) -> None:
    width = 2.4 if chosen else 1.8
    pieces = lines(trail.pieces)
    casing = QColor(theme.panel)
    casing.setAlphaF(0.7)
    painter.setPen(QPen(casing, (width + 2.0) * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(pieces)
    painter.setPen(path_pen(trail.path, width, theme))
    painter.drawLines(pieces)
    for x, y in trail.dots.tolist():
        paint_path_marker(painter, trail.path, x, y, DOT * theme.scale, theme)


def paint_pointer(painter: QPainter, pointer: Pointer, theme: Theme) -> None:
    """An arrow head at the border."""
    color = theme.now if pointer.path is None else path_style(pointer.path, theme).color
    s, turn = theme.scale, math.radians(pointer.angle)
    c, n = math.cos(turn), math.sin(turn)
    corners = [(10.0, 0.0), (-6.0, 7.0), (-2.5, 0.0), (-6.0, -7.0)]
    painter.setPen(QPen(QColor(theme.panel), 1.6))
    painter.setBrush(QColor(color))
    painter.drawPolygon(
        QPolygonF([QPointF(pointer.x + s * (a * c - b * n), pointer.y + s * (a * n + b * c)) for a, b in corners])
    )


def _paint_cross(painter: QPainter, moving: MapMoving, theme: Theme) -> None:
    assert moving.cross is not None
    (x, y), area = moving.cross, moving.area
    color = QColor(theme.ink)
    color.setAlphaF(0.55)
    painter.setPen(QPen(color, theme.stroke))
    painter.drawLines([QLineF(area.left, y, area.right, y), QLineF(x, area.top, x, area.bottom)])


def _paint_arrow(painter: QPainter, arrow: Line, color: str, theme: Theme, dashed: bool = False) -> None:
    x0, y0, x1, y1 = arrow
    length = math.hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    head = min(9.0 * theme.scale, 0.6 * length)
    tip = [(x1, y1), (x1 - head * (ux + 0.5 * uy), y1 - head * (uy - 0.5 * ux)),
           (x1 - head * (ux - 0.5 * uy), y1 - head * (uy + 0.5 * ux))]  # fmt: skip
    for under, width in ((True, 4.6), (False, 2.4)):
        pen = QPen(QColor(theme.panel if under else color), width * theme.stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed and not under:
            pen.setDashPattern([2.5, 1.6])
        painter.setPen(pen)
        painter.drawLine(QLineF(x0, y0, x1 - head * ux, y1 - head * uy))
    painter.setPen(QPen(QColor(theme.panel), 1.0))
    painter.setBrush(QColor(color))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in tip]))
