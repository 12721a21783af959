"""Standardising: subtract the mean of an input, divide by its standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.data.errors import DataError
from mlpviz.nn.network import Array


@dataclass(frozen=True)
class Scaling:
    """One mean and one deviation (above 0) for each input."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def apply(self, values: Array) -> Array:
        """(v − mean) / deviation for values of shape (n, inputs)."""
        scaled: Array = (values - np.array(self.means)) / np.array(self.deviations)
        return scaled

    def invert(self, values: Array) -> Array:
        """The values, shape (n, inputs), that `apply` makes these of."""
        restored: Array = values * np.array(self.deviations) + np.array(self.means)
        return restored


def fitted(values: Array) -> Scaling:
    """The scaling that gives these values, shape (n, inputs), mean 0 and deviation 1 (of n, not n − 1).

    An input that is the same everywhere has deviation 1: it becomes 0. Raises DataError where numbers are too large.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        means, deviations = values.mean(axis=0), values.std(axis=0)
    bad = ~(np.isfinite(means) & np.isfinite(deviations))
    if bad.any():
        column = int(np.argmax(bad))
        raise DataError(f"input {column + 1}", "its numbers are too large to standardise: give them in a larger unit")
    # rounding can leave a constant column a mean beside its value, and so a deviation above 0
    constant = (values.max(axis=0) == values.min(axis=0)) | (deviations == 0)
    return Scaling(tuple(means.tolist()), tuple(np.where(constant, 1.0, deviations).tolist()))
