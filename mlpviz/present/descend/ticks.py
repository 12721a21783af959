"""Ticks of an axis: round numbers, and powers of ten on a logarithmic one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlpviz.present.numbers import MINUS, rounded_to

_FACTORS = (1, 2, 5, 10)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WHOLE_BELOW = 1e6
_DECIMALS = 5  # more of them, and a power of ten is split off
_FEW_DECADES = 1.5


@dataclass(frozen=True)
class Tick:
    """A value in the units of its axis (log10 of the loss on a logarithmic one), and how it reads."""

    at: float
    text: str


def nice_step(span: float, about: float) -> float:
    """The smallest of 1, 2, 5 · 10ᵏ that divides the span into at most `about` parts."""
    raw = span / max(about, 1.0)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in _FACTORS if raw <= factor * power * (1 + 1e-9))


def nice_ticks(low: float, high: float, about: float) -> tuple[Tick, ...]:
    """Round numbers from low to high, about so many; just the ends where there is no room between them."""
    span = high - low
    if not (math.isfinite(span) and span > 0 and nice_step(span, about) > 0):
        return (Tick(low, rounded_to(low, 4)),)
    step = nice_step(span, about)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > 1000 or abs(first) > 1e12:  # closer together than numbers are
        return (Tick(low, rounded_to(low, 12)),)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return tuple(Tick(k * step, _text(k * step, decimals, max(abs(low), abs(high)))) for k in range(first, last + 1))


def _text(value: float, decimals: int, largest: float) -> str:
    if value == 0:
        return "0"
    if largest < _WHOLE_BELOW and decimals <= _DECIMALS:
        return f"{value:.{decimals}f}".replace("-", MINUS)
    return rounded_to(value, 6)


def log_ticks(low: float, high: float, about: float) -> tuple[Tick, ...]:
    """Ticks between 10^low and 10^high: powers of ten, or 1, 2, 5 of each where there are few."""
    if high - low >= _FEW_DECADES:
        step = max(1, math.ceil((high - low) / max(about, 1.0)))
        step = next((s for s in (1, 2, 3, 5, 10, 20, 50, 100, 200) if s >= step), step)
        first = math.ceil(low / step - 1e-9)
        return tuple(Tick(float(k * step), power(k * step)) for k in range(first, math.floor(high / step + 1e-9) + 1))
    exponents = range(math.floor(low), math.ceil(high) + 1)
    values = [float(f"{factor}e{k}") for k in exponents for factor in (1, 2, 5)]
    found = [v for v in values if low - 1e-9 <= math.log10(v) <= high + 1e-9] if low > -300 and high < 300 else []
    if len(found) < 3 and low > -300 and high < 300:
        found = [tick.at for tick in nice_ticks(10**low, 10**high, about) if tick.at > 0]
    return tuple(Tick(math.log10(v), rounded_to(v, 6)) for v in found)


def power(exponent: int) -> str:
    """10 to the exponent, as it is written: "10³", and "1" and "10" as such."""
    if exponent in (0, 1):
        return str(10**exponent)
    return "10" + str(exponent).translate(_RAISED)


def apart(ticks: Sequence[Tick], places: Sequence[float], rooms: Sequence[float]) -> tuple[Tick, ...]:
    """As many of the ticks as fit, evenly: every one, or every second, third … where labels would touch.

    `places` are their pixels along the axis, `rooms` what each label takes there.
    """
    for step in range(1, len(ticks) + 1):
        chosen = range(0, len(ticks), step)
        pairs = pairwise(chosen)
        if all(abs(places[b] - places[a]) >= (rooms[a] + rooms[b]) / 2 for a, b in pairs):
            return tuple(ticks[i] for i in chosen)
    return tuple(ticks[:1])
