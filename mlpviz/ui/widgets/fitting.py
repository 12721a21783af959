"""How much room a number takes, and how much smaller its type must be where there is less.

Digits are never given up: a number reads the same wherever it stands.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from mlpviz.present.numbers import MINUS

SMALLEST = 0.72  # share of the type size that still reads well
_LEAST_PIXELS = 6


def number_width(decimals: int) -> int:
    """Pixels of a negative number below ten with so many decimals."""
    return QFontMetrics(QApplication.font()).horizontalAdvance(f"{MINUS}0.{decimals * '0'}")


def share_for(text: str, room: float) -> float:
    """The share of the full type size at which `text` fits into `room` pixels; at most 1."""
    return min(1.0, room / max(QFontMetrics(QApplication.font()).horizontalAdvance(text), 1))


def smaller(share: float) -> QFont:
    """The application's type at a share of its size; a plain QFont(), which inherits, where that is all of it."""
    font = QFont()
    if share < 1.0:
        font.setPixelSize(max(_LEAST_PIXELS, int(QFontInfo(QApplication.font()).pixelSize() * share)))
    return font
