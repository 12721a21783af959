"""The key of a picture of samples: what markers, rings and lines mean, and the bar of its colours.

It stands in a column beside the picture, or in lines below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import SMALL, Label, width_of
from mlpviz.present.descend.ticks import apart, nice_ticks
from mlpviz.present.train.points import Markers
from mlpviz.present.train.tile_colors import ValueScale

_ROW = 1.7  # of the type size
_SAMPLE = 20.0
_GAP = 6.0
_APART = 14.0  # pixels between two meanings in a line
_BAR, _TALLEST, _LEAST_BAR = 12.0, 220.0, 44.0
_TICK = 5.0
_RADIUS = 4.6


@dataclass(frozen=True)
class Meaning:
    """A row of the key. kind: a marker of this name, "ring", "chosen", "line", "thin", "dashed" or "none".

    color: #rrggbb, or a role of the theme ("ink", "muted"); hollow: of a marker. widest: the longest that the text
    becomes while a network learns, so that the picture keeps its place; "" where the text stays.
    """

    kind: str
    text: str
    color: str = "ink"
    hollow: bool = False
    widest: str = ""


@dataclass(frozen=True)
class Swatch:
    """A line of the key: from x to x + length at y, in a colour or role."""

    kind: str
    color: str
    x: float
    y: float
    length: float


@dataclass(frozen=True, eq=False)
class Key:
    """markers and swatches stand before their texts; bar: left, top, width, height, or None; ticks: lines at it."""

    labels: tuple[Label, ...] = ()
    markers: tuple[Markers, ...] = ()
    swatches: tuple[Swatch, ...] = ()
    bar: Line | None = None
    ticks: tuple[Line, ...] = ()


def first_of(meanings: Sequence[Meaning], count: int) -> tuple[Meaning, ...]:
    """The first of the meanings, and how many more there are."""
    if count >= len(meanings):
        return tuple(meanings)
    return (*meanings[:count], Meaning("none", f"+ {len(meanings) - count} more", "muted"))


def row_height(s: float) -> float:
    """Pixels from one row or line of a key to the next."""
    return _ROW * SMALL * s


def least_bar(s: float) -> float:
    """The height in which a bar of colours can be read, with its distance from the rows above."""
    return _LEAST_BAR * s + row_height(s)


def key_width(meanings: Sequence[Meaning], scale: ValueScale | None, s: float, most: float) -> float:
    """What a column takes across, at most `most`."""
    wide = max((_width(meaning, s) for meaning in meanings), default=0.0)
    if scale is not None:
        texts = [tick.text for tick in nice_ticks(*scale.ends, 5)]
        wide = max(wide, (_BAR + _TICK + 3) * s + max(width_of(text, SMALL * s) for text in texts) + 2)
    return min(wide, most)


def key_lines(meanings: Sequence[Meaning], width: float, s: float) -> Iterator[list[tuple[Meaning, float]]]:
    """Meanings in as few lines as they need, each with its left end and all within the width."""
    line, x = list[tuple[Meaning, float]](), 0.0
    for meaning in meanings:
        wide = _width(meaning, s)
        if line and x + wide > width:
            yield line
            line, x = [], 0.0
        line.append((meaning, x))
        x += wide + _APART * s
    if line:
        yield line


def make_key(
    meanings: Sequence[Meaning], scale: ValueScale | None, left: float, top: float, width: float, bottom: float,
    s: float,
) -> Key:  # fmt: skip
    """The key in a column; the last rows are counted where there is no room for them all."""
    row = row_height(s)
    room = bottom - top - (0.0 if scale is None else least_bar(s))
    shown = tuple(meanings)
    if len(shown) * row > room:
        shown = first_of(meanings, max(1, int(room / row) - 1))
    key = _rows([(meaning, left, top + (k + 0.5) * row, width) for k, meaning in enumerate(shown)], s)
    begin = top + len(shown) * row + (0.8 * SMALL * s if shown else 0.0)
    return key if scale is None else _with_bar(key, scale, left, begin, bottom, s)


def make_key_below(
    meanings: Sequence[Meaning], scale: ValueScale | None, left: float, top: float, width: float, bar: Line, s: float
) -> Key:
    """The key in lines from `top` on. bar: left, top, right and bottom of the room beside the picture for the bar."""
    row = row_height(s)
    rows = [
        (meaning, left + x, top + (k + 0.5) * row, min(_width(meaning, s), width - x))
        for k, line in enumerate(key_lines(meanings, width, s))
        for meaning, x in line
    ]
    key = _rows(rows, s)
    return key if scale is None else _with_bar(key, scale, bar[0], bar[1], bar[3], s)


def _width(meaning: Meaning, s: float) -> float:
    return (_SAMPLE + _GAP) * s + width_of(meaning.widest or meaning.text, SMALL * s) + 4


def _rows(rows: Sequence[tuple[Meaning, float, float, float]], s: float) -> Key:
    """Meanings, each with its left end, its middle and the width that it has."""
    size, indent = SMALL * s, (_SAMPLE + _GAP) * s
    row = row_height(s)
    labels, markers, swatches = list[Label](), list[Markers](), list[Swatch]()
    for meaning, left, y, width in rows:
        labels.append(Label(meaning.text, left + indent, y - row / 2, width - indent, row, size, "ink", "left"))
        if meaning.kind in ("ring", "chosen", "line", "thin", "dashed"):
            swatches.append(Swatch(meaning.kind, meaning.color, left, y, _SAMPLE * s))
        elif meaning.kind != "none":
            middle = np.array([[left + _SAMPLE * s / 2, y]])
            markers.append(Markers(middle, meaning.kind, meaning.color, meaning.hollow, _RADIUS * s))
    return Key(tuple(labels), tuple(markers), tuple(swatches))


def _with_bar(key: Key, scale: ValueScale, left: float, begin: float, bottom: float, s: float) -> Key:
    """The key with a bar of colours, which ends at `bottom` at the latest."""
    size = SMALL * s
    bar = (left, begin, _BAR * s, max(min(bottom - begin, _TALLEST * s), 20.0))
    low, high = scale.ends
    found = nice_ticks(low, high, max(2.0, bar[3] / (36 * s)))
    ys = [begin + bar[3] * (high - tick.at) / (high - low) for tick in found]
    lines, labels = list[Line](), list[Label]()
    for tick in apart(found, ys, [size * 1.5] * len(ys)):
        y, x = ys[found.index(tick)], left + bar[2]
        lines.append((x, y, x + _TICK * s, y))
        wide = width_of(tick.text, size) + 2
        labels.append(Label(tick.text, x + (_TICK + 3) * s, y - size * 0.7, wide, size * 1.4, size, "muted", "left"))
    return replace(key, labels=(*key.labels, *labels), bar=bar, ticks=tuple(lines))
