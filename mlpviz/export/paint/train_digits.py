"""Images of digits, of weights and of mistakes on any painter."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.surface_map import lines
from mlpviz.export.paint.text import mix
from mlpviz.export.paint.train_network import indexed
from mlpviz.present.palette import THEMES, Theme
from mlpviz.present.train.digits import DigitFrame
from mlpviz.present.train.tile_colors import Bytes
from mlpviz.present.train.tiles import TilesFrame

_GRID = 0.16  # of ink in the lines between pixels


def paint_tiles(painter: QPainter, frame: TilesFrame, theme: Theme, chosen: int | None = None) -> None:
    """Tiles with their captions. chosen: the index of the one in the amber box."""
    for tile in frame.tiles:
        box = QRectF(round(tile.left), round(tile.top), round(tile.side), round(tile.side))
        _paint_image(painter, tile.pixels, box, frame.signed, theme)
        if tile.index == chosen:
            painter.setPen(QPen(QColor(theme.now), 3.0 * theme.stroke))
            painter.drawRect(box.adjusted(-1.5, -1.5, 1.5, 1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.ink), 1.2 * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    for tile in frame.tiles:
        painter.drawLines(lines(tile.minus))
    paint_labels(painter, frame.labels, theme)


def paint_digit(painter: QPainter, frame: DigitFrame, theme: Theme) -> None:
    """An image with its grid, and the bars of the classes beside it."""
    box = QRectF(round(frame.left), round(frame.top), round(frame.side), round(frame.side))
    _paint_image(painter, frame.pixels, box, False, theme)
    grid = QColor(theme.muted)
    grid.setAlphaF(_GRID)
    painter.setPen(QPen(grid, 1.0))
    painter.drawLines([QLineF(*line) for line in frame.grid])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for bar in frame.bars:
        painter.fillRect(QRectF(bar.x, bar.y, bar.width, bar.height), QColor(theme.chip))
        color = theme.ink if bar.strongest else theme.muted
        painter.fillRect(QRectF(bar.x, bar.y, bar.filled, bar.height), QColor(color))
    paint_labels(painter, frame.labels, theme)


def _paint_image(painter: QPainter, pixels: Bytes, box: QRectF, signed: bool, theme: Theme) -> None:
    image = indexed(pixels, theme.id, painter, box)
    if not signed:
        image.setColorTable(_ink(theme.id))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawImage(box, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.muted), 1.0))
    painter.drawRect(box)


@lru_cache(maxsize=8)
def _ink(theme_id: str) -> list[int]:
    """The colours from paper to full ink, as 0xAARRGGBB."""
    theme = THEMES[theme_id]
    return [mix(theme.ink, theme.panel, k / 255).rgb() for k in range(256)]
