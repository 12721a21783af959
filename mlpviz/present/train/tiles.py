"""Small pictures in rows: first-layer weights as images, and the worst mistakes. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array
from mlpviz.present.descend.text import SMALL, TITLE, Label, heading, width_of
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD, Box
from mlpviz.present.train.brush import image_side
from mlpviz.present.train.shares import share_words
from mlpviz.present.train.tile_colors import NEUTRAL, Bytes, peak_of, rough, to_bytes, value_words

MOST = 100
"""Tiles that are shown at once."""
_GAP, _LEAST, _MOST_SIDE = 8.0, 24.0, 150.0
_ROOMY = 220.0  # pixels high, there is room for notes
_MINUS_FROM = 7.0  # pixels of the screen a pixel of the image: from there on a − tells the sign a second time
_MINUS_ABOVE = 26  # bytes away from neutral


@dataclass(frozen=True, eq=False)
class Tile:
    """index: of what it shows, from 0. pixels: bytes, the top row first. minus: dashes on what is negative, (m, 4)."""

    index: int
    left: float
    top: float
    side: float
    pixels: Bytes
    minus: Array


@dataclass(frozen=True, eq=False)
class TilesFrame:
    """signed: whether bytes are of the diverging table; else they are ink, 0 the paper and 255 full ink."""

    tiles: tuple[Tile, ...]
    labels: tuple[Label, ...]
    signed: bool

    def tile_at(self, x: float, y: float) -> int | None:
        """The index of the tile at a pixel of the screen."""
        inside = (t.index for t in self.tiles if 0 <= x - t.left < t.side and 0 <= y - t.top < t.side)
        return next(inside, None)

    def pixel_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """The index of the tile, and row and column of its image."""
        for tile in self.tiles:
            across, down = (x - tile.left) / tile.side, (y - tile.top) / tile.side
            if 0 <= across < 1 and 0 <= down < 1:
                rows, columns = tile.pixels.shape
                return tile.index, int(down * rows), int(across * columns)
        return None


@dataclass(frozen=True, eq=False)
class Mistake:
    """A sample that was taken for another class. pixels: shape (n,), those of a square image.

    probability: of the class it is taken for; None where outputs are no probabilities.
    """

    pixels: Array
    true: str
    predicted: str
    probability: float | None


def ink_bytes(values: Array, low: float, high: float) -> Bytes:
    """Pixels as ink: `low` is paper, 0, and `high` full ink, 255; beyond them it stays the same. NaN is paper."""
    with np.errstate(all="ignore"):
        shares = np.nan_to_num(np.clip((values - low) / (high - low), 0.0, 1.0))
    return np.rint(255 * shares).astype(np.uint8)


def worst_mistakes(probabilities: Array, true: NDArray[np.integer]) -> NDArray[np.intp]:
    """The samples that are taken for a wrong class, those first where it is believed most.

    probabilities: shape (samples, classes); true: class numbers.
    """
    believed = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(believed != true)
    return wrong[np.argsort(-probabilities[wrong, believed[wrong]], kind="stable")]


def make_weights(weights: Array, theme: Theme, width: float, height: float) -> TilesFrame:
    """Each unit's weights as an image, all on one scale. weights: shape (units, inputs), inputs a square number."""
    side = image_side(weights.shape[1])
    if side is None:
        raise ValueError(f"{weights.shape[1]} inputs are no square image")
    peak = peak_of(weights)
    images = to_bytes(weights[:MOST], 0.0, peak).reshape(-1, side, side)
    notes = ("by number of neuron", f"full colour at ±{rough(peak)}", value_words((0.0,), theme))
    captions = [(str(k + 1),) for k in range(len(images))]
    titles = "Weights of the first layer as images", "First-layer weights", "Weights"
    return _tiles(titles, notes, images, captions, len(weights), theme, width, height, signed=True)


def make_mistakes(
    mistakes: Sequence[Mistake], low: float, high: float, theme: Theme, width: float, height: float,
    count: int | None = None,
) -> TilesFrame:  # fmt: skip
    """What was taken for what, in the order given. low, high: the values of paper and of full ink.

    count: how many mistakes there are, where these are only the first of them.
    """
    shown_ones = mistakes[:MOST]
    side = image_side(len(shown_ones[0].pixels)) if shown_ones else 1
    if side is None:
        raise ValueError(f"{len(shown_ones[0].pixels)} inputs are no square image")
    images = np.stack([ink_bytes(m.pixels, low, high).reshape(side, side) for m in shown_ones]) if shown_ones else None
    sure = all(m.probability is not None for m in shown_ones)
    captions = [_caption(m) for m in shown_ones]
    notes = ("true → predicted" + sure * ", with its probability" if shown_ones else "every sample is right",)
    return _tiles(
        ("Worst mistakes", "Mistakes"),
        notes,
        images,
        captions,
        len(mistakes) if count is None else count,
        theme,
        width,
        height,
        signed=False,
    )


def _caption(mistake: Mistake) -> tuple[str, ...]:
    taken = f"{mistake.true} → {mistake.predicted}"
    return (taken,) if mistake.probability is None else (taken, share_words(mistake.probability))


def _tiles(
    titles: Sequence[str], notes: Sequence[str], images: Bytes | None, captions: Sequence[tuple[str, ...]], count: int,
    theme: Theme, width: float, height: float, signed: bool,
) -> TilesFrame:  # fmt: skip
    """Tiles with a line of text each below; what is more than fits is counted."""
    s, size = theme.scale, SMALL * theme.scale
    free = width - 2 * PAD * s - 6 * size  # beside the title is told how many more there are
    title = next((text for text in titles if width_of(text, TITLE * s, 600) <= free), titles[-1])
    kept = notes if height > _ROOMY * s or images is None else ()
    labels, top = heading(title, kept, "", width, s, PAD * s, right=6 * size)
    if images is None:
        return TilesFrame((), labels, signed)
    widest = max(width_of(text, size) for caption in captions for text in caption) + 4
    foot = (0.2 + 1.3 * len(captions[0])) * size
    box = (PAD * s, top, width - 2 * PAD * s, height - top - 8 * s)
    least = max(_LEAST * s, images.shape[1])
    places = [*_places(len(images), box, foot, least, widest, s)]
    more = count - len(places)
    found = list(labels)
    if more > 0:
        text = f"+ {more} more"
        wide = width_of(text, size) + 4
        found.append(Label(text, width - PAD * s - wide, 10 * s, wide, 21 * s, size, "muted", "right"))
    tiles = list[Tile]()
    for k, (left, y, side) in enumerate(places):
        tiles.append(
            Tile(k, left, y, side, images[k], _minus(images[k], left, y, side) if signed else np.empty((0, 4)))
        )
        for line, text in enumerate(captions[k]):
            x, wide = left + side / 2 - max(side, widest) / 2, max(side, widest)
            role = "ink" if line == 0 else "muted"
            found.append(Label(text, x, y + side + (0.2 + 1.3 * line) * size, wide, 1.25 * size, size, role))
    return TilesFrame(tuple(tiles), tuple(found), signed)


def _places(
    count: int, box: Box, foot: float, least: float, widest: float, scale: float
) -> Iterator[tuple[float, float, float]]:
    """Left, top and side of as many tiles as fit, as large as they can be. foot: what a caption takes below each."""
    left, top, width, height = box
    gap = _GAP * scale

    def side_with(columns: int) -> float:
        rows = -(-count // columns)
        across = (width + gap) / columns - gap
        down = (height + gap) / rows - gap - foot
        return min(across, down, _MOST_SIDE * scale) if across >= widest else 0.0

    columns = max(range(1, count + 1), key=side_with)
    side = side_with(columns)
    if side < least:
        side = min(least, max(height - foot, 4.0))
        columns = max(1, int((width + gap) / (max(side, widest) + gap)))
        rows = max(1, int((height + gap) / (side + foot + gap)))
        side = max(side, min((width + gap) / columns - gap, (height + gap) / rows - gap - foot, _MOST_SIDE * scale))
    else:
        rows = -(-count // columns)
    pitch = max(side, widest) + gap
    for k in range(min(count, rows * columns)):
        row, column = divmod(k, columns)
        yield left + column * pitch + (pitch - gap - side) / 2, top + row * (side + foot + gap), side


def _minus(pixels: Bytes, left: float, top: float, side: float) -> Array:
    """A dash in the middle of every pixel that is negative enough to be seen, where pixels are large: shape (m, 4)."""
    pitch = side / len(pixels)
    if pitch < _MINUS_FROM:
        return np.empty((0, 4))
    rows, columns = np.nonzero((pixels > 0) & (pixels < NEUTRAL - _MINUS_ABOVE))
    y, x = top + (rows + 0.5) * pitch, left + (columns + 0.5) * pitch
    return np.stack([x - 0.22 * pitch, y, x + 0.22 * pitch, y], axis=-1)
