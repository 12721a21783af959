"""Symbols with indices on any painter: the letter in mathematical italic, indices small and upright."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from mlpviz.export.paint.fonts import math_font
from mlpviz.present.symbols import Symbol

_INDEX = 0.68
_RIM = ((-1.4, -1.4), (1.4, -1.4), (-1.4, 1.4), (1.4, 1.4))  # pixels
_PLANCK = {"h": "ℎ"}  # the one italic letter that Unicode keeps elsewhere


def italic(text: str) -> str:
    """Latin and Greek letters in mathematical italic; everything else stays."""
    return "".join(_italic_letter(character) for character in text)


def _italic_letter(character: str) -> str:
    if character in _PLANCK:
        return _PLANCK[character]
    code = ord(character)
    if "a" <= character <= "z":
        return chr(0x1D44E + code - ord("a"))
    if "A" <= character <= "Z":
        return chr(0x1D434 + code - ord("A"))
    if "α" <= character <= "ω" and unicodedata.category(character) == "Ll":
        return chr(0x1D6FC + code - ord("α"))
    return character


def symbol_width(symbol: Symbol, size: float) -> float:
    """The width of a symbol at `size` pixels."""
    small = QFontMetricsF(math_font(size * _INDEX))
    indices = max(small.horizontalAdvance(symbol.sub), small.horizontalAdvance(symbol.sup))
    return QFontMetricsF(math_font(size)).horizontalAdvance(italic(symbol.text)) + indices + 0.5


def draw_symbol(
    painter: QPainter, symbol: Symbol, x: float, y: float, size: float, color: QColor, ground: QColor | None = None
) -> None:
    """Draw a symbol centred at x with its baseline at y, with a rim of `ground` that keeps lines away from it."""
    left = x - symbol_width(symbol, size) / 2
    base = italic(symbol.text)
    pieces = [(left, y, size, base)]
    left += QFontMetricsF(math_font(size)).horizontalAdvance(base) + 0.5
    pieces += [(left, y + size * 0.22, size * _INDEX, symbol.sub), (left, y - size * 0.42, size * _INDEX, symbol.sup)]
    if ground is not None:  # the letters themselves, moved a little: their outlines differ from first to second use
        painter.setPen(ground)
        for dx, dy in _RIM:
            _draw_pieces(painter, pieces, dx, dy)
    painter.setPen(color)
    _draw_pieces(painter, pieces, 0.0, 0.0)


def _draw_pieces(painter: QPainter, pieces: list[tuple[float, float, float, str]], dx: float, dy: float) -> None:
    for at, baseline, height, text in pieces:
        if text:
            painter.setFont(math_font(height))
            painter.drawText(QPointF(at + dx, baseline + dy), text)
