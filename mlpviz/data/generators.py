"""The sets of samples by name, one table of rows: made up, or (bundled.py) measured by others and kept with this.

Each row of a made-up set draws from the generator that is handed to it alone, so that a seed always gives the same
samples. Samples of several classes take turns: 0, 1, 0, 1, …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.bundled import DIGIT_CLASSES, DIGIT_NAMES, IRIS_CLASSES, IRIS_NAMES, digits, iris
from mlpviz.data.samples import Samples
from mlpviz.nn.network import Array

Rng = np.random.Generator
Made = tuple[Array, Array]

MIN_BLOBS, MAX_BLOBS = 2, 6
REGRESSION_WEIGHTS, REGRESSION_BIAS = (2.0, -3.0), 1.0
SQUARE_SIDES = ((0.0, 1.0, -0.12), (2.1, -1.0, 0.02), (-2.1, -1.0, 2.12))
"""A side (a, b, c) is the line a x1 + b x2 + c = 0; class 1 is where all three are above 0."""


@dataclass(frozen=True)
class Generator:
    """One row.

    make:    (size, noise, generator, classes) → inputs of shape (size, d) and targets as Samples has them.
    inputs:  the names of the d inputs.            classes: the names of the classes, none where targets are numbers.
    size, noise: what it is opened with.           spread: what the noise is, one sentence.
    counted: whether the recipe says how many of the classes there are.
    fixed:   whether it was measured, not made: noise has no meaning, and there are no more than `size` samples.
    """

    id: str
    title: str
    note: str
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    size: int
    noise: float
    spread: str
    make: Callable[[int, float, Rng, int], Made]
    counted: bool = False
    fixed: bool = False


def _turns(size: int, classes: int) -> tuple[NDArray[np.intp], Array]:
    """The class of each sample, taking turns, and how far it is along its class, from 0 to 1."""
    labels = np.arange(size) % classes
    members = (size - labels + classes - 1) // classes
    return labels, (np.arange(size) // classes) / np.maximum(members - 1, 1)


def _column(values: NDArray[np.generic]) -> Array:
    return values.astype(np.float64)[:, None]


def _jittered(points: Array, noise: float, rng: Rng) -> Array:
    return points + noise * rng.standard_normal(points.shape)


def _corners(on: Callable[[Array, Array], NDArray[np.bool_]]) -> Callable[[int, float, Rng, int], Made]:
    """The corners (0, 0), (0, 1), (1, 0), (1, 1) again and again; `on` says which have class 1."""

    def make(size: int, noise: float, rng: Rng, _classes: int) -> Made:
        corner = np.arange(size) % 4
        points = np.stack([corner // 2, corner % 2], axis=1).astype(np.float64)
        return _jittered(points, noise, rng), _column(on(points[:, 0], points[:, 1]))

    return make


def _areas(low: float, on: Callable[[Array], NDArray[np.bool_]]) -> Callable[[int, float, Rng, int], Made]:
    """Uniform points on [low, 1]²; their class is read at the point moved by the noise, so that all stay inside."""

    def make(size: int, noise: float, rng: Rng, _classes: int) -> Made:
        points = rng.uniform(low, 1.0, (size, 2))
        return points, _column(on(_jittered(points, noise, rng)))

    return make


def _within_square_sides(points: Array) -> NDArray[np.bool_]:
    sides = np.array(SQUARE_SIDES)
    inside: NDArray[np.bool_] = (points @ sides[:, :2].T + sides[:, 2] > 0).all(axis=1)
    return inside


def _moons(size: int, noise: float, rng: Rng, _classes: int) -> Made:
    """An upper half circle about (0, 0) and a lower one about (1, 0.5), each of radius 1 (as in scikit-learn)."""
    labels, along = _turns(size, 2)
    angle = np.pi * along
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _jittered(np.where(labels[:, None] == 0, upper, lower), noise, rng), _column(labels)


def _circles(size: int, noise: float, rng: Rng, _classes: int) -> Made:
    labels = np.arange(size) % 2
    angle = 2.0 * np.pi * (np.arange(size) // 2) / ((size + 1) // 2)
    radius = np.where(labels == 0, 1.0, 0.5)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jittered(points, noise, rng), _column(labels)


def _spirals(size: int, noise: float, rng: Rng, _classes: int) -> Made:
    """Two arms of Archimedes' spiral, one turned half round: the radius grows with the angle."""
    labels, along = _turns(size, 2)
    angle = 2.0 * np.pi * (0.25 + 1.5 * along)
    radius = angle / np.pi
    turned = angle + np.pi * labels
    points = radius[:, None] * np.stack([np.cos(turned), np.sin(turned)], axis=1)
    return _jittered(points, noise, rng), _column(labels)


def _blobs(size: int, noise: float, rng: Rng, classes: int) -> Made:
    """Round clouds about the corners of a regular polygon, the first at the top."""
    labels = np.arange(size) % classes
    angle = 2.0 * np.pi * labels / classes
    return _jittered(np.stack([np.sin(angle), np.cos(angle)], axis=1), noise, rng), _column(labels)


def _plane(size: int, noise: float, rng: Rng, _classes: int) -> Made:
    """Inputs of the standard normal distribution, targets w·x + b with noise."""
    points = rng.standard_normal((size, 2))
    return points, _jittered((points @ np.array(REGRESSION_WEIGHTS) + REGRESSION_BIAS)[:, None], noise, rng)


def _curve(low: float, high: float, value: Callable[[Array], Array]) -> Callable[[int, float, Rng, int], Made]:
    """Evenly spaced inputs from low to high, targets on a curve with noise."""

    def make(size: int, noise: float, rng: Rng, _classes: int) -> Made:
        x = np.linspace(low, high, size)
        return x[:, None], _jittered(value(x)[:, None], noise, rng)

    return make


def _bumps(x: Array) -> Array:
    """Three bells: up, down, and up again."""
    total: Array = np.exp(-2 * (x + 1.5) ** 2) - 0.6 * np.exp(-3 * x**2) + 0.8 * np.exp(-2 * (x - 1.5) ** 2)
    return total


def _bundled(load: Callable[[], Samples]) -> Callable[[int, float, Rng, int], Made]:
    """All samples of a set in its own order, or the first so many of a shuffled one."""

    def make(size: int, _noise: float, rng: Rng, _classes: int) -> Made:
        samples = load()
        rows = slice(None) if size >= samples.count else rng.permutation(samples.count)[:size]
        return samples.inputs[rows], samples.targets[rows]

    return make


_PLANE = ("x1", "x2")
_TWO = ("0", "1")
_MOVED = "The standard deviation by which each point is moved."
_AT_THE_BORDER = "The classes are mixed within about this distance of a border."
_TARGETS_MOVED = "The standard deviation of what is added to the targets."

_ROWS = (
    Generator(
        "and", "AND", "1 where both inputs are 1. One line separates the classes.",
        _PLANE, _TWO, 4, 0.0, _MOVED, _corners(lambda x1, x2: x1 + x2 == 2),
    ),
    Generator(
        "or", "OR", "1 where at least one input is 1. One line separates the classes.",
        _PLANE, _TWO, 4, 0.0, _MOVED, _corners(lambda x1, x2: x1 + x2 >= 1),
    ),
    Generator(
        "xor", "XOR", "1 where the inputs differ. No line separates the classes.",
        _PLANE, _TWO, 4, 0.0, _MOVED, _corners(lambda x1, x2: x1 != x2),
    ),
    Generator(
        "quadrants", "XOR quadrants", "Points on [−1, 1]²: 1 where the inputs have different signs.",
        _PLANE, _TWO, 200, 0.0, _AT_THE_BORDER, _areas(-1.0, lambda points: points[:, 0] * points[:, 1] < 0),
    ),
    Generator(
        "moons", "Two moons", "Two half circles, each reaching into the other.",
        _PLANE, _TWO, 200, 0.1, _MOVED, _moons,
    ),
    Generator(
        "spirals", "Two spirals", "Two arms of one and a half turns: a task for many layers.",
        _PLANE, _TWO, 200, 0.0, _MOVED, _spirals,
    ),
    Generator(
        "circles", "Circles", "A circle of radius ½ within one of radius 1.",
        _PLANE, _TWO, 200, 0.1, _MOVED, _circles,
    ),
    Generator(
        "blobs", "Blobs", "Two to six round clouds, a class each, on a circle of radius 1.",
        _PLANE, tuple(str(label) for label in range(MAX_BLOBS)), 200, 0.2, _MOVED, _blobs, counted=True,
    ),
    Generator(
        "square", "Triangle in a square", "Points on [0, 1]²: 1 within a triangle, which takes three lines to cut out.",
        _PLANE, _TWO, 1000, 0.0, _AT_THE_BORDER, _areas(0.0, _within_square_sides),
    ),
    Generator(
        "regression", "Plane", "Linear regression: y = 2x₁ − 3x₂ + 1 with noise.",
        _PLANE, (), 500, 0.1, _TARGETS_MOVED, _plane,
    ),
    Generator(
        "sine", "Sine", "y = sin x on [−π, π].", ("x",), (), 2000, 0.0, _TARGETS_MOVED, _curve(-np.pi, np.pi, np.sin),
    ),
    Generator(
        "quadratic", "Quadratic", "y = 4x² + 2x + 1 on [−1, 1].",
        ("x",), (), 100, 0.0, _TARGETS_MOVED, _curve(-1.0, 1.0, lambda x: 4.0 * x * x + 2.0 * x + 1.0),
    ),
    Generator(
        "bumps", "Bumps", "A smooth curve up, down and up again on [−3, 3], to be approximated.",
        ("x",), (), 200, 0.0, _TARGETS_MOVED, _curve(-3.0, 3.0, _bumps),
    ),
    Generator(
        "digits", "Digits 8×8", "Handwritten digits, 64 pixels from 0 to 16, row by row (Alpaydin and Kaynak, 1998).",
        DIGIT_NAMES, DIGIT_CLASSES, 1797, 0.0, "Measured: nothing is added.", _bundled(digits), fixed=True,
    ),
    Generator(
        "iris", "Iris", "Three kinds of iris, their sepals and petals in cm (Fisher, 1936).",
        IRIS_NAMES, IRIS_CLASSES, 150, 0.0, "Measured: nothing is added.", _bundled(iris), fixed=True,
    ),
)  # fmt: skip

GENERATORS: dict[str, Generator] = {row.id: row for row in _ROWS}
