"""The plane of two raw inputs that maps are drawn over, and what the network's inputs are at its points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mlpviz.core.document import Data, Document
from mlpviz.core.samples import Source
from mlpviz.nn.maps import Bounds, slice_points
from mlpviz.nn.network import Array, frozen

MOST_INPUTS = 16
"""Raw inputs up to which two of them are worth a plane; a picture of 64 pixels is not."""

_MARGIN = 0.12  # of the width, on each side of the samples
_INNER = 0.09  # of the width: within it lie all samples, and a marker's width more
_FAR = 1.6  # times the width that the samples need
_LEAST = 0.5  # half the width at least, where all samples lie at one place


@dataclass(frozen=True)
class InputPlane:
    """Two raw inputs (from 0) across and up, the range in view, and the value that every raw input has beside them.

    Where there is one raw input both axes are that one, and y0, y1 say nothing.
    """

    axes: tuple[int, int]
    view: Bounds
    at: tuple[float, ...]

    @property
    def single(self) -> bool:
        return len(self.at) == 1

    def corners(self) -> Array:
        """The raw inputs at the lower left, lower right and upper left corner, shape (3, raw inputs)."""
        x0, x1, y0, y1 = self.view
        points = np.tile(np.array(self.at), (3, 1))
        points[:, self.axes[1]] = (y0, y0, y1)
        points[:, self.axes[0]] = (x0, x1, x0)
        return points

    def points(self, side: int) -> Array:
        """The raw inputs at the middles of side × side cells, shape (side², raw inputs), the lowest row first."""
        return slice_points(self.at, self.axes, self.view, side)

    def line(self, count: int) -> Array:
        """So many raw inputs from the left end to the right, shape (count, raw inputs)."""
        points = np.tile(np.array(self.at), (count, 1))
        points[:, self.axes[0]] = np.linspace(self.view[0], self.view[1], count)
        return points

    def serves(self, other: InputPlane) -> bool:
        """Whether what is in view here shows the samples of another plane over the same inputs, and not from afar."""
        (a0, a1, b0, b1), (x0, x1, y0, y1) = self.view, other.view
        holds = a0 <= x0 + _INNER * (x1 - x0) and a1 >= x1 - _INNER * (x1 - x0)
        holds = holds and b0 <= y0 + _INNER * (y1 - y0) and b1 >= y1 - _INNER * (y1 - y0)
        near = a1 - a0 <= _FAR * (x1 - x0) and b1 - b0 <= _FAR * (y1 - y0)
        return self.axes == other.axes and len(self.at) == len(other.at) and holds and near

    def seen_from(self, view: Bounds) -> InputPlane:
        return replace(self, view=view)


def input_plane(document: Document, axes: tuple[int, int] = (0, 1)) -> InputPlane | None:
    """The plane that shows all samples, the other raw inputs at their mean; None where there are too many inputs."""
    parts = [document.data.points] if document.test is None else [document.data.points, document.test.points]
    points = np.concatenate(parts)
    raw = points.shape[1]
    if raw > MOST_INPUTS:
        return None
    across, up = (0, 0) if raw == 1 else axes if max(axes) < raw and axes[0] != axes[1] else (0, 1)
    view = (*_ends(points[:, across]), *_ends(points[:, up]))
    return InputPlane((across, up), view, tuple(document.data.points.mean(axis=0).tolist()))


def _ends(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    half = max((high - low) * (0.5 + _MARGIN), _LEAST if high == low else 0.0)
    middle = low + (high - low) / 2
    return middle - half, middle + half


def plane_names(document: Document, plane: InputPlane) -> tuple[str, str]:
    names = document.source.raw_names(len(plane.at))
    return names[plane.axes[0]], names[plane.axes[1]]


def network_inputs(source: Source, raw: Array) -> Array:
    """What the network sees of raw inputs, shape (n, inputs). Raises DataError where a feature overflows there."""
    return raw if source.plain else frozen(source.pipeline(raw.shape[1]).apply(raw))


def places(plane: InputPlane, data: Data) -> Array:
    """Where samples lie on the plane, shape (n, 2)."""
    return data.points[:, list(plane.axes)]
