"""Where the tiles of a network stand: a column a layer, a square tile a unit, and the edges between them.

It depends on the shape of the network alone, so that it is worked out once and not with every update.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mlpviz.nn.network import Array

LEAST = 20.0
"""Pixels that a tile has at least, whatever the theme, unless columns stand too close."""
ROOMY = 40.0
"""Tiles from this size on stand apart as the theme has it and may have a title above; smaller ones stand closer."""
TITLE = 14.0
_GAP, _LEAST_GAP = 6.0, 2.0
_PAD = 12.0
_MORE = 17.0
_SHARE = 0.62  # of the distance between columns is the widest tile
_MOST = 128.0
_LARGER = 1.5  # tiles of a sparse column are at most so much larger than those of the densest one
_SPREAD = 1.7  # the middles of neighbours stand at most so many tiles apart


@dataclass(frozen=True)
class TileColumn:
    """A layer: the middle and the side of its tiles, the tops of those shown, and how many units are not.

    above: whether titles stand over the tiles; else they have to stand beside them.
    """

    x: float
    side: float
    tops: tuple[float, ...]
    hidden: int
    above: bool

    @property
    def left(self) -> float:
        return self.x - self.side / 2

    @property
    def right(self) -> float:
        return self.x + self.side / 2

    @property
    def bottom(self) -> float:
        return self.tops[-1] + self.side


@dataclass(frozen=True, eq=False)
class TileLayout:
    """Columns from the input to the output, `pitch` apart; edges[l-1]: lines into layer l, shape (units, sources, 4).

    foot: where the room for tiles ends and captions begin.
    """

    columns: tuple[TileColumn, ...]
    edges: tuple[Array, ...]
    pitch: float
    foot: float

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The layer (0 the input) and unit of the tile at a pixel, or None between tiles."""
        for layer, column in enumerate(self.columns):
            if column.left <= x <= column.right:
                for unit, top in enumerate(column.tops):
                    if top <= y <= top + column.side:
                        return layer, unit
        return None


@lru_cache(maxsize=16)
def lay_out_tiles(
    widths: tuple[int, ...], titled: tuple[bool, ...], width: float, height: float, foot: float, scale: float
) -> TileLayout:
    """widths: units a layer, the input first. titled: which of them have a title at each tile.

    foot: pixels at the bottom that are kept free for captions. Of layers with more units than fit the first are shown.
    """
    top = _PAD * scale
    pitch = pitch_of(len(widths), width, scale)
    room = max(height - top - foot, 1.0)
    widest = min(_SHARE * pitch, _MOST * scale)
    fits = [_fit(count, title, room, widest, scale) for count, title in zip(widths, titled, strict=True)]
    smallest = min(side for side, _, _, _ in fits)
    columns = list[TileColumn]()
    for count, (side, shown, above, gap) in zip(widths, fits, strict=True):
        side = min(side, _LARGER * smallest)
        head = TITLE * scale if above else 0.0
        more = _MORE * scale if shown < count else 0.0
        step = min((room - more + gap) / shown, max(_SPREAD * side, side + head + gap))
        taken = step * (shown - 1) + side + head + more
        first = top + (room - taken) / 2 + head
        tops = tuple(first + step * row for row in range(shown))
        columns.append(TileColumn(top + pitch * (len(columns) + 0.5), side, tops, count - shown, above))
    edges = tuple(_edges(columns[n], columns[n + 1]) for n in range(len(columns) - 1))
    return TileLayout(tuple(columns), edges, pitch, height - foot)


def pitch_of(columns: int, width: float, scale: float) -> float:
    """The distance between columns."""
    return (width - 2 * _PAD * scale) / columns


def _fit(count: int, title: bool, room: float, widest: float, scale: float) -> tuple[float, int, bool, float]:
    """The side of a column's tiles, how many are shown, whether titles find room above them, and the gap."""
    gap, least = _GAP * scale, min(LEAST, widest)
    if (room + gap) / count < min(ROOMY, widest) + gap:
        gap = _LEAST_GAP
    head = TITLE * scale if title else 0.0
    above = title and (room + gap) / count >= min(ROOMY, widest) + head + gap
    taken = gap + (head if above else 0.0)
    shown = count
    if (room + gap) / count < least + taken:
        room -= _MORE * scale
        shown = max(1, min(count - 1, int((room + gap) / (least + taken))))
    return max(min((room + gap) / shown - taken, widest), 1.0), shown, above, gap


def _edges(before: TileColumn, after: TileColumn) -> Array:
    lines = np.empty((len(after.tops), len(before.tops), 4))
    lines[..., 0], lines[..., 2] = before.right, after.left
    lines[..., 1] = np.array(before.tops) + before.side / 2
    lines[..., 3] = (np.array(after.tops) + after.side / 2)[:, None]
    lines.setflags(write=False)
    return lines
