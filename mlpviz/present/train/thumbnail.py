"""A small picture of what a document trains on, and of the shapes of its networks. No Qt, and no words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.input_plane import input_plane
from mlpviz.core.lockstep import singles
from mlpviz.nn.maps import Bounds
from mlpviz.nn.network import Array, Network
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.plot import Line
from mlpviz.present.palette import Theme
from mlpviz.present.train.brush import image_side
from mlpviz.present.train.learned import points_of
from mlpviz.present.train.learned_curve import curve_points
from mlpviz.present.train.learned_samples import ink_ends
from mlpviz.present.train.points import Markers, Points, class_markers, plain_markers, value_markers
from mlpviz.present.train.tile_colors import table, to_bytes
from mlpviz.present.train.tiles import Tile, TilesFrame, ink_bytes

_SHARE = 0.62  # of the width have the samples
_PAD, _GAP = 4.0, 14.0
_ROOM = 0.07  # of the height, above and below the samples of one input
_SMALLER = 0.7  # markers are drawn so much smaller than on the page
_IMAGES = 4  # a side
_MOST_DOTS = 12  # units of a layer that are a dot each; more are a bar
_RADIUS, _PITCH = 3.6, 12.0
_APART = 34.0  # between layers at most
_ALONG = 48  # samples along a curve at most: more would cover each other


@dataclass(frozen=True, eq=False)
class Shape:
    """A network as it is built. dots: middles of units, shape (n, 2). bars: layers of too many units to be told apart.

    edges: from each unit or bar to each of the next layer, shape (m, 4). radius: of a dot, and half the width of a bar.
    """

    dots: Array
    bars: tuple[Line, ...]
    edges: Array
    radius: float


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """In pixels from the corner. box: left, top, width, height of the samples, which are markers or images.

    shapes: of the network, and of its rival.
    """

    box: Line
    markers: tuple[Markers, ...]
    images: TilesFrame
    shapes: tuple[Shape, ...]


def make_thumbnail(document: Document, theme: Theme, width: float, height: float) -> Thumbnail:
    """The thumbnail of a document with samples, in a picture of width × height pixels."""
    wide = _SHARE * width
    box = (_PAD, _PAD, wide - 2 * _PAD, height - 2 * _PAD)
    plane = input_plane(document)
    markers: tuple[Markers, ...] = ()
    images: tuple[Tile, ...] = ()
    if plane is None:
        images = tuple(_images(document, box))
    elif plane.single:
        points = _thinned(curve_points(document))
        low, high = float(points.places[:, 1].min()), float(points.places[:, 1].max())
        room = _ROOM * (high - low) or 1.0
        area = Area(*box, *plane.view[:2], low - room, high + room)
        markers = tuple(_small(plain_markers(points, area.place(points.places), theme)))
    else:
        area = Area(*box, *_filling(plane.view, box))
        markers = tuple(_small(_on_plane(points_of(document, plane), area, theme)))
    networks = [single.network for single in singles(document)]
    tall = (height - 2 * _PAD) / len(networks)
    shapes = (
        _shape(network, (wide + _GAP / 2, _PAD + row * tall, width - wide - _GAP, tall))
        for row, network in enumerate(networks)
    )
    return Thumbnail(box, markers, TilesFrame(images, (), signed=False), tuple(shapes))


def _thinned(points: Points) -> Points:
    """Some of the samples to train on, evenly."""
    kept = np.flatnonzero(~points.test)
    kept = kept[:: -(-len(kept) // _ALONG)]
    return Points(points.places[kept], points.test[kept], points.wrong[kept])


def _filling(view: Bounds, box: Line) -> Bounds:
    """The view made wider or higher, so that it fills the box with both axes on one scale."""
    x0, x1, y0, y1 = view
    scale = max((x1 - x0) / box[2], (y1 - y0) / box[3])
    x, y, across, up = (x0 + x1) / 2, (y0 + y1) / 2, scale * box[2] / 2, scale * box[3] / 2
    return x - across, x + across, y - up, y + up


def _on_plane(points: Points, area: Area, theme: Theme) -> Iterator[Markers]:
    """Markers by class, or of the colour of their target."""
    middles = area.place(points.places)
    if points.classes is not None:
        return class_markers(points, middles, int(points.classes.max()) + 1, theme)
    assert points.values is not None
    low, high = float(points.values.min()), float(points.values.max())
    shades = to_bytes(points.values, (low + high) / 2, (high - low) / 2 or 1.0)
    colors = [f"#{color & 0xFFFFFF:06x}" for color in table(theme.id).tolist()]
    return value_markers(points, middles, shades, colors, theme)


def _small(groups: Iterable[Markers]) -> Iterator[Markers]:
    return (replace(group, radius=_SMALLER * group.radius, outlined=False) for group in groups)


def _images(document: Document, box: Line) -> Iterator[Tile]:
    """The first samples as images, where they are that."""
    points = document.data.points[: _IMAGES * _IMAGES]
    side = image_side(points.shape[1])
    if side is None:
        return
    low, high = ink_ends(document)
    pitch = min(box[2], box[3]) / _IMAGES
    left, top = box[0] + (box[2] - pitch * _IMAGES) / 2, box[1] + (box[3] - pitch * _IMAGES) / 2
    for index, pixels in enumerate(points):
        row, column = divmod(index, _IMAGES)
        ink = ink_bytes(pixels.reshape(side, side), low, high)
        yield Tile(index, left + column * pitch + 2, top + row * pitch + 2, pitch - 4, ink, np.empty((0, 4)))


def _shape(network: Network, box: Line) -> Shape:
    left, top, width, height = box
    widths, middle = network.widths, top + height / 2
    pitch = min(_PITCH, (height - 4 * _RADIUS) / min(max(widths), _MOST_DOTS))
    radius = min(_RADIUS, 0.36 * pitch)
    reach = min(width - 2 * radius, _APART * network.depth)
    xs = np.linspace(left + (width - reach) / 2, left + (width + reach) / 2, len(widths)).tolist()
    columns = list[Array]()
    dots, bars = list[Array](), list[Line]()
    for x, units in zip(xs, widths, strict=True):
        shown = min(units, _MOST_DOTS)
        ys = middle + pitch * (np.arange(shown) - (shown - 1) / 2)
        columns.append(np.column_stack([np.full(shown, x), ys]))
        if units > _MOST_DOTS:
            bars.append((x - radius, float(ys[0]) - radius, 2 * radius, float(ys[-1] - ys[0]) + 2 * radius))
        else:
            dots.append(columns[-1])
    edges = [
        np.concatenate([np.repeat(one, len(two), axis=0), np.tile(two, (len(one), 1))], axis=1)
        for one, two in itertools.pairwise(columns)
    ]
    return Shape(np.concatenate([*dots, np.empty((0, 2))]), tuple(bars), np.concatenate(edges), radius)
