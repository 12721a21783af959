"""The one rounding rule: how a number reads on the screen, on hover, on the clipboard and in a formula."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

MINUS = "\N{MINUS SIGN}"
_SMALL = 1e-3  # smaller magnitudes keep two digits at least
_WHOLE_BELOW = 1e6  # larger magnitudes are written with a power of ten


@lru_cache(maxsize=16_384)  # a frame shows hundreds of numbers, and most of them are those of the frame before
def shown(value: float, decimals: int = 4) -> str:
    """A number as the screen shows it.

    A number that needs no more than `decimals` decimals is shown as it is ("1", "−3", "0.5"), all others with just so
    many ("0.9526"), so that "1" is exact and "1.0000" is rounded. A power of ten is split off ("7.5e−6") where that
    would leave no significant digit, or fewer than two of a number below a thousandth that has more, and from a
    million on. −0.0 reads "0".
    """
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    return _rounded(value, decimals).replace("-", MINUS)


def _rounded(value: float, decimals: int) -> str:
    """`shown` in ASCII, of a finite value."""
    decimals = max(decimals, 1)
    size = abs(value)
    if size < _WHOLE_BELOW:
        if value == round(value):
            return str(round(value))
        fixed = f"{value:.{decimals}f}"
        if float(fixed) == value:
            return fixed.rstrip("0")
        if int(fixed.lstrip("-").replace(".", "")) >= (1 if size >= _SMALL else 10):
            return fixed
    # from the shortest digits, so that 5e−324 does not read 4.941e−324
    mantissa, exponent = f"{Decimal(repr(value)):.{max(decimals - 1, 1)}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def rounded_to(value: float, digits: int) -> str:
    """A number with so many significant digits: "0.008771354692", "3.433e−5", "0" for −0.0."""
    if not math.isfinite(value):
        return shown(value)
    mantissa, _, exponent = f"{value or 0.0:.{digits}g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", MINUS)


def exact(value: float) -> str:
    """A number at full precision, for reading: the fewest digits that give the very same float64 back."""
    if not math.isfinite(value):
        return shown(value)
    mantissa, _, exponent = copyable(value).partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", MINUS)


def copyable(value: float) -> str:
    """A number at full precision in ASCII, for the clipboard and edit boxes: float(copyable(v)) is v to the bit."""
    return repr(float(value)).removesuffix(".0")


def latex_number(value: float, decimals: int = 4) -> str:
    """`shown` for the typesetter, with the minus as a sign and not as an operation."""
    if math.isnan(value):
        return r"\text{not a number}"
    mantissa, _, exponent = shown(value, decimals).partition("e")
    sign = "{-}" if mantissa.startswith(MINUS) else ""
    mantissa = mantissa.removeprefix(MINUS).replace("∞", r"\infty")
    return sign + mantissa + (rf" \cdot 10^{{{exponent.replace(MINUS, '-')}}}" if exponent else "")


def latex_factor(value: float, decimals: int = 4) -> str:
    """`latex_number` in parentheses where it is negative, so that it can follow a multiplication sign."""
    text = latex_number(value, decimals)
    return f"({text})" if text.startswith("{-}") else text


def plain_product(values: Sequence[float], decimals: int = 4) -> str:
    """Factors as a sentence shows them: "−0.1666 · (−2)"."""
    first, *rest = (shown(value, decimals) for value in values)
    return " · ".join([first, *(f"({text})" if text.startswith(MINUS) else text for text in rest)])


def rounded_sum_differs(terms: Iterable[float], total: float, decimals: int = 4) -> bool:
    """Whether adding up the terms as shown gives another number than the total as shown.

    The sum of the shown terms is rounded to the last place that the shown total has.
    """
    values = [*terms]
    if not all(math.isfinite(value) for value in (*values, total)):
        return False
    printed = Decimal(_rounded(total, decimals))
    by_hand = sum((Decimal(_rounded(value, decimals)) for value in values), Decimal(0))
    return abs(by_hand - printed) > Decimal(1).scaleb(_last_place(total, decimals)) / 2


def _last_place(value: float, decimals: int) -> int:
    """The power of ten of the last digit that `shown` gives of a value, counting zeros that it left out."""
    text = _rounded(value, decimals)
    if "e" in text:
        return int(text.partition("e")[2]) - max(decimals - 1, 1)
    return -max(decimals, 1)
