"""A small picture of samples and networks on any painter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.surface_map import lines
from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.export.paint.train_points import paint_markers
from mlpviz.present.palette import Theme
from mlpviz.present.train.thumbnail import Shape, Thumbnail


def paint_thumbnail(painter: QPainter, thumbnail: Thumbnail, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_tiles(painter, thumbnail.images, theme)
    if thumbnail.markers:
        painter.setPen(QPen(QColor(theme.line), theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(*thumbnail.box), 4, 4)
        paint_markers(painter, thumbnail.markers, theme)
    for shape in thumbnail.shapes:
        _paint_shape(painter, shape, theme)


def _paint_shape(painter: QPainter, shape: Shape, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.line), 0.6 * theme.stroke))
    painter.drawLines(lines(shape.edges))
    painter.setPen(QPen(QColor(theme.muted), theme.stroke))
    painter.setBrush(QColor(theme.panel))
    for x, y in shape.dots.tolist():
        painter.drawEllipse(QPointF(x, y), shape.radius, shape.radius)
    for bar in shape.bars:
        painter.drawRoundedRect(QRectF(*bar), shape.radius, shape.radius)
