"""The loss surface in three dimensions on any painter: it turns on the screen, and is exported as vectors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from mlpviz.export.paint.labels import (
    paint_dot,
    paint_labels,
    paint_path_marker,
    paint_ring,
    paint_tags,
    path_pen,
)
from mlpviz.export.paint.surface_map import lines, paint_pointer
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.space_frame import Ball, SpaceFrame, Stem
from mlpviz.present.palette import Theme

_HEAD, _DOT = 5.5, 3.0
_RIM = 0.6  # pixels
_BEHIND, _HEAD_BEHIND = 0.28, 0.5  # of what lies behind the surface shines through
_FACES_AT_ONCE = 120  # some 4 ms


def paint_space(
    painter: QPainter, frame: SpaceFrame, theme: Theme, chosen: int | None = None, smooth: bool = True
) -> None:
    """The surface with its box, paths and balls. `smooth` off is faster, for while it turns."""
    for _ in space_strokes(painter, frame, theme, chosen, smooth):
        pass


def space_strokes(
    painter: QPainter, frame: SpaceFrame, theme: Theme, chosen: int | None = None, smooth: bool = True
) -> Iterator[None]:
    """`paint_space` a little at a time: yields wherever something else may be done before the rest is painted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLines([QLineF(*line) for line in frame.box])
    painter.setPen(QPen(QColor(theme.muted), theme.stroke))
    painter.drawLines([QLineF(*line) for line in frame.ticks])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    yield from _face_strokes(painter, frame, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(_BEHIND)
    for thread in frame.threads:
        painter.setPen(path_pen(thread.path, 1.6, theme))
        painter.drawLines(lines(thread.pieces))
    painter.setOpacity(1.0)
    yield
    for stem in frame.stems:
        _paint_stem(painter, stem, theme)
    if frame.start is not None:
        paint_ring(painter, *frame.start, 7.5 * theme.scale, theme)
    if frame.present is not None:
        paint_dot(painter, *frame.present, (_DOT if frame.present == frame.start else _HEAD) * theme.scale, theme)
    for ball in frame.balls:
        if not ball.small:
            painter.setOpacity(_HEAD_BEHIND if ball.hidden else 1.0)
            larger = 1.25 if ball.path == chosen else 1.0
            paint_path_marker(painter, ball.path, ball.x, ball.y, _HEAD * theme.scale * larger, theme)
    painter.setOpacity(1.0)
    for pointer in frame.pointers:
        paint_pointer(painter, pointer, theme)
    paint_labels(painter, frame.labels, theme)
    paint_tags(painter, frame.tags, frame.text_size, theme, chosen)


@lru_cache(maxsize=16_384)
def _brush(red: int, green: int, blue: int) -> QBrush:
    """Kept, as they are the same however the surface is turned."""
    return QBrush(QColor(red, green, blue))


@lru_cache(maxsize=16_384)
def _pen(red: int, green: int, blue: int) -> QPen:
    return QPen(QColor(red, green, blue), _RIM)


def _face_strokes(painter: QPainter, frame: SpaceFrame, theme: Theme) -> Iterator[None]:
    """Faces with the bits of the paths and their points between them, so that what is nearer hides what is farther."""
    paths = {thread.path: path_pen(thread.path, 2.2, theme) for thread in frame.threads}
    things, next_thing = list(_things(frame)), 0
    rows = zip(frame.faces.tolist(), frame.fills.tolist(), frame.edges.tolist(), strict=True)
    for index, ((a, b, c, d), fill, edge) in enumerate(rows):
        if index % _FACES_AT_ONCE == 0:
            yield
        while next_thing < len(things) and things[next_thing][0] <= index:
            _paint_thing(painter, things[next_thing], paths, theme)
            next_thing += 1
        painter.setBrush(_brush(*fill))
        painter.setPen(_pen(*edge))
        # a list: three times as fast as a QPolygonF
        painter.drawConvexPolygon([QPointF(*a), QPointF(*b), QPointF(*c), QPointF(*d)])
    for thing in things[next_thing:]:
        _paint_thing(painter, thing, paths, theme)


Thing = tuple[int, int, QLineF | Ball]
"""With the face before which it is drawn, and its path."""


def _things(frame: SpaceFrame) -> list[Thing]:
    """Every bit of every path and every small ball, in the order of their faces."""
    found: list[Thing] = [
        (after, thread.path, QLineF(*piece))
        for thread in frame.threads
        for after, piece in zip(thread.after.tolist(), thread.pieces.tolist(), strict=True)
    ]
    found += [(ball.after, ball.path, ball) for ball in frame.balls if ball.small]
    return sorted(found, key=lambda thing: thing[0])


def _paint_thing(painter: QPainter, thing: Thing, pens: dict[int, QPen], theme: Theme) -> None:
    _, path, what = thing
    if isinstance(what, Ball):
        paint_path_marker(painter, path, what.x, what.y, _DOT * theme.scale, theme)
    else:
        painter.setPen(pens[path])
        painter.drawLine(what)


def _paint_stem(painter: QPainter, stem: Stem, theme: Theme) -> None:
    """A dashed stem with a bar at the true loss; without the bar where that is farther away."""
    color, s = QColor(path_style(stem.path, theme).color), theme.scale
    x, y = stem.line[2:]
    for under, width in ((True, 4.2), (False, 2.0)):
        pen = QPen(QColor(theme.panel) if under else color, width * theme.stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not under:
            pen.setDashPattern([2.5, 1.2])
        painter.setPen(pen)
        painter.drawLine(QLineF(*stem.line))
    if not stem.cut:
        painter.setPen(QPen(color, 2.4 * theme.stroke))
        painter.drawLine(QLineF(x - 5 * s, y, x + 5 * s, y))
