"""A number as text that fits into so many pixels."""

from __future__ import annotations

from collections.abc import Callable

from mlpviz.present.numbers import MINUS, shown

_FEWEST = 2
_SMALLEST = 0.75  # the type may shrink so far before decimals are given up


def fitted(value: float, decimals: int, room: float, width: Callable[[str], float]) -> str:
    """`value` with as many decimals as are wanted and fit, down to two; where none fits, by its power of ten.

    width: the pixels that a text takes. It may be somewhat more than `room`: then the type must be smaller.
    """
    text = ""
    for places in range(decimals, min(decimals, _FEWEST) - 1, -1):
        text = shown(value, places)
        if width(text) <= room:
            return text
    if width(text) * _SMALLEST <= room:
        return text
    for places in (1, 0):
        mantissa, _, exponent = f"{value:.{places}e}".partition("e")
        if exponent:
            text = f"{mantissa}e{int(exponent)}".replace("-", MINUS)
            if width(text) <= room:
                break
    return text
