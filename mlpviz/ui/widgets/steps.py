"""How far one notch of the wheel, or one key, moves a number."""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import Qt

_PLAIN = Decimal("0.1")
Modifier = Qt.KeyboardModifier


def step_size(value: float, decimals: int, above_zero: bool = False, whole: bool = False) -> Decimal:
    """A tenth of the leading digit's place, but not below ten of the last digit shown; 1 for whole numbers.

    `above_zero` is for numbers that may be tiny but not 0: their step follows them all the way down.
    """
    if whole:
        return Decimal(1)
    if value == 0 or not math.isfinite(value):
        return _PLAIN
    exponent = math.floor(math.log10(abs(value))) - 1
    return Decimal(1).scaleb(exponent if above_zero else max(exponent, 1 - max(decimals, 2)))


def stepped(value: float, count: int, step: Decimal) -> float:
    """`value` and `count` steps, added in decimals, so that 0.1 + 2 · 0.1 gives 0.3."""
    return float(Decimal(repr(value)) + count * step)


def fineness(modifiers: Modifier, alone: Modifier = Modifier.NoModifier) -> int:
    """The power of ten of the step: Shift is coarser, Alt or Ctrl finer. `alone` is a modifier that means nothing."""
    power = 0
    if modifiers & Modifier.ShiftModifier:
        power += 1
    if modifiers & ~alone & (Modifier.AltModifier | Modifier.ControlModifier):
        power -= 1
    return power
