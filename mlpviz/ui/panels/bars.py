"""The terms of a sum as signed bars, their sum, and what it is multiplied by."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.text import sign_color
from mlpviz.present.explanation import Explanation
from mlpviz.present.numbers import shown
from mlpviz.ui.crash import survives
from mlpviz.ui.theme import size
from mlpviz.ui.workbench import Workbench

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BarsView(QWidget):
    """A row a term: its symbols, a bar from the zero line to its value, the value. Hidden where there is no sum."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._rows: list[tuple[str, float | None, bool]] = []  # name, value, whether it is a bar
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_terms(self, explanation: Explanation, limit: int) -> None:
        """Show the largest `limit` terms, then the sum and its factor."""
        self._rows = []
        summands = explanation.summands
        if summands is not None and (len(summands) > 1 or explanation.factor is not None):
            known = len(summands) if explanation.known is None else explanation.known
            picked = summands.picked(limit, known)
            for index in picked:
                term = summands.make(index)
                self._rows.append((term.label or term.symbol_plain, term.value, True))
            if rest := known - len(picked):
                self._rows.append((f"… {rest:,} smaller {'term' if rest == 1 else 'terms'}", None, False))
            total = float(summands.values[:known].sum()) if explanation.sum is None else explanation.sum
            self._rows.append(("sum", total, True))
            if explanation.factor is not None:
                self._rows.append((f"× {explanation.factor[0]}", explanation.factor[1], False))
        self.setVisible(bool(self._rows))
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleName(
            "; ".join(name if value is None else f"{name} {shown(value)}" for name, value, _ in self._rows)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._rows) * size(self._bench.preferences.theme, 20) + 2)

    @survives
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, decimals = self._bench.preferences.theme, self._bench.preferences.decimals
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(size(theme, 12)))
        row, value_width = size(theme, 20), size(theme, 78)
        metrics = painter.fontMetrics()
        names = [metrics.horizontalAdvance(name) for name, value, _ in self._rows if value is not None]
        name_width = min(max(names, default=0) + 10, self.width() * 0.45)
        left, right = name_width, self.width() - value_width
        bars = [value for _, value, bar in self._rows if bar and value is not None and math.isfinite(value)]
        low, high = min(0.0, *bars, 0.0), max(0.0, *bars, 0.0)
        reach = (right - left) / ((high - low) or 1.0)
        zero = left - low * reach
        for number, (name, value, bar) in enumerate(self._rows):
            top, total = number * row, name == "sum"
            painter.setPen(QColor(theme.ink if total else theme.muted))
            if value is None:
                painter.drawText(QRectF(0, top, self.width(), row), _LEFT, name)
                continue
            painter.drawText(
                QRectF(0, top, name_width, row),
                _LEFT,
                metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(name_width)),
            )
            painter.setPen(QColor(sign_color(theme, value) if bar else theme.ink))
            painter.drawText(QRectF(right, top, value_width, row), _RIGHT, shown(value, decimals))
            if bar and math.isfinite(value):
                box = QRectF(min(zero, zero + value * reach), top + row * 0.22, abs(value) * reach, row * 0.56)
                color = QColor(sign_color(theme, value))
                color.setAlphaF(1.0 if total else 0.65)
                painter.fillRect(box, color)
            if total:
                painter.setPen(QPen(QColor(theme.line), 1))
                painter.drawLine(QLineF(0, top + 0.5, self.width(), top + 0.5))
        if bars:
            painter.setPen(QPen(QColor(theme.muted), 1))
            painter.drawLine(QLineF(zero, 1, zero, row * sum(bar for _, _, bar in self._rows) - 1))
        painter.end()
