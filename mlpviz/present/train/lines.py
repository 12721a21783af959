"""Long curves as few lines: thinned by pixel columns with their extremes kept, and cut into dashes."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area, segments
from mlpviz.present.descend.map_still import piece_pixels

_POINTS_A_COLUMN = 2
_COLUMN = 1.5  # pixels: lines are wider


def thinned(points: Array, low: float, high: float, columns: int) -> Array:
    """Points (n, 2) with ascending x; of more than two a pixel column just the least and the greatest of each.

    So extremes are kept, however many points there are: what a line through all would cover is covered. low, high: x at
    the ends of so many columns. The first point and the last one stay; values that are not finite part a line as
    before.
    """
    columns = max(columns, 1)
    if len(points) <= _POINTS_A_COLUMN * columns:
        return points
    x, y = points.T
    borders = np.searchsorted(x, np.linspace(low, high, columns + 1))
    known = np.isfinite(y)
    parts = np.flatnonzero(known[1:] != known[:-1]) + 1
    starts = np.unique(np.concatenate([[0], borders[borders < len(x)], parts]))
    lasts = np.append(starts[1:], len(x)) - 1
    least, greatest = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    rising = y[starts] <= y[lasts]
    ends = np.stack([np.where(rising, least, greatest), np.where(rising, greatest, least)], axis=-1)
    extremes = np.stack([np.stack([x[starts], x[lasts]], axis=-1), ends], axis=-1).reshape(-1, 2)
    return np.concatenate([points[:1], extremes, points[-1:]])


def steps(points: Array) -> Array:
    """Points (n, 2) as stairs: each value holds until the next."""
    stairs = np.repeat(points, 2, axis=0)
    return np.stack([stairs[1:, 0], stairs[:-1, 1]], axis=-1)


def curve_pieces(area: Area, points: Array) -> Array:
    """The line through points (n, 2) in the units of an area, in pixels, thinned and cut at its border: (m, 4)."""
    few = thinned(points, area.x0, area.x1, round(area.width / _COLUMN))
    return piece_pixels(area, segments(area.shares(few)))


def dashes(pieces: Array, on: float, off: float) -> Array:
    """Pieces (m, 4) that follow one another as dashes of `on` pixels with gaps of `off`: (k, 4).

    The dashes run on from piece to piece, where a pen would begin anew at each.
    """
    lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    pieces, lengths = pieces[lengths > 0], lengths[lengths > 0]
    if not len(pieces):
        return pieces
    period = on + off
    leave = np.cumsum(lengths)
    enter = leave - lengths
    first, last = np.floor(enter / period).astype(np.int64), np.floor(leave / period).astype(np.int64)
    counts = last - first + 1
    owner = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[owner]
    begin = np.maximum(number * period, enter[owner])
    end = np.minimum(number * period + on, leave[owner])
    seen = end > begin
    owner, begin, end = owner[seen], begin[seen], end[seen]
    start, way = pieces[owner, :2], pieces[owner, 2:] - pieces[owner, :2]
    shares = (np.stack([begin, end]) - enter[owner]) / lengths[owner]
    return np.concatenate([start + shares[0, :, None] * way, start + shares[1, :, None] * way], axis=1)
