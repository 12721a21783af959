"""Places for labels that must not lie over one another, nor over what they name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlpviz.present.descend.area import Area
from mlpviz.present.descend.text import Label, width_of
from mlpviz.present.labels import Board

_RINGS = (1.0, 2.2, 3.6, 5.2)
_SIDES = 12


@dataclass(frozen=True)
class Tag:
    """A label on a plate: its middle, its size, and the line that leads to what it names, where it stands away.

    path: whose it is, None for the start and the present weights.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    path: int | None
    leader: tuple[float, float, float, float] | None = None


def tag_size(text: str, size: float) -> tuple[float, float]:
    return width_of(text, size, 500) + size, size * 1.7


def place_tag(
    texts: Iterable[str], spots: Iterable[tuple[float, float]], board: Board, area: Area, size: float, path: int | None
) -> Tag | None:
    """The first of the texts that finds room at one of the spots, its middle; None where none does."""
    places = list(spots)
    for text in texts:
        width, height = tag_size(text, size)
        for x, y in places:
            x = min(max(x, area.left + width / 2 + 3), area.right - width / 2 - 3)
            inside = area.top + height / 2 + 2 <= y <= area.bottom - height / 2 - 2 and width + 6 <= area.width
            if inside and board.free(x, y, width + 2, height + 2):
                board.take(x, y, width, height)
                return Tag(text, x, y, width, height, path)
    return None


def around(x: float, y: float, text: str, size: float, near: float) -> Iterator[tuple[float, float, int]]:
    """Middles for a label about a point, the nearest ring first: right, left, above, below and between."""
    width, height = tag_size(text, size)
    for ring, factor in enumerate(_RINGS):
        gap = near * factor
        for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1)) if ring == 0 else ():
            yield x + dx * (gap + width / 2), y + dy * (gap + height / 2), 0
        for k in range(_SIDES):
            turn = 2 * math.pi * (k + 0.5) / _SIDES
            c, s = math.cos(turn), math.sin(turn)
            yield x + gap * c + math.copysign(width / 2, c), y - gap * s - math.copysign(height / 2, s), ring


def place_near(
    texts: tuple[str, ...], x: float, y: float, board: Board, area: Area, size: float, near: float, path: int | None
) -> Tag | None:
    """A label near a point, with a leader where it had to go farther away."""
    for text in texts:
        for left, top, ring in around(x, y, text, size, near):
            tag = place_tag((text,), ((left, top),), board, area, size, path)
            if tag is not None and (ring > 0 or abs(tag.x - left) > 1):
                end_x = min(max(x, tag.x - tag.width / 2), tag.x + tag.width / 2)
                end_y = min(max(y, tag.y - tag.height / 2), tag.y + tag.height / 2)
                return Tag(tag.text, tag.x, tag.y, tag.width, tag.height, path, (x, y, end_x, end_y))
            if tag is not None:
                return tag
    return None


def more_label(count: int, board: Board, area: Area, size: float, ground: str) -> tuple[Label, ...]:
    """How many names found no room: "+ 9 more", in the first corner or else place at the border that is free."""
    if not count:
        return ()
    text = f"+ {count} more"
    width, height = width_of(text, size) + 0.6 * size, size * 1.4
    x0, x1 = area.left + width / 2 + 3, area.right - width / 2 - 3
    y0, y1 = area.top + height / 2 + 3, area.bottom - height / 2 - 3
    steps = [k / 12 for k in range(13)]
    spots = [(x1, y1), (x0, y1), (x1, y0), (x0, y0)]
    spots += [(x, y1 + t * (y0 - y1)) for t in steps for x in (x1, x0)]
    spots += [(x1 + t * (x0 - x1), y) for t in steps for y in (y1, y0)]
    x, y = next((spot for spot in spots if board.free(*spot, width, height)), (0.0, 0.0))
    if not x:
        return ()
    board.take(x, y, width, height)
    return (Label(text, x - width / 2, y - height / 2, width, height, size, ground=ground),)
