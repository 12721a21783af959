"""The scale of the loss: linear or logarithmic. Where a logarithm is not possible, it says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.ticks import Tick, log_ticks, nice_ticks

_LEVELS = 9
_DIGITS = 6


@dataclass(frozen=True)
class LossScale:
    """From the loss `low` to the loss `high`. `note` says what the scale cannot show, "" where it shows all."""

    log: bool
    low: float
    high: float
    note: str = ""

    def units(self, losses: Array) -> Array:
        """The loss, or log10 of it; 0 counts as the least on a logarithmic scale. NaN where it is not finite."""
        with np.errstate(all="ignore"):
            if not self.log:
                return np.where(np.isfinite(losses), losses, np.nan)
            return np.where(np.isfinite(losses), np.log10(np.maximum(losses, self.low)), np.nan)

    @property
    def ends(self) -> tuple[float, float]:
        """The units of the least and of the greatest loss."""
        low, high = self.units(np.array([self.low, self.high]))
        return float(low), float(high)

    def share(self, losses: Array) -> Array:
        """0 at the least loss, 1 at the greatest; all 0 where they are the same."""
        low, high = self.ends
        with np.errstate(all="ignore"):
            # halves, so that the span of ±1e308 is finite
            return (self.units(losses) / 2 - low / 2) / (high / 2 - low / 2) if high > low else self.units(losses) * 0.0

    def ticks(self, about: float) -> tuple[Tick, ...]:
        return (log_ticks if self.log else nice_ticks)(*self.ends, about)


def make_scale(asked: str, losses: Array) -> LossScale:
    """The scale over the finite ones of the losses, any shape."""
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return LossScale(False, 0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    if asked != "log":
        return LossScale(False, low, high)
    if low < 0:
        return LossScale(False, low, high, "linear: the loss falls below 0, where it has no logarithm")
    if high <= 0:
        return LossScale(False, low, high, "linear: the loss is 0 all over, which has no logarithm")
    if low > 0:
        return LossScale(True, low, high)
    return LossScale(True, float(finite[finite > 0].min()), high, "a loss of 0 is coloured as the least one")


def contour_levels(scale: LossScale, losses: Array) -> tuple[float, ...]:
    """The losses at which contour lines are drawn, ascending.

    On a logarithmic scale they are the ticks. On a linear one they share out the area, most of them near the bottom,
    so that lines are evenly spaced over a bowl; each is the roundest number near its place.
    """
    if scale.log:
        ticks = scale.ticks(_LEVELS)
        return tuple(float(10.0**tick.at) for tick in ticks if scale.low < 10.0**tick.at < scale.high)
    finite = losses[np.isfinite(losses)]
    if not finite.size or not scale.low < scale.high:
        return ()
    shares = (np.arange(3 * _LEVELS + 3) + 0.5) / (3 * _LEVELS + 3)  # three to a level, so that it has room to move
    if scale.low >= 0:
        shares = shares**2
    places = np.quantile(finite, shares)
    levels = [
        _roundest(float(places[3 * k + 3]), float(places[3 * k + 5])) for k in range(_LEVELS) if 3 * k + 5 < len(places)
    ]
    return tuple(sorted({level for level in levels if scale.low < level < scale.high}))


def _roundest(low: float, high: float) -> float:
    """The number with the fewest digits from low to high."""
    middle = low / 2 + high / 2
    for digits in range(1, _DIGITS + 1):
        rounded = float(f"{middle:.{digits}g}")
        if low <= rounded <= high:
            return rounded
    return 0.0 if low <= 0 <= high else middle
