"""A frame on any QPainter: first the still scene, which the screen keeps as a picture, then what changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.symbols import draw_symbol, symbol_width
from mlpviz.present.beams import Beam
from mlpviz.present.changes import Box, beam_box, chip_box, node_box
from mlpviz.present.frame import Chip, Frame, Node
from mlpviz.present.palette import Theme
from mlpviz.present.scene import Edges, Scene

_GLOW_RINGS = 12
_WIDTH_STEPS = 4  # edge widths are drawn in quarter pixels, so that edges of one pen go out in one call
_TAGGED_RADIUS = 30.0  # from here on there is room for a letter beside each value
READABLE_RADIUS = 16.0
"""Neurons smaller than this carry no text but a shade."""


def _mix(a: str, b: str, share: float) -> QColor:
    """`share` of colour a over colour b."""
    first, second = QColor(a), QColor(b)
    rest = 1.0 - share
    return QColor.fromRgbF(
        share * first.redF() + rest * second.redF(),
        share * first.greenF() + rest * second.greenF(),
        share * first.blueF() + rest * second.blueF(),
    )


def sign_color(theme: Theme, sign: float) -> str:
    return theme.positive if sign > 0 else theme.negative if sign < 0 else theme.muted


def paint_scene(painter: QPainter, scene: Scene, theme: Theme) -> None:
    """Edges and captions."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for edges in scene.edges:
        _paint_edges(painter, edges, theme)
    painter.setFont(text_font(12.5 * scene.scale))
    painter.setPen(QColor(theme.muted))
    for caption in scene.captions:
        box = painter.fontMetrics().boundingRect(caption.text)
        ground = QRectF(caption.x - box.width() / 2 - 5, caption.y - box.height() / 2, box.width() + 10, box.height())
        painter.fillRect(ground, QColor(theme.panel))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, caption.text)


def _paint_edges(painter: QPainter, edges: Edges, theme: Theme) -> None:
    groups: dict[tuple[int, int], list[QLineF]] = {}
    lines, widths, weights = (a[edges.drawn].tolist() for a in (edges.lines, edges.widths, edges.weights))
    for line, width, weight in zip(lines, widths, weights, strict=True):
        sign = (weight > 0) - (weight < 0)
        groups.setdefault((sign, round(width * _WIDTH_STEPS)), []).append(QLineF(*line))
    crowded = 1.0 if len(weights) <= 40 else 0.75 if len(weights) <= 120 else 0.5
    for (sign, width), group in groups.items():
        color = _mix(sign_color(theme, sign), theme.panel, 0.45 * crowded if sign else 0.3)
        pen = QPen(color, max(1, width) / _WIDTH_STEPS * theme.stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if sign < 0:  # the sign a second time, for those who don't see the colour
            pen.setDashPattern([5.0 / max(pen.widthF(), 1.0) + 1, 3.0 / max(pen.widthF(), 1.0) + 0.6])
        painter.setPen(pen)
        painter.drawLines(group)


def paint_frame(
    painter: QPainter, frame: Frame, theme: Theme, progress: float = 1.0, region: QRegion | None = None
) -> None:
    """What changes from step to step, over the scene; below 1, `progress` shows numbers on their way.

    What lies outside of `region`, where one is given, is left out.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.line), 1.2 * theme.stroke))
    painter.drawLines([QLineF(*link) for link in frame.links])
    nodes = [node for node in frame.nodes if _within(node_box(node, frame), region)]
    for node in nodes:
        if node.emphasis == "now":
            _paint_glow(painter, node, theme)
    for beam in frame.beams:
        if _within(beam_box(beam), region):
            _paint_beam(painter, beam, theme)
    for node in nodes:
        _paint_node(painter, node, frame, theme)
    for chip in sorted(frame.chips, key=lambda chip: chip.emphasis == "now"):
        if _within(chip_box(chip), region):
            _paint_chip(painter, chip, frame, theme)
    if progress < 1.0:
        _paint_messengers(painter, frame, theme, progress)


def box_rect(box: Box) -> QRect:
    """A box as whole pixels that cover it."""
    left, top, right, bottom = box
    return QRectF(left, top, right - left, bottom - top).toAlignedRect()


def _within(box: Box, region: QRegion | None) -> bool:
    return region is None or region.intersects(box_rect(box))


def _paint_messengers(painter: QPainter, frame: Frame, theme: Theme, progress: float) -> None:
    """A dot on every beam, eased from its tail (0) to its head (1)."""
    eased = progress * progress * (3.0 - 2.0 * progress)
    painter.setPen(QPen(QColor(theme.panel), 1.5))
    painter.setBrush(QColor(theme.now))
    for beam in frame.beams:
        x0, y0, x1, y1 = beam.line
        share = 1.0 - eased if beam.backward else eased
        painter.drawEllipse(QPointF(x0 + share * (x1 - x0), y0 + share * (y1 - y0)), 6.0, 6.0)


def _paint_glow(painter: QPainter, node: Node, theme: Theme) -> None:
    if not theme.glow:
        return
    halo = QColor(theme.now)
    halo.setAlphaF(0.065)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    for ring in range(_GLOW_RINGS):  # plain see-through discs: a see-through gradient is opaque in PDF
        reach = node.radius + (node.radius * 0.45 + 6) * (ring + 1) / _GLOW_RINGS
        painter.drawEllipse(QPointF(node.x, node.y), reach, reach)


def _paint_beam(painter: QPainter, beam: Beam, theme: Theme) -> None:
    color = QColor(theme.now) if beam.now else _mix(theme.now, theme.panel, 0.45)
    width = max(beam.width, 2.2) * theme.stroke
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    x0, y0, x1, y1 = beam.line
    if beam.backward:
        x0, y0, x1, y1 = x1, y1, x0, y0
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    head = min(9.0 + 1.6 * width, length / 2)
    painter.setPen(pen)
    painter.drawLine(QLineF(x0, y0, x1 - ux * head * 0.8, y1 - uy * head * 0.8))
    half = 3.5 + 0.9 * width
    left = QPointF(x1 - ux * head - uy * half, y1 - uy * head + ux * half)
    right = QPointF(x1 - ux * head + uy * half, y1 - uy * head - ux * half)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(x1, y1), left, right]))


def _paint_node(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    faint, now = node.emphasis == "faint", node.emphasis == "now"
    ring = theme.now if now or node.emphasis == "near" else theme.line if faint else theme.muted
    fill = QColor(theme.panel)
    if node.radius < READABLE_RADIUS and node.level and node.symbol.text:
        fill = _mix(sign_color(theme, node.level), theme.panel, min(1.0, 0.15 + 0.75 * abs(node.level)))
    painter.setPen(QPen(QColor(ring), (3.0 if now else 2.2 if node.emphasis == "near" else 1.3) * theme.stroke))
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(node.x, node.y), node.radius, node.radius)
    if node.symbol.text and node.radius >= READABLE_RADIUS:
        _paint_name(painter, node, frame, theme)
    if node.radius >= READABLE_RADIUS or not node.symbol.text:
        _paint_values(painter, node, frame, theme)
    if node.delta is not None and node.radius >= READABLE_RADIUS:
        _paint_delta(painter, node, frame, theme)
    if node.bias is not None and node.radius >= READABLE_RADIUS:
        _tag(
            painter,
            node.x - node.radius * 1.02,
            node.y - node.radius * 0.86,
            f"b {node.bias}",
            11 * frame.scene.scale,
            theme,
        )


def _paint_name(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    size = min(19.0 * frame.scene.scale, node.radius * 0.52)
    x, y = node.x, node.y - node.radius - size * 0.45
    if frame.scene.layout.compact:
        x = node.x - node.radius * 0.70 - symbol_width(node.symbol, size) / 2
        y = node.y - node.radius * 0.80
    draw_symbol(painter, node.symbol, x, y, size, QColor(theme.ink))


def _paint_values(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    r = node.radius
    if not node.symbol.text or node.layer == 0:
        text = node.activation or ""
        _fit(
            painter,
            text,
            QRectF(node.x - r * 0.88, node.y - r, r * 1.76, 2 * r),
            15 * frame.scene.scale,
            theme.ink,
            500,
        )
        return
    painter.setPen(QPen(QColor(theme.line), 1.0 * theme.stroke))
    painter.drawLine(QLineF(node.x - r * 0.86, node.y, node.x + r * 0.86, node.y))
    halves: tuple[tuple[str, str | None, float], ...] = (
        (frame.excitation_tag, node.excitation, node.y - r * 0.60),
        (frame.activation_tag, node.activation, node.y + r * 0.06),
    )
    for tag, value, top in halves:
        box = QRectF(node.x - r * 0.80, top, r * 1.60, r * 0.54)
        if value is None:
            _fit(painter, tag, box, 11 * frame.scene.scale, theme.muted, 400)
            continue
        if len(tag) <= 2 and r >= _TAGGED_RADIUS:
            side = QRectF(node.x - r * 0.86, top, r * 0.22, r * 0.54)
            _fit(painter, tag, side, 10.5 * frame.scene.scale, theme.muted, 400)
            box = QRectF(node.x - r * 0.62, top, r * 1.36, r * 0.54)
        _fit(painter, value, box, 14.5 * frame.scene.scale, theme.ink, 500)


def _paint_delta(painter: QPainter, node: Node, frame: Frame, theme: Theme) -> None:
    text = f"{frame.delta_tag} {node.delta}"
    size = min(13.0 * frame.scene.scale, node.radius * 0.36)
    font = text_font(size, 600)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(text) + size
    box = QRectF(node.x - width / 2, node.y + node.radius + 5 * frame.scene.scale, width, size + 8)
    if frame.scene.layout.compact:
        box.moveTop(node.y + node.radius - size * 0.45)
    painter.setPen(QPen(QColor(theme.now), 1.6 * theme.stroke) if node.emphasis == "now" else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.chip))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(QColor(sign_color(theme, node.delta_sign)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _tag(painter: QPainter, x: float, y: float, text: str, size: float, theme: Theme) -> None:
    painter.setFont(text_font(size))
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    box = QRectF(x - width / 2, y - size * 0.75, width, size * 1.5)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_chip(painter: QPainter, chip: Chip, frame: Frame, theme: Theme) -> None:
    box = QRectF(chip.x - chip.width / 2, chip.y - chip.height / 2, chip.width, chip.height)
    now = chip.emphasis == "now"
    soft = chip.role in ("target", "loss")
    ring = theme.now if now or chip.emphasis == "near" else theme.line
    painter.setPen(QPen(QColor(ring), (2.0 if now else 1.2 if chip.emphasis == "near" else 1.0) * theme.stroke))
    painter.setBrush(QColor(theme.chip if soft else theme.panel))
    painter.drawRoundedRect(box, 6 if soft else 4, 6 if soft else 4)
    if chip.role == "loss":
        name, value = chip.text.split("\n")
        upper = QRectF(box.x() + 4, box.y() + box.height() * 0.08, box.width() - 8, box.height() * 0.42)
        lower = QRectF(box.x() + 4, box.y() + box.height() * 0.48, box.width() - 8, box.height() * 0.46)
        _fit(painter, name, upper, 11 * frame.scene.scale, theme.muted, 400)
        _fit(painter, value, lower, 14 * frame.scene.scale, theme.muted if chip.emphasis == "faint" else theme.ink, 600)
        return
    color = theme.ink if chip.role in ("weight", "target") and chip.sign >= 0 else sign_color(theme, chip.sign)
    _fit(painter, chip.text, box.adjusted(3, 0, -3, 0), frame.text_size, color, 500 if now else 400)


def _fit(painter: QPainter, text: str, box: QRectF, size: float, color: str, weight: int) -> None:
    """Text centred in a box, smaller where it would not fit."""
    painter.setFont(text_font(size, weight))
    width = painter.fontMetrics().horizontalAdvance(text)
    if width > box.width():
        painter.setFont(text_font(size * box.width() / width, weight))
    painter.setPen(QColor(color))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
