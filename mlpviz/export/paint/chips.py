"""Chips on any QPainter: labels, targets, the loss."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.text import draw_fitted, sign_color
from mlpviz.present.frame import Frame
from mlpviz.present.palette import Theme
from mlpviz.present.parts import Chip


def paint_chip(painter: QPainter, chip: Chip, frame: Frame, theme: Theme) -> None:
    """A box with its text; the loss has its name in small print over its numbers."""
    box = QRectF(chip.x - chip.width / 2, chip.y - chip.height / 2, chip.width, chip.height)
    now = chip.emphasis == "now"
    soft = chip.role in ("target", "loss")
    ring = theme.now if now or chip.emphasis == "near" else theme.line
    painter.setPen(QPen(QColor(ring), (2.0 if now else 1.2 if chip.emphasis == "near" else 1.0) * theme.stroke))
    painter.setBrush(QColor(theme.chip if soft else theme.panel))
    painter.drawRoundedRect(box, 6 if soft else 4, 6 if soft else 4)
    if chip.role == "loss":
        _paint_loss(painter, chip, box, frame, theme)
        return
    color = (
        theme.ink if chip.role in ("weight", "target", "callout") and chip.sign >= 0 else sign_color(theme, chip.sign)
    )
    draw_fitted(painter, chip.text, box.adjusted(3, 0, -3, 0), frame.text_size, color, 500 if now else 400)


def _paint_loss(painter: QPainter, chip: Chip, box: QRectF, frame: Frame, theme: Theme) -> None:
    scale = frame.scene.scale
    lines = chip.text.split("\n")
    height = (box.height() - 8 * scale) / len(lines)
    for number, line in enumerate(lines):
        row = QRectF(box.x() + 6, box.y() + 4 * scale + number * height, box.width() - 12, height)
        if number == 0:
            draw_fitted(painter, line, row, 11 * scale, theme.muted, 400)
        else:
            draw_fitted(painter, line, row, 13.5 * scale, theme.muted if "?" in line else theme.ink, 600)
