"""The axes of the curves of training: from where to where, linear or logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.ticks import Tick, log_ticks, nice_ticks
from mlpviz.present.train.progress_words import Curve

Quantity = Literal["loss", "accuracy", "rate"]
_FAR = 4.0  # times the first loss, on a linear axis
_ZERO_DECADES = 3.0  # that losses other than 0 span at least where one of 0 stands below a logarithmic axis
_BELOW = 0.12  # of the axis is between them and it
_LOG_RATES = 10.0  # largest over least rate: more than that is shown on a logarithmic axis
_ROOM = 0.06


def is_log(quantity: Quantity, curves: Sequence[Curve], wanted: bool) -> bool:
    """Accuracies are linear, rates logarithmic where they differ much, losses as wanted where none is below 0.

    Losses of 0 are no hindrance where the others span decades: a linear axis would show none of these.
    """
    values = np.concatenate([curve.values[np.isfinite(curve.values)] for curve in curves] or [np.empty(0)])
    above = values[values > 0]
    if quantity == "accuracy" or not above.size or values.min() < 0:
        return False
    if quantity == "rate":
        return above.size == values.size and bool(values.max() > _LOG_RATES * values.min())
    return wanted and (above.size == values.size or bool(np.log10(above.max()) - np.log10(above.min()) > _ZERO_DECADES))


def units_of(values: Array, log: bool) -> Array:
    """log10 of the values, −∞ for 0; or the values."""
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):  # −∞ has none
        return np.log10(values)


def has_zero(units: Sequence[Array], log: bool) -> bool:
    """Whether there is a 0 that has no place of its own on the axis: it is shown at the bottom."""
    return log and any(bool(np.isneginf(part).any()) for part in units)


def ends_of(quantity: Quantity, curves: Sequence[Curve], units: Sequence[Array], log: bool) -> tuple[float, float]:
    """Bottom and top of the axis. A loss that runs away leaves it where it is linear."""
    values = np.concatenate([part[np.isfinite(part)] for part in units] or [np.empty(0)])
    if not values.size:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if quantity == "accuracy":
        return max(0.0, np.floor(low * 10 - 1e-9) / 10 if low < 0.9 else 0.9), 1.0
    if quantity == "loss":
        if has_zero(units, log):
            low -= _BELOW * (high - low)
        elif not log and low >= 0:
            first = max((float(part[0]) for part in units if part.size and np.isfinite(part[0])), default=high)
            low, high = 0.0, min(high, _FAR * first) if first > 0 else high
    elif not log:
        low = 0.0
    room = _ROOM * (high - low) or 0.5 * (1.0 if log else abs(high) or 1.0)
    return (low if low == 0 and not log else low - room), high + room


def whole(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """The ticks at whole numbers: there is no half epoch."""
    return tuple(Tick(tick.at, f"{round(tick.at):,}") for tick in ticks if tick.at == round(tick.at))


def y_ticks_of(
    quantity: Quantity, log: bool, low: float, high: float, about: float, zero: bool = False
) -> tuple[Tick, ...]:
    """Ticks between the ends, in the units of the axis; accuracies read in per cent.

    zero: the bottom of a logarithmic axis stands for 0.
    """
    if quantity == "accuracy":
        return tuple(Tick(tick.at / 100, f"{tick.text} %") for tick in nice_ticks(100 * low, 100 * high, about))
    if not log:
        return nice_ticks(low, high, about)
    return (*((Tick(low, "0"),) if zero else ()), *log_ticks(low, high, about))
