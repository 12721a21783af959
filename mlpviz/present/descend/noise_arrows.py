"""The gradient noise on the map: −∇L over all samples, −g̃ over the coming batch, and ε = g̃ − ∇L between their ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.board import around
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.scene import Noise
from mlpviz.present.descend.text import Label, width_of
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme

FULL, BATCH, BETWEEN = "−∇L", "−g̃", "ε"
_LONGEST = 150.0  # pixels of the longest from the point
_SHARE = 0.3  # of the shorter side of the map, at most
_LEAST = 9.0  # pixels: what is shorter lies under the path's head, and is told in numbers alone
_KEPT = 6.0  # pixels from the border
_CLEAR = 4.5  # pixels beside an arrow that labels keep away from
_RINGS = 3  # about a point: a name farther away could be that of anything


@dataclass(frozen=True)
class Arrow:
    """line: from x, y to x, y in pixels. color: #rrggbb."""

    name: str
    line: tuple[float, float, float, float]
    color: str
    dashed: bool = False

    @property
    def length(self) -> float:
        x0, y0, x1, y1 = self.line
        return math.hypot(x1 - x0, y1 - y0)


def noise_arrows(noise: Noise, at: tuple[float, float], area: Area, theme: Theme) -> tuple[Arrow, ...]:
    """The arrows from a pixel of the map, all on one scale, the one that makes the longest stand out and fit; the
    lowest first.

    They lie as a step along them would: −g̃ is the way of plain descent. ε leads from the end of −g̃ to that of −∇L.
    """
    foot = np.array(at)
    tips = np.stack([noise.full, noise.batch]) * [-area.width / (area.x1 - area.x0), area.height / (area.y1 - area.y0)]
    largest = float(np.abs(tips).max())
    if not (math.isfinite(largest) and largest > 0):
        return ()
    tips = tips / largest
    longest = min(_LONGEST * theme.scale, _SHARE * min(area.width, area.height))
    scale = min(longest / float(np.hypot(*tips.T).max()), _fitting(tips, foot, area))
    full, batch = (foot + scale * tips).tolist()
    made = (
        Arrow(BETWEEN, (*batch, *full), theme.ink, dashed=True),
        Arrow(FULL, (*at, *full), theme.muted),
        Arrow(BATCH, (*at, *batch), path_style(noise.path, theme).color),
    )
    return tuple(arrow for arrow in made if arrow.length >= _LEAST * theme.scale)


def _fitting(ways: Array, foot: Array, area: Area) -> float:
    """How many times the ways, shape (n, 2), fit between the foot and the border."""
    near, far = np.array([area.left, area.top]) + _KEPT, np.array([area.right, area.bottom]) - _KEPT
    room = np.maximum(np.where(ways > 0, far - foot, foot - near), 0.0)
    moving = np.abs(ways) > 0
    return float((room[moving] / np.abs(ways[moving])).min())


def clear_arrows(arrows: tuple[Arrow, ...], board: Board, s: float) -> None:
    """Keep labels away from arrows."""
    for arrow in arrows:
        x0, y0, x1, y1 = arrow.line
        count = math.ceil(arrow.length / (_CLEAR * s))
        for k in range(count + 1):
            x, y = x0 + k / count * (x1 - x0), y0 + k / count * (y1 - y0)
            board.take(x, y, 2 * _CLEAR * s, 2 * _CLEAR * s)


def name_arrows(
    arrows: tuple[Arrow, ...], board: Board, area: Area, sizes: tuple[float, ...], ground: str, s: float
) -> tuple[Label, ...]:
    """Their names in the first of the type sizes that finds room near by; the batch, which the path follows, first."""
    labels = []
    for arrow in reversed(arrows):
        spots = ((size, x, y) for size in sizes for x, y in _spots(arrow, size, _CLEAR * s))
        for size, x, y in spots:
            width, height = width_of(arrow.name, size, 600) + 0.5 * size, size * 1.4
            left, top = x - width / 2, y - height / 2
            inside = area.holds(left, top) and area.holds(left + width, top + height)
            if inside and board.free(x, y, width, height):
                board.take(x, y, width, height)
                labels.append(Label(arrow.name, left, top, width, height, size, arrow.color, weight=600, ground=ground))
                break
    return tuple(labels)


def _spots(arrow: Arrow, size: float, near: float) -> list[tuple[float, float]]:
    """Middles for a name, the nearest ring first: about the end, and then along the arrow; of the noise the middle."""
    x0, y0, x1, y1 = arrow.line
    shares = (0.5, 0.7, 0.3) if arrow.name == BETWEEN else (1.0, 0.8, 0.6)
    found = [
        (ring, x, y)
        for share in shares
        for x, y, ring in around(x0 + share * (x1 - x0), y0 + share * (y1 - y0), arrow.name, size, near)
        if ring < _RINGS
    ]
    return [(x, y) for _, x, y in sorted(found, key=lambda spot: spot[0])]
