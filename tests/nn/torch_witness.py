"""A multilayer perceptron written in torch alone: every value by its definition, every derivative by autograd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mlpviz.nn.network import Array, Network

TORCH_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x * 1.0,
    "step": lambda x: torch.heaviside(x, torch.zeros_like(x)) + 0.0 * x,
    "sign": lambda x: torch.where(x > 0, 1.0, -1.0) + 0.0 * x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "softplus": lambda x: functional.softplus(x, threshold=1000.0),
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softmax": lambda x: functional.softmax(x, dim=-1),
    "argmax": lambda x: functional.one_hot(x.argmax(dim=-1), x.shape[-1]) + 0.0 * x,
}
"""0·x keeps the flat ones in the graph, so that autograd answers 0 instead of refusing."""

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


def witness(network: Network, inputs: Array, targets: Array, loss: str, reduction: str) -> Witness:
    """The same batch in torch float64 on one CPU thread; `targets` has shape (samples, outputs)."""
    h = torch.tensor(inputs, requires_grad=True)
    xis: list[Tensor] = []
    hs, weights, biases = [h], [], []
    for layer in network.layers:
        weight = torch.tensor(layer.weights, requires_grad=True)
        bias = None if layer.biases is None else torch.tensor(layer.biases, requires_grad=True)
        xi = functional.linear(h, weight, bias)
        h = TORCH_ACTIVATIONS[layer.activation](xi)
        xis.append(xi)
        hs.append(h)
        weights.append(weight)
        biases.append(bias)
    losses = TORCH_LOSSES[loss](xis[-1], hs[-1], torch.tensor(targets))
    reduced = losses.mean() if reduction == "mean" else losses.sum()

    # The samples don't mix: the gradient of the sum of their losses is, row by row, that of each one's own loss.
    own = torch.autograd.grad(losses.sum(), [*hs, *xis], retain_graph=True, allow_unused=True)
    present = [bias for bias in biases if bias is not None]
    of_parameters = iter(torch.autograd.grad(reduced, [*weights, *present]))
    weight_gradients = [next(of_parameters).numpy() for _ in weights]
    return Witness(
        [None, *(xi.detach().numpy() for xi in xis)],
        [h.detach().numpy() for h in hs],
        [None if gradient is None else gradient.numpy() for gradient in own[: len(hs)]],
        [None, *(np.asarray(gradient) for gradient in own[len(hs) :])],
        [None, *weight_gradients],
        [None, *(None if bias is None else next(of_parameters).numpy() for bias in biases)],
        losses.detach().numpy(),
        reduced.item(),
    )
