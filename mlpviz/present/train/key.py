"""The key beside a picture of samples: what markers, rings and lines mean, and the bar of its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import SMALL, Label, width_of
from mlpviz.present.descend.ticks import apart, nice_ticks
from mlpviz.present.train.points import Markers
from mlpviz.present.train.tile_colors import ValueScale

_ROW = 1.7  # of the type size
_SAMPLE = 20.0
_GAP = 6.0
_BAR, _TALLEST, _LEAST_BAR = 12.0, 220.0, 44.0
_TICK = 5.0
_RADIUS = 4.6


@dataclass(frozen=True)
class Meaning:
    """A row of the key. kind: a marker of this name, "ring", "chosen", "line", "thin", "dashed" or "none".

    color: #rrggbb, or a role of the theme ("ink", "muted"); hollow: of a marker.
    """

    kind: str
    text: str
    color: str = "ink"
    hollow: bool = False


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


def key_width(meanings: Sequence[Meaning], scale: ValueScale | None, s: float, most: float) -> float:
    """What the key takes across, at most `most`."""
    size = SMALL * s
    widest = max((width_of(meaning.text, size) for meaning in meanings), default=0.0)
    wide = (_SAMPLE + _GAP) * s + widest + 4 if meanings else 0.0
    if scale is not None:
        texts = [tick.text for tick in nice_ticks(*scale.ends, 5)]
        wide = max(wide, (_BAR + _TICK + 3) * s + max(width_of(text, size) for text in texts) + 2)
    return min(wide, most)


def make_key(
    meanings: Sequence[Meaning], scale: ValueScale | None, left: float, top: float, width: float, bottom: float,
    s: float,
) -> Key:  # fmt: skip
    """The key in a column; the last rows are counted where there is no room for them all."""
    size = SMALL * s
    row = _ROW * size
    room = bottom - top - (0.0 if scale is None else _LEAST_BAR * s + row)
    shown = [*meanings]
    if len(shown) * row > room:
        kept = max(1, int(room / row) - 1)
        shown = [*shown[:kept], Meaning("none", f"+ {len(shown) - kept} more", "muted")]
    labels, markers, swatches = list[Label](), list[Markers](), list[Swatch]()
    for k, meaning in enumerate(shown):
        y, indent = top + (k + 0.5) * row, (_SAMPLE + _GAP) * s
        labels.append(Label(meaning.text, left + indent, y - row / 2, width - indent, row, size, "ink", "left"))
        if meaning.kind in ("ring", "chosen", "line", "thin", "dashed"):
            swatches.append(Swatch(meaning.kind, meaning.color, left, y, _SAMPLE * s))
        elif meaning.kind != "none":
            middle = np.array([[left + _SAMPLE * s / 2, y]])
            markers.append(Markers(middle, meaning.kind, meaning.color, meaning.hollow, _RADIUS * s))
    if scale is None:
        return Key(tuple(labels), tuple(markers), tuple(swatches))
    begin = top + len(shown) * row + (0.8 * size if shown else 0.0)
    bar = (left, begin, _BAR * s, max(min(bottom - begin, _TALLEST * s), 20.0))
    low, high = scale.ends
    found = nice_ticks(low, high, max(2.0, bar[3] / (36 * s)))
    ys = [begin + bar[3] * (high - tick.at) / (high - low) for tick in found]
    lines = list[Line]()
    for tick in apart(found, ys, [size * 1.5] * len(ys)):
        y, x = ys[found.index(tick)], left + bar[2]
        lines.append((x, y, x + _TICK * s, y))
        wide = width_of(tick.text, size) + 2
        labels.append(Label(tick.text, x + (_TICK + 3) * s, y - size * 0.7, wide, size * 1.4, size, "muted", "left"))
    return Key(tuple(labels), tuple(markers), tuple(swatches), bar, tuple(lines))
