"""A multilayer perceptron written in torch alone: every value by its definition, every derivative by autograd."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mlpviz.nn.network import Array, Network


def _decay(x: Tensor) -> Tensor:
    """e^(−|x|), with the slope of |x| taken as 1 at 0."""
    return torch.exp(-torch.where(x < 0, -x, x))


def _sigmoid(x: Tensor) -> Tensor:
    decay = _decay(x)
    return torch.where(x < 0, decay / (1 + decay), 1 / (1 + decay))


def _tanh(x: Tensor) -> Tensor:
    decay = _decay(2 * x)
    far = torch.where(x < 0, -1.0, 1.0) * (1 - decay) / (1 + decay)
    return torch.where(x.abs() < 0.5, torch.tanh(x), far)


TORCH_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x * 1.0,
    "step": lambda x: torch.where(x > 0, 1.0, 0.0) + 0.0 * x,
    "sign": lambda x: torch.where(x > 0, 1.0, -1.0) + 0.0 * x,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "softplus": lambda x: torch.where(x < 0, 0.0, x) + torch.log1p(_decay(x)),
    "gelu": lambda x: x * torch.erfc(-x / math.sqrt(2.0)) / 2,
    "silu": lambda x: x * _sigmoid(x),
    "softmax": lambda x: functional.softmax(x, dim=-1),
    "argmax": lambda x: functional.one_hot(x.argmax(dim=-1), x.shape[-1]) + 0.0 * x,
}
"""Layer's ξ, shape (samples, units), to its h.

Forms whose autograd keeps its digits where the function saturates. Torch's own slopes are computed from h, as 1−h²
and h(1−h), and its GELU from 1+erf: they are off by 1e-16 of 1, which a ∂L/∂h of 1e8 makes visible in a small δ.
0·x keeps the flat ones in the graph, so that autograd answers 0 instead of refusing.
"""


def _perceptron(xi: Tensor, f: Tensor, y: Tensor) -> Tensor:
    return ((f - y).detach() * xi).sum(-1)


TORCH_LOSSES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "squared_error": lambda xi, h, y: functional.mse_loss(h, y, reduction="none").sum(-1),
    "half_squared_error": lambda xi, h, y: functional.mse_loss(h, y, reduction="none").sum(-1) / 2,
    "mean_squared_error": lambda xi, h, y: functional.mse_loss(h, y, reduction="none").mean(-1),
    "absolute_error": lambda xi, h, y: functional.l1_loss(h, y, reduction="none").sum(-1),
    "mean_absolute_error": lambda xi, h, y: functional.l1_loss(h, y, reduction="none").mean(-1),
    "binary_cross_entropy": lambda xi, h, y: functional.binary_cross_entropy_with_logits(xi, y, reduction="none").sum(
        -1
    ),
    "cross_entropy": lambda xi, h, y: functional.cross_entropy(xi, y, reduction="none"),
    "perceptron": lambda xi, h, y: _perceptron(xi, (xi > 0).double(), y),
    "sign_perceptron": lambda xi, h, y: _perceptron(xi, 2 * (xi > 0).double() - 1, y),
    "multiclass_perceptron": lambda xi, h, y: _perceptron(xi, functional.one_hot(xi.argmax(-1), xi.shape[-1]), y),
}
"""(ξ, h, targets) of the output layer, each (samples, outputs), to the loss of each sample."""


@dataclass(frozen=True)
class Witness:
    """What `Pass` holds, under the same names; index l is layer l. None where autograd has no such value."""

    excitations: list[Array | None]
    activations: list[Array]
    activation_gradients: list[Array | None]
    deltas: list[Array | None]
    weight_gradients: list[Array | None]
    bias_gradients: list[Array | None]
    losses: Array
    loss: float


def witness(
    network: Network,
    inputs: Array,
    targets: Array,
    loss: str,
    reduction: str,
    shaken: np.random.Generator | None = None,
) -> Witness:
    """The same batch in torch float64; `targets` has shape (samples, outputs).

    With a generator, each ξ, h and loss on the way is moved by up to one unit in its last place, as rounding might,
    and what runs backward is scaled on the way, so that it rounds otherwise.
    """
    stretch = 1.0 if shaken is None else float(shaken.uniform(1.0, 2.0))

    def rounded(x: Tensor) -> Tensor:
        if shaken is None:
            return x
        return x * torch.tensor(1.0 + shaken.choice([-1.0, 0.0, 1.0], tuple(x.shape)) * 2.0**-52)

    h = torch.tensor(inputs, requires_grad=True)
    xis: list[Tensor] = []
    hs, weights, biases = [h], [], []
    for layer in network.layers:
        weight = torch.tensor(layer.weights, requires_grad=True)
        bias = None if layer.biases is None else torch.tensor(layer.biases, requires_grad=True)
        xi = rounded(functional.linear(rounded(h), weight, bias))
        h = TORCH_ACTIVATIONS[layer.activation](xi)
        xis.append(xi)
        hs.append(h)
        weights.append(weight)
        biases.append(bias)
    losses = rounded(TORCH_LOSSES[loss](xis[-1], hs[-1], torch.tensor(targets)))
    reduced = losses.mean() if reduction == "mean" else losses.sum()

    def slopes(of: Tensor, by: list[Tensor]) -> list[Array | None]:
        gradients = torch.autograd.grad(of * stretch, by, retain_graph=True, allow_unused=True)
        return [None if gradient is None else gradient.numpy() / stretch for gradient in gradients]

    # The samples don't mix: the gradient of the sum of their losses is, row by row, that of each one's own loss.
    of_biases = iter(slopes(reduced, [bias for bias in biases if bias is not None] or hs[:1]))
    return Witness(
        [None, *(xi.detach().numpy() for xi in xis)],
        [h.detach().numpy() for h in hs],
        slopes(losses.sum(), hs),
        [None, *slopes(losses.sum(), xis)],
        [None, *slopes(reduced, weights)],
        [None, *(None if bias is None else next(of_biases) for bias in biases)],
        losses.detach().numpy(),
        reduced.item(),
    )
