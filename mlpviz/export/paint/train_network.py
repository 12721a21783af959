"""The network as tiles on any painter: first what learning leaves as it is, and edges; then the maps themselves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.text import fitting_size, is_raster, mix, sign_color
from mlpviz.present.descend.text import width_of
from mlpviz.present.palette import Theme
from mlpviz.present.train.network_maps import LEVELS, Edges, Mark, NetworkMaps
from mlpviz.present.train.tile_colors import Bytes, table

_THIN, _WIDE = 0.5, 3.2  # pixels of the smallest and the largest weight
_SHORT = {"saturated": "sat."}  # on tiles that are too narrow for the word


def paint_network(painter: QPainter, maps: NetworkMaps, theme: Theme) -> None:
    """All of it."""
    paint_network_still(painter, maps, theme)
    paint_network_tiles(painter, maps, theme)


def paint_network_still(painter: QPainter, maps: NetworkMaps, theme: Theme) -> None:
    """Edges and captions: a window may keep them as a picture for a few frames."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for edges in maps.edges:
        _paint_edges(painter, edges, theme, np.ones(len(edges.units), dtype=np.bool_), 1.0)
    paint_labels(painter, maps.captions, theme)


def paint_network_tiles(painter: QPainter, maps: NetworkMaps, theme: Theme) -> None:
    """The maps with their lines, titles and marks, and the tile that is looked at with its edges."""
    if maps.emphasised is not None:
        _paint_emphasised_edges(painter, maps, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    frames = []
    for column, images in zip(maps.layout.columns, maps.images, strict=True):
        boxes = [QRectF(round(column.left), round(top), round(column.side), round(column.side)) for top in column.tops]
        _paint_images(painter, images, boxes, theme.id)
        frames += boxes
    painter.setPen(QPen(QColor(theme.muted), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRects(frames)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_lines(painter, maps, theme)
    paint_labels(painter, maps.titles, theme)
    for mark in maps.marks:
        _paint_mark(painter, maps, mark, theme)
    place = None if maps.emphasised is None else maps.box(*maps.emphasised)
    if place is not None:
        left, top, side = place
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.now), 3.0 * theme.stroke))
        painter.drawRect(QRectF(left, top, side, side).adjusted(-1.5, -1.5, 1.5, 1.5))


def _paint_images(painter: QPainter, images: Bytes, boxes: list[QRectF], theme_id: str) -> None:
    """A column of maps, shape (units, rows, columns); on a screen as parts of one picture, which is much faster."""
    if not is_raster(painter):
        for image, box in zip(images, boxes, strict=True):
            painter.drawImage(box, indexed(image, theme_id, painter, box))
    elif boxes:
        rows, columns = images.shape[1:]
        whole = indexed(images.reshape(-1, columns), theme_id, painter, boxes[0])
        for number, box in enumerate(boxes):
            painter.drawImage(box, whole, QRectF(0, number * rows, columns, rows))


def indexed(pixels: Bytes, theme_id: str, painter: QPainter, box: QRectF) -> QImage:
    """Bytes of shape (rows, columns), the top row first, as a picture; it shares their memory.

    What is drawn into a file as it is would be smoothed by whoever shows it; so it is enlarged before, value by value.
    """
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(_table(theme_id))
    return image if is_raster(painter) else image.scaled(
        int(box.width()) * 2, int(box.height()) * 2, Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.FastTransformation,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _table(theme_id: str) -> list[int]:
    colors: list[int] = table(theme_id).tolist()
    return colors


def _paint_edges(painter: QPainter, edges: Edges, theme: Theme, chosen: np.ndarray, strength: float) -> None:
    groups: dict[tuple[int, int], list[QLineF]] = {}
    keys = zip(edges.signs[chosen].tolist(), edges.levels[chosen].tolist(), strict=True)
    for key, line in zip(keys, edges.lines[chosen].tolist(), strict=True):
        groups.setdefault(key, []).append(QLineF(*line))
    for (sign, level), lines in sorted(groups.items(), key=lambda item: item[0][1]):
        share = level / LEVELS
        color = mix(sign_color(theme, sign), theme.panel, (0.22 + 0.5 * share) * strength)
        pen = QPen(color, (_THIN + (_WIDE - _THIN) * share) * theme.stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if sign < 0:  # the sign a second time, for those who don't see the colour
            pen.setDashPattern([4.0 / max(pen.widthF(), 1.0) + 1, 2.4 / max(pen.widthF(), 1.0) + 0.6])
        painter.setPen(pen)
        painter.drawLines(lines)


def _paint_emphasised_edges(painter: QPainter, maps: NetworkMaps, theme: Theme) -> None:
    """The edges into and out of the tile that is looked at, stronger."""
    assert maps.emphasised is not None
    layer, unit = maps.emphasised
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for edges in maps.edges:
        if edges.layer == layer:
            _paint_edges(painter, edges, theme, edges.units == unit, 1.38)
        elif edges.layer == layer + 1:
            _paint_edges(painter, edges, theme, edges.sources == unit, 1.38)


def _paint_lines(painter: QPainter, maps: NetworkMaps, theme: Theme) -> None:
    lines = [QLineF(*line) for line in maps.lines[:, 1:].tolist()]
    for color, width in ((theme.panel, 2.6), (theme.ink, 1.2)):
        painter.setPen(QPen(QColor(color), width * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines)


def _paint_mark(painter: QPainter, maps: NetworkMaps, mark: Mark, theme: Theme) -> None:
    box = maps.box(mark.layer, mark.unit)
    if box is None:
        return
    left, top, side = box
    size = maps.text_size
    text = mark.text if width_of(mark.text, size, 600) <= side - 4 else _SHORT.get(mark.text, mark.text)
    plate = QRectF(left, top + side - 1.35 * size, side, 1.35 * size)
    painter.fillRect(plate, QColor(theme.wrong))
    painter.setPen(QColor(theme.panel))
    painter.setFont(text_font(fitting_size((text,), size, 600, side - 4), 600))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
