"""The loss over a plane of parameter space on a device of torch: every value computed at its very point.

Layers before the first one that moves are computed once. In that one ξ is linear in the coordinates, ξ(c) = ξ₀ + Σ c_a
ξ_a; behind it every point has weights of its own, W(c) = W₀ + Σ c_a W_a, made on the device.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlpviz.nn.network import Array, Layer, Network, frozen
from mlpviz.nn.parameters import unflatten
from mlpviz.nn.plane import Plane
from mlpviz.nn.surface import CancelledError, GoOn, Grid, always
from mlpviz.nn.surface import grid as any_grid
from mlpviz.oracle.objective import TorchNetworkObjective, TorchObjective, to_array, to_tensor

if TYPE_CHECKING:
    from torch import Tensor


def grid(objective: TorchObjective, plane: Plane, xs: Array, ys: Array, go_on: GoOn = always) -> Grid:
    """The loss at every pair of coordinates, as nn/surface.py. Raises CancelledError where `go_on` says no."""
    if not isinstance(objective, TorchNetworkObjective):
        return any_grid(objective, plane, xs, ys, go_on)
    import torch

    x, y = np.meshgrid(xs, ys)
    coordinates = np.stack([x.ravel(), y.ravel()], axis=-1)[:, : plane.dimensions]
    losses = np.zeros(len(coordinates))
    with torch.no_grad():
        for part, chosen, share in _parts(objective, len(coordinates)):
            if not go_on(share):
                raise CancelledError
            if part.start == 0:
                sheet = _Sheet(objective, plane, chosen)
            losses[part] += to_array(sheet.losses(to_tensor(coordinates[part], objective.device)))
    losses /= objective.divisor(objective.samples)
    return Grid(plane, frozen(xs), frozen(ys), frozen(losses.reshape(len(ys), len(xs))))


def _parts(objective: TorchNetworkObjective, points: int) -> Iterator[tuple[slice, slice, float]]:
    """Parts of the points for each part of the samples, and how much is done before each of them."""
    network, samples = objective.network, objective.samples
    room = max(1, objective.at_once // max(network.widths[1:]))
    tall = min(samples, room)
    heaviest = max((layer.weights.size for layer in network.layers[1:]), default=1)  # each point may have its own
    many = max(1, min(room // tall, objective.at_once // heaviest))
    for start in range(0, samples, tall):
        for first in range(0, points, many):
            share = (start + tall * first / points) / samples
            yield slice(first, first + many), slice(start, start + tall), share


class _Sheet:
    """A network over a plane for some of the samples."""

    def __init__(self, objective: TorchNetworkObjective, plane: Plane, chosen: slice) -> None:
        self._objective, self._chosen = objective, chosen
        still, *moves = (unflatten(objective.network, theta) for theta in (plane.origin, *plane.axes))
        self._layers = [_MovingLayer(index, (still, *moves), objective.device) for index in range(still.depth)]
        h, self._first = objective.inputs[chosen], 0
        while not self._layers[self._first].moves:
            h = objective.activations[self._first](self._layers[self._first].excitations(h)[0])
            self._first += 1
        self._excitations = self._layers[self._first].excitations(h)

    def losses(self, coordinates: Tensor) -> Tensor:
        """The sum of the samples' losses at coordinates of shape (N, axes), shape (N,)."""
        columns = coordinates.T[:, :, None, None]
        xi, *shifts = self._excitations
        for column, shift in zip(columns, shifts, strict=True):
            xi = xi.addcmul(column, shift)
        for index in range(self._first + 1, len(self._layers)):
            xi = self._layers[index].at(self._objective.activations[index - 1](xi), columns)
        return self._objective.summed(xi, self._chosen)


class _MovingLayer:
    """Weights and biases at the origin of a plane, and how they change along each axis (None: not at all)."""

    def __init__(self, index: int, networks: tuple[Network, ...], device: str) -> None:
        weights = [network.layers[index].weights for network in networks]
        biases = [_biases(network.layers[index]) for network in networks]
        self._weights, self._biases = to_tensor(weights[0], device), to_tensor(biases[0], device)
        self._turns = [to_tensor(array, device) if array.any() else None for array in weights[1:]]
        self._shifts = [to_tensor(array, device) if array.any() else None for array in biases[1:]]
        self.moves = any(part is not None for part in (*self._turns, *self._shifts))

    def excitations(self, h: Tensor) -> list[Tensor]:
        """ξ at the origin and its change along each axis, each of shape (samples, units)."""
        found = [h @ self._weights.T + self._biases]
        for turn, shift in zip(self._turns, self._shifts, strict=True):
            change = found[0].new_zeros(found[0].shape) if turn is None else h @ turn.T
            found.append(change if shift is None else change + shift)
        return found

    def at(self, h: Tensor, columns: Tensor) -> Tensor:
        """ξ from h of shape (N, samples, fan-in), each point with the weights and biases of its coordinates."""
        weights, biases = self._weights, self._biases
        for column, turn, shift in zip(columns, self._turns, self._shifts, strict=True):
            weights = weights if turn is None else weights.addcmul(column, turn)
            biases = biases if shift is None else biases.addcmul(column, shift)
        return h @ weights.mT + biases


def _biases(layer: Layer) -> Array:
    return np.zeros(layer.units) if layer.biases is None else layer.biases
