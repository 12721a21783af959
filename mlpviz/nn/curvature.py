"""How a surface bends: the Hessian over a plane's axes, and the learning rate above which descent cannot settle.

Near a minimum gradient descent multiplies the distance along an eigenvector of the Hessian by 1 − ηλ at each update,
which shrinks only while |1 − ηλ| < 1: so η < 2/λmax (Goodfellow, Bengio and Courville, "Deep Learning", 2016, section
4.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.difference import spacing
from mlpviz.nn.network import Array, frozen
from mlpviz.nn.objective import Objective
from mlpviz.nn.plane import Plane

_NUMBERS_AT_ONCE = 2_000_000  # of the parameter vectors that one call makes


@dataclass(frozen=True, eq=False)
class Curvature:
    """matrix: the Hessian over the axes, shape (axes, axes). largest: its largest eigenvalue over all parameters.

    `largest` is None where it was not computed (more than 2,000 parameters).
    """

    matrix: Array
    largest: float | None = None

    @property
    def eigenvalues(self) -> Array:
        """Ascending, shape (axes,)."""
        if not np.isfinite(self.matrix).all():
            return np.full(len(self.matrix), np.nan)
        return np.asarray(np.linalg.eigvalsh(self.matrix), dtype=np.float64)

    @property
    def limit(self) -> float | None:
        """2/λmax over the axes, the rate above which steps grow; None where the surface bends up in no direction."""
        return limit_of(float(self.eigenvalues[-1]))

    @property
    def condition(self) -> float | None:
        """λmax/λmin; None where not all eigenvalues are above 0."""
        least, most = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        return most / least if least > 0 else None


def limit_of(eigenvalue: float) -> float | None:
    """2/λ, or None where λ is not above 0 or so small that 2/λ is not finite."""
    with np.errstate(over="ignore"):
        return 2 / eigenvalue if eigenvalue > 0 and np.isfinite(np.float64(2) / eigenvalue) else None


def by_difference(objective: Objective, plane: Plane, theta: Array) -> Curvature:
    """The Hessian at θ, shape (parameters,), by central differences of the gradient, made symmetric."""
    here, sheet = plane.coordinates(theta), plane.through(theta)
    steps = np.array([spacing(float(value)) for value in here])
    shifts = np.diag(steps)
    _, gradients = objective.gradients(sheet.at(np.concatenate([here + shifts, here - shifts])))
    slopes = sheet.along(gradients)
    with np.errstate(all="ignore"):
        wide = np.diagonal((here + shifts) - (here - shifts))[:, None]
        matrix = (slopes[: len(here)] - slopes[len(here) :]) / wide
    return Curvature(frozen((matrix + matrix.T) / 2))


def losses_along(objective: Objective, theta: Array, direction: Array, rates: Array) -> Array:
    """The loss at θ − η·direction for each rate η, shape (rates,)."""
    at_once = max(1, _NUMBERS_AT_ONCE // theta.size)
    parts = [rates[first : first + at_once, None] for first in range(0, len(rates), at_once)]
    with np.errstate(all="ignore"):
        return np.concatenate([objective.losses(theta - part * direction) for part in parts])
