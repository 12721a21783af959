"""A plane (or a line) through parameter space: where a loss surface is looked at.

A point with coordinates c is θ = origin + c · axes. Over two parameters the axes are unit vectors and the origin is 0
there, so that the coordinates are the parameters themselves, to the bit. Axes are orthonormal, so that the nearest
point of the plane to any θ has the coordinates (θ − origin) · axesᵀ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.network import Array, frozen

_FLAT = 1e-12  # of the longest: a direction shorter than that is rounding


@dataclass(frozen=True, eq=False)
class Plane:
    """origin: shape (parameters,). axes: shape (1 or 2, parameters), orthonormal. names: one for each axis.

    `positions` are the places in θ of the parameters that the axes are, or None where the axes are directions.
    """

    origin: Array
    axes: Array
    names: tuple[str, ...]
    positions: tuple[int, ...] | None = None

    @property
    def dimensions(self) -> int:
        return len(self.names)

    def at(self, coordinates: Array) -> Array:
        """θ at coordinates of shape (…, dimensions); shape (…, parameters)."""
        if self.positions is not None:
            theta = np.broadcast_to(self.origin, (*coordinates.shape[:-1], self.origin.size)).copy()
            theta[..., list(self.positions)] = coordinates
            return theta
        moved: Array = self.origin + coordinates @ self.axes
        return moved

    def coordinates(self, theta: Array) -> Array:
        """The coordinates of the point of the plane nearest to each θ of shape (…, parameters)."""
        if self.positions is not None:
            return theta[..., list(self.positions)]
        nearest: Array = (theta - self.origin) @ self.axes.T
        return nearest

    def along(self, vectors: Array) -> Array:
        """The components along the axes of vectors of shape (…, parameters), as of a gradient."""
        if self.positions is not None:
            return vectors[..., list(self.positions)]
        components: Array = vectors @ self.axes.T
        return components

    def through(self, theta: Array) -> Plane:
        """The parallel plane through θ. Over directions the coordinates go on counting from the same foot."""
        if self.positions is not None:
            origin = theta.copy()
            origin[list(self.positions)] = 0.0
        else:
            origin = theta - self.coordinates(theta) @ self.axes
        return replace(self, origin=frozen(origin))


def parameter_plane(theta: Array, positions: Sequence[int], names: Sequence[str]) -> Plane:
    """The plane over one or two parameters through θ. Raises ValueError where they are the same."""
    if len(set(positions)) != len(positions):
        raise ValueError("choose two different parameters")
    axes = np.zeros((len(positions), theta.size))
    axes[range(len(positions)), list(positions)] = 1.0
    return Plane(frozen(theta), frozen(axes), tuple(names), tuple(positions)).through(theta)


def gradient_plane(theta: Array, gradient: Array, seed: int) -> Plane:
    """The plane through θ along ∇L and a random direction orthogonal to it. Raises ValueError where ∇L = 0."""
    length = float(np.linalg.norm(gradient))
    if not np.isfinite(length) or length == 0:
        raise ValueError("the gradient is 0 here, so it gives no direction: choose two parameters")
    first = gradient / length
    if theta.size == 1:
        return Plane(frozen(theta), frozen(first[None]), ("along the gradient",))
    random = np.random.default_rng(seed).standard_normal(theta.size)
    for _ in range(2):  # twice is enough: what rounding leaves of the first direction goes too
        random -= (random @ first) * first
        random /= np.linalg.norm(random)
    return Plane(frozen(theta), frozen([first, random]), ("along the gradient", "a random direction"))


def principal_plane(theta: Array, run: Array) -> Plane:
    """The plane through θ along the two principal directions of a run's parameters, shape (iterations, parameters).

    From the singular value decomposition of run − its last row, as Li, Xu, Taylor, Studer and Goldstein do
    ("Visualizing the loss landscape of neural nets", 2018). Raises ValueError where the run does not move in two
    directions.
    """
    moved = run - run[-1]
    _, lengths, directions = np.linalg.svd(moved, full_matrices=False)
    if len(lengths) < 2 or not lengths[1] > _FLAT * lengths[0]:
        raise ValueError("the run does not leave a line, so it has no second direction: choose two parameters")
    # the sign of a singular vector is arbitrary: let the start of the run lie on the positive side
    signs = np.where(directions[:2] @ moved[0] < 0, -1.0, 1.0)
    return Plane(
        frozen(theta), frozen(directions[:2] * signs[:, None]), ("1st principal direction", "2nd principal direction")
    )
