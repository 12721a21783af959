"""Contour lines: where the values of the grid cross a level, straight between neighbours, each with its loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.nn.surface import Grid
from mlpviz.present.descend import colors
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.loss_scale import LossScale, contour_levels
from mlpviz.present.descend.text import SMALL, Label, width_of
from mlpviz.present.labels import Board
from mlpviz.present.numbers import rounded_to
from mlpviz.present.palette import Theme, contrast

_SPOTS = 24  # places along a line that are tried
_STRAIGHT = 0.985  # of its length a line must get on under its label
_STEEPEST = 60.0  # degrees: on steeper lines labels stay upright, as nobody likes to read upwards
_LABELS = 2  # of one level at most


@dataclass(frozen=True, eq=False)
class Contour:
    """A level, its lines in pixels, each of shape (points, 2), and its labels, which stand on them."""

    level: float
    lines: tuple[Array, ...]
    labels: tuple[Label, ...]


def contours(grid: Grid, area: Area, scale: LossScale, theme: Theme) -> tuple[Contour, ...]:
    """The contour lines of the grid in an area. Values that are not finite have none."""
    from contourpy import LineType, contour_generator  # 20 ms, which the start of the application does not need

    made = contour_generator(grid.xs, grid.ys, np.ma.masked_invalid(grid.losses), line_type=LineType.Separate)
    board, found = Board(), []
    for level in contour_levels(scale, grid.losses):
        lines = tuple(area.place(np.asarray(line)) for line in made.lines(level) if len(line) > 1)
        ground = colors.color_at(theme, float(scale.share(np.array([level]))[0]))
        ink = theme.ink if contrast(theme.ink, ground) >= contrast(theme.panel, ground) else theme.panel
        labels = list[Label]()
        for line in sorted(lines, key=len, reverse=True)[:_LABELS]:
            label = _label(rounded_to(level, 6), line, board, area, SMALL * 0.95 * theme.scale, ink, ground)
            if label is not None:
                labels.append(label)
        found.append(Contour(level, lines, tuple(labels)))
    return tuple(found)


def _label(text: str, line: Array, board: Board, area: Area, size: float, ink: str, ground: str) -> Label | None:
    """The text on a stretch of the line that is straight, flat and free; else upright wherever it is free."""
    width, height = width_of(text, size) + 0.6 * size, size * 1.3
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    if along[-1] < 2.5 * width:
        return None
    at = np.linspace(width, along[-1] - width, _SPOTS)
    at = at[np.argsort(np.abs(at - 0.3 * along[-1]), kind="stable")]
    x0, y0, x1, y1, xs, ys = (
        np.interp(at + shift, along, line[:, axis]) for shift in (-width / 2, width / 2, 0.0) for axis in (0, 1)
    )
    angles = (np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 90) % 180 - 90
    good = (np.hypot(x1 - x0, y1 - y0) >= _STRAIGHT * width) & (np.abs(angles) <= _STEEPEST)
    flat = [((x0 + x1)[good] / 2).tolist(), ((y0 + y1)[good] / 2).tolist(), angles[good].tolist()]
    upright = [xs.tolist(), ys.tolist(), [0.0] * _SPOTS]
    for x, y, angle in (*zip(*flat, strict=True), *zip(*upright, strict=True)):
        label = Label(text, x - width / 2, y - height / 2, width, height, size, ink, angle=angle, ground=ground)
        _, _, wide, tall = label.bounds
        inside = area.left + wide / 2 < x < area.right - wide / 2 and area.top + tall / 2 < y < area.bottom - tall / 2
        if inside and board.free(x, y, wide + size, tall + size):
            board.take(x, y, wide, tall)
            return label
    return None
