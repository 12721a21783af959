"""A sample as an image, or a pad to draw one on, and beside it the probability of each class. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import SMALL, Label, heading, width_of
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD, Box
from mlpviz.present.train.shares import share_words
from mlpviz.present.train.tile_colors import Bytes
from mlpviz.present.train.tiles import ink_bytes

_GRID_FROM = 6.0  # pixels of the screen a pixel of the image: finer ones have no lines between them
_MOST_ROW = 30.0
_SHARE = 0.52  # of the width, at most, has the image
_LEAST_BAR = 24.0


@dataclass(frozen=True)
class ShareBar:
    """The place of a bar, and how far it is filled; strongest: of the predicted class."""

    x: float
    y: float
    width: float
    height: float
    filled: float
    strongest: bool


@dataclass(frozen=True, eq=False)
class DigitFrame:
    """left, top, side: of the image on the screen; pixels: ink, 0 the paper and 255 full; grid: lines between them."""

    left: float
    top: float
    side: float
    pixels: Bytes
    grid: tuple[Line, ...]
    bars: tuple[ShareBar, ...]
    labels: tuple[Label, ...]

    def place_at(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the screen in pixels of the image from its upper left corner, outside of it too."""
        rows, columns = self.pixels.shape
        return (x - self.left) / self.side * columns, (y - self.top) / self.side * rows

    def pixel_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the image at a pixel of the screen."""
        across, down = self.place_at(x, y)
        rows, columns = self.pixels.shape
        return (int(down), int(across)) if 0 <= across < columns and 0 <= down < rows else None


def make_digit(
    image: Array, low: float, high: float, title: str, theme: Theme, width: float, height: float,
    probabilities: Array | None = None, names: Sequence[str] = (), note: str = "", hint: str = "",
) -> DigitFrame:  # fmt: skip
    """An image (rows, columns) and the probabilities of the classes, where there are any.

    low, high: the values of paper and of full ink. note: below the title. hint: on an image that is empty, such as
    "Draw a digit here".
    """
    s, size = theme.scale, SMALL * theme.scale
    labels, top = heading(title, (), note, width, s, PAD * s)
    room, tall = width - 2 * PAD * s, height - top - 10 * s
    side = max(min(tall, room * _SHARE if probabilities is not None else room), 16.0)
    count = max(image.shape)
    if side >= count:
        side = float(side // count * count)  # so that all pixels are of one size
    left = PAD * s
    pixels = ink_bytes(image, low, high)
    found, bars = list(labels), tuple[ShareBar, ...]()
    if hint and not pixels.any():
        wide = min(width_of(hint, size) + 0.6 * size, side - 4)
        x, y = left + (side - wide) / 2, top + (side - 1.5 * size) / 2
        found.append(Label(hint, x, y, wide, 1.5 * size, size, "muted", ground=theme.panel))
    if probabilities is not None:
        begin = left + side + PAD * s
        bars, named = _bars(probabilities, names, (begin, top, width - PAD * s - begin, tall), theme)
        found += named
    return DigitFrame(left, top, side, pixels, _grid(left, top, side, count, s), bars, tuple(found))


def _grid(left: float, top: float, side: float, count: int, scale: float) -> tuple[Line, ...]:
    if side / count < _GRID_FROM * scale:
        return ()
    at = [k * side / count for k in range(1, count)]
    return (
        *((left + d, top, left + d, top + side) for d in at),
        *((left, top + d, left + side, top + d) for d in at),
    )


def _bars(
    probabilities: Array, names: Sequence[str], box: Box, theme: Theme
) -> tuple[tuple[ShareBar, ...], list[Label]]:
    """A bar a class, in the order of the classes; where not all find room, those of the most probable ones."""
    s, size = theme.scale, SMALL * theme.scale
    left, top, width, height = box
    values = np.nan_to_num(probabilities)
    rows = max(1, int(height / (1.3 * size)))
    most = len(values) if rows >= len(values) else max(1, rows - 1)
    kept = sorted(np.argsort(-values, kind="stable")[:most].tolist())
    pitch = min(height / min(rows, len(values)), _MOST_ROW * s)
    best = int(values.argmax())
    number = width_of("> 99.9 %", size, 600) + 4
    aside = min(max(width_of(names[k], size, 600) for k in kept) + 4, max(width - number - 4 * s, 4.0))
    room = width - aside - number - 12 * s
    bars, labels = list[ShareBar](), list[Label]()
    for row, k in enumerate(kept):
        y, strongest = top + row * pitch, k == best
        weight, role = (600, "ink") if strongest else (400, "muted")
        line = y + pitch / 2 - 0.65 * size
        labels.append(Label(names[k], left, line, aside, 1.3 * size, size, role, "right", weight))
        text = share_words(float(probabilities[k]))
        labels.append(Label(text, left + width - number, line, number, 1.3 * size, size, role, "right", weight))
        if room >= _LEAST_BAR * s:
            thick = min(0.62 * pitch, 1.2 * size)
            place = (left + aside + 6 * s, y + (pitch - thick) / 2, room, thick)
            bars.append(ShareBar(*place, room * float(min(max(values[k], 0.0), 1.0)), strongest))
    if most < len(values):
        text = f"+ {len(values) - most} more"
        wide = min(width_of(text, size) + 4, width)
        labels.append(Label(text, left + width - wide, top + most * pitch, wide, 1.3 * size, size, "muted", "right"))
    return tuple(bars), labels
