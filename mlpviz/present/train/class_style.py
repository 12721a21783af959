"""How classes look: a colour and a marker for each of ten, so that they are told apart without colour too."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.path_style import MARKERS
from mlpviz.present.palette import Theme

CLASS_MARKERS = (*MARKERS, "cross", "hourglass")
# chosen one after the other, each as far as can be from those before it, also as protanopes and deuteranopes see them
_ON_LIGHT = (
    "#c4432b", "#1d63b3", "#59b26f", "#5c1a66", "#ad7ff4", "#958d0f", "#8e0049", "#2f4f19", "#64878d", "#3a2b16",
)  # fmt: skip
_ON_DARK = (
    "#f2846b", "#6fb0f5", "#a5ea7e", "#9f55be", "#45e8e8", "#718516", "#37b78a", "#fbe8ce", "#987a82", "#8d82f8",
)  # fmt: skip
_ROUND = 24
_THIN = 0.36


@dataclass(frozen=True)
class ClassStyle:
    color: str
    marker: str


def class_style(number: int, count: int, theme: Theme) -> ClassStyle:
    """The style of class `number` (from 0) of so many; two classes have the colours of the signs, 1 being positive."""
    index = number % len(CLASS_MARKERS)
    if count <= 2:
        return ClassStyle((theme.negative, theme.positive)[index % 2], CLASS_MARKERS[index])
    return ClassStyle((_ON_DARK if theme.dark else _ON_LIGHT)[index], CLASS_MARKERS[index])


@lru_cache(maxsize=16)
def outline(marker: str) -> Array:
    """The corners of a marker of radius 1 about (0, 0), shape (k, 2), y downwards."""
    if marker in ("plus", "cross"):
        a, b = _THIN, 1.1
        corners = np.array(
            [(b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a), (-a, -b), (a, -b), (a, -a), (b, -a)]
        )
        turn = math.sqrt(0.5)
        found = corners if marker == "plus" else corners @ np.array([[turn, turn], [-turn, turn]])
    elif marker == "hourglass":
        found = np.array([(-1.0, -1.1), (1.0, -1.1), (-1.0, 1.1), (1.0, 1.1)])
    elif marker == "star":
        found = _ring(10, -90.0) * np.tile([1.3, 0.58], 5)[:, None]
    else:
        corners_at = {"square": (4, 45.0), "diamond": (4, 0.0), "triangle": (3, -90.0), "down": (3, 90.0),
                      "hexagon": (6, 0.0), "circle": (_ROUND, 0.0)}  # fmt: skip
        found = _ring(*corners_at[marker]) * (1.0 if marker == "circle" else 1.2)
    found.setflags(write=False)
    return found


def _ring(corners: int, first: float) -> Array:
    turns = np.radians(first + 360.0 * np.arange(corners) / corners)
    return np.stack([np.cos(turns), np.sin(turns)], axis=-1)
