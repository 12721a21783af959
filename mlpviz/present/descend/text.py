"""Words with a place: what every text of the page is, so that none lies over another and none is cut off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

TITLE, BODY, SMALL = 14.0, 12.0, 11.0
# advances of Inter, of the type size, rounded up; figures are tabular
_ADVANCES = {
    **dict.fromkeys("ijlI.,:;|!' ", 0.30), **dict.fromkeys("ftr()[]/·‖", 0.40), **dict.fromkeys("mwMW%", 0.93),
    **dict.fromkeys("0123456789−+=<>×≤≥∞", 0.66), **dict.fromkeys("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", 0.46),
    **dict.fromkeys("→↗↑↖←↙↓↘", 1.0), "\u0303": 0.0,
}  # fmt: skip
_LOWER, _OTHER = 0.59, 0.76
_BOLDER = 1.05
SEPARATOR = " · "


@dataclass(frozen=True)
class Label:
    """Text in a box, in pixels; it is drawn smaller where it would be wider than its box.

    role: "ink", "muted" or "now" of the theme, or a colour #rrggbb. ground: a colour under it, or "".
    angle: degrees, clockwise, about the middle of the box.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    size: float = SMALL
    role: str = "muted"
    align: str = "center"
    weight: int = 400
    angle: float = 0.0
    ground: str = ""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Centre, width and height of the upright box around it, turned as it is."""
        turn = math.radians(self.angle)
        c, s = abs(math.cos(turn)), abs(math.sin(turn))
        return (
            self.left + self.width / 2, self.top + self.height / 2,
            self.width * c + self.height * s, self.width * s + self.height * c,
        )  # fmt: skip


@lru_cache(maxsize=16384)
def width_of(text: str, size: float, weight: int = 400) -> float:
    """The width of a text in Inter, rather a little too much than too little."""
    advances = (_ADVANCES.get(letter, _LOWER if letter.islower() else _OTHER) for letter in text)
    return size * sum(advances) * (_BOLDER if weight > 400 else 1.0)


def centred(text: str, x: float, y: float, size: float, role: str = "muted", angle: float = 0.0) -> Label:
    """A text about a point, in a box of its own size."""
    width, height = width_of(text, size) + 2, size * 1.35
    return Label(text, x - width / 2, y - height / 2, width, height, size, role, angle=angle)


def lines_of(pieces: Iterable[str], room: float, size: float) -> Iterator[str]:
    """Pieces joined by dots into as few lines as they need; a piece is never broken."""
    line = ""
    for piece in pieces:
        longer = line + SEPARATOR + piece if line else piece
        if line and width_of(longer, size) > room:
            yield line
            longer = piece
        line = longer
    if line:
        yield line


def heading(
    title: str, notes: Iterable[str], caption: str, width: float, scale: float, pad: float, right: float = 0.0
) -> tuple[tuple[Label, ...], float]:
    """A title, a caption at the right and notes below; the caption goes below where it finds no room. And its foot.

    right: pixels of the first line, from the border, that are kept free.
    """
    room, top = width - 2 * pad, 10 * scale
    pieces = [note for note in notes if note]
    size, small = TITLE * scale, BODY * scale
    taken = width_of(title, size, 600)
    labels, edge = [], width - (right + pad / 2 if right else pad)
    if caption and pad + taken + 2 * pad + width_of(caption, small) <= edge:
        wide = width_of(caption, small) + 4
        labels.append(Label(caption, edge - wide, top, wide, size * 1.5, small, "muted", "right"))
    elif caption:
        pieces.append(caption)
    labels.append(Label(title, pad, top, min(taken + 4, edge - pad), size * 1.5, size, "ink", "left", 600))
    top += size * 1.5
    for line in lines_of(pieces, room, small):
        labels.append(Label(line, pad, top, room, small * 1.4, small, "muted", "left"))
        top += small * 1.4
    return tuple(labels), top + 6 * scale
