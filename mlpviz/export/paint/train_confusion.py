"""The confusion matrix on any painter."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.text import mix
from mlpviz.present.palette import Theme, contrast
from mlpviz.present.train.confusion import Cell, ConfusionFrame

_FULL = 0.75  # of the colour, where all samples of a row are in one cell
_GRID_FROM = 9.0  # pixels: smaller cells have no lines between them


def paint_confusion(
    painter: QPainter, frame: ConfusionFrame, theme: Theme, chosen: tuple[int, int] | None = None
) -> None:
    """What is right in one colour, what is wrong in another. chosen: the true and predicted class in the amber box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(text_font(frame.type_size))
    for cell in frame.cells:
        _paint_cell(painter, cell, frame, theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.muted), theme.stroke))
    side = len(frame.names)
    painter.drawRect(QRectF(frame.left, frame.top, side * frame.width, side * frame.height))
    if chosen is not None:
        painter.setPen(QPen(QColor(theme.now), 2.5 * theme.stroke))
        x, y = frame.left + chosen[1] * frame.width, frame.top + chosen[0] * frame.height
        painter.drawRect(QRectF(x, y, frame.width, frame.height))
    paint_labels(painter, frame.labels, theme)


def _paint_cell(painter: QPainter, cell: Cell, frame: ConfusionFrame, theme: Theme) -> None:
    color = theme.agree if cell.true == cell.predicted else theme.wrong
    ground = mix(color, theme.panel, _FULL * cell.shade)
    box = QRectF(cell.x, cell.y, frame.width, frame.height)
    painter.fillRect(box, ground)
    if min(frame.width, frame.height) > _GRID_FROM * theme.scale:
        painter.setPen(QPen(QColor(theme.line), theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    if cell.count and frame.type_size:
        painter.setPen(QColor(max((theme.ink, theme.panel), key=lambda text: contrast(text, ground.name()))))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, str(cell.count))
