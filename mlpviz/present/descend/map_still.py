"""The map's still part: the colours of the surface, contour lines, axes and colour bar; over one axis its curve.

It stays the same from iteration to iteration, so that a window keeps it as a picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array
from mlpviz.present.descend import colors
from mlpviz.present.descend.area import Area, segments
from mlpviz.present.descend.contours import Contour, contours
from mlpviz.present.descend.loss_scale import LossScale, make_scale
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.text import BODY, SMALL, Label, centred, heading, width_of
from mlpviz.present.descend.ticks import Tick, apart, log_ticks, nice_ticks
from mlpviz.present.descend.words import axis_name, computed_words, mode_words, scale_words, title_of
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme

_PAD = 16.0
_NAME = 16.0  # pixels for the name of an axis
_TICK = 5.0
_BAR = 12.0
_CURVE_MARGIN = 0.08
_HATCH = 9.0
_READOUT = 600.0  # pixels that a hover at full precision takes, about
_LOW, _NARROW = 480.0, 450.0  # in panels that are lower the map gets every line that it can
Line = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class MapStill:
    """In pixels from the panel's corner. image: 0xAARRGGBB, a pixel of the area each, with the colour of the nearest
    value of the grid; None over one axis. hatch: lines under its transparent pixels, which are not finite, shape
    (n, 4). curve: pieces of the loss over one axis, shape (n, 4). bar: left, top, width, height of the colour bar, or
    None. footer: top of the lines that hover and gap are written in, and how many there are.
    """

    width: float
    height: float
    area: Area
    scale: LossScale
    labels: tuple[Label, ...]
    ticks: tuple[Line, ...]
    image: NDArray[np.uint32] | None
    hatch: Array
    contours: tuple[Contour, ...]
    curve: Array
    bar: Line | None
    footer: tuple[float, int]
    text_size: float

    def board(self) -> Board:
        """What moving labels stay away from."""
        return Board((x, y, w / 2, h / 2) for x, y, w, h in (label.bounds for c in self.contours for label in c.labels))


def make_map_still(scene: Scene, theme: Theme, width: float, height: float) -> MapStill:
    """The still part of the map in a panel of width × height pixels."""
    s, losses = theme.scale, scene.grid.losses
    scale = make_scale(scene.scale, losses)
    bad = int(np.count_nonzero(~np.isfinite(losses)))
    notes = [mode_words(scene), scale_words(scale)]
    if scale.log and scale.note:
        notes.append(scale.note)
    if bad:
        where = "left out" if scene.flat else "hatched"
        notes.append(f"{bad:,} of {losses.size:,} values are not finite: {where}")
    computed = computed_words(scene, height < _LOW * s and width < _NARROW * s)
    labels, top = heading(title_of(scene.plane), notes, computed, width, s, _PAD * s)
    x0, x1, *across = scene.view
    y0, y1 = across or _curve_ends(scene, scale)
    rows = 1 if width > _READOUT * s or height < _LOW * s else 2
    foot = height - 8 * s - rows * SMALL * 1.4 * s
    bottom = foot - (SMALL * 1.5 + _TICK + _NAME) * s
    up = max(2.0, (bottom - top) / (44 * s))
    y_ticks = log_ticks(y0, y1, up) if scene.flat and scale.log else nice_ticks(y0, y1, up)
    left = _PAD * s + (_NAME + _TICK + 3) * s + _widest(y_ticks, s)
    bar_ticks = () if scene.flat else scale.ticks(max(2.0, (bottom - top) / (44 * s)))
    right = width - _PAD * s - (0 if scene.flat else (_BAR + 14 + _TICK + 3) * s + _widest(bar_ticks, s))
    area = Area(left, top + 6 * s, max(right - left, 40.0), max(bottom - top - 6 * s, 40.0), x0, x1, y0, y1)
    axes, ticks = _axes(scene, area, y_ticks, s)
    found: list[Label] = [*labels, *axes]
    bar = None
    if not scene.flat:
        bar = (area.right + 14 * s, area.top, _BAR * s, area.height)
        more, lines = _bar_ticks(bar, scale, bar_ticks, s)
        found += more
        ticks += lines
    image = None if scene.flat else _image(scene, area, scale, theme)
    hatch = _hatch(area, _HATCH * s) if bad and not scene.flat else np.empty((0, 4))
    return MapStill(
        width, height, area, scale, tuple(found), tuple(ticks), image, hatch,
        () if scene.flat else contours(scene.grid, area, scale, theme), _curve(scene, area, scale), bar, (foot, rows),
        SMALL * s,
    )  # fmt: skip


def _widest(ticks: tuple[Tick, ...], s: float) -> float:
    return max((width_of(tick.text, SMALL * s) for tick in ticks), default=0.0)


def _axes(scene: Scene, area: Area, y_ticks: tuple[Tick, ...], s: float) -> tuple[list[Label], list[Line]]:
    size, labels, lines = SMALL * s, list[Label](), list[Line]()
    x_ticks = nice_ticks(area.x0, area.x1, max(2.0, area.width / (70 * s)))
    xs = [float(area.place(np.array([tick.at, area.y0]))[0]) for tick in x_ticks]
    rooms = [width_of(tick.text, size) + 8 * s for tick in x_ticks]
    shown = apart(x_ticks, xs, rooms)
    for tick in shown:
        x = float(area.place(np.array([tick.at, area.y0]))[0])
        lines.append((x, area.bottom, x, area.bottom + _TICK * s))
        labels.append(centred(tick.text, x, area.bottom + (_TICK + 1) * s + size * 0.7, size))
    for tick in y_ticks:
        y = float(area.place(np.array([area.x0, tick.at]))[1])
        lines.append((area.left - _TICK * s, y, area.left, y))
        wide = width_of(tick.text, size) + 2
        box = (area.left - (_TICK + 3) * s - wide, y - size * 0.7, wide, size * 1.4)
        labels.append(Label(tick.text, *box, size, "muted", "right"))
    names = [axis_name(name) for name in scene.plane.names] + ["loss"]
    body, middle = BODY * s, area.top + area.height / 2
    labels.append(
        Label(names[0], area.left, area.bottom + (_TICK + 2) * s + size * 1.35, area.width, body * 1.3, body, "ink")
    )
    tall = min(width_of(names[1], body) + 4, area.height)
    x = _PAD * s + body * 0.5
    labels.append(Label(names[1], x - tall / 2, middle - body * 0.65, tall, body * 1.3, body, "ink", angle=-90.0))
    return labels, lines


def _bar_ticks(bar: Line, scale: LossScale, ticks: tuple[Tick, ...], s: float) -> tuple[list[Label], list[Line]]:
    left, top, width, height = bar
    low, high = scale.ends
    size, labels, lines = SMALL * s, list[Label](), list[Line]()
    ys = [top + height * (1 - (tick.at / 2 - low / 2) / ((high / 2 - low / 2) or 1.0)) for tick in ticks]
    for tick in apart(ticks, ys, [size * 1.5] * len(ticks)):
        y = ys[ticks.index(tick)]
        lines.append((left + width, y, left + width + _TICK * s, y))
        wide = width_of(tick.text, size) + 2
        box = (left + width + (_TICK + 3) * s, y - size * 0.7, wide, size * 1.4)
        labels.append(Label(tick.text, *box, size, "muted", "left"))
    wide = width_of("loss", size) + 4
    box = (left + width / 2 - wide / 2, top + height + (_TICK + 2) * s + size * 1.35, wide, size * 1.4)
    labels.append(Label("loss", *box, size, "ink"))
    return labels, lines


def _image(scene: Scene, area: Area, scale: LossScale, theme: Theme) -> NDArray[np.uint32]:
    """The colours, shape (rows, columns) of whole pixels over the area, the largest y first."""
    grid = scene.grid
    nearest, known = [], []
    for values, low, high, count in (
        (grid.xs, area.x0, area.x1, max(1, round(area.width))),
        (grid.ys, area.y0, area.y1, max(1, round(area.height))),
    ):
        at = low + (np.arange(count) + 0.5) / count * (high - low)
        half = (values[-1] / 2 - values[0] / 2) / (len(values) - 1)
        nearest.append(np.searchsorted(values[1:] / 2 + values[:-1] / 2, at))
        known.append((at / 2 >= values[0] / 2 - half / 2) & (at / 2 <= values[-1] / 2 + half / 2))
    (columns, rows), (in_x, in_y) = nearest, known
    image = colors.pixels(theme, scale.share(grid.losses))[rows[::-1, None], columns]
    if not (in_x.all() and in_y.all()):  # the view has moved on from the grid
        image[~(in_y[::-1, None] & in_x)] = 0xFF000000 | int(theme.chip[1:], 16)
    return np.ascontiguousarray(image)


def _hatch(area: Area, gap: float) -> Array:
    """Slanted lines over the area."""
    ends = np.arange(0.0, area.width + area.height, gap)
    pieces = [
        (max(x - area.height, 0.0), min(x, area.height), min(x, area.width), max(x - area.width, 0.0))
        for x in ends.tolist()
    ]
    corner = np.array([area.left, area.top])
    return np.asarray(np.array(pieces) + np.tile(corner, 2))


def _curve_ends(scene: Scene, scale: LossScale) -> tuple[float, float]:
    """Bottom and top of the axis of the loss over one parameter, in units of the scale."""
    xs = scene.grid.xs
    units = scale.units(scene.grid.losses[0][(xs >= scene.view[0]) & (xs <= scene.view[1])])
    seen = units[np.isfinite(units)]
    if not seen.size:
        return 0.0, 1.0
    low, high = float(seen.min()), float(seen.max())
    room = _CURVE_MARGIN * (high / 2 - low / 2) * 2 or 0.5
    return low - room, high + room


def _curve(scene: Scene, area: Area, scale: LossScale) -> Array:
    """The pieces of the loss over one axis in pixels; values that are not finite leave a gap."""
    if not scene.flat:
        return np.empty((0, 4))
    points = np.stack([scene.grid.xs, scale.units(scene.grid.losses[0])], axis=-1)
    return piece_pixels(area, segments(area.shares(points)))


def piece_pixels(area: Area, pieces: Array) -> Array:
    """Pieces as shares of the view, shape (m, 4), in pixels."""
    return area.pixels(pieces.reshape(-1, 2, 2)).reshape(-1, 4)
