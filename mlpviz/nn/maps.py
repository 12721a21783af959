"""What every unit of a network gives over many points at once: the maps that are drawn inside of neurons.

Unlike a pass this keeps the units apart, h of shape (units, points), so that each unit's map lies in one piece, and
it works in float32 by default, as maps are drawn many times a second. Activations are worked out in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from mlpviz.nn.activations import LEAKY_SLOPE, SELU_ALPHA, SELU_LAMBDA
from mlpviz.nn.network import Array, Layer, Network

Floats: TypeAlias = NDArray[np.floating[Any]]
Bounds: TypeAlias = tuple[float, float, float, float]
"""x0, x1, y0, y1: the ends of a view of the input plane."""

# W. H. Press and others, "Numerical Recipes", second edition, 1992, 6.2: ln(erfc(z)/t) + z² as a polynomial in
# t = 1/(1 + z/2), for z ≥ 0, the highest power first; the fractional error is below 1.2e-7 everywhere
_ERFC = (
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
    -1.26551223,
)  # fmt: skip


def slice_points(at: ArrayLike, axes: tuple[int, int], view: Bounds, side: int) -> Array:
    """The middles of side × side cells of a view, where two inputs change and all others keep their value.

    at: the value of every input, shape (inputs,). axes: which input goes across and which one up. The result has
    shape (side², inputs), row by row, the lowest row first.
    """
    x0, x1, y0, y1 = view
    middles = (np.arange(side) + 0.5) / side
    points = np.tile(np.asarray(at, dtype=np.float64), (side * side, 1))
    points[:, axes[1]] = np.repeat(y0 + middles * (y1 - y0), side)
    points[:, axes[0]] = np.tile(x0 + middles * (x1 - x0), side)
    return points


def unit_maps(network: Network, points: Array, dtype: DTypeLike = np.float32) -> tuple[Floats, ...]:
    """The activations h of every unit over points of shape (n, inputs): for each layer an array (units, n).

    The values are those of the forward pass up to the rounding of `dtype`. Where they overflow they are infinite or
    not a number.
    """
    h: Floats = np.ascontiguousarray(points.T, dtype=dtype)
    # one array for all layers: pieces of it are had for nothing, while memory for each of them costs more than it holds
    room = np.empty((sum(network.widths[1:]), len(points)), dtype=h.dtype)
    maps = tuple(np.split(room, np.cumsum(network.widths[1:-1])))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for layer, xi in zip(network.layers, maps, strict=True):
            _excite(layer, h, xi)
            IN_PLACE[layer.activation](xi)
            h = xi
    return maps


def unit_excitations(network: Network, points: Array) -> Array:
    """The excitations ξ of the units of the first layer over points of shape (n, inputs), shape (units, n)."""
    xi = np.empty((network.widths[1], len(points)))
    with np.errstate(over="ignore", invalid="ignore"):
        _excite(network.layers[0], points.T, xi)
    return xi


def zero_lines(network: Network, corners: Array) -> Array:
    """Where each unit of the first layer has ξ = 0, as a line across the view, shape (units, 4).

    corners: the network's inputs at the lower left, the lower right and the upper left corner of the view, shape
    (3, inputs). Between them inputs must be affine in the coordinates, as they are but for features such as x². The
    line goes from (s0, t0) to (s1, t1), shares of the view from its lower left corner; NaN where it misses the view.
    """
    xi = unit_excitations(network, corners)
    return np.array([_crossing(origin, right - origin, up - origin) for origin, right, up in xi.tolist()])


def _excite(layer: Layer, h: Floats, xi: Floats) -> None:
    """Fill ξ = W h + b, shape (units, n)."""
    np.matmul(layer.weights.astype(h.dtype), h, out=xi)
    if layer.biases is not None:
        xi += layer.biases.astype(h.dtype)[:, None]


def _crossing(origin: float, across: float, up: float) -> tuple[float, float, float, float]:
    """Where origin + s·across + t·up = 0 runs through the unit square."""
    ends = list[tuple[float, float]]()
    for t in (0.0, 1.0):
        if across and 0.0 <= (s := -(origin + t * up) / across) <= 1.0:
            ends.append((s, t))
    for s in (0.0, 1.0):
        if up and 0.0 <= (t := -(origin + s * across) / up) <= 1.0:
            ends.append((s, t))
    if len(ends) < 2:
        return (np.nan,) * 4
    first = ends[0]
    last = max(ends, key=lambda end: (end[0] - first[0]) ** 2 + (end[1] - first[1]) ** 2)
    return (*first, *last) if last != first else (np.nan,) * 4


def _step(x: Floats) -> None:
    np.greater(x, 0.0, out=x)


def _sign(x: Floats) -> None:
    _step(x)
    x *= 2.0
    x -= 1.0


def _sigmoid(x: Floats) -> None:
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1.0
    np.reciprocal(x, out=x)


def _relu(x: Floats) -> None:
    np.maximum(x, 0.0, out=x)


def _leaky_relu(x: Floats) -> None:
    np.maximum(x, LEAKY_SLOPE * x, out=x)


def _elu(x: Floats) -> None:
    below = np.expm1(np.minimum(x, 0.0))
    np.maximum(x, 0.0, out=x)
    x += below


def _selu(x: Floats) -> None:
    below = np.expm1(np.minimum(x, 0.0))
    np.maximum(x, 0.0, out=x)
    x += SELU_ALPHA * below
    x *= SELU_LAMBDA


def _softplus(x: Floats) -> None:
    decay = np.exp(-np.abs(x))
    np.maximum(x, 0.0, out=x)
    x += np.log1p(decay)


def _gelu(x: Floats) -> None:
    """x Φ(x), by Φ(−|x|) = ½ erfc(|x|/√2)."""
    z = np.abs(x) * np.asarray(np.sqrt(0.5), dtype=x.dtype)
    t = 1.0 / (1.0 + 0.5 * z)
    power = np.full_like(t, _ERFC[0])
    for factor in _ERFC[1:]:
        power *= t
        power += factor
    tail = 0.5 * t * np.exp(power - z * z)
    x *= np.where(x > 0, 1.0 - tail, tail)


def _silu(x: Floats) -> None:
    share = x.copy()
    _sigmoid(share)
    x *= share


def _softmax(x: Floats) -> None:
    x -= x.max(axis=0)
    np.exp(x, out=x)
    x /= x.sum(axis=0)


def _argmax(x: Floats) -> None:
    winners = x.argmax(axis=0)
    x[:] = 0.0
    x[winners, np.arange(x.shape[1])] = 1.0


IN_PLACE: dict[str, Callable[[Floats], object]] = {
    "identity": lambda x: None,
    "step": _step,
    "sign": _sign,
    "sigmoid": _sigmoid,
    "tanh": lambda x: np.tanh(x, out=x),
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "selu": _selu,
    "softplus": _softplus,
    "gelu": _gelu,
    "silu": _silu,
    "softmax": _softmax,
    "argmax": _argmax,
}
"""Each row of ACTIVATIONS once more: turns the excitations of a layer, shape (units, n), into its activations."""
