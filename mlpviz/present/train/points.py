"""Samples as they are drawn on a plane or beside a curve: markers by class, hollow where they are test samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme
from mlpviz.present.train.class_style import class_style
from mlpviz.present.train.tile_colors import Bytes

_RADIUS = ((120, 4.8), (400, 4.2), (1500, 3.2))  # markers of so many samples at most
_SMALLEST = 2.2
_SLIM = 0.75  # of the radius have markers along a curve
_REACH = 9.0  # pixels from the pointer within which a sample is found
_MOST_RINGS = 200  # more rings would hide each other, and the samples
_SHADES = 5  # bits of a byte that colours of targets keep


@dataclass(frozen=True, eq=False)
class Points:
    """places: coordinates, shape (n, 2). test, wrong: which are test samples, and which the network has wrong.

    classes: class numbers from 0, shape (n,); or None where targets are numbers, which `values` then are, shape (n,).
    """

    places: Array
    test: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    classes: NDArray[np.intp] | None = None
    values: Array | None = None

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def ringed(self) -> NDArray[np.intp]:
        """The samples with a ring: those that are wrong, but none where they are very many."""
        wrong = np.flatnonzero(self.wrong)
        return wrong if len(wrong) <= _MOST_RINGS else wrong[:0]


@dataclass(frozen=True, eq=False)
class Markers:
    """Markers of one look, their middles in pixels, shape (n, 2).

    outlined: with a rim of ink, as the ground may have their colour. bare: without a rim, as many lie side by side.
    """

    middles: Array
    marker: str
    color: str
    hollow: bool
    radius: float
    outlined: bool = False
    bare: bool = False


def radius_of(count: int, scale: float) -> float:
    return scale * next((radius for most, radius in _RADIUS if count <= most), _SMALLEST)


def class_markers(points: Points, middles: Array, classes: int, theme: Theme) -> Iterator[Markers]:
    """Markers of samples with classes, training samples first."""
    assert points.classes is not None
    radius = radius_of(points.count, theme.scale)
    for hollow in (False, True):
        for number in range(classes):
            chosen = (points.classes == number) & (points.test == hollow)
            if chosen.any():
                style = class_style(number, classes, theme)
                yield Markers(middles[chosen], style.marker, style.color, hollow, radius)


def value_markers(points: Points, middles: Array, shades: Bytes, colors: list[str], theme: Theme) -> Iterator[Markers]:
    """Circles filled with the colour of each target; `colors` are those of the bytes. Test samples are squares."""
    radius = radius_of(points.count, theme.scale)
    coarse = (shades >> (8 - _SHADES)).astype(np.intp)
    for test in (False, True):
        for shade in np.unique(coarse[points.test == test]).tolist():
            chosen = (coarse == shade) & (points.test == test)
            color = colors[min((shade << (8 - _SHADES)) + (1 << (7 - _SHADES)), 255)]
            yield Markers(middles[chosen], "square" if test else "circle", color, False, radius, True)


def plain_markers(points: Points, middles: Array, theme: Theme) -> Iterator[Markers]:
    """Circles of one colour, for samples whose target is a place and not a class."""
    for test in (False, True):
        chosen = points.test == test
        if chosen.any():
            radius = _SLIM * radius_of(points.count, theme.scale)
            yield Markers(middles[chosen], "circle", theme.muted, test, radius, bare=not test)


def nearest(middles: Array, x: float, y: float, scale: float) -> int | None:
    """The sample whose marker is nearest to a pixel, within reach of a pointer; the last of those at one place."""
    if not len(middles):
        return None
    away = np.hypot(middles[:, 0] - x, middles[:, 1] - y)
    index = len(away) - 1 - int(np.argmin(away[::-1]))
    return index if away[index] <= _REACH * scale else None
