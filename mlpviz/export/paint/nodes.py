"""Neurons on any QPainter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.symbols import draw_symbol, symbol_width
from mlpviz.export.paint.text import draw_fitted, fitting_size, mix, sign_color
from mlpviz.present.frame import Frame
from mlpviz.present.palette import Theme
from mlpviz.present.parts import Node

_GLOW_RINGS = 12
_TAGGED_RADIUS = 30.0  # from here on there is room for a letter beside each value


def paint_glow(painter: QPainter, node: Node, theme: Theme) -> None:
    """The light around the neuron at work."""
    if not theme.glow:
        return
    halo = QColor(theme.now)
    halo.setAlphaF(0.065)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    for ring in range(_GLOW_RINGS):  # plain see-through discs: a see-through gradient is opaque in PDF
        reach = node.radius + (node.radius * 0.45 + 6) * (ring + 1) / _GLOW_RINGS
        painter.drawEllipse(QPointF(node.x, node.y), reach, reach)


def paint_node(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    """A neuron with its name and what is known of it; one too small for text is a disc, shaded by its activation."""
    faint, now = node.emphasis == "faint", node.emphasis == "now"
    ring = theme.now if now or node.emphasis == "near" else theme.line if faint else theme.muted
    fill = QColor(theme.panel)
    if not node.readable and node.level and node.symbol.text:
        fill = mix(sign_color(theme, node.level), theme.panel, min(1.0, 0.15 + 0.75 * abs(node.level)))
    painter.setPen(QPen(QColor(ring), (3.0 if now else 2.2 if node.emphasis == "near" else 1.3) * theme.stroke))
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(node.x, node.y), node.radius, node.radius)
    if not node.symbol.text or (node.layer == 0 and node.readable):
        r = node.radius
        box = QRectF(node.x - r * 0.86, node.y - r, r * 1.72, 2 * r)
        draw_fitted(painter, node.activation or "", box, min(15 * frame.scene.scale, 1.5 * r), theme.ink, 500)
    elif node.readable:
        _paint_values(painter, node, frame, theme)
    if not node.readable:
        return
    if node.symbol.text:
        _paint_name(painter, node, frame, theme)
    if node.delta is not None:
        _paint_delta(painter, node, frame, theme)
    if node.bias is not None:
        _paint_bias(painter, node, frame, theme)


def _paint_name(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    scale = frame.scene.scale
    size = max(min(19.0 * scale, node.radius * 0.52), min(13.0 * scale, node.radius * 0.7))
    x, y = node.x, node.y - node.radius - size * 0.45
    if node.compact:
        x = node.x - node.radius * 0.70 - symbol_width(node.symbol, size) / 2
        y = node.y - node.radius * 0.80
    draw_symbol(painter, node.symbol, x, y, size, QColor(theme.ink), QColor(theme.panel))


def _paint_values(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    r, scale = node.radius, frame.scene.scale
    painter.setPen(QPen(QColor(theme.line), 1.0 * theme.stroke))
    painter.drawLine(QLineF(node.x - r * 0.86, node.y, node.x + r * 0.86, node.y))
    tagged = r >= _TAGGED_RADIUS and max(len(tag) for tag in node.tags) <= 2
    left = node.x - r * (0.62 if tagged else 0.82)
    width = r * (1.36 if tagged else 1.64)
    values = [value for value in (node.excitation, node.activation) if value is not None]
    size = fitting_size(values, min(14.5 * scale, 0.5 * r), 500, width)
    halves = ((node.tags[0], node.excitation, node.y - r * 0.60), (node.tags[1], node.activation, node.y + r * 0.06))
    for tag, value, top in halves:
        if value is None:
            box = QRectF(node.x - r * 0.80, top, r * 1.60, r * 0.54)
            draw_fitted(painter, tag, box, min(11 * scale, 0.4 * r), theme.muted, 400)
            continue
        if tagged:
            side = QRectF(node.x - r * 0.86, top, r * 0.22, r * 0.54)
            draw_fitted(painter, tag, side, 10.5 * scale, theme.muted, 400)
        draw_fitted(painter, value, QRectF(left, top, width, r * 0.54), size, theme.ink, 500)


def _paint_delta(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    scale = frame.scene.scale
    text = f"{frame.delta_tag} {node.delta}"
    size = min(13.0 * scale, node.radius * 0.40)
    painter.setFont(text_font(size, 600))
    width = painter.fontMetrics().horizontalAdvance(text) + size
    box = QRectF(node.x - width / 2, node.y + node.radius + 5 * scale, width, size + (8 if size > 10 else 4))
    if node.compact:
        box.moveTop(node.y + node.radius - size * 0.45)
    painter.setPen(QPen(QColor(theme.now), 1.6 * theme.stroke) if node.emphasis == "now" else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.chip))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(QColor(sign_color(theme, node.delta_sign)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_bias(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    """The bias as a number, at the lower left of the neuron."""
    size = min(11.0 * frame.scene.scale, node.radius * 0.40)
    text = f"b {node.bias}"
    painter.setFont(text_font(size))
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    box = QRectF(node.x - node.radius * 0.75 - width, node.y + node.radius * 0.55, width, size * 1.5)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
