"""A number as text that fits into so many pixels."""

from __future__ import annotations

from collections.abc import Callable

from mlpviz.present.numbers import MINUS, shown


def fitted(value: float, decimals: int, room: float, width: Callable[[str], float]) -> str:
    """`value` with as many decimals as are wanted and fit; where none fits, by its power of ten.

    width: the pixels that a text takes. The last resort may be wider than `room`: then the type must be smaller.
    """
    text = ""
    for places in range(decimals, 0, -1):
        text = shown(value, places)
        if width(text) <= room:
            return text
    for places in (1, 0):
        mantissa, _, exponent = f"{value:.{places}e}".partition("e")
        if exponent:
            text = f"{mantissa}e{int(exponent)}".replace("-", MINUS)
            if width(text) <= room:
                break
    return text
