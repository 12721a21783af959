"""Axes in a box, of which several share a panel: no heading, and the name of x stands in the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.present.descend.area import Area
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import SMALL, Label, centred, width_of
from mlpviz.present.descend.ticks import Tick, apart
from mlpviz.present.palette import Theme

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""

PAD = 12.0
_GAP = 14.0
_TICK = 4.0
_ASPECT = 2.2  # a plot is best about so many times as wide as high


@dataclass(frozen=True, eq=False)
class Axes:
    """area: where the data go; grid: lines at the ticks; labels: their texts."""

    area: Area
    grid: tuple[Line, ...]
    labels: tuple[Label, ...]


def axes_in(
    box: Box, ends: Line, ticks: tuple[Sequence[Tick], Sequence[Tick]], theme: Theme, gutter: float = 0.0
) -> Axes:
    """Axes over x0, x1, y0, y1 that fill a box, their labels included; `gutter` is kept free at the right."""
    s, size = theme.scale, SMALL * theme.scale
    left, top, width, height = box
    x_ticks, y_ticks = ticks
    aside = max((width_of(tick.text, size) for tick in y_ticks), default=0.0) + 8 * s
    foot = size * 1.5 + _TICK * s if x_ticks else 0.0
    top += 0.5 * size
    room_x, room_y = max(width - aside - gutter, 20.0), max(height - 0.5 * size - foot, 12.0)
    area = Area(left + aside, top, room_x, room_y, *ends)
    labels, grid = list[Label](), list[Line]()
    ys = [float(area.place(np.array([area.x0, tick.at]))[1]) for tick in y_ticks]
    for tick in apart(y_ticks, ys, [size * 1.5] * len(ys)):
        y = ys[y_ticks.index(tick)]
        grid.append((area.left, y, area.right, y))
        wide = width_of(tick.text, size) + 2
        labels.append(Label(tick.text, area.left - 6 * s - wide, y - size * 0.7, wide, size * 1.4, size, align="right"))
    xs = [float(area.place(np.array([tick.at, area.y0]))[0]) for tick in x_ticks]
    for tick in apart(x_ticks, xs, [width_of(tick.text, size) + 8 * s for tick in x_ticks]):
        x = xs[x_ticks.index(tick)]
        grid.append((x, area.bottom, x, area.bottom + _TICK * s))
        wide = width_of(tick.text, size) + 2
        middle = min(x, left + width - wide / 2)  # the last one stays in the box
        labels.append(centred(tick.text, middle, area.bottom + _TICK * s + size * 0.75, size))
    return Axes(area, tuple(grid), tuple(labels))


def cells(count: int, box: Box, least: tuple[float, float], scale: float) -> Iterator[Box]:
    """Places for as many of `count` plots as fit, side by side and below one another, none smaller than `least`.

    least: width and height at scale 1. There is one place at least, be it too small.
    """
    left, top, width, height = box
    gap = _GAP * scale
    across = max(1, int((width + gap) / (least[0] * scale + gap)))
    down = max(1, int((height + gap) / (least[1] * scale + gap)))
    shown = min(count, across * down)

    def strain(columns: int) -> float:
        rows = -(-shown // columns)
        shape = (width / columns) / (height / rows) / _ASPECT
        return max(shape, 1 / shape) * columns * rows / shown

    columns = min((c for c in range(1, min(across, shown) + 1) if -(-shown // c) <= down), key=strain)
    rows = -(-shown // columns)
    tall = (height - (rows - 1) * gap) / rows
    for row in range(rows):
        inside = min(columns, shown - row * columns)
        wide = (width - (inside - 1) * gap) / inside
        for column in range(inside):
            yield left + column * (wide + gap), top + row * (tall + gap), wide, tall
