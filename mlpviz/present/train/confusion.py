"""The confusion matrix: how many samples of each class were taken for which, shaded by their share. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.present.descend.text import BODY, SMALL, TITLE, Label, heading, width_of
from mlpviz.present.descend.ticks import Tick, apart
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD

Counts = NDArray[np.integer]

_NAMES = 0.28  # of the width and of the height, at most, is for names
_SHORT = 2  # letters: such names are never turned
_LEAST_TYPE = 8.0
_MOST_CELL, _WIDE = 88.0, 1.8
_ROOMY = 210.0  # pixels high, there is room to say what rows and columns are
_LEAST_SHADE = 0.08  # so that a single sample among many is seen


@dataclass(frozen=True)
class Cell:
    """count samples of class `true` that are taken for `predicted`; shade: 0 … 1."""

    true: int
    predicted: int
    count: int
    shade: float
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class ConfusionFrame:
    """left, top: of the first cell; width, height: of every cell; type_size: of the counts, 0 where they do not fit."""

    left: float
    top: float
    width: float
    height: float
    cells: tuple[Cell, ...]
    labels: tuple[Label, ...]
    type_size: float
    names: tuple[str, ...]

    def cell_at(self, x: float, y: float) -> Cell | None:
        """The cell at a pixel."""
        row, column = int((y - self.top) // self.height), int((x - self.left) // self.width)
        classes = len(self.names)
        return self.cells[row * classes + column] if 0 <= row < classes and 0 <= column < classes else None

    def words(self, cell: Cell) -> str:
        """Such as "3 of 37 samples of class 7 are taken for 1"."""
        total = sum(other.count for other in self.cells if other.true == cell.true)
        verb = "is" if cell.count == 1 else "are"
        samples = "sample" if total == 1 else "samples"
        taken = "right" if cell.true == cell.predicted else f"taken for {self.names[cell.predicted]}"
        return f"{cell.count} of {total} {samples} of class {self.names[cell.true]} {verb} {taken}"


def make_confusion(
    counts: Counts, names: Sequence[str], theme: Theme, width: float, height: float, samples: str = "samples"
) -> ConfusionFrame:
    """A row for each true class, a column for each predicted one. counts: shape (classes, classes).

    samples: what the counts are of, such as "test samples".
    """
    s, size, classes = theme.scale, SMALL * theme.scale, len(names)
    total, right = int(counts.sum()), int(np.trace(counts))
    title = f"{shown(100 * right / total, 1)} % right" if total else "No samples"
    how = "rows: true class, columns: predicted" if height > _ROOMY * s else ""
    known = f"{right:,} of {total:,} {samples}", f"{right:,} of {total:,}"
    free = width - 3 * PAD * s - width_of(title, TITLE * s, 600)
    caption = next((text for text in known if total and width_of(text, BODY * s) <= free - PAD * s), "")
    labels, top = heading(title, (how,), caption, width, s, PAD * s)
    widest = max(width_of(name, size) for name in names) + 4
    aside = min(widest, _NAMES * width)
    left, room, tall = PAD * s + aside + 4 * s, width - 2 * PAD * s - aside - 4 * s, height - top - 8 * s
    across = min(room / classes, _MOST_CELL * _WIDE * s)
    upright = widest > across and max(len(name) for name in names) > _SHORT
    head = (widest if upright else 1.4 * size) + 2 * s
    if upright and head > _NAMES * tall:
        head = 0.0  # the columns are in the order of the rows
    down = min((tall - head) / classes, _MOST_CELL * s)
    across = min(across, max(_WIDE * down, 0.0 if upright else widest, 1.2 * size))
    top += head
    cells = tuple(_cells(counts, left, top, across, down))
    named = [*_rows(names, left - 4 * s, top, aside, down, size)]
    named += _columns(names, left, top, across, head, size, upright) if head else ()
    longest = max(len(str(cell.count)) for cell in cells)
    fits = min(max(size, min(0.34 * down, TITLE * 1.2 * s)), 0.68 * down, (across - 4) / width_of("0" * longest, 1.0))
    type_size = fits if fits >= _LEAST_TYPE * s else 0.0
    return ConfusionFrame(left, top, across, down, cells, (*labels, *named), type_size, tuple(names))


def _cells(counts: Counts, left: float, top: float, across: float, down: float) -> Iterator[Cell]:
    for true, row in enumerate(counts.tolist()):
        total = max(sum(row), 1)
        for predicted, count in enumerate(row):
            shade = max(count / total, _LEAST_SHADE) if count else 0.0
            yield Cell(true, predicted, count, shade, left + predicted * across, top + true * down)


def _thinned(names: Sequence[str], pitch: float, rooms: Sequence[float]) -> list[int]:
    """Which names to write, evenly, so that none touches the next."""
    ticks = [Tick(float(k), name) for k, name in enumerate(names)]
    return [round(tick.at) for tick in apart(ticks, [k * pitch for k in range(len(names))], rooms)]


def _rows(names: Sequence[str], right: float, top: float, aside: float, down: float, size: float) -> Iterator[Label]:
    """The names of the true classes, beside their rows."""
    for k in _thinned(names, down, [1.2 * size] * len(names)):
        y = top + (k + 0.5) * down - 0.6 * size
        yield Label(names[k], right - aside, y, aside, 1.2 * size, size, "ink", "right")


def _columns(
    names: Sequence[str], left: float, top: float, across: float, head: float, size: float, upright: bool
) -> Iterator[Label]:
    """The names of the predicted classes over their columns, level or upright."""
    rooms = [1.2 * size if upright else width_of(name, size) + 4 for name in names]
    for k in _thinned(names, across, rooms):
        wide, align, angle = (head - 2, "left", -90.0) if upright else (rooms[k], "center", 0.0)
        x, y = left + (k + 0.5) * across, top - 1 - wide / 2 if upright else top - 0.7 * size
        yield Label(names[k], x - wide / 2, y - 0.6 * size, wide, 1.2 * size, size, "ink", align, angle=angle)
