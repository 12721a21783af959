"""The colours of a region: what the network gives at every point of a grid, and where one class ends.

No colour stands for anything but the value computed at the middle of its cell: cells are enlarged, never smoothed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.maps import Floats
from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.colors import channels
from mlpviz.present.palette import THEMES, Theme
from mlpviz.present.train.class_style import class_style
from mlpviz.present.train.tile_colors import ValueScale, as_rows, packed, scale_of, table, to_bytes

Pixels = NDArray[np.uint32]
_TINT = 0.48  # of full colour, so that samples stand out on it


@dataclass(frozen=True)
class Reading:
    """How outputs become colours.

    scale: of one output, None where there are several. classes: how many they tell apart, 0 where they are numbers.
    hard: each point has the colour of its class; else colours follow the values.
    """

    scale: ValueScale | None
    classes: int
    hard: bool


def reading_of(activation: str, values: Floats, classes: bool, hard: bool) -> Reading:
    """How the outputs (outputs, n) of units with this activation are read; without softmax, regions are hard.

    Raises ValueError for several outputs that are no classes: a map shows one number at a point.
    """
    if len(values) == 1:
        return Reading(scale_of(activation, values), 2 if classes else 0, hard and classes)
    if not classes:
        raise ValueError("a map shows one output at a time, unless outputs are classes")
    return Reading(None, len(values), hard or activation != "softmax")


def decided(reading: Reading, values: Floats) -> NDArray[np.intp]:
    """The class of each point, shape (n,): the largest output, the first on a tie, or above the middle of one."""
    if reading.scale is None:
        return np.asarray(values.argmax(axis=0), dtype=np.intp)
    return np.asarray(values[0] > reading.scale.middle, dtype=np.intp)


def cell_colors(reading: Reading, values: Floats, side: int, theme: Theme) -> Pixels:
    """0xAARRGGBB of each cell, shape (side, side), the top row first."""
    if reading.hard:
        tints = packed(_tints(reading.classes, theme))
        return as_rows(tints[decided(reading, values)], side)
    if reading.scale is not None:
        shades = to_bytes(values[0], reading.scale.middle, reading.scale.half)
        return as_rows(soft_table(theme.id)[shades], side)
    return as_rows(packed(np.nan_to_num(values.T).astype(np.float64) @ _tints(reading.classes, theme)), side)


def _tints(classes: int, theme: Theme) -> Array:
    """A colour for each class, shape (classes, 3)."""
    full = np.array([channels(class_style(number, classes, theme).color) for number in range(classes)])
    tints: Array = _TINT * full + (1 - _TINT) * channels(theme.panel)
    return tints


@lru_cache(maxsize=8)
def soft_table(theme_id: str) -> Pixels:
    """The table of colours of maps, nearer to the ground, shape (256,)."""
    full = table(theme_id)
    colors = np.stack([(full >> shift & 255) / 255 for shift in (16, 8, 0)], axis=-1)
    return packed(_TINT * colors + (1 - _TINT) * channels(THEMES[theme_id].panel))


def enlarged(cells: Pixels, area: Area) -> Pixels:
    """Cells as whole pixels over an area: each has the colour of the cell that its middle lies in."""
    side = len(cells)
    columns, rows = (
        ((np.arange(count) + 0.5) * side / count).astype(np.intp)
        for count in (max(1, round(area.width)), max(1, round(area.height)))
    )
    return np.ascontiguousarray(cells[rows][:, columns])


def borders(classes: NDArray[np.intp], side: int, area: Area) -> Array:
    """The sides of cells where one class ends and another begins, in pixels, shape (m, 4); long sides in one piece."""
    cells = as_rows(classes, side)
    found = []
    for across in (False, True):
        grid = cells.T if across else cells
        change = np.pad(grid[:, 1:] != grid[:, :-1], ((1, 1), (0, 0))).astype(np.int8)
        step = np.diff(change, axis=0)  # along the side between two columns: +1 where a piece begins, −1 where it ends
        line, begin = np.nonzero(step.T == 1)
        _, end = np.nonzero(step.T == -1)
        at = line + 1
        found.append(np.column_stack([begin, at, end, at] if across else [at, begin, at, end]))
    ways = np.array([area.width, area.height] * 2) / side
    pieces: Array = np.concatenate(found) * ways + np.array([area.left, area.top] * 2)
    return pieces


def inner_cell(mask: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Row and column of a cell that lies as deep within a shape as any; None where the shape is empty."""
    if not mask.any():
        return None
    core = np.pad(mask, 1)
    while True:
        inner = core.copy()
        inner[1:-1, 1:-1] &= core[:-2, 1:-1] & core[2:, 1:-1] & core[1:-1, :-2] & core[1:-1, 2:]
        if not inner.any():
            break
        core = inner
    places = np.argwhere(core) - 1
    middle = places[np.abs(places - places.mean(axis=0)).sum(axis=1).argmin()]
    return int(middle[0]), int(middle[1])
