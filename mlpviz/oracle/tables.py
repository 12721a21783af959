"""Torch's own functions under the ids of the engine's tables.

Each function imports torch when it is called, so that importing this file does not. A derivative of 0 everywhere
needs no rule: what is made by comparing or by counting hangs on nothing that autograd could follow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

    Activate: TypeAlias = Callable[[Tensor], Tensor]
    Measure: TypeAlias = Callable[[Tensor, Tensor, Tensor], Tensor]


def activations() -> dict[str, Activate]:
    """ξ → h, both of shape (samples, units)."""
    import torch
    from torch.nn import functional

    def either(x: Tensor, above: float, below: float) -> Tensor:
        return torch.where(x > 0, torch.full_like(x, above), torch.full_like(x, below))

    # autograd's slopes h(1 − h) and 1 − h² lose their digits where h is near 1: there the mirror image is used
    def sigmoid(x: Tensor) -> Tensor:
        return torch.where(x < 1, torch.sigmoid(x), 1 - torch.sigmoid(-x))

    def tanh(x: Tensor) -> Tensor:
        far = torch.sign(x) * (1 - 2 * torch.sigmoid(-2 * x.abs()))
        return torch.where(x.abs() < 1, torch.tanh(x), far)

    return {
        "identity": lambda x: x,
        "step": lambda x: either(x, 1.0, 0.0),
        "sign": lambda x: either(x, 1.0, -1.0),
        "sigmoid": sigmoid,
        "tanh": tanh,
        "relu": functional.relu,
        "leaky_relu": lambda x: functional.leaky_relu(x, 0.01),
        "elu": functional.elu,
        "selu": functional.selu,
        # torch's own softplus is cut off to ξ above 20, where it still differs from ξ by 2e-9
        "softplus": lambda x: -functional.logsigmoid(-x),
        # functional.gelu takes Φ(ξ) as ½(1 + erf), which has no digits left below ξ = −9
        "gelu": lambda x: 0.5 * x * torch.erfc(-x / math.sqrt(2.0)),
        "silu": functional.silu,
        "softmax": lambda x: functional.softmax(x, dim=-1),
        "argmax": lambda x: functional.one_hot(x.argmax(dim=-1), x.shape[-1]).to(x.dtype),
    }


def losses() -> dict[str, Measure]:
    """(ξ, h, y) of the output layer, each of shape (samples, outputs) → each sample's loss, shape (samples,)."""
    import torch
    from torch.nn import functional

    def squares(h: Tensor, y: Tensor) -> Tensor:
        return functional.mse_loss(h, y, reduction="none")

    def magnitudes(h: Tensor, y: Tensor) -> Tensor:
        return functional.l1_loss(h, y, reduction="none")

    def binary_cross_entropy(xi: Tensor, h: Tensor, y: Tensor) -> Tensor:
        return functional.binary_cross_entropy_with_logits(xi, y, reduction="none").sum(-1)

    def cross_entropy(xi: Tensor, h: Tensor, y: Tensor) -> Tensor:
        logarithms = functional.log_softmax(xi, dim=-1)
        # functional.cross_entropy gives 0·(−∞) for a class of target 0 whose probability underflows
        return -torch.where(y != 0, y * logarithms, torch.zeros_like(y)).sum(-1)

    def perceptron(activation: str) -> Measure:
        hard = activations()[activation]  # autograd sees a constant in what it gives

        def measure(xi: Tensor, h: Tensor, y: Tensor) -> Tensor:
            wrong = hard(xi) - y
            return torch.where(wrong != 0, wrong * xi, torch.zeros_like(xi)).sum(-1)

        return measure

    return {
        "squared_error": lambda xi, h, y: squares(h, y).sum(-1),
        "half_squared_error": lambda xi, h, y: 0.5 * squares(h, y).sum(-1),
        "mean_squared_error": lambda xi, h, y: squares(h, y).mean(-1),
        "absolute_error": lambda xi, h, y: magnitudes(h, y).sum(-1),
        "mean_absolute_error": lambda xi, h, y: magnitudes(h, y).mean(-1),
        "binary_cross_entropy": binary_cross_entropy,
        "cross_entropy": cross_entropy,
        "perceptron": perceptron("step"),
        "sign_perceptron": perceptron("sign"),
        "multiclass_perceptron": perceptron("argmax"),
    }
