"""Arrows at the border of a view, towards what is out of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area

REACH = 11.0
"""Pixels that the arrow keeps from the border."""
_FAR = 1e100  # views: farther away the direction is the same


@dataclass(frozen=True)
class Pointer:
    """Where it stands in pixels, and whither it points: degrees, clockwise from the right.

    path: None for the start and the present weights.
    """

    path: int | None
    x: float
    y: float
    angle: float


def pointer_to(area: Area, share: Array, reach: float, path: int | None) -> Pointer:
    """The arrow at the border that is nearest to a point out of view, given as a share of the view."""
    share = np.nan_to_num(share, nan=0.5, posinf=np.finfo(np.float64).max, neginf=-np.finfo(np.float64).max)
    inset = np.array([reach / area.width, reach / area.height])
    border = np.clip(share, inset, 1 - inset)
    way = share - border
    largest = float(np.abs(way).max())
    if largest > _FAR:
        way = way / largest
    x, y = area.pixels(border).tolist()
    return Pointer(path, x, y, math.degrees(math.atan2(-way[1] * area.height, way[0] * area.width)))
