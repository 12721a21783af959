"""Two small buttons that turn to the plots of a panel that found no room, and which ones are on show."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.present.descend.text import SMALL, Label, width_of
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import Box

_SIDE = 20.0
_GAP = 5.0


@dataclass(frozen=True)
class Turner:
    """back, on: the buttons. words: such as "3–4 of 4", between them."""

    back: Box
    on: Box
    words: Label

    def way(self, x: float, y: float) -> int:
        """−1 or 1 where a pixel lies on a button, else 0."""
        return _holds(self.on, x, y) - _holds(self.back, x, y)


def turner_size(count: int, scale: float) -> tuple[float, float]:
    """Width and height of the turner of so many plots, in pixels."""
    widest = width_of(f"{count}–{count} of {count}", SMALL * scale) + 2
    return 2 * (_SIDE + _GAP) * scale + widest, _SIDE * scale


def make_turner(first: int, shown: int, count: int, right: float, top: float, theme: Theme) -> Turner:
    """Its right upper corner is given; the plots from `first` (from 0) on are on show."""
    s = theme.scale
    wide, side = turner_size(count, s)
    left = right - wide
    text = f"{first + 1} of {count}" if shown == 1 else f"{first + 1}–{first + shown} of {count}"
    between = side + _GAP * s
    words = Label(text, left + between, top, wide - 2 * between, side, SMALL * s)
    return Turner((left, top, side, side), (right - side, top, side, side), words)


def turned(first: int, shown: int, count: int, way: int) -> int:
    """The first plot on show after a turn on (1) or back (−1): none is left out, and the ends lead to one another."""
    last = count - shown
    if way > 0:
        return 0 if first == last else min(first + shown, last)
    return last if first == 0 else max(first - shown, 0)


def _holds(box: Box, x: float, y: float) -> bool:
    left, top, width, height = box
    return left <= x < left + width and top <= y < top + height
