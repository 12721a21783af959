"""Text that fits, and the colours of signs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from mlpviz.export.paint.fonts import text_font
from mlpviz.present.palette import Theme


def mix(a: str, b: str, share: float) -> QColor:
    """`share` of colour a over colour b."""
    first, second = QColor(a), QColor(b)
    rest = 1.0 - share
    return QColor.fromRgbF(
        share * first.redF() + rest * second.redF(),
        share * first.greenF() + rest * second.greenF(),
        share * first.blueF() + rest * second.blueF(),
    )


def sign_color(theme: Theme, sign: float) -> str:
    """The colour of a positive, a negative or a zero number."""
    return theme.positive if sign > 0 else theme.negative if sign < 0 else theme.muted


@lru_cache(maxsize=4096)
def _advance(text: str, size: float, weight: int) -> float:
    return QFontMetricsF(text_font(size, weight)).horizontalAdvance(text)


def fitting_size(texts: Iterable[str], size: float, weight: int, width: float) -> float:
    """`size`, or what is left of it where one of the texts would be wider than `width`."""
    widest = max((_advance(text, size, weight) for text in texts), default=0.0)
    return size if widest <= width or not widest else size * max(width, 1.0) / widest


def draw_fitted(painter: QPainter, text: str, box: QRectF, size: float, color: str, weight: int) -> None:
    """Text centred in a box, a line for each of its lines, smaller where it would not fit."""
    painter.setFont(text_font(fitting_size(text.split("\n"), size, weight, box.width()), weight))
    painter.setPen(QColor(color))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


def is_raster(painter: QPainter) -> bool:
    """Whether the painter draws pixels; else it writes a drawing into a file."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == engine.Type.Raster
