"""What is descended: a network's loss, or a textbook function, for many parameter vectors at once.

`points` has shape (N, parameters); every point is computed on its own, so that a stack of N gives what N single calls
give. The formulas are those of `passes`, with the points as one more axis in front.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.batches import Rows
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Network
from mlpviz.nn.parameters import slices

_NUMBERS_AT_ONCE = 2_000_000  # of an array that one call makes: 16 MB


class Objective(Protocol):
    """Loss and gradient over parameter vectors. `rows` chooses samples (None: all of them)."""

    @property
    def size(self) -> int:
        """Parameters."""

    @property
    def samples(self) -> int: ...

    def losses(self, points: Array, rows: Rows | None = None) -> Array:
        """The loss at each point, shape (N,)."""

    def gradients(self, points: Array, rows: Rows | None = None) -> tuple[Array, Array]:
        """The loss, shape (N,), and its gradient, shape (N, parameters), at each point."""


class FunctionObjective:
    """A textbook function of one or two variables. It has no samples: `rows` is not used."""

    samples = 1

    def __init__(self, function: str) -> None:
        self.function = FUNCTIONS[function]
        self.size = self.function.variables

    def losses(self, points: Array, rows: Rows | None = None) -> Array:
        with np.errstate(all="ignore"):
            return self.function.value(points)

    def gradients(self, points: Array, rows: Rows | None = None) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            return self.function.value(points), self.function.gradient(points)


class NetworkObjective:
    """The reduced loss of a network over its θ (see `parameters`), for inputs and targets of shape (samples, …)."""

    def __init__(self, network: Network, inputs: Array, targets: Array, loss: str, reduction: str) -> None:
        self.network, self.inputs, self.targets = network, inputs, targets
        self.loss, self.reduction = loss, reduction
        self.size = network.parameter_count
        self.samples = int(inputs.shape[0])
        self._widest = max(network.widths)
        self._slices = slices(network)

    def losses(self, points: Array, rows: Rows | None = None) -> Array:
        return self._all(points, rows, False)[0]

    def gradients(self, points: Array, rows: Rows | None = None) -> tuple[Array, Array]:
        losses, gradients = self._all(points, rows, True)
        assert gradients is not None
        return losses, gradients

    def _all(self, points: Array, rows: Rows | None, with_gradient: bool) -> tuple[Array, Array | None]:
        inputs = self.inputs if rows is None else self.inputs[rows]
        targets = self.targets if rows is None else self.targets[rows]
        with np.errstate(all="ignore"):
            sums = self._by_parts(points, inputs, targets, with_gradient)
            if self.reduction == "mean":
                for total in sums:
                    if total is not None:
                        total /= len(inputs)
        return sums

    def _by_parts(
        self, points: Array, inputs: Array, targets: Array, with_gradient: bool
    ) -> tuple[Array, Array | None]:
        """Sums over the samples, a part of the points and of the samples at a time, so that memory stays bounded."""
        at_once = max(1, _NUMBERS_AT_ONCE // self._widest)
        if len(points) * len(inputs) <= at_once:
            return self._compute(points, inputs, targets, with_gradient)
        tall = min(len(inputs), at_once)
        many = at_once // tall
        losses = np.zeros(len(points))
        gradients = np.zeros((len(points), self.size)) if with_gradient else None
        for first in range(0, len(points), many):
            part = slice(first, first + many)
            for start in range(0, len(inputs), tall):
                chosen = slice(start, start + tall)
                loss, gradient = self._compute(points[part], inputs[chosen], targets[chosen], with_gradient)
                losses[part] += loss
                if gradients is not None and gradient is not None:
                    gradients[part] += gradient
        return losses, gradients

    def _compute(self, points: Array, inputs: Array, targets: Array, with_gradient: bool) -> tuple[Array, Array | None]:
        """The sum of the samples' losses, shape (N,), and of their gradients, shape (N, parameters)."""
        network, count = self.network, len(points)
        weights: list[Array] = []
        excitations: list[Array] = []
        activations: list[Array] = [inputs]
        for layer, (w, b) in zip(network.layers, self._slices, strict=True):
            weights.append(points[:, w].reshape(count, layer.units, layer.fan_in))
            xi = activations[-1] @ weights[-1].swapaxes(-1, -2)
            if b is not None:
                xi += points[:, None, b]
            excitations.append(xi)
            activations.append(ACTIVATIONS[layer.activation].value(xi))
        row = LOSSES[self.loss]
        read = excitations[-1] if row.on_logits else activations[-1]
        losses: Array = np.add.reduce(row.value(read, targets), axis=-1)
        if not with_gradient:
            return losses, None
        gradient = np.empty((count, self.size))
        slope = row.gradient(read, targets)
        for number in range(network.depth, 0, -1):
            layer, (w, b) = network.layers[number - 1], self._slices[number - 1]
            if row.on_logits and number == network.depth:
                delta = slope
            else:
                delta = ACTIVATIONS[layer.activation].delta(excitations[number - 1], activations[number], slope)
            into = gradient[:, w].reshape(count, layer.units, layer.fan_in)
            np.matmul(delta.swapaxes(-1, -2), activations[number - 1], out=into)
            if b is not None:
                np.add.reduce(delta, axis=1, out=gradient[:, b])
            if number > 1:
                slope = delta @ weights[number - 1]
        return losses, gradient
