"""Regions and maps over two inputs on any painter: first what learning changes, then samples, axes and the key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.surface_map import lines
from mlpviz.export.paint.train_points import paint_kept, paint_key, paint_looked_at
from mlpviz.present.palette import Theme
from mlpviz.present.train.region import RegionScene
from mlpviz.present.train.region_image import soft_table


def paint_region(painter: QPainter, scene: RegionScene, theme: Theme, markers: QPixmap | None = None) -> None:
    """All of it. markers: those of the scene, where they have been painted before; else they are painted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(scene.area.left, scene.area.top, scene.area.width, scene.area.height)
    height, width = scene.image.shape
    image = QImage(scene.image.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.drawImage(area, image)
    painter.save()
    painter.setClipRect(area)
    _paint_borders(painter, scene, theme)
    for color, wide in ((theme.panel, 2.4), (theme.ink, 1.0)):
        painter.setPen(QPen(QColor(color), wide * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines(scene.unit_lines))
    painter.restore()
    painter.setPen(QPen(QColor(theme.muted), theme.stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.save()
    painter.setClipRect(area)
    paint_kept(painter, scene.markers, theme, markers)
    paint_looked_at(painter, scene.rings, scene.chosen, scene.radius, theme)
    painter.restore()
    paint_labels(painter, (*scene.plates, *scene.labels), theme)
    table = soft_table(theme.id)
    paint_key(painter, scene.key, theme, lambda share: QColor(int(table[1 + round(254 * share)])))


def _paint_borders(painter: QPainter, scene: RegionScene, theme: Theme) -> None:
    pieces = lines(scene.borders)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(theme.ink), 1.8 * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    painter.drawLines(pieces)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
