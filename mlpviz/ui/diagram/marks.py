"""What only the screen shows: the ring around the selection and the edge under the pointer with its weight."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.core.session import Picked
from mlpviz.export.paint.fonts import text_font
from mlpviz.present.frame import Frame
from mlpviz.present.hover import Hit, Kind
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme


def paint_marks(painter: QPainter, frame: Frame, theme: Theme, picked: Picked | None, hovered: Hit | None) -> None:
    """Paint the marks over a frame that has just been painted."""
    if picked is not None and picked.source is not None and picked.unit is not None:
        _paint_edge(painter, frame, theme, (picked.layer, picked.unit, picked.source), strong=True)
    elif picked is not None and picked.unit is not None:
        _paint_ring(painter, frame, theme, picked.layer, picked.unit)
    if hovered is not None and hovered.kind is Kind.EDGE:
        _paint_edge(painter, frame, theme, (hovered.layer, hovered.unit, hovered.source), strong=False)


def _paint_ring(painter: QPainter, frame: Frame, theme: Theme, layer: int, unit: int) -> None:
    gone = layer >= len(frame.scene.layout.columns)
    centre = None if gone else frame.scene.layout.at(layer, unit)
    if centre is None:
        return
    pen = QPen(QColor(theme.ink), 1.6 * theme.stroke, Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    reach = frame.scene.layout.columns[layer].radius + 4
    painter.drawEllipse(QPointF(*centre), reach, reach)


def _paint_edge(painter: QPainter, frame: Frame, theme: Theme, key: tuple[int, int, int], strong: bool) -> None:
    layer, unit, source = key
    if layer > len(frame.scene.edges):
        return  # the selected layer is gone
    edges = frame.scene.edges[layer - 1]
    found = ((edges.units == unit) & (edges.sources == source)).nonzero()[0]
    if not len(found):
        return
    x0, y0, x1, y1 = (float(v) for v in edges.lines[found[0]])
    painter.setPen(QPen(QColor(theme.ink), (1.8 if strong else 1.2) * theme.stroke, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(x0, y0, x1, y1))
    if any(chip.key == key for chip in frame.chips):
        return
    painter.setFont(text_font(12 * theme.scale, 500))
    text = shown(float(edges.weights[found[0]]))
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    box = QRectF((x0 + x1 - width) / 2, (y0 + y1) / 2 - 10 * theme.scale, width, 20 * theme.scale)
    painter.setPen(QPen(QColor(theme.ink), 1.0))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
