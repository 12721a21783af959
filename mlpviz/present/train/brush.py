"""Drawing on a grid of pixels with a round soft brush."""

from __future__ import annotations

import math

import numpy as np

from mlpviz.nn.network import Array

_LEAST_RADIUS = 0.55  # pixels
_ACROSS = 14.0  # times the radius fits on the grid: strokes as wide as those of MNIST


def image_side(inputs: int) -> int | None:
    """The side of the square image that has so many pixels, None where there is none or just one pixel."""
    side = math.isqrt(inputs)
    return side if side > 1 and side * side == inputs else None


def brushed(
    image: Array, start: tuple[float, float], end: tuple[float, float], full: float, erase: bool = False
) -> Array:
    """A new image (rows, columns) with a straight stroke on it, from start to end: x and y in pixels from the corner.

    A pixel gets the share of `full` that the brush covers of it, so that neighbours of the stroke are lightly painted
    too; what was darker stays. Erasing lightens in the same way.
    """
    rows, columns = image.shape
    radius = max(_LEAST_RADIUS, max(rows, columns) / _ACROSS)
    y, x = np.mgrid[0.5:rows, 0.5:columns]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / length, 0.0, 1.0) if length else 0.0
    away = np.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
    cover = np.clip(radius + 0.5 - away, 0.0, 1.0)  # of a disc with an edge one pixel wide
    painted: Array = np.minimum(image, full * (1 - cover)) if erase else np.maximum(image, full * cover)
    return painted
