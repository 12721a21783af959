"""The activations once more, at 50 digits: value by definition, slope by the branch that torch takes at a kink."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf

mp.dps = 50

_FAR = 1000
"""Φ differs from 0 or 1 by less than e^(−499999) out there; mpmath's erfc refuses arguments near 1e308."""


def logistic(x: mpf) -> mpf:
    return 1 / (1 + mp.exp(-x))


def distribution(x: mpf) -> mpf:
    """Φ(x), the standard normal distribution function."""
    return mp.erfc(-x / mp.sqrt(2)) / 2 if abs(x) < _FAR else mpf(x > 0)


def density(x: mpf) -> mpf:
    """φ(x), the standard normal density."""
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


_SLOPE = mpf(0.01)
_LAMBDA = mpf(1.0507009873554805)
_ALPHA = mpf(1.6732632423543772)


def _nothing(_x: mpf) -> mpf:
    return mpf(0)


@dataclass(frozen=True)
class Reference:
    """`scale` is the largest summand of the slope: an error is counted in its units where the summands cancel."""

    value: Callable[[mpf], mpf]
    slope: Callable[[mpf], mpf]
    scale: Callable[[mpf], mpf] = _nothing
    kinks: tuple[float, ...] = ()


REFERENCES = {
    "identity": Reference(lambda x: x, lambda x: mpf(1)),
    "step": Reference(lambda x: mpf(x > 0), _nothing, kinks=(0.0,)),
    "sign": Reference(lambda x: mpf(1 if x > 0 else -1), _nothing, kinks=(0.0,)),
    "sigmoid": Reference(logistic, lambda x: logistic(x) * logistic(-x)),
    "tanh": Reference(mp.tanh, lambda x: 4 / (mp.exp(x) + mp.exp(-x)) ** 2),
    "relu": Reference(lambda x: max(x, mpf(0)), lambda x: mpf(x > 0), kinks=(0.0,)),
    "leaky_relu": Reference(lambda x: max(_SLOPE * x, x), lambda x: mpf(1) if x > 0 else _SLOPE, kinks=(0.0,)),
    "elu": Reference(lambda x: x if x > 0 else mp.expm1(x), lambda x: mpf(1) if x > 0 else mp.exp(x), kinks=(0.0,)),
    "selu": Reference(
        lambda x: _LAMBDA * (x if x > 0 else _ALPHA * mp.expm1(x)),
        lambda x: _LAMBDA * (mpf(1) if x > 0 else _ALPHA * mp.exp(x)),
        kinks=(0.0,),
    ),
    "softplus": Reference(lambda x: max(x, mpf(0)) + mp.log1p(mp.exp(-abs(x))), logistic),
    # GELU′ is 0 near −0.7518 and SiLU′ near −1.2785: there two summands of like size cancel.
    "gelu": Reference(
        lambda x: x * distribution(x), lambda x: distribution(x) + x * density(x), lambda x: abs(x) * density(x)
    ),
    "silu": Reference(
        lambda x: x * logistic(x),
        lambda x: logistic(x) * (1 + x * logistic(-x)),
        lambda x: abs(x) * logistic(x) * logistic(-x),
    ),
}  # fmt: skip


def ulps(got: float, exact: mpf, scale: mpf | float = 0.0, underflow: float = 0.0) -> float:
    """How far `got` is from `exact`, in units in the last place of the larger of `exact` and `scale`.

    `underflow` counts subnormal units (2⁻¹⁰⁷⁴) that are granted on top.
    """
    unit = math.ulp(float(max(abs(exact), abs(scale))))
    away = abs(mpf(got) - exact) - mpf(underflow) * mpf(2) ** -1074
    return float(max(away, mpf(0)) / mpf(unit))
