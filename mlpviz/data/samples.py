"""Samples as they come from a generator, a bundled set or a file: raw, before features and scaling."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.data.errors import DataError
from mlpviz.nn.network import Array, frozen, same_bits

MAX_SAMPLES = 100_000
MAX_CLASSES = 1024


@dataclass(frozen=True, eq=False)
class Samples:
    """Raw samples, read-only.

    inputs:   shape (n, d).             names:   of the d inputs: x1, x2, …, or x where there is one.
    targets:  shape (n, 1), class numbers from 0, where there are `classes`; else (n, k) numbers.
    classes:  their names, none where targets are numbers.
    held_out: the last so many rows are the test samples.
    """

    inputs: Array
    targets: Array
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    held_out: int = 0

    @property
    def count(self) -> int:
        """All samples, those held out among them."""
        return int(self.inputs.shape[0])

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Samples)
            and same_bits(self.inputs, other.inputs)
            and same_bits(self.targets, other.targets)
            and (self.names, self.classes, self.held_out) == (other.names, other.classes, other.held_out)
        )

    __hash__ = None  # type: ignore[assignment]


def make_samples(
    inputs: ArrayLike, targets: ArrayLike, names: tuple[str, ...], classes: tuple[str, ...] = ()
) -> Samples:
    """Samples with arrays of their own, none held out."""
    return Samples(frozen(inputs), frozen(targets), names, classes)


def check_share(share: float) -> None:
    """Raise DataError unless `share` of the samples can be held out."""
    if not 0 <= share < 1:
        raise DataError("test", "the share that is held out must be 0 or more and below 1, like 0.25")


def split(samples: Samples, share: float, seed: int) -> Samples:
    """The samples with round(share·n) of them held out, at least one on each side; none are where the share is 0.

    The rows are shuffled by `seed`. Every class is held out in the same share, as nearly as whole samples allow.
    Raises DataError where the share does not fit, or one sample cannot be on both sides.
    """
    check_share(share)
    if share == 0:
        return replace(samples, held_out=0)
    count = samples.count
    if count < 2:
        raise DataError("test", "one sample cannot be split: hold out none, or take more samples")
    held_out = min(max(round(share * count), 1), count - 1)
    # a stream of its own: the generators draw from `seed` alone, and a split must not depend on what they drew
    order = np.random.default_rng((seed, 1)).permutation(count)
    strata = samples.targets[order, 0] if samples.classes else np.zeros(count)
    test = np.zeros(count, dtype=bool)  # of the rows in the new order
    for value, quota in _quotas(strata, held_out):
        test[np.flatnonzero(strata == value)[:quota]] = True
    rows = np.concatenate([order[~test], order[test]])
    return replace(
        samples, inputs=frozen(samples.inputs[rows]), targets=frozen(samples.targets[rows]), held_out=held_out
    )


def _quotas(strata: Array, held_out: int) -> list[tuple[float, int]]:
    """(class, how many of it are held out): proportional, the largest remainders rounded up (Hamilton's method)."""
    values, counts = np.unique(strata, return_counts=True)
    exact = counts * (held_out / len(strata))
    quotas = np.floor(exact).astype(int)
    largest = np.argsort(quotas - exact, kind="stable")
    quotas[largest[: held_out - quotas.sum()]] += 1
    return [(float(value), int(quota)) for value, quota in zip(values, quotas, strict=True)]
