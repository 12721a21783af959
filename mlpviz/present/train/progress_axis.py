"""The axes of the curves of training: from where to where, linear or logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.ticks import Tick, log_ticks, nice_ticks
from mlpviz.present.train.progress_words import Curve

Quantity = Literal["loss", "accuracy", "rate"]
_UP, _DOWN = 6.0, 16.0  # decades above and below the first loss that are on show
_FAR = 4.0  # times the first loss, on a linear axis
_LOG_RATES = 10.0  # largest over least rate: more than that is shown on a logarithmic axis
_ROOM = 0.06


def is_log(quantity: Quantity, curves: Sequence[Curve], wanted: bool) -> bool:
    """Accuracies are linear, rates logarithmic where they differ much, losses as wanted where all are above 0."""
    values = np.concatenate([curve.values[np.isfinite(curve.values)] for curve in curves] or [np.empty(0)])
    if quantity == "accuracy" or not values.size or values.min() <= 0:
        return False
    return wanted if quantity == "loss" else bool(values.max() > _LOG_RATES * values.min())


def units_of(values: Array, log: bool) -> Array:
    """log10 of the values, which are above 0 or not finite; or the values."""
    if not log:
        return values
    with np.errstate(invalid="ignore"):  # −∞ has none
        return np.log10(values)


def ends_of(quantity: Quantity, curves: Sequence[Curve], units: Sequence[Array], log: bool) -> tuple[float, float]:
    """Bottom and top of the axis. A loss that runs away leaves it."""
    values = np.concatenate([part[np.isfinite(part)] for part in units] or [np.empty(0)])
    if not values.size:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if quantity == "accuracy":
        return max(0.0, np.floor(low * 10 - 1e-9) / 10 if low < 0.9 else 0.9), 1.0
    if quantity == "loss":
        first = max((float(part[0]) for part in units if part.size and np.isfinite(part[0])), default=high)
        if log:
            low, high = max(low, first - _DOWN), min(high, first + _UP)
        elif low >= 0:
            low, high = 0.0, min(high, _FAR * first) if first > 0 else high
    elif not log:
        low = 0.0
    room = _ROOM * (high - low) or 0.5 * (1.0 if log else abs(high) or 1.0)
    return (low if low == 0 and not log else low - room), high + room


def whole(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """The ticks at whole numbers: there is no half epoch."""
    return tuple(Tick(tick.at, str(round(tick.at))) for tick in ticks if tick.at == round(tick.at))


def y_ticks_of(quantity: Quantity, log: bool, low: float, high: float, about: float) -> tuple[Tick, ...]:
    """Ticks between the ends, in the units of the axis; accuracies read in per cent."""
    if quantity == "accuracy":
        return tuple(Tick(tick.at / 100, f"{tick.text} %") for tick in nice_ticks(100 * low, 100 * high, about))
    return log_ticks(low, high, about) if log else nice_ticks(low, high, about)
