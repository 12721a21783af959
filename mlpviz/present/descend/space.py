"""The surface in three dimensions: a box of coordinates and loss, seen from anywhere, in numpy.

The unit box is [−1, 1] × [−1, 1] × [0, 1]; its height is the share of the scale of the loss. Corners of the mesh are
points of the grid, with their own computed losses. So are the points of the paths; between two of them the line is laid
on the mesh as it is drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array

_HEIGHT = 0.95  # of the box, in half widths
_FAR = 7.0  # from the eye to the middle of the box, in half widths
_LIGHT = np.array([-0.45, -0.35, 0.82])
_AMBIENT = 0.62
_WIDEST = 1.7  # times as wide as it is tall may a half width be
_MOST, _BITS = 64, 1500  # bits that one step of a path is laid in, and about so many of all its steps


@dataclass(frozen=True)
class Camera:
    """Degrees around and above, and a factor of size. Elevations run from 5 to 90."""

    azimuth: float = -60.0
    elevation: float = 32.0
    zoom: float = 1.0

    def turned(self, around: float, above: float) -> Camera:
        """The camera after a drag, in degrees."""
        elevation = min(max(self.elevation + above, 5.0), 90.0)
        return Camera((self.azimuth + around + 180.0) % 360.0 - 180.0, elevation, self.zoom)

    def zoomed(self, factor: float) -> Camera:
        return Camera(self.azimuth, self.elevation, min(max(self.zoom * factor, 0.3), 8.0))


@dataclass(frozen=True)
class Projection:
    """From the box to pixels: a camera, the middle of the picture, pixels a half width there, stretch across."""

    camera: Camera
    x: float
    y: float
    size: float
    stretch: float = 1.0

    def place(self, points: Array) -> tuple[Array, Array]:
        """Points of the box, shape (…, 3), as pixels (…, 2), and how near they are to the eye, shape (…)."""
        around, above = math.radians(self.camera.azimuth), math.radians(self.camera.elevation)
        x, y, z = points[..., 0], points[..., 1], (points[..., 2] - 0.5) * _HEIGHT
        right = x * math.cos(around) - y * math.sin(around)
        back = x * math.sin(around) + y * math.cos(around)
        up = z * math.cos(above) + back * math.sin(above)
        near = z * math.sin(above) - back * math.cos(above)
        zoom = self.size * self.camera.zoom * _FAR / (_FAR - near)
        return np.stack([self.x + right * zoom * self.stretch, self.y - up * zoom], axis=-1), near


def fitted(camera: Camera, left: float, top: float, width: float, height: float) -> Projection:
    """The projection that keeps the box in a rectangle however it is turned about its axis; it is stretched a little
    where the rectangle is wide.
    """
    above = math.radians(camera.elevation)
    half = math.sqrt(2) * math.sin(above) + _HEIGHT / 2 * math.cos(above)
    nearest = math.sqrt(2) * math.cos(above) + _HEIGHT / 2 * math.sin(above)
    wide, tall = (room * (_FAR - nearest) / _FAR for room in (width / 2 / math.sqrt(2), height / 2 / half))
    size = min(wide, tall)
    return Projection(camera, left + width / 2, top + height / 2, size, min(wide / size, _WIDEST))


@dataclass(frozen=True, eq=False)
class Mesh:
    """xs: (X,), ys: (Y,) in −1 … 1. heights: (Y, X) in 0 … 1, NaN where the loss is not finite."""

    xs: Array
    ys: Array
    heights: Array

    def corners(self) -> Array:
        """The corners in the box, shape (Y, X, 3)."""
        x, y = np.meshgrid(self.xs, self.ys)
        return np.stack([x, y, self.heights], axis=-1)

    def light(self) -> Array:
        """How much light each face gets, by its slope, shape (Y − 1, X − 1), about 0.6 … 1."""
        h = self.heights * _HEIGHT
        across = (h[:-1, 1:] + h[1:, 1:] - h[:-1, :-1] - h[1:, :-1]) / 2 / np.diff(self.xs)
        along = (h[1:, :-1] + h[1:, 1:] - h[:-1, :-1] - h[:-1, 1:]) / 2 / np.diff(self.ys)[:, None]
        steep = np.sqrt(1 + across**2 + along**2)
        facing = (_LIGHT[2] - across * _LIGHT[0] - along * _LIGHT[1]) / steep / np.linalg.norm(_LIGHT)
        return np.asarray(_AMBIENT + (1 - _AMBIENT) * np.clip(facing, 0.0, 1.0))

    def height_at(self, points: Array) -> Array:
        """The height of the mesh as it is drawn under points of the box's floor, shape (n, 2); NaN outside."""
        i = np.clip(np.searchsorted(self.ys, points[:, 1]) - 1, 0, len(self.ys) - 2)
        j = np.clip(np.searchsorted(self.xs, points[:, 0]) - 1, 0, len(self.xs) - 2)
        v = (points[:, 1] - self.ys[i]) / (self.ys[i + 1] - self.ys[i])
        u = (points[:, 0] - self.xs[j]) / (self.xs[j + 1] - self.xs[j])
        low = self.heights[i, j] * (1 - u) + self.heights[i, j + 1] * u
        high = self.heights[i + 1, j] * (1 - u) + self.heights[i + 1, j + 1] * u
        inside = np.all(np.abs(points) <= 1 + 1e-9, axis=1)
        return np.where(inside, low * (1 - v) + high * v, np.nan)


def thinned(xs: Array, ys: Array, heights: Array, most: int) -> Mesh:
    """At most so many faces a side, evenly picked from a grid's own points; the first and the last ones stay."""
    rows, columns = (np.unique(np.rint(np.linspace(0, n - 1, min(n, most + 1))).astype(int)) for n in heights.shape)
    return Mesh(xs[columns], ys[rows], heights[np.ix_(rows, columns)])


def laid(mesh: Mesh, ends: Array, heights: Array) -> Array:
    """Straight steps over the floor laid on the mesh, in bits: (m, 2, 3).

    ends: shape (n, 2, 2), from where to where. heights: their own at both ends, shape (n, 2), NaN where the mesh tells.
    Each step is cut into bits of about a face; the mesh is lifted evenly, so that both ends have their own heights.
    """
    if not len(ends):
        return np.empty((0, 2, 3))
    face = max(float(np.median(np.diff(mesh.xs))), float(np.median(np.diff(mesh.ys))))
    most = min(max(_BITS // len(ends), 1), _MOST)
    counts = np.clip(np.ceil(np.abs(ends[:, 1] - ends[:, 0]).max(axis=1) / face), 1, most).astype(int)
    step = np.repeat(np.arange(len(counts)), counts)
    bit = np.arange(len(step)) - (np.cumsum(counts) - counts)[step]
    lift = np.nan_to_num(heights - mesh.height_at(ends.reshape(-1, 2)).reshape(-1, 2))
    share = (bit[:, None] + np.array([0, 1])) / counts[step][:, None]
    floor = ends[step, 0][:, None] * (1 - share[..., None]) + ends[step, 1][:, None] * share[..., None]
    up = mesh.height_at(floor.reshape(-1, 2)).reshape(-1, 2)
    up += lift[step, 0][:, None] * (1 - share) + lift[step, 1][:, None] * share
    pieces = np.concatenate([floor, up[..., None]], axis=-1)
    return np.asarray(pieces[np.isfinite(pieces).all(axis=(1, 2))])
