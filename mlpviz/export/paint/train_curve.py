"""The curve of a network of one input on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.surface_map import lines
from mlpviz.export.paint.train_points import color_of, paint_kept, paint_key, paint_looked_at
from mlpviz.present.palette import Theme
from mlpviz.present.train.curve import CurveScene

_FAINT = 0.35


def paint_curve(painter: QPainter, scene: CurveScene, theme: Theme, markers: QPixmap | None = None) -> None:
    """All of it. markers: those of the scene, where they have been painted before; else they are painted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(scene.area.left, scene.area.top, scene.area.width, scene.area.height)
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLines([QLineF(*line) for line in scene.grid])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.save()
    painter.setClipRect(area)
    paint_kept(painter, scene.markers, theme, markers)
    for line in scene.lines:
        color = QColor(color_of(line.color, theme))
        color.setAlphaF(_FAINT if line.faint else 1.0)
        # flat ends, as Qt draws long lines with round ones a dozen times slower
        painter.setPen(QPen(color, line.width * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines(line.pieces))
    paint_looked_at(painter, scene.rings, scene.chosen, scene.radius, theme)
    painter.restore()
    paint_labels(painter, (*scene.plates, *scene.labels), theme)
    paint_key(painter, scene.key, theme, lambda share: QColor(theme.panel))
