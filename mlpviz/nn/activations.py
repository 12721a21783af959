"""Activations: one table of rows. Adding an activation is adding a row.

g maps the excitations ξ of a layer to its activations h. Element-wise rows give g′(ξ); layer-wise rows (softmax,
argmax) mix the units of a layer, and give the product of a vector with their Jacobian instead. Derivatives at
kinks follow torch: ReLU′(0) = 0, LeakyReLU′(0) = slope, ELU′(0) = 1, SELU′(0) = λα (the left branch).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.nn.special import normal_density, normal_distribution

LEAKY_SLOPE = 0.01
SELU_LAMBDA = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


@dataclass(frozen=True)
class Activation:
    """One row of the table.

    value:        ξ of shape (..., units) → h of the same shape.
    derivative:   (ξ, h) → g′(ξ), element by element; for a layer-wise row its Jacobian's diagonal ∂h_j/∂ξ_j.
    latex:        g as a function of ξ; `latex_derivative` is g′ in ξ, `latex_through_h` g′ in h where that exists.
    layerwise:    the units of a layer depend on each other.
    passes:       False where the derivative is 0 everywhere, so that no gradient passes.
    backward:     (h, ∂L/∂h) → δ for layer-wise rows; None: δ = g′ ⊙ ∂L/∂h.
    """

    id: str
    title: str
    symbol: str
    latex: str
    latex_derivative: str
    latex_through_h: str | None
    range: str
    note: str
    value: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    layerwise: bool = False
    passes: bool = True
    backward: Callable[[Array, Array], Array] | None = None

    def delta(self, xi: Array, h: Array, h_gradient: Array) -> Array:
        """δ = ∂L/∂ξ from ∂L/∂h; all of shape (samples, units)."""
        if self.backward is not None:
            return self.backward(h, h_gradient)
        return self.derivative(xi, h) * h_gradient


def sigmoid(x: Array) -> Array:
    """1/(1+e^(−x)), without overflow for any x."""
    decay = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, decay) / (1.0 + decay)


def softplus(x: Array) -> Array:
    """ln(1+e^x) = max(x, 0) + ln(1+e^(−|x|)), without overflow for any x."""
    positive: Array = np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
    return positive


def softmax(x: Array) -> Array:
    """e^(x_j)/Σ e^(x_i) over the last axis, shifted by the largest x."""
    with np.errstate(over="ignore"):
        powers = np.exp(x - x.max(axis=-1, keepdims=True))
    share: Array = powers / powers.sum(axis=-1, keepdims=True)
    return share


def _softmax_backward(h: Array, h_gradient: Array) -> Array:
    """Jᵀv with J = diag(h) − h hᵀ, which is h ⊙ (v − h·v)."""
    delta: Array = h * (h_gradient - (h * h_gradient).sum(axis=-1, keepdims=True))
    return delta


def _argmax(x: Array) -> Array:
    winners: Array = np.zeros_like(x)
    np.put_along_axis(winners, x.argmax(axis=-1, keepdims=True), 1.0, axis=-1)
    return winners


def _sech_squared(x: Array) -> Array:
    """1 − tanh² x = 4e^(−2|x|)/(1+e^(−2|x|))², to the last digits in the tails; it is 0 long before |x| = 400."""
    decay = np.exp(-2.0 * np.minimum(np.abs(x), 400.0))
    square: Array = 4.0 * decay / ((1.0 + decay) * (1.0 + decay))
    return square


def _zero(xi: Array, _h: Array) -> Array:
    return np.zeros_like(xi)


def _negative(x: Array) -> Array:
    """x where it is below 0, else 0: keeps exp from overflowing on the branch that is not taken."""
    below: Array = np.minimum(x, 0.0)
    return below


_ROWS = (
    Activation(
        "identity", "Identity", "id", r"g(\xi) = \xi", r"g'(\xi) = 1", "1", "(−∞, ∞)",
        "Passes the excitation on unchanged.",
        lambda x: x.copy(), lambda x, h: np.ones_like(x),
    ),
    Activation(
        "step", "Unit step", "u", r"g(\xi) = 1 \; (\xi > 0), \; 0 \; (\xi \leq 0)", r"g'(\xi) = 0", "0", "{0, 1}",
        "Flat on both sides of its jump, so no gradient passes through it.",
        lambda x: np.where(x > 0, 1.0, 0.0), _zero, passes=False,
    ),
    Activation(
        "sign", "Sign", "sgn", r"g(\xi) = {+}1 \; (\xi > 0), \; {-}1 \; (\xi \leq 0)", r"g'(\xi) = 0", "0", "{−1, +1}",
        "Flat on both sides of its jump, so no gradient passes through it.",
        lambda x: np.where(x > 0, 1.0, -1.0), _zero, passes=False,
    ),
    Activation(
        "sigmoid", "Sigmoid", "σ", r"g(\xi) = \frac{1}{1 + e^{-\xi}}",
        r"g'(\xi) = \frac{e^{-\xi}}{(1 + e^{-\xi})^2}", r"h (1 - h)", "(0, 1)",
        "Saturates at both ends; its steepest slope is 1/4.",
        sigmoid, lambda x, h: sigmoid(x) * sigmoid(-x),
    ),
    Activation(
        "tanh", "Tanh", "tanh", r"g(\xi) = \tanh \xi", r"g'(\xi) = 1 - \tanh^2 \xi", r"1 - h^2", "(−1, 1)",
        "Saturates at both ends; its steepest slope is 1.",
        np.tanh, lambda x, h: _sech_squared(x),
    ),
    Activation(
        "relu", "ReLU", "ReLU", r"g(\xi) = \max(0, \xi)", r"g'(\xi) = 1 \; (\xi > 0), \; 0 \; (\xi \leq 0)", None,
        "[0, ∞)", "Off for ξ ≤ 0: then neither value nor gradient passes.",
        lambda x: np.where(x > 0, x, 0.0), lambda x, h: np.where(x > 0, 1.0, 0.0),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "LReLU", r"g(\xi) = \max(0.01\,\xi, \xi)",
        r"g'(\xi) = 1 \; (\xi > 0), \; 0.01 \; (\xi \leq 0)", None,
        "(−∞, ∞)", "Keeps a small slope of 0.01 below 0, so it never dies.",
        lambda x: np.where(x > 0, x, LEAKY_SLOPE * x), lambda x, h: np.where(x > 0, 1.0, LEAKY_SLOPE),
    ),
    Activation(
        "elu", "ELU", "ELU", r"g(\xi) = \xi \; (\xi > 0), \; e^{\xi} - 1 \; (\xi \leq 0)",
        r"g'(\xi) = 1 \; (\xi > 0), \; e^{\xi} \; (\xi \leq 0)", None,
        "(−1, ∞)", "Smooth at 0; saturates at −1 on the left.",
        lambda x: np.where(x > 0, x, np.expm1(_negative(x))), lambda x, h: np.exp(_negative(x)),
    ),
    Activation(
        "selu", "SELU", "SELU",
        r"g(\xi) = \lambda \xi \; (\xi > 0), \; \lambda \alpha (e^{\xi} - 1) \; (\xi \leq 0)",
        r"g'(\xi) = \lambda \; (\xi > 0), \; \lambda \alpha e^{\xi} \; (\xi \leq 0)", None,
        "(−1.7581, ∞)", "λ = 1.0507 and α = 1.6733 keep mean and variance steady from layer to layer.",
        lambda x: np.where(x > 0, SELU_LAMBDA * x, SELU_LAMBDA * SELU_ALPHA * np.expm1(_negative(x))),
        lambda x, h: np.where(x > 0, SELU_LAMBDA, SELU_LAMBDA * SELU_ALPHA * np.exp(_negative(x))),
    ),
    Activation(
        "softplus", "Softplus", "softplus", r"g(\xi) = \ln(1 + e^{\xi})", r"g'(\xi) = \frac{1}{1 + e^{-\xi}}",
        r"1 - e^{-h}", "(0, ∞)", "A smooth ReLU; its slope is the sigmoid.",
        softplus, lambda x, h: sigmoid(x),
    ),
    Activation(
        "gelu", "GELU", "GELU", r"g(\xi) = \xi \, \Phi(\xi)", r"g'(\xi) = \Phi(\xi) + \xi \, \varphi(\xi)", None,
        "[−0.17, ∞)", "Φ and φ are the standard normal distribution and density; dips below 0 near ξ = −0.75.",
        lambda x: x * normal_distribution(x), lambda x, h: normal_distribution(x) + x * normal_density(x),
    ),
    Activation(
        "silu", "SiLU", "SiLU", r"g(\xi) = \xi \, \sigma(\xi)", r"g'(\xi) = \sigma(\xi) (1 + \xi (1 - \sigma(\xi)))",
        None, "[−0.2785, ∞)", "Also called swish; dips below 0 near ξ = −1.28.",
        lambda x: x * sigmoid(x), lambda x, h: sigmoid(x) * (1.0 + x * sigmoid(-x)),
    ),
    Activation(
        "softmax", "Softmax", "softmax", r"g(\xi)_j = \frac{e^{\xi_j}}{\sum_i e^{\xi_i}}",
        r"\frac{\partial h_j}{\partial \xi_i} = h_j ([i = j] - h_i)", r"h_j ([i = j] - h_i)", "(0, 1), sum 1",
        "The units of the layer share one unit of probability.",
        softmax, lambda x, h: softmax(x) * (1.0 - softmax(x)), layerwise=True, backward=_softmax_backward,
    ),
    Activation(
        "argmax", "Argmax", "argmax", r"g(\xi)_j = 1 \; (j = \arg\max_i \xi_i), \; 0 \; \text{else}",
        r"\frac{\partial h_j}{\partial \xi_i} = 0", "0", "{0, 1}",
        "The winner takes 1 (the first on a tie); flat everywhere else, so no gradient passes through it.",
        _argmax, _zero, layerwise=True, passes=False,
        backward=lambda h, h_gradient: np.zeros_like(h_gradient),
    ),
)  # fmt: skip

ACTIVATIONS: dict[str, Activation] = {row.id: row for row in _ROWS}
