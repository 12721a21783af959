"""Labels and tags of a frame on any painter: every text in its box."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.markers import paint_marker
from mlpviz.export.paint.text import fitting_size
from mlpviz.present.descend.board import Tag
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.text import Label
from mlpviz.present.palette import Theme

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def paint_labels(painter: QPainter, labels: Iterable[Label], theme: Theme) -> None:
    """Texts; one that is wider than its box is drawn smaller."""
    roles = {"ink": theme.ink, "muted": theme.muted, "now": theme.now_ink}
    for label in labels:
        painter.setFont(text_font(fitting_size((label.text,), label.size, label.weight, label.width), label.weight))
        flags = _ALIGN[label.align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        if not label.angle and not label.ground:
            painter.setPen(QColor(roles.get(label.role, label.role)))
            painter.drawText(QRectF(label.left, label.top, label.width, label.height), flags, label.text)
            continue
        painter.save()
        painter.translate(label.left + label.width / 2, label.top + label.height / 2)
        painter.rotate(label.angle)
        box = QRectF(-label.width / 2, -label.height / 2, label.width, label.height)
        if label.ground:
            painter.fillRect(box, QColor(label.ground))
        painter.setPen(QColor(roles.get(label.role, label.role)))
        painter.drawText(box, flags, label.text)
        painter.restore()


def paint_tags(painter: QPainter, tags: Iterable[Tag], size: float, theme: Theme, chosen: int | None = None) -> None:
    """Names on plates, with the colour of their path as the rim and its line to what they name."""
    for tag in tags:
        color = QColor(theme.now if tag.path is None else path_style(tag.path, theme).color)
        if tag.leader is not None:
            painter.setPen(QPen(color, 1.2 * theme.stroke))
            painter.drawLine(QLineF(*tag.leader))
    for tag in tags:
        color = QColor(theme.now if tag.path is None else path_style(tag.path, theme).color)
        box = QRectF(tag.x - tag.width / 2, tag.y - tag.height / 2, tag.width, tag.height)
        painter.setPen(QPen(color, (2.0 if tag.path is not None and tag.path == chosen else 1.2) * theme.stroke))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(box, 4 * theme.scale, 4 * theme.scale)
        painter.setPen(QColor(theme.ink))
        painter.setFont(text_font(fitting_size((tag.text,), size, 500, box.width() - 0.5 * size), 500))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, tag.text)


def paint_ring(painter: QPainter, x: float, y: float, radius: float, theme: Theme) -> None:
    """The start: amber, with a hole through which the surface is seen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((theme.panel, 5.6), (theme.now, 3.6)):
        painter.setPen(QPen(QColor(color), width * min(theme.stroke, 1.3)))
        painter.drawEllipse(QPointF(x, y), radius - 1.8, radius - 1.8)


def paint_dot(painter: QPainter, x: float, y: float, radius: float, theme: Theme) -> None:
    """The present weights."""
    painter.setPen(QPen(QColor(theme.panel), 1.8 * theme.stroke))
    painter.setBrush(QColor(theme.ink))
    painter.drawEllipse(QPointF(x, y), radius, radius)


def path_pen(path: int, width: float, theme: Theme, alpha: float = 1.0) -> QPen:
    """The pen of a path's line: dashed where its markers are hollow."""
    style = path_style(path, theme)
    color = QColor(style.color)
    color.setAlphaF(alpha)
    # flat ends, as Qt draws long lines with round ones a dozen times slower
    pen = QPen(color, width * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if style.hollow:
        pen.setDashPattern([3.2, 1.6])
    return pen


def paint_path_marker(painter: QPainter, path: int, x: float, y: float, radius: float, theme: Theme) -> None:
    paint_marker(painter, QPointF(x, y), radius, path_style(path, theme), theme.panel, 1.4)
