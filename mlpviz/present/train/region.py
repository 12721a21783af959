"""What a network gives over the plane of two inputs, with the samples on it: regions of classes, or a map of values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.maps import Bounds, Floats
from mlpviz.nn.network import Array, Network
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.text import BODY, SMALL, TITLE, Label, centred, heading, width_of
from mlpviz.present.labels import Board
from mlpviz.present.notation import unit_title
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.train.class_style import class_style
from mlpviz.present.train.key import Key, Meaning
from mlpviz.present.train.on_area import OnArea
from mlpviz.present.train.points import Markers, Points, class_markers, radius_of, value_markers
from mlpviz.present.train.region_image import (
    Pixels,
    Reading,
    borders,
    cell_colors,
    decided,
    enlarged,
    inner_cell,
    soft_table,
)
from mlpviz.present.train.region_layout import arranged
from mlpviz.present.train.tile_colors import as_rows, not_finite_words, to_bytes

_PAD = 16.0
_NUMBERED = 12  # lines of units at most that are numbered
_ROOMY = 200.0  # pixels high, there is room for more than the title
_LARGE = 320.0  # pixels high, there is room for a line about the points
_COARSE = 48  # cells a side, about, in which the middle of a region is looked for


@dataclass(frozen=True, eq=False)
class RegionScene(OnArea):
    """In pixels from the panel's corner.

    image: a pixel of the area each, 0xAARRGGBB, the top row first. borders: where a class ends, shape (m, 4).
    unit_lines: where units of the first layer have ξ = 0, shape (k, 4). rings: samples that are wrong, shape (r, 2);
    none where they are very many.
    plates: names on the picture. middles: where each sample stands, shape (n, 2). chosen: the one that is looked at.
    names: those of the two axes, which are among the labels.
    """

    area: Area
    image: Pixels
    borders: Array
    unit_lines: Array
    markers: tuple[Markers, ...]
    rings: Array
    chosen: tuple[float, float] | None
    radius: float
    labels: tuple[Label, ...]
    plates: tuple[Label, ...]
    key: Key
    middles: Array
    names: tuple[Label, ...]
    scale: float

    def axis_at(self, x: float, y: float) -> int | None:
        """The axis, 0 across or 1 up, whose name is at a pixel."""
        for axis, name in enumerate(self.names):
            middle_x, middle_y, width, height = name.bounds
            if abs(x - middle_x) <= width / 2 and abs(y - middle_y) <= height / 2:
                return axis
        return None


def region_title(network: Network, layer: int, unit: int) -> str:
    """ "Hidden neuron 3 · outgoing weight −1.27"; the weight where there is just one. layer: from 1; unit: from 0."""
    title = unit_title(layer, unit, network.depth)
    title = title[0].upper() + title[1:]
    if layer < network.depth and network.widths[layer + 1] == 1:
        title += f" · outgoing weight {shown(float(network.layers[layer].weights[0, unit]), 2)}"
    return title


def make_region(
    values: Floats,
    side: int,
    view: Bounds,
    reading: Reading,
    theme: Theme,
    width: float,
    height: float,
    *,
    title: str,
    note: str = "",
    names: tuple[str, str] = ("x1", "x2"),
    class_names: tuple[str, ...] = (),
    points: Points | None = None,
    lines: Array | None = None,
    chosen: int | None = None,
) -> RegionScene:
    """The scene in a panel of width × height pixels.

    values: outputs (or one unit's) at the middles of side × side cells of the view, as `slice_points` orders them,
    shape (outputs, side²). note: what else holds, as the values of inputs that the view does not change. lines: what
    `zero_lines` gives. chosen: the sample that is looked at.
    """
    s = theme.scale
    roomy = height > _ROOMY * s
    caption = f"{side} × {side} points, each computed"
    beside = width_of(title, TITLE * s, 600) + width_of(caption, BODY * s) + 4 * _PAD * s <= width
    if not (beside or height > _LARGE * s):
        caption = ""
    notes = (note if roomy else "", not_finite_words(values), _counted(points))
    labels, top = heading(title, notes, caption if roomy else "", width, s, _PAD * s)
    bar = None if reading.hard else reading.scale
    count = _class_count(reading, points, class_names)
    meanings = list(_meanings(reading, count, points, lines, class_names, theme))
    box = (_PAD * s, top, width - 2 * _PAD * s, height - top)
    axes, key = arranged(box, view, names, meanings, bar, theme)
    area = axes.area
    classes = decided(reading, values)
    edges = borders(classes, side, area) if reading.classes else np.empty((0, 4))
    middles = np.empty((0, 2)) if points is None else area.place(points.places)
    cut = _cut(area, lines)
    return RegionScene(
        area, enlarged(cell_colors(reading, values, side, theme), area), edges, cut[:, 1:],
        () if points is None else tuple(_markers(points, middles, reading, count, theme)),
        np.empty((0, 2)) if points is None else middles[points.ringed],
        None if chosen is None or chosen >= len(middles) else (float(middles[chosen, 0]), float(middles[chosen, 1])),
        radius_of(len(middles), s), (*labels, *axes.labels),
        (*_numbers(area, cut, theme), *_class_names(classes, side, area, reading, class_names, theme)), key, middles,
        axes.labels[-2:], s,
    )  # fmt: skip


def class_name(number: int, class_names: tuple[str, ...]) -> str:
    return class_names[number] if number < len(class_names) else f"class {number}"


def _class_count(reading: Reading, points: Points | None, class_names: tuple[str, ...]) -> int:
    """How many classes regions and samples have, 0 where targets are numbers."""
    if points is None or points.classes is None:
        return reading.classes
    return max(reading.classes, len(class_names), int(points.classes.max(initial=0)) + 1)


def _meanings(
    reading: Reading, count: int, points: Points | None, lines: Array | None, class_names: tuple[str, ...],
    theme: Theme,
) -> Iterator[Meaning]:  # fmt: skip
    """The rows of the key, the most important ones first."""
    for number in range(count):
        style = class_style(number, count, theme)
        yield Meaning(style.marker, class_name(number, class_names), style.color)
    if points is not None:
        if points.classes is not None and not _counted(points):
            yield Meaning("ring", _wrong(points), widest=f"{points.count:,} of {points.count:,} wrong")
        tests = int(points.test.sum())
        by_class = points.classes is not None
        if tests:
            yield Meaning("circle", f"{points.count - tests:,} for training", "muted")
            yield Meaning("circle" if by_class else "square", f"{tests:,} for testing", "muted", by_class)
    if lines is not None and not np.isnan(lines).all():
        yield Meaning("thin", "ξ = 0, hidden 1")
    if reading.classes:
        yield Meaning("line", "border of a class")


def _wrong(points: Points) -> str:
    return f"{int(points.wrong.sum()):,} of {points.count:,} wrong"


def _counted(points: Points | None) -> str:
    """How many samples are wrong, where they are too many for rings."""
    return _wrong(points) if points is not None and points.wrong.any() and not len(points.ringed) else ""


def _markers(points: Points, middles: Array, reading: Reading, count: int, theme: Theme) -> Iterator[Markers]:
    if points.classes is not None:
        yield from class_markers(points, middles, count, theme)
    elif points.values is not None and reading.scale is not None:
        shades = to_bytes(points.values, reading.scale.middle, reading.scale.half)
        colors = [f"#{color & 0xFFFFFF:06x}" for color in soft_table(theme.id).tolist()]
        yield from value_markers(points, middles, shades, colors, theme)


def _cut(area: Area, lines: Array | None) -> Array:
    """The lines that cross the view, in pixels, each after its number: shape (k, 5)."""
    if lines is None:
        return np.empty((0, 5))
    seen = np.flatnonzero(~np.isnan(lines).any(axis=1))
    return np.column_stack([seen, area.pixels(lines[seen].reshape(-1, 2, 2)).reshape(-1, 4)])


def _numbers(area: Area, cut: Array, theme: Theme) -> Iterator[Label]:
    """The numbers of the units at one end of their lines, where there are few and there is room."""
    size, board = SMALL * theme.scale, Board()
    for unit, *ends in cut.tolist() if len(cut) <= _NUMBERED else ():
        text = str(int(unit) + 1)
        wide, tall = width_of(text, size) + 0.7 * size, 1.35 * size
        for x, y in (ends[:2], ends[2:]):
            x = min(max(x, area.left + wide / 2 + 1), area.right - wide / 2 - 1)
            y = min(max(y, area.top + tall / 2 + 1), area.bottom - tall / 2 - 1)
            if board.free(x, y, wide, tall):
                board.take(x, y, wide, tall)
                yield Label(text, x - wide / 2, y - tall / 2, wide, tall, size, "ink", ground=theme.panel)
                break


def _class_names(
    classes: np.ndarray, side: int, area: Area, reading: Reading, class_names: tuple[str, ...], theme: Theme
) -> Iterator[Label]:
    """Printed in grey, colours do not tell classes: each region carries its name."""
    if theme.id != "print" or not reading.classes:
        return
    step = -(-side // _COARSE)
    cells = as_rows(classes, side)[::step, ::step]
    for number in range(reading.classes):
        cell = inner_cell(cells == number)
        if cell is not None:
            x = area.left + (cell[1] * step + 0.5) * area.width / side
            y = area.top + (cell[0] * step + 0.5) * area.height / side
            label = centred(class_name(number, class_names), x, y, SMALL * theme.scale, "ink")
            left = min(max(label.left, area.left + 1), area.right - label.width - 1)
            yield Label(label.text, left, label.top, label.width, label.height, label.size, "ink", ground=theme.panel)
