"""The colours of maps: a diverging pair a theme, blank where a unit is neutral, and one byte a value.

A byte of 0 stands for a value that is not finite, 128 for the neutral one; 1 and 255 are full colour.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.maps import Floats
from mlpviz.nn.network import Array
from mlpviz.present.descend.colors import channels
from mlpviz.present.numbers import shown
from mlpviz.present.palette import THEMES, Theme

Bytes = NDArray[np.uint8]
_Kind = TypeVar("_Kind", bound=np.generic)
NEUTRAL = 128
_REACH = 127
_DIGITS = 2
# printed in grey, low is dark and high is light: sign by lightness, as a pair of hues would look the same
_PRINT = ("#2b4a72", "#b3b9c0", "#fff3ea")
# by their range: units that give shares are neutral at a half, all others at 0
_RANGES = {
    "sigmoid": (0.5, 0.5), "softmax": (0.5, 0.5), "step": (0.5, 0.5), "argmax": (0.5, 0.5), "tanh": (0.0, 1.0),
    "sign": (0.0, 1.0),
}  # fmt: skip


@dataclass(frozen=True)
class ValueScale:
    """Blank at `middle`, in full colour from `middle` ± `half` on."""

    middle: float
    half: float

    @property
    def ends(self) -> tuple[float, float]:
        return self.middle - self.half, self.middle + self.half

    @property
    def words(self) -> str:
        """ "0 … 1", "−1 … 1", "±4.2"."""
        if self.middle == 0 and self.half != 1:
            return f"±{rough(self.half)}"
        low, high = self.ends
        return f"{rough(low)} … {rough(high)}"


def range_of(activation: str) -> ValueScale | None:
    """The scale of a unit whose values keep to a range on both sides, None where they do not."""
    return ValueScale(*_RANGES[activation]) if activation in _RANGES else None


def scale_of(activation: str, values: Floats) -> ValueScale:
    """The range of an activation, or ± the largest of the values where it has none."""
    return range_of(activation) or ValueScale(0.0, peak_of(values))


def peak_of(values: Floats) -> float:
    """The largest finite size of the values, 1 where there is none above 0."""
    if not values.size:
        return 1.0
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        return peak_of(values[np.isfinite(values)])
    return max(-low, high) or 1.0


def not_finite(values: Floats) -> NDArray[np.bool_]:
    """Which of the maps, shape (units, n), have values that are not finite, shape (units,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        finite = bool(np.isfinite(values.sum()))  # which is told faster than of each value
    if finite:
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(~np.isfinite(values).all(axis=1), dtype=np.bool_)


def not_finite_words(values: Floats) -> str:
    """ "not finite at 3,400 of 10,000 points" of maps of shape (units, n); "" where all is finite."""
    if not not_finite(values).any():
        return ""
    count = int((~np.isfinite(values)).any(axis=0).sum())
    return f"not finite at {count:,} of {values.shape[1]:,} points"


def to_bytes(values: Floats, middle: float, half: float | Floats) -> Bytes:
    """Values as bytes of the table of colours, of the same shape; `half` goes by the rules of broadcasting."""
    factor = np.asarray(_REACH / half, dtype=values.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = values * factor
        scaled += (NEUTRAL + 0.5) - np.asarray(middle, dtype=values.dtype) * factor
        finite = bool(np.isfinite(scaled.sum()))  # which is told faster than of each value
    np.clip(scaled, 1.0, 255.5, out=scaled)
    if not finite:
        scaled[~np.isfinite(values)] = 0.0
    return scaled.astype(np.uint8, order="C")


def rough(value: float) -> str:
    """A number with two digits, for the end of a scale: "68", "−1", "150", "0.012"."""
    return shown(float(f"{value:.{_DIGITS}g}"))


def value_words(middles: Collection[float], theme: Theme) -> str:
    """What the colours of maps say that are blank at these values, in words."""
    low, blank, high = ("dark", "grey", "light") if theme.id == "print" else ("blue", "blank", "red")
    at = " and ".join(rough(middle) for middle in sorted(middles))
    where = " (the middle of 0 … 1)" if 0.5 in middles and len(middles) > 1 else ""
    return f"{blank} at {at}{where}, {high} above, {low} below"


@lru_cache(maxsize=8)
def table(theme_id: str) -> NDArray[np.uint32]:
    """The colour of each byte as 0xAARRGGBB, shape (256,)."""
    theme = THEMES[theme_id]
    low, middle, high = _PRINT if theme_id == "print" else (theme.negative, theme.panel, theme.positive)
    stops = np.array([channels(color) for color in (low, middle, high)])
    at = (np.arange(256) - NEUTRAL) / _REACH
    colors = np.stack([np.interp(at, (-1.0, 0.0, 1.0), channel) for channel in stops.T], axis=-1)
    colors[0] = channels(theme.chip)
    found = packed(colors)
    found.setflags(write=False)
    return found


def packed(colors: Array) -> NDArray[np.uint32]:
    """Red, green and blue in 0 … 1, shape (…, 3), as pixels 0xAARRGGBB."""
    whole = np.rint(np.clip(colors, 0.0, 1.0) * 255).astype(np.uint32)
    shifted = whole << np.array([16, 8, 0], dtype=np.uint32)
    return np.asarray(np.bitwise_or.reduce(shifted, axis=-1) | 0xFF000000, dtype=np.uint32)


def as_rows(values: NDArray[_Kind], side: int) -> NDArray[_Kind]:
    """Maps of shape (…, side²), the lowest row first, as pictures of shape (…, side, side), the top row first."""
    return values.reshape(*values.shape[:-1], side, side)[..., ::-1, :]
