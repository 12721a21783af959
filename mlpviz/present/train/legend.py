"""A legend that reads values too: samples of lines with words, in as few lines of text as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.present.descend.text import SMALL, Label, width_of

_SAMPLE, _GAP, _APART = 20.0, 5.0, 14.0


@dataclass(frozen=True)
class Entry:
    """What a line means: of which run, whether it is of the test samples, and the words.

    widest: the widest that the words get, so that nothing moves while numbers change.
    """

    run: int
    test: bool
    text: str
    widest: str


@dataclass(frozen=True)
class Key:
    """A sample of a line at x … x + length, y."""

    run: int
    test: bool
    x: float
    y: float
    length: float


@dataclass(frozen=True)
class Legend:
    keys: tuple[Key, ...] = ()
    labels: tuple[Label, ...] = ()
    foot: float = 0.0


def legend(levels: Sequence[Sequence[Entry]], left: float, top: float, width: float, scale: float, most: int) -> Legend:
    """The first of the levels, fuller ones first, that needs no more than `most` lines; else the last of them."""
    size = SMALL * scale
    for level, entries in enumerate(levels):
        texts = (max(width_of(entry.widest, size), width_of(entry.text, size)) for entry in entries)
        widths = [(_SAMPLE + _GAP) * scale + text + 2 for text in texts]
        rows = _rows(widths, width, _APART * scale)
        if len(rows) <= most or level == len(levels) - 1:
            break
    keys, labels = list[Key](), list[Label]()
    y = top
    for row in rows[:most]:
        x = left
        for k in row:
            entry, begin = entries[k], x + (_SAMPLE + _GAP) * scale
            keys.append(Key(entry.run, entry.test, x, y + 0.75 * size, _SAMPLE * scale))
            room = min(widths[k] - (_SAMPLE + _GAP) * scale, left + width - begin)
            labels.append(Label(entry.text, begin, y, room, 1.5 * size, size, "ink", "left"))
            x += widths[k] + _APART * scale
        y += 1.5 * size
    return Legend(tuple(keys), tuple(labels), y)


def _rows(widths: Sequence[float], room: float, apart: float) -> list[list[int]]:
    """Which entries stand in which line."""
    rows, taken = list[list[int]](), room + 1
    for k, width in enumerate(widths):
        if not rows or taken + width > room:
            rows.append([])
            taken = 0.0
        rows[-1].append(k)
        taken += width + apart
    return rows
