"""Activations and losses once more, for one number at a time: Python's math module, sums without rounding.

A witness of values shares no code with what it checks. These are the definitions as they stand in a textbook,
guarded against overflow alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

Row = Sequence[float]


def exact_sum(weights: Row, values: Row, bias: float | None) -> float:
    """Σ w·h + b in rational arithmetic, rounded once at the end; NaN where a number is not finite."""
    try:
        total = sum((Fraction(w) * Fraction(h) for w, h in zip(weights, values, strict=True)), Fraction(bias or 0.0))
    except (OverflowError, ValueError):  # a Fraction holds no infinity and no NaN
        return math.nan
    try:
        return float(total)
    except OverflowError:
        return math.inf if total > 0 else -math.inf


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + _exp(-x))


def _log_of_sum(row: Row) -> float:
    """ln Σ e^ξ."""
    largest = max(row)
    return largest + math.log(math.fsum(_exp(x - largest) for x in row))


def _selu(x: float) -> float:
    return 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x))


def _unitwise(function: Callable[[float], float]) -> Callable[[Row, int], float]:
    return lambda row, unit: function(row[unit])


ACTIVATIONS: dict[str, Callable[[Row, int], float]] = {
    "identity": _unitwise(lambda x: x),
    "step": _unitwise(lambda x: 1.0 if x > 0 else 0.0),
    "sign": _unitwise(lambda x: 1.0 if x > 0 else -1.0),
    "sigmoid": _unitwise(_sigmoid),
    "tanh": _unitwise(math.tanh),
    "relu": _unitwise(lambda x: max(x, 0.0)),
    "leaky_relu": _unitwise(lambda x: x if x > 0 else 0.01 * x),
    "elu": _unitwise(lambda x: x if x > 0 else math.expm1(x)),
    "selu": _unitwise(_selu),
    "softplus": _unitwise(lambda x: x if x > 700 else math.log1p(_exp(x))),
    "gelu": _unitwise(lambda x: 0.5 * x * math.erfc(-x / math.sqrt(2.0))),
    "silu": _unitwise(lambda x: x * _sigmoid(x)),
    "softmax": lambda row, unit: _exp(row[unit] - _log_of_sum(row)),
    "argmax": lambda row, unit: 1.0 if unit == max(range(len(row)), key=row.__getitem__) else 0.0,
}
"""(ξ of the whole layer, the unit) → h of that unit."""


def _squares(outputs: Row, targets: Row) -> float:
    return math.fsum((o - y) * (o - y) for o, y in zip(outputs, targets, strict=True))


def _magnitudes(outputs: Row, targets: Row) -> float:
    return math.fsum(abs(o - y) for o, y in zip(outputs, targets, strict=True))


def _binary_cross_entropy(logits: Row, targets: Row) -> float:
    softplus = ACTIVATIONS["softplus"]
    return math.fsum(y * softplus([-x], 0) + (1.0 - y) * softplus([x], 0) for x, y in zip(logits, targets, strict=True))


def _cross_entropy(logits: Row, targets: Row) -> float:
    total = _log_of_sum(logits)
    return math.fsum(y * (total - x) for x, y in zip(logits, targets, strict=True) if y)


def _multiclass_perceptron(excitations: Row, targets: Row) -> float:
    """How far the winner lies above the right one."""
    return max(excitations) - excitations[list(targets).index(1.0)]


LOSSES: dict[str, Callable[[Row, Row, Row], float]] = {
    "squared_error": lambda xi, h, y: _squares(h, y),
    "half_squared_error": lambda xi, h, y: 0.5 * _squares(h, y),
    "mean_squared_error": lambda xi, h, y: _squares(h, y) / len(y),
    "absolute_error": lambda xi, h, y: _magnitudes(h, y),
    "mean_absolute_error": lambda xi, h, y: _magnitudes(h, y) / len(y),
    "binary_cross_entropy": lambda xi, h, y: _binary_cross_entropy(xi, y),
    "cross_entropy": lambda xi, h, y: _cross_entropy(xi, y),
    "perceptron": lambda xi, h, y: math.fsum(max(0.0, (1.0 - 2.0 * t) * x) for x, t in zip(xi, y, strict=True)),
    "sign_perceptron": lambda xi, h, y: math.fsum(2.0 * max(0.0, -t * x) for x, t in zip(xi, y, strict=True)),
    "multiclass_perceptron": lambda xi, h, y: _multiclass_perceptron(xi, y),
}
"""(ξ, h, y) of the output layer for one sample → its loss."""
