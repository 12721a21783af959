"""A probability in words."""

from __future__ import annotations

import math


def share_words(share: float) -> str:
    """In per cent with one decimal; what only rounds to 0 or to 1 says so: "93.1 %", "< 0.1 %", "> 99.9 %", "100 %"."""
    if math.isnan(share):
        return "not a number"
    if share in (0.0, 1.0):
        return f"{round(100 * share)} %"
    if share < 0.001:
        return "< 0.1 %"
    return "> 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"
