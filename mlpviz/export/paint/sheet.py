"""What every sheet has: its head, and plates with a picture on each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.present.descend.text import BODY, Label, width_of
from mlpviz.present.palette import Theme

_PAD = 16.0
_RADIUS = 8.0


def paint_plate(
    painter: QPainter, box: tuple[float, float, float, float], theme: Theme, paint: Callable[[float, float], None]
) -> None:
    """A plate with what `paint` paints on it, given its width and height."""
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(QRectF(*box), _RADIUS * theme.scale, _RADIUS * theme.scale)
    painter.save()
    painter.translate(box[0], box[1])
    paint(box[2], box[3])
    painter.restore()


def paint_head(painter: QPainter, what: str, place: str, theme: Theme, width: float, height: float) -> None:
    """The name of the program, what is shown, and at the right where it stands."""
    s = theme.scale
    painter.fillRect(QRectF(0, 0, width, height), QColor(theme.panel))
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLine(QLineF(0, height, width, height))
    name, size = "mlpviz", 16.0 * s
    wide, right = width_of(name, size, 600) + 24 * s, width_of(place, BODY * s) + 4
    left = _PAD * s + wide
    room = width - left - right - 2 * _PAD * s
    paint_labels(
        painter,
        (
            Label(name, _PAD * s, 0.0, wide, height, size, "ink", "left", 600),
            Label(what, left, 0.0, room, height, 13.0 * s, "muted", "left"),
            Label(place, width - right - _PAD * s, 0.0, right, height, BODY * s, "muted", "right"),
        ),
        theme,
    )
