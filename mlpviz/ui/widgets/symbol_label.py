"""A label with a mathematical symbol, set as in the diagram."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.export.paint.symbols import draw_symbol, symbol_width
from mlpviz.present.symbols import Symbol

_SIZE = 1.12  # of the symbol, to the text beside it


class SymbolLabel(QWidget):
    """Words and then a symbol, like "from x₁"; either may be empty. Where room is short, the symbol stands alone."""

    def __init__(self, parent: QWidget | None = None, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__(parent)
        self._words = ""
        self._symbol = Symbol("")
        self._align = align
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, words: str, symbol: Symbol | None = None) -> None:
        shown = symbol or Symbol("")
        if (words, shown) != (self._words, self._symbol):
            self._words, self._symbol = words, shown
            plain = f"{words} {shown.plain}".strip()
            self.setAccessibleName(plain)
            self.setToolTip(plain)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        return self.accessibleName()

    def _parts(self) -> tuple[float, float, float]:
        """Widths of the words, the space and the symbol."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self._words)
        symbol = symbol_width(self._symbol, self._type_size()) if self._symbol.text else 0.0
        return words, metrics.horizontalAdvance(" ") if words and symbol else 0.0, symbol

    def _type_size(self) -> float:
        return self.fontInfo().pixelSize() * _SIZE

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(sum(self._parts())) + 2, math.ceil(self.fontInfo().pixelSize() * 1.75))

    def minimumSizeHint(self) -> QSize:
        words, _, symbol = self._parts()
        return QSize(math.ceil(symbol or words) + 2, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words, space, symbol = self._parts()
        text = self._words
        if symbol and words + space + symbol > self.width():
            text, words, space = "", 0.0, 0.0
        rest = self.width() - words - space - symbol
        left = 1.0
        if self._align & Qt.AlignmentFlag.AlignRight:
            left = rest - 1
        elif self._align & Qt.AlignmentFlag.AlignHCenter:
            left = rest / 2
        baseline = self.height() / 2 + self.fontInfo().pixelSize() * 0.36
        color = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(color)
        painter.setFont(self.font())
        painter.drawText(round(left), round(baseline), text)
        if self._symbol.text:
            draw_symbol(painter, self._symbol, left + words + space + symbol / 2, baseline, self._type_size(), color)
