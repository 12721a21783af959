"""How a surface bends, by torch: the Hessian by double backward. At kinks it follows torch's own slopes."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.curvature import Curvature
from mlpviz.nn.network import Array, frozen
from mlpviz.nn.plane import Plane
from mlpviz.nn.surface import GoOn, always
from mlpviz.oracle.objective import TorchObjective

MOST_PARAMETERS = 2_000
"""With more than these the Hessian over all of them is not made."""


def curvature(objective: TorchObjective, plane: Plane, theta: Array, go_on: GoOn = always) -> Curvature:
    """The Hessian over the plane's axes at θ, shape (parameters,), and its largest eigenvalue over all parameters.

    `largest` is None where there are more than MOST_PARAMETERS. Raises CancelledError where `go_on` says no.
    """
    return Curvature(over_axes(objective, plane, theta), largest_eigenvalue(objective, theta, go_on))


def over_axes(objective: TorchObjective, plane: Plane, theta: Array) -> Array:
    """The Hessian over the axes, shape (axes, axes), made symmetric."""
    matrix = plane.along(objective.products(theta, plane.axes))
    return frozen((matrix + matrix.T) / 2)


def largest_eigenvalue(objective: TorchObjective, theta: Array, go_on: GoOn = always) -> float | None:
    """The largest eigenvalue of the Hessian over all parameters; NaN where the Hessian is not finite."""
    if objective.size > MOST_PARAMETERS:
        return None
    matrix = objective.products(theta, np.eye(objective.size), go_on)
    if not np.isfinite(matrix).all():
        return float("nan")
    return float(np.linalg.eigvalsh((matrix + matrix.T) / 2)[-1])


def largest_difference(ours: Curvature, theirs: Curvature) -> float:
    """The largest |Δ| of two Hessians over the same axes, by the largest magnitude of `theirs` where that is above 1.

    0 where neither is finite at the same place, infinite where only one of them is.
    """
    with np.errstate(invalid="ignore"):
        difference = np.abs(ours.matrix - theirs.matrix)
    finite = np.isfinite(ours.matrix), np.isfinite(theirs.matrix)
    difference[~finite[0] & ~finite[1]] = 0.0
    difference[finite[0] != finite[1]] = np.inf
    scale = float(np.abs(theirs.matrix[finite[1]]).max(initial=1.0))
    return float(difference.max()) / scale
