"""The whole network as tiles: inside every unit a map of what it gives over the input plane."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.maps import Floats
from mlpviz.nn.network import Array, Network
from mlpviz.present.descend.text import SMALL, Label, lines_of, width_of
from mlpviz.present.notation import layer_title
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.train.tile_colors import (
    Bytes,
    ValueScale,
    as_rows,
    not_finite,
    peak_of,
    range_of,
    rough,
    to_bytes,
    value_words,
)
from mlpviz.present.train.tile_layout import TITLE, TileLayout, lay_out_tiles, pitch_of

LEVELS = 8
"""Edges are drawn in so many widths, so that those of one width go out in one call."""
_LINE = 1.35  # of the type size
_PAD = 12.0
_APART = 4.0
_WEIGHT_DECIMALS = 2
_NOTED = 34.0  # pixels of the smallest tile: below that there is no room for notes
_BROKEN = "not finite"
Unit = tuple[int, int]
"""Layer (0 the input) and unit, both as the tiles count them."""


def units_of(numbers: Iterable[tuple[int, ...]]) -> set[Unit]:
    """The units (from 0) of every layer, the first one first, as a set of such pairs."""
    return {(layer, unit) for layer, units in enumerate(numbers, start=1) for unit in units}


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges into one layer, in pixels: lines of shape (n, 4), source to unit; signs −1, 0, 1 and levels 0 … LEVELS
    of each weight's size, the largest of the network having LEVELS; units and sources are indices from 0.
    """

    layer: int
    lines: Array
    signs: NDArray[np.int8]
    levels: NDArray[np.int8]
    units: NDArray[np.intp]
    sources: NDArray[np.intp]


@dataclass(frozen=True)
class Mark:
    """A word on a tile that something is wrong with: "dead", "saturated" or "not finite"."""

    layer: int
    unit: int
    text: str


@dataclass(frozen=True, eq=False)
class NetworkMaps:
    """In pixels from the panel's corner.

    images: for each column the maps of the units shown as bytes of the table of colours, shape (units, side, side),
    the top row first. captions stay as they are while the network learns; titles change with the weights.
    lines: where units of the first layer have ξ = 0, as (unit, x0, y0, x1, y1). emphasised: the tile that is looked at.
    notes: what the colours and the lines say, where the picture has no room for it, else "".
    """

    layout: TileLayout
    images: tuple[Bytes, ...]
    edges: tuple[Edges, ...]
    captions: tuple[Label, ...]
    titles: tuple[Label, ...]
    lines: Array
    marks: tuple[Mark, ...]
    emphasised: Unit | None
    text_size: float
    notes: str

    def tile_at(self, x: float, y: float) -> Unit | None:
        """The layer (0 the input) and unit of the tile at a pixel, or None between tiles."""
        return self.layout.at(x, y)

    def box(self, layer: int, unit: int) -> tuple[float, float, float] | None:
        """Left, top and side of a unit's tile, or None where it is not shown."""
        if layer >= len(self.layout.columns):
            return None
        column = self.layout.columns[layer]
        return (column.left, column.tops[unit], column.side) if unit < len(column.tops) else None


def make_network_maps(
    network: Network,
    maps: tuple[Floats, ...],
    input_maps: Floats,
    side: int,
    theme: Theme,
    width: float,
    height: float,
    *,
    input_names: tuple[str, ...] = (),
    output_names: tuple[str, ...] = (),
    plane_names: tuple[str, str] = ("x1", "x2"),
    lines: Array | None = None,
    dead: Collection[Unit] = frozenset(),
    saturated: Collection[Unit] = frozenset(),
    emphasised: Unit | None = None,
) -> NetworkMaps:
    """The scene of a network in a panel of width × height pixels.

    maps: of every layer, shape (units, side²), as `unit_maps` gives them; input_maps: the inputs themselves, shape
    (inputs, side²). lines: what `zero_lines` gives, None where inputs are not plain. plane_names: the two inputs (or
    what inputs are made of) that the maps are over. dead, saturated: layers (from 1) and units (from 0) to be marked.
    """
    s, size = theme.scale, SMALL * theme.scale
    scales = [range_of(row.activation) for row in network.layers]
    room = width - 2 * _PAD * s
    texts = _texts(network, maps, pitch_of(network.depth + 1, width, s) - _APART, size)
    pieces = _notes(scales, plane_names, theme)
    notes = tuple(lines_of(pieces, room, size))
    names = (input_names, *((),) * (network.depth - 1), output_names)
    titled = tuple(bool(names[n]) or _titled(network, n) for n in range(network.depth + 1))
    feet = tuple((0.9 + _LINE * (len(texts[0]) + lines)) * size + 6 * s for lines in (len(notes), 0))
    layout = lay_out_tiles(network.widths, titled, width, height, feet[0], s)
    smallest = min(column.side for column in layout.columns)
    if smallest < min(_NOTED, 0.5 * layout.pitch) or any(column.hidden for column in layout.columns):
        notes, layout = (), lay_out_tiles(network.widths, titled, width, height, feet[1], s)
    images = tuple(
        _images(values[: len(column.tops)], scale, side)
        for values, scale, column in zip((input_maps, *maps), (None, *scales), layout.columns, strict=True)
    )
    captions = [*_captions(layout, texts, size), *_names(layout, names, width, size)]
    for row, note in enumerate(notes):
        top = height - 6 * s - (len(notes) - row) * _LINE * size
        captions.append(Label(note, _PAD * s, top, room, _LINE * size, size))
    marks = tuple(
        Mark(layer, unit, word)
        for word, units in (("dead", dead), ("saturated", saturated), (_BROKEN, _broken(maps)))
        for layer, unit in sorted(units)
        if unit < len(layout.columns[layer].tops)
    )
    return NetworkMaps(
        layout, images, _edges(network, layout), tuple(captions), tuple(_titles(network, layout, theme)),
        _zero_lines(layout, lines), marks, emphasised, size, "" if notes else "\n".join(pieces),
    )  # fmt: skip


def _broken(maps: tuple[Floats, ...]) -> Iterator[Unit]:
    """The units that are not finite everywhere."""
    for layer, values in enumerate(maps, start=1):
        for unit in np.flatnonzero(not_finite(values)).tolist():
            yield layer, unit


def _titled(network: Network, layer: int) -> bool:
    """Whether each unit of a layer has one outgoing weight, as the next layer is one unit."""
    return 0 < layer < network.depth and network.widths[layer + 1] == 1


def _images(values: Floats, scale: ValueScale | None, side: int) -> Bytes:
    """The maps of a column, each on the scale of its layer, or on its own where that has none."""
    pictures = as_rows(values, side)
    if scale is not None:
        return to_bytes(pictures, scale.middle, scale.half)
    peaks = np.array([peak_of(unit) for unit in values], dtype=values.dtype)
    return to_bytes(pictures, 0.0, peaks[:, None, None])


def _notes(scales: list[ValueScale | None], names: tuple[str, str], theme: Theme) -> list[str]:
    """What the colours and the lines say."""
    middles = {0.0, *(scale.middle for scale in scales if scale is not None)}
    over = " and ".join(dict.fromkeys(names))  # of one input both axes are that one
    pieces = [f"tiles: what a unit gives over {over}", value_words(middles, theme)]
    if None in scales:
        pieces.append("without a range: full colour at the unit’s own peak")
    pieces.append("dashed: weight below 0")
    return pieces


def _texts(network: Network, maps: tuple[Floats, ...], room: float, size: float) -> list[list[str]]:
    """The lines below each column: name, activation and range, the first two of them joined where all find room."""
    names = [layer_title(number, network.depth) for number in range(network.depth + 1)]
    kinds = ["", *(ACTIVATIONS[row.activation].title for row in network.layers)]
    ranges = [""]
    for row, values in zip(network.layers, maps, strict=True):
        scale = range_of(row.activation)
        if scale is not None:
            ranges.append(scale.words)
        else:
            ranges.append(_BROKEN if not_finite(values).all() else f"peak {rough(peak_of(values))}")
    joined = [f"{name} · {kind}" if kind else name for name, kind in zip(names, kinds, strict=True)]
    if all(width_of(text, size) <= room for text in joined):
        return [list(texts) for texts in zip(joined, ranges, strict=True)]
    return [list(texts) for texts in zip(names, kinds, ranges, strict=True)]


def _captions(layout: TileLayout, texts: list[list[str]], size: float) -> Iterator[Label]:
    """What stands below each column, and how many of its units are not shown."""
    room = layout.pitch - _APART
    for column, lines in zip(layout.columns, texts, strict=True):
        for row, text in enumerate(lines):
            top = layout.foot + (0.4 + row * _LINE) * size
            yield Label(text, column.x - room / 2, top, room, _LINE * size, size, "muted" if row else "ink")
        if column.hidden:
            top = column.bottom + 0.15 * size
            yield Label(f"+ {column.hidden:,} more", column.x - room / 2, top, room, _LINE * size, size)


def _names(layout: TileLayout, names: tuple[tuple[str, ...], ...], width: float, size: float) -> Iterator[Label]:
    """Names over the tiles of a column, or at their outer side where there is no room above."""
    for number, (column, texts) in enumerate(zip(layout.columns, names, strict=True)):
        for text, top in zip(texts, column.tops, strict=False):
            if column.above:
                yield _title(text, column.x, top, layout.pitch - _APART, size, "ink")
                continue
            middle, first = top + column.side / 2 - _LINE * size / 2, number == 0
            left = 4.0 if first else column.right + 4
            room = column.left - 8 if first else width - left - 4
            yield Label(text, left, middle, room, _LINE * size, size, "ink", "right" if first else "left")


def _title(text: str, x: float, top: float, room: float, size: float, role: str) -> Label:
    return Label(text, x - room / 2, top - TITLE / SMALL * size, room, TITLE / SMALL * size, size, role)


def _titles(network: Network, layout: TileLayout, theme: Theme) -> Iterator[Label]:
    """The outgoing weight of each unit that has only one."""
    size = SMALL * theme.scale
    for number in range(1, network.depth):
        weights, column = network.layers[number].weights, layout.columns[number]
        if not _titled(network, number):
            continue
        for weight, top in zip(weights[0].tolist(), column.tops, strict=False):
            text = shown(weight, _WEIGHT_DECIMALS)
            color = theme.positive if weight > 0 else theme.negative if weight < 0 else theme.muted
            if column.above:
                yield _title(text, column.x, top, layout.pitch - _APART, size, color)
                continue
            wide, tall = min(width_of(text, size) + 4, layout.pitch - column.side), _LINE * size
            middle = top + column.side / 2 - tall / 2
            yield Label(text, column.right + 3, middle, wide, tall, size, color, ground=theme.panel)


def _edges(network: Network, layout: TileLayout) -> tuple[Edges, ...]:
    peak = max(peak_of(row.weights) for row in network.layers)
    found = []
    for number, (row, lines) in enumerate(zip(network.layers, layout.edges, strict=True), start=1):
        weights = row.weights[: lines.shape[0], : lines.shape[1]]
        units, sources = (index.ravel() for index in np.indices(weights.shape))
        levels = np.ceil(np.abs(weights) / peak * LEVELS).astype(np.int8).ravel()
        found.append(
            Edges(number, lines.reshape(-1, 4), np.sign(weights).astype(np.int8).ravel(), levels, units, sources)
        )
    return tuple(found)


def _zero_lines(layout: TileLayout, lines: Array | None) -> Array:
    """Shares of the view as pixels of the first layer's tiles."""
    column = layout.columns[1]
    if lines is None:
        return np.empty((0, 5))
    lines = lines[: len(column.tops)]
    seen = np.flatnonzero(~np.isnan(lines).any(axis=1))
    corners = np.array([[column.left, column.tops[unit] + column.side] * 2 for unit in seen]).reshape(-1, 4)
    ways = np.array([column.side, -column.side] * 2)
    placed: Array = np.column_stack([seen, corners + lines[seen] * ways])
    return placed
