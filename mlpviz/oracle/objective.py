"""What is descended, on a device of torch: the loss, its gradient by autograd, and products with its Hessian.

These are `Objective`s of the engine (see nn/objective.py): arrays in, arrays out, float64 throughout. So a grid or a
stack of paths of a large network is computed on torch's device by the very `grid` and `descend` of the engine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlpviz.nn.batches import Rows
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array
from mlpviz.nn.objective import FunctionObjective, NetworkObjective, Objective
from mlpviz.nn.surface import CancelledError, GoOn, always
from mlpviz.oracle import tables
from mlpviz.oracle.functions import functions

if TYPE_CHECKING:
    from torch import Tensor

_NUMBERS_AT_ONCE = {"cpu": 250_000, "cuda": 32_000_000}  # of one array: 2 MB, which stays in cache, and 256 MB


class TorchObjective(ABC):
    """Loss and gradient at points of shape (N, parameters), computed a part at a time so that memory stays bounded.

    Imports torch. What torch cannot do (out of memory, a device that fails) raises RuntimeError.
    """

    def __init__(self, size: int, samples: int, widest: int, device: str) -> None:
        self.size, self.samples, self.device = size, samples, device
        self._widest = widest
        self.at_once = _NUMBERS_AT_ONCE[device]
        """How many numbers an array may have."""

    @abstractmethod
    def stack(self, points: Tensor, chosen: Tensor | slice) -> Tensor:
        """The sum of the losses of the chosen samples at each point, shape (N,), which autograd can follow."""

    @abstractmethod
    def divisor(self, samples: int) -> int:
        """By what a sum over so many samples is divided."""

    def losses(self, points: Array, rows: Rows | None = None) -> Array:
        """The loss at each point, shape (N,)."""
        import torch

        count = self.samples if rows is None else len(rows)
        losses = np.zeros(len(points))
        with torch.no_grad():
            for part, chosen in self._parts(len(points), rows):
                losses[part] += to_array(self.stack(to_tensor(points[part], self.device), chosen))
        losses /= self.divisor(count)
        return losses

    def gradients(self, points: Array, rows: Rows | None = None) -> tuple[Array, Array]:
        """The loss, shape (N,), and its gradient, shape (N, parameters), at each point."""
        count = self.samples if rows is None else len(rows)
        losses, gradients = np.zeros(len(points)), np.zeros((len(points), self.size))
        for part, chosen in self._parts(len(points), rows):
            stacked = to_tensor(points[part], self.device).requires_grad_()
            sums = self.stack(stacked, chosen)  # points do not touch each other: one sweep differentiates all of them
            losses[part] += to_array(sums)
            gradients[part] += to_array(derivative(sums.sum(), stacked))
        for total in (losses, gradients):
            total /= self.divisor(count)
        return losses, gradients

    def products(self, theta: Array, vectors: Array, go_on: GoOn = always) -> Array:
        """H v at θ, shape (parameters,), for each of V vectors, shape (V, parameters), by double backward.

        H v = ∂(∇L · v)/∂θ (Pearlmutter, "Fast exact multiplication by the Hessian", 1994): θ is repeated once for
        each vector, and one sweep differentiates the whole stack. Raises CancelledError where `go_on` says no.
        """
        products = np.zeros(vectors.shape)
        here = to_tensor(theta, self.device)
        for part, chosen in self._parts(len(vectors), None):
            if not go_on(part.start / len(vectors)):
                raise CancelledError
            along = to_tensor(vectors[part], self.device)
            stacked = here.repeat(len(along), 1).requires_grad_()
            slope = derivative(self.stack(stacked, chosen).sum(), stacked, again=True)
            products[part] += to_array(derivative((slope * along).sum(), stacked))
        products /= self.divisor(self.samples)
        return products

    def _parts(self, points: int, rows: Rows | None) -> Iterator[tuple[slice, Tensor | slice]]:
        """Parts of the points, and of the samples for each of them."""
        import torch

        count = self.samples if rows is None else len(rows)
        room = max(1, self.at_once // self._widest)
        tall = max(1, min(count, room))
        many = max(1, min(room // tall, self.at_once // self.size))
        index = None if rows is None else torch.as_tensor(rows.copy(), device=self.device)
        for first in range(0, points, many):
            for start in range(0, count, tall):
                chosen = slice(start, start + tall)
                yield slice(first, min(first + many, points)), chosen if index is None else index[chosen]


class TorchNetworkObjective(TorchObjective):
    """The reduced loss of a network over its θ."""

    def __init__(self, objective: NetworkObjective, device: str = "cpu") -> None:
        network = objective.network
        super().__init__(objective.size, objective.samples, max(network.widths[1:]), device)
        self.network, self.reduction = network, objective.reduction
        self.activations = [tables.activations()[layer.activation] for layer in network.layers]
        self._measure, self._on_logits = tables.losses()[objective.loss], LOSSES[objective.loss].on_logits
        self.inputs, self.targets = to_tensor(objective.inputs, device), to_tensor(objective.targets, device)

    def divisor(self, samples: int) -> int:
        return samples if self.reduction == "mean" else 1

    def stack(self, points: Tensor, chosen: Tensor | slice) -> Tensor:
        h, at = self.inputs[chosen], 0
        for layer, activate in zip(self.network.layers, (*self.activations[:-1], None), strict=True):
            weights = points[:, at : at + layer.weights.size].reshape(-1, layer.units, layer.fan_in)
            at += layer.weights.size
            xi = h @ weights.mT
            if layer.has_bias:
                xi = xi + points[:, None, at : at + layer.units]
                at += layer.units
            h = xi if activate is None else activate(xi)
        return self.summed(h, chosen)

    def summed(self, xi: Tensor, chosen: Tensor | slice) -> Tensor:
        """Losses from ξ of the output layer, shape (N, samples, outputs), summed over the samples."""
        h = xi if self._on_logits else self.activations[-1](xi)
        return self._measure(xi, h, self.targets[chosen].expand(xi.shape)).sum(-1)


class TorchFunctionObjective(TorchObjective):
    """A textbook function. It has no samples."""

    def __init__(self, objective: FunctionObjective, device: str = "cpu") -> None:
        super().__init__(objective.size, 1, objective.size, device)
        self._function = functions()[objective.function.id]

    def divisor(self, samples: int) -> int:
        return 1

    def stack(self, points: Tensor, chosen: Tensor | slice) -> Tensor:
        return self._function(points)


def on_torch(objective: Objective, device: str = "cpu") -> TorchObjective:
    """The same objective on a device of torch. Raises TypeError where it is neither a network's nor a function."""
    if isinstance(objective, NetworkObjective):
        return TorchNetworkObjective(objective, device)
    if isinstance(objective, FunctionObjective):
        return TorchFunctionObjective(objective, device)
    raise TypeError(f"torch has no {type(objective).__name__}")


def derivative(value: Tensor, by: Tensor, again: bool = False) -> Tensor:
    """∂value/∂by, which can be differentiated again on request; 0 where the value does not hang on it."""
    import torch

    if not value.requires_grad:
        return torch.zeros_like(by)
    (found,) = torch.autograd.grad(value, by, create_graph=again, allow_unused=True, materialize_grads=True)
    return found


def to_tensor(array: Array, device: str) -> Tensor:
    import torch

    return torch.tensor(array, dtype=torch.float64, device=device)


def to_array(tensor: Tensor) -> Array:
    array: Array = tensor.detach().cpu().numpy()
    return array
