"""A frame on any QPainter: first the still scene, which the screen keeps as a picture, then what changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion

from mlpviz.export.paint.chips import paint_chip
from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.nodes import paint_glow, paint_node
from mlpviz.export.paint.text import mix, sign_color
from mlpviz.present.beams import Beam
from mlpviz.present.changes import Box, beam_box, chip_box, node_box
from mlpviz.present.frame import Frame
from mlpviz.present.palette import Theme
from mlpviz.present.scene import Edges, Scene

_WIDTH_STEPS = 4  # edge widths are drawn in quarter pixels, so that edges of one pen go out in one call


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
        color = mix(sign_color(theme, sign), theme.panel, 0.45 * crowded if sign else 0.3)
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
            paint_glow(painter, node, theme)
    for beam in frame.beams:
        if _within(beam_box(beam), region):
            _paint_beam(painter, beam, theme)
    for node in nodes:
        paint_node(painter, node, frame, theme)
    if progress < 1.0:
        _paint_messengers(painter, frame, theme, progress)
    for chip in sorted(frame.chips, key=lambda chip: chip.emphasis == "now"):
        if _within(chip_box(chip), region):
            paint_chip(painter, chip, frame, theme)


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


def _paint_beam(painter: QPainter, beam: Beam, theme: Theme) -> None:
    color = QColor(theme.now) if beam.now else mix(theme.now, theme.panel, 0.45)
    width = max(beam.width, 2.2) * theme.stroke
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if beam.value < 0:
        pen.setDashPattern([3.0, 1.2])
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
