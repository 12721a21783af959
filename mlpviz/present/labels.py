"""Labels on edges that never overlap: each tries a few places along its edge, and stays away if none is free."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_ADVANCE = 0.615  # of the type size: Inter's tabular figures
_NARROW = {".": 0.29, ",": 0.29, " ": 0.28, "·": 0.30, "(": 0.36, ")": 0.36, "−": 0.62, "=": 0.62, "1": 0.615}


def text_width(text: str, size: float) -> float:
    """The width of `text` in Inter at `size` pixels, near enough to keep labels apart."""
    return size * _ems(text)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    return sum(_NARROW.get(character, _ADVANCE) for character in text)


@dataclass(frozen=True)
class Wanted:
    """A label that would like to stand on a line (x0, y0, x1, y1): the first of `texts` that finds room.

    aside: how far from the line it may move where there is none on it; 0: it must stand on the line.
    """

    key: tuple[int, int, int]
    texts: tuple[str, ...]
    line: tuple[float, float, float, float]
    aside: float = 0.0


@dataclass(frozen=True)
class Placed:
    """A label with its box: centre, width and height."""

    key: tuple[int, int, int]
    text: str
    x: float
    y: float
    width: float
    height: float


class Board:
    """Boxes that are taken."""

    def __init__(self, boxes: Iterable[tuple[float, float, float, float]] = ()) -> None:
        self._boxes: list[tuple[float, float, float, float]] = list(boxes)
        """(centre x, centre y, half width, half height) of each."""

    def free(self, x: float, y: float, width: float, height: float) -> bool:
        half_width, half_height = width / 2, height / 2
        for left, top, reach, depth in self._boxes:  # a loop: it is asked thousands of times a step
            if abs(left - x) < reach + half_width and abs(top - y) < depth + half_height:
                return False
        return True

    def take(self, x: float, y: float, width: float, height: float) -> None:
        self._boxes.append((x, y, width / 2, height / 2))

    def copy(self) -> Board:
        return Board(self._boxes)

    def between(self, left: float, right: float) -> Board:
        """The boxes that reach into a strip."""
        return Board(box for box in self._boxes if box[0] + box[2] > left and box[0] - box[2] < right)


def places(sources: int, units: int) -> tuple[float, ...]:
    """Where along an edge a label may stand, the best first.

    With evenly spaced neurons, 1/(units + 1) of the way spreads the labels of all edges evenly.
    """
    return (1 / (units + 1), 1 - 1 / (sources + 1), 0.5, 0.34, 0.66, 0.42, 0.58, 0.26, 0.74)


def place(
    wanted: Iterable[Wanted], board: Board, spots: tuple[float, ...], size: float, all_or_none: bool = False
) -> list[Placed] | None:
    """Place what fits on `board`, in order; with `all_or_none`, None as soon as one does not fit."""
    labels, placed = list(wanted), list[Placed]()
    if not labels:
        return placed
    room = max(label.aside + text_width(text, size) for label in labels for text in label.texts) + 2 * size + 32
    ends = [x for label in labels for x in (label.line[0], label.line[2])]
    near = board.between(min(ends) - room, max(ends) + room)  # a deep network has many boxes elsewhere
    for label in labels:
        found = _find(label, near, spots, size)
        if found is not None:
            near.take(found.x, found.y, found.width, found.height)
            board.take(found.x, found.y, found.width, found.height)
            placed.append(found)
        elif all_or_none:
            return None
    return placed


def _find(label: Wanted, board: Board, spots: tuple[float, ...], size: float) -> Placed | None:
    x0, y0, x1, y1 = label.line
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    across = (-(y1 - y0) / length, (x1 - x0) / length)
    for text in label.texts:
        lines = text.split("\n")
        width = max(text_width(line, size) for line in lines) + 12
        height = size + 8 + (len(lines) - 1) * (size + 2)
        near = height / 2 + 5.0
        for shift in (0.0, -near, near, -label.aside - near, label.aside + near) if label.aside else (0.0,):
            for t in spots:
                x, y = x0 + t * (x1 - x0) + shift * across[0], y0 + t * (y1 - y0) + shift * across[1]
                if board.free(x, y, width + 2, height + 2):
                    return Placed(label.key, text, x, y, width, height)
    return None
