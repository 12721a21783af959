"""A rectangle of pixels that shows a range of coordinates: there and back, and lines cut at its border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array

_FAR = 1e12  # widths of the view: farther points have no place on the screen that a float could tell


@dataclass(frozen=True)
class Area:
    """left, top, width, height: pixels, y downwards. x0, x1, y0, y1: the coordinates at its borders, y upwards."""

    left: float
    top: float
    width: float
    height: float
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def shares(self, points: Array) -> Array:
        """Coordinates of shape (…, 2) as shares of the view, 0 … 1 inside of it."""
        with np.errstate(all="ignore"):
            # halves, so that a view as wide as the numbers are has a width
            half = np.array([self.x1 / 2 - self.x0 / 2, self.y1 / 2 - self.y0 / 2])
            return np.asarray((points / 2 - np.array([self.x0, self.y0]) / 2) / half)

    def pixels(self, shares: Array) -> Array:
        """Shares of the view, shape (…, 2), as pixels."""
        pixels: Array = np.array([self.left, self.bottom]) + shares * np.array([self.width, -self.height])
        return pixels

    def place(self, points: Array) -> Array:
        """Coordinates of shape (…, 2) as pixels."""
        return self.pixels(self.shares(points))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The coordinates of a pixel."""
        across, up = (x - self.left) / self.width, (self.bottom - y) / self.height
        return self.x0 + across * (self.x1 - self.x0), self.y0 + up * (self.y1 - self.y0)

    def holds(self, x: float, y: float) -> bool:
        """Whether a pixel lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def sees(self, share: Array) -> bool:
        """Whether a point, as a share of the view, is in view."""
        return bool(np.all((share >= -1e-9) & (share <= 1 + 1e-9)))


def segments(shares: Array) -> Array:
    """The straight pieces between points, given as shares of the view, shape (n, 2), cut at its border: (m, 4)."""
    return cut(shares)[0]


def cut(shares: Array) -> tuple[Array, NDArray[np.intp]]:
    """`segments`, and of which step each of them is a piece, shape (m,); a piece may run against its step.

    After Y.-D. Liang and B. A. Barsky, "A new concept and method for line clipping", 1984. A piece is cut from its
    nearer end, so that a far end only gives the direction; where both ends are far off nothing is drawn.
    """
    if len(shares) < 2:
        return np.empty((0, 4)), np.empty(0, dtype=np.intp)
    a, b = shares[:-1], shares[1:]
    if ((shares >= 0) & (shares <= 1)).all():
        return np.concatenate([a, b], axis=1), np.arange(len(a))
    swap = np.abs(a).max(axis=1) > np.abs(b).max(axis=1)
    a, b = np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)
    with np.errstate(all="ignore"):
        way = b - a
        long = np.abs(way).max(axis=1, keepdims=True)
        way = np.where(long > _FAR, way / long * _FAR, way)
        enter, leave = np.zeros(len(a)), np.ones(len(a))
        for axis in (0, 1):
            low, high = (0.0 - a[:, axis]) / way[:, axis], (1.0 - a[:, axis]) / way[:, axis]
            still = way[:, axis] == 0
            outside = still & ((a[:, axis] < 0) | (a[:, axis] > 1))
            enter = np.where(still, enter, np.maximum(enter, np.minimum(low, high)))
            leave = np.where(still, leave, np.minimum(leave, np.maximum(low, high)))
            leave = np.where(outside, -1.0, leave)
        seen = (enter <= leave) & (np.abs(a).max(axis=1) < _FAR) & np.isfinite(way).all(axis=1)
        pieces = np.concatenate([a + enter[:, None] * way, a + leave[:, None] * way], axis=1)
    return np.clip(pieces[seen], 0.0, 1.0), np.flatnonzero(seen)


def distinct(pieces: Array, cell: float = 0.5) -> Array:
    """Pieces in pixels, shape (m, 4), without those that would be drawn over one another; in the order of the first."""
    return pieces[first_of_each(pieces, cell)]


def first_of_each(pieces: Array, cell: float) -> NDArray[np.intp]:
    """Which pieces to draw, ascending: of those with both ends in the same cells, whichever way round, the first."""
    if len(pieces) < 200:
        return np.arange(len(pieces))
    cells = np.clip(np.rint(pieces / cell), 0, 2**15 - 1).astype(np.int64)
    one, two = cells[:, 0] << 15 | cells[:, 1], cells[:, 2] << 15 | cells[:, 3]
    _, first = np.unique(np.minimum(one, two) << 30 | np.maximum(one, two), return_index=True)
    return np.sort(first)
