"""A whole picture of one step: phase, diagram, caption and formula, on any QPainter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.core.session import BiasMode
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.diagram import paint_frame, paint_scene
from mlpviz.export.paint.fonts import text_font
from mlpviz.nn.schedule import Grain
from mlpviz.present.explain.breaking import placed
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.frame import make_frame
from mlpviz.present.heading import heading
from mlpviz.present.notation import symbols
from mlpviz.present.palette import Theme
from mlpviz.present.parts import View
from mlpviz.present.typeset import Typeset, svg

DEFAULT_SIZE = (1200, 800)
_MARGIN = 24.0
_INDENT = 14.0


@dataclass(frozen=True)
class Picture:
    """What to show: a position of a walk in a notation, with so many decimals, in a theme."""

    walk: Walk
    position: int
    notation: str
    theme: Theme
    decimals: int = 4
    bias_mode: BiasMode = BiasMode.UNIT
    iteration: int = 0
    """Updates made before the walk's own first iteration."""
    grain: Grain = Grain.NEURON
    """Where a stop of a coarser grain stands at the position, its whole layer or phase is explained."""

    @property
    def title(self) -> str:
        return self.walk.document.title

    @property
    def size(self) -> tuple[int, int]:
        return DEFAULT_SIZE

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        """Type and lines grow with `scale` too, by way of the theme, so that glyphs keep their true sizes."""
        paint_picture(painter, replace(self, theme=self.theme.larger(scale)), width, height)


def paint_picture(painter: QPainter, picture: Picture, width: float, height: float) -> None:
    """Paint the picture into the rectangle from (0, 0) to (width, height), in pixels of the theme's type."""
    theme, walk = picture.theme, picture.walk
    names = symbols(picture.notation, walk.document.network.widths)
    given = walk.document.input_names
    explanation = explain(walk, picture.position, names, picture.decimals, given, grain=picture.grain)
    scale = theme.scale
    painter.fillRect(QRectF(0, 0, width, height), QColor(theme.panel))
    head = _paint_heading(painter, picture, explanation, width)
    room = width - 2 * _MARGIN * scale
    formulas = [*_formulas(explanation.lines, scale, theme, room)]
    foot = sum(box.height + 6 * scale for box, _ in formulas) + 40 * scale
    top = head + 6 * scale
    area = max(height - top - foot - _MARGIN * scale * 0.6, 120.0)
    view = View(width, area, names, picture.decimals, picture.bias_mode, scale)
    frame = make_frame(walk, picture.position, view)
    painter.save()
    painter.translate(0, top)
    paint_scene(painter, frame.scene, theme)
    paint_frame(painter, frame, theme)
    painter.restore()
    _paint_caption(painter, explanation, formulas, top + area, theme)


def _paint_heading(painter: QPainter, picture: Picture, explanation: Explanation, width: float) -> float:
    """Paint the phase and what it does; returns where the diagram may begin."""
    theme, walk = picture.theme, picture.walk
    scale, left = theme.scale, _MARGIN * theme.scale
    title = heading(walk, picture.position, explanation, picture.iteration)
    painter.setFont(text_font(17 * scale, 600))
    painter.setPen(QColor(theme.ink))
    painter.drawText(QRectF(left, 14 * scale, width - 2 * left, 26 * scale), Qt.AlignmentFlag.AlignLeft, title)
    painter.setFont(text_font(13 * scale))
    painter.setPen(QColor(theme.muted))
    box = QRectF(left, 14 * scale, width - 2 * left, 26 * scale)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, walk.document.title)
    painter.drawText(
        QRectF(left, 40 * scale, width - 2 * left, 22 * scale), Qt.AlignmentFlag.AlignLeft, explanation.phase_note
    )
    return 62.0 * scale


def _formulas(lines: Sequence[str], scale: float, theme: Theme, room: float) -> Iterator[tuple[_Box, Typeset]]:
    """The lines with their boxes; one that is too wide is broken before it would become hard to read."""
    size = 19.0 * scale
    for line in lines:
        pieces = placed(line, size, room, _INDENT * scale)
        typesets = [svg(piece, size, theme.formula_colors) for piece, _ in pieces]
        rooms = [(room - left) / typeset.width for (_, left), typeset in zip(pieces, typesets, strict=True)]
        shrink = min(1.0, *rooms)
        for (_, left), typeset in zip(pieces, typesets, strict=True):
            yield _Box(left, typeset.width * shrink, typeset.height * shrink), typeset


@dataclass(frozen=True)
class _Box:
    left: float
    width: float
    height: float


def _paint_caption(
    painter: QPainter, explanation: Explanation, formulas: list[tuple[_Box, Typeset]], top: float, theme: Theme
) -> None:
    scale, left = theme.scale, _MARGIN * theme.scale
    painter.setFont(text_font(16 * scale, 600))
    painter.setPen(QColor(theme.ink))
    painter.drawText(QRectF(left, top + 4 * scale, 4000, 26 * scale), Qt.AlignmentFlag.AlignLeft, explanation.title)
    y = top + 36 * scale
    for box, typeset in formulas:
        QSvgRenderer(QByteArray(typeset.svg)).render(painter, QRectF(left + box.left, y, box.width, box.height))
        y += box.height + 6 * scale
