"""A small plot as a frame: axes, lines of paths, marks on them and names, each in pixels of its panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.board import Tag
from mlpviz.present.descend.pointers import Pointer
from mlpviz.present.descend.text import SMALL, Label, centred, heading, width_of
from mlpviz.present.descend.ticks import Tick, apart
from mlpviz.present.palette import Theme

PAD = 16.0
_TICK = 4.0
Line = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line in pieces, shape (n, 4): of a path, or None in ink; faint where it is still to come."""

    path: int | None
    pieces: Array
    faint: bool = False


@dataclass(frozen=True)
class Mark:
    """A path's marker."""

    path: int
    x: float
    y: float


@dataclass(frozen=True)
class Rule:
    """A line across the plot, amber: the present iteration, or dashed the limit of the rate."""

    line: Line
    dashed: bool


@dataclass(frozen=True, eq=False)
class Plot:
    """Everything of it, from the back to the front."""

    area: Area
    grid: tuple[Line, ...]
    labels: tuple[Label, ...]
    rules: tuple[Rule, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marks: tuple[Mark, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    tags: tuple[Tag, ...] = ()
    text_size: float = SMALL


def frame_of(
    title: str, note: str, x_name: str, ends: Line, ticks: tuple[tuple[Tick, ...], tuple[Tick, ...]],
    theme: Theme, width: float, height: float, gutter: float = 0.0,
) -> Plot:  # fmt: skip
    """An empty plot over x0, x1, y0, y1 with grid lines at the y ticks; `gutter` is kept free at the right."""
    s, size = theme.scale, SMALL * theme.scale
    labels, top = heading(title, (), note, width, s, PAD * s)
    x_ticks, y_ticks = ticks
    left = PAD * s + max((width_of(tick.text, size) for tick in y_ticks), default=0.0) + 8 * s
    bottom = height - 6 * s - size * 1.4 * 2 - _TICK * s
    area = Area(left, top + 4 * s, max(width - PAD * s - gutter - left, 20.0), max(bottom - top - 4 * s, 20.0), *ends)
    found, grid = list(labels), list[Line]()
    ys = [float(area.place(np.array([area.x0, tick.at]))[1]) for tick in y_ticks]
    for tick in apart(y_ticks, ys, [size * 1.4] * len(ys)):
        y = ys[y_ticks.index(tick)]
        grid.append((area.left, y, area.right, y))
        wide = width_of(tick.text, size) + 2
        found.append(Label(tick.text, area.left - 6 * s - wide, y - size * 0.7, wide, size * 1.4, size, align="right"))
    xs = [float(area.place(np.array([tick.at, area.y0]))[0]) for tick in x_ticks]
    for tick in apart(x_ticks, xs, [width_of(tick.text, size) + 8 * s for tick in x_ticks]):
        x = xs[x_ticks.index(tick)]
        grid.append((x, area.bottom, x, area.bottom + _TICK * s))
        found.append(centred(tick.text, x, area.bottom + _TICK * s + size * 0.75, size))
    name = (area.left, area.bottom + _TICK * s + size * 1.4, area.width, size * 1.4)
    found.append(Label(x_name, *name, size, "muted"))
    return Plot(area, tuple(grid), tuple(found), text_size=size)
