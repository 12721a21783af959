"""A recipe says which samples a document has, in a line instead of by their numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.data.errors import DataError
from mlpviz.data.generators import GENERATORS, MAX_BLOBS, MIN_BLOBS
from mlpviz.data.samples import MAX_SAMPLES, Samples, make_samples, split

_CLASSES = 3  # of blobs, where the recipe does not say
_MAX_NOISE = 1e6  # far beyond any use, and far below where a cube of it overflows


@dataclass(frozen=True)
class Recipe:
    """Which set, and how it is made (see Generator); `test` is the share that is held out.

    classes: how many, from 2 to 6, for blobs (0 stands for 3); 0 for all else.
    A bundled set takes no noise, and has as many samples as it has where `size` asks for more.
    """

    name: str
    size: int = 200
    noise: float = 0.1
    seed: int = 0
    test: float = 0.0
    classes: int = 0


def default_recipe(name: str) -> Recipe:
    """The recipe that a set is opened with. Raises DataError where there is none of this name."""
    _check_name(name)
    row = GENERATORS[name]
    return Recipe(name, row.size, row.noise, classes=_CLASSES if row.counted else 0)


def generate(recipe: Recipe) -> Samples:
    """The samples of a recipe, always the same. Raises DataError, naming the field and the remedy."""
    _check(recipe)
    row = GENERATORS[recipe.name]
    classes = (recipe.classes or _CLASSES) if row.counted else len(row.classes)
    inputs, targets = row.make(recipe.size, recipe.noise, np.random.default_rng(recipe.seed), classes)
    return split(make_samples(inputs, targets, row.inputs, row.classes[:classes]), recipe.test, recipe.seed)


def _check(recipe: Recipe) -> None:
    """Raise DataError at the first field that does not fit; the share that is held out is left to `split`."""
    _check_name(recipe.name)
    if not 1 <= recipe.size <= MAX_SAMPLES:
        raise DataError("size", f"must be from 1 to {MAX_SAMPLES:,} samples, not {recipe.size:,}")
    if not (math.isfinite(recipe.noise) and 0 <= recipe.noise <= _MAX_NOISE):
        raise DataError("noise", "must be 0 or more, like 0.1, and at most a million")
    if recipe.seed < 0:
        raise DataError("seed", "must be a whole number, 0 or more")
    if not GENERATORS[recipe.name].counted and recipe.classes:
        raise DataError("classes", f"only blobs have a number of classes to choose: set it to 0 for {recipe.name}")
    if recipe.classes and not MIN_BLOBS <= recipe.classes <= MAX_BLOBS:
        raise DataError("classes", f"must be from {MIN_BLOBS} to {MAX_BLOBS}, not {recipe.classes}")


def _check_name(name: str) -> None:
    if name not in GENERATORS:
        raise DataError("name", f"no set of samples is called {name!r}: choose one of {', '.join(GENERATORS)}")
