"""The loss over a plane of parameter space: every value is the loss at that very point, computed, not interpolated.

Moving along a plane leaves most of a network as it is. What comes before the first layer that moves, and the units of
that layer that no axis touches, are computed once; there ξ(c) = ξ₀ + Σ c_a ξ_a, as ξ is linear in the layer's own
parameters. All else is computed for every point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Layer, frozen
from mlpviz.nn.objective import NetworkObjective, Objective
from mlpviz.nn.parameters import unflatten
from mlpviz.nn.passes import excite
from mlpviz.nn.plane import Plane

_NUMBERS_AT_ONCE = 60_000  # of an array: half a megabyte stays in a core's cache
_POINTS_AT_ONCE = 4_096
_PARAMETERS_AT_ONCE = 2_000_000

GoOn = Callable[[float], bool]
"""Told how much is done, 0 … 1; says whether to go on."""


class CancelledError(Exception):
    """The work was given up because its caller no longer wants it."""


@dataclass(frozen=True, eq=False)
class Grid:
    """losses[i, j] is the loss at ys[i], xs[j], shape (Y, X); it may be infinite or NaN. Over a line `ys` is [0]."""

    plane: Plane
    xs: Array
    ys: Array
    losses: Array


def always(_done: float) -> bool:
    return True


def grid(objective: Objective, plane: Plane, xs: Array, ys: Array, go_on: GoOn = always) -> Grid:
    """The loss at every pair of coordinates. Raises CancelledError where `go_on` says no."""
    coordinates = _coordinates(plane, xs, ys)
    losses = np.empty(len(coordinates))
    sheet = _Sheet(objective, plane) if isinstance(objective, NetworkObjective) else None
    bounded = max(1, min(_POINTS_AT_ONCE, _PARAMETERS_AT_ONCE // objective.size))
    at_once = bounded if sheet is None else sheet.points_at_once
    with np.errstate(all="ignore"):
        for first in range(0, len(coordinates), at_once):
            if not go_on(first / len(coordinates)):
                raise CancelledError
            part = slice(first, first + at_once)
            chosen = coordinates[part]
            losses[part] = objective.losses(plane.at(chosen)) if sheet is None else sheet.losses(chosen)
    return Grid(plane, frozen(xs), frozen(ys), frozen(losses.reshape(len(ys), len(xs))))


def _coordinates(plane: Plane, xs: Array, ys: Array) -> Array:
    """Every point of the grid, row by row, shape (Y·X, dimensions)."""
    if plane.dimensions == 1:
        return np.asarray(xs, dtype=np.float64)[:, None]
    x, y = np.meshgrid(xs, ys)
    return np.stack([x.ravel(), y.ravel()], axis=-1)


class _Sheet:
    """A network over a plane, its still part computed once.

    `_units` are the units of the first moving layer that depend on where the point is; the others keep still.
    """

    def __init__(self, objective: NetworkObjective, plane: Plane) -> None:
        self._objective = objective
        network = self._network = unflatten(objective.network, plane.origin)
        self._steps = [unflatten(objective.network, axis) for axis in plane.axes]
        self._first = next(i for i in range(network.depth) if any(_touched(s.layers[i]).any() for s in self._steps))
        widest = max(network.widths[self._first + 1 :])
        self.points_at_once = max(1, min(_POINTS_AT_ONCE, _NUMBERS_AT_ONCE // (objective.samples * widest)))
        before = objective.inputs
        for number in range(1, self._first + 1):
            before = self._activate(number - 1, excite(network, number, before))
        self._open(before)

    def _open(self, before: Array) -> None:
        """Prepare the first moving layer from the activations before it, and what its still units send on."""
        network, first = self._network, self._first
        layer, touched = network.layers[first], np.zeros(network.layers[first].units, dtype=bool)
        for step in self._steps:
            touched = touched | _touched(step.layers[first])
        if first == network.depth - 1 or ACTIVATIONS[layer.activation].layerwise:
            touched[:] = True
        self._units, others = np.flatnonzero(touched), np.flatnonzero(~touched)
        base = excite(network, first + 1, before)
        self._base = base[:, self._units]
        self._shifts = [excite(step, first + 1, before)[:, self._units] for step in self._steps]
        if first + 1 < network.depth:
            still = self._activate(first, base[:, others]) if len(others) else base[:, others]
            self._sent = [_excite_part(net.layers[first + 1], still, others) for net in (network, *self._steps)]

    def losses(self, coordinates: Array) -> Array:
        """The loss at points of shape (N, axes), shape (N,)."""
        network, objective, first = self._network, self._objective, self._first
        columns = coordinates.T[:, :, None, None]
        xi = self._base + sum(column * shift for column, shift in zip(columns, self._shifts, strict=True))
        h = self._activate(first, xi)
        for index in range(first + 1, network.depth):
            if index == first + 1:
                weights = self._weights(index, columns, self._units)
                xi = h * weights if len(self._units) == 1 else h @ weights  # the same product, several times faster
                base, shifts = self._sent[0], self._sent[1:]
            else:
                xi = h @ self._weights(index, columns, None)
                base, *shifts = (_biases(net.layers[index]) for net in (network, *self._steps))
            xi += base
            for column, shift in zip(columns, shifts, strict=True):
                if shift.any():
                    xi += column * shift
            h = self._activate(index, xi)
        row = LOSSES[objective.loss]
        losses = row.value(xi if row.on_logits else h, objective.targets)
        reduced: Array = losses.mean(axis=-1) if objective.reduction == "mean" else losses.sum(axis=-1)
        return reduced

    def _weights(self, index: int, columns: Array, sources: NDArray[np.intp] | None) -> Array:
        """Wᵀ at each point, shape (N, fan-in, units), from some of the sources; (fan-in, units) where it is still."""
        chosen = slice(None) if sources is None else sources
        weights = self._network.layers[index].weights.T[chosen]
        for column, step in zip(columns, self._steps, strict=True):
            moved = step.layers[index].weights.T[chosen]
            if moved.any():
                weights = weights + column[:, :, :] * moved
        return weights

    def _activate(self, index: int, xi: Array) -> Array:
        return ACTIVATIONS[self._network.layers[index].activation].value(xi)


def _touched(layer: Layer) -> NDArray[np.bool_]:
    """Which units of a layer of an axis take part in it, shape (units,)."""
    touched = np.asarray(layer.weights.any(axis=1))
    return touched if layer.biases is None else np.asarray(touched | (layer.biases != 0))


def _biases(layer: Layer) -> Array:
    return np.zeros(layer.units) if layer.biases is None else layer.biases


def _excite_part(layer: Layer, h: Array, sources: NDArray[np.intp]) -> Array:
    """What some of the sources, with activations h of shape (samples, sources), and the bias add to ξ."""
    part: Array = h @ layer.weights[:, sources].T + _biases(layer)
    return part
