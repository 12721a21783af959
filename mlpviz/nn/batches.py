"""Which samples each update takes: shuffled anew each epoch by the seed, the last batch of an epoch may be short.

A batch of all samples takes them in their order: shuffling would change nothing but the last digits.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


@lru_cache(maxsize=16)
def _order(samples: int, seed: int, epoch: int) -> Rows:
    order = np.random.default_rng((seed, epoch)).permutation(samples)
    order.setflags(write=False)
    return order


@lru_cache(maxsize=16)
def _all(samples: int) -> Rows:
    rows = np.arange(samples)
    rows.setflags(write=False)
    return rows


def updates_an_epoch(samples: int, batch_size: int) -> int:
    return -(-samples // batch_size)


def batch_rows(samples: int, batch_size: int, seed: int, iteration: int) -> Rows:
    """The rows (from 0) of the batch that the update of `iteration` (from 0) takes, of `samples` samples."""
    if batch_size >= samples:
        return _all(samples)
    epoch, number = divmod(iteration, updates_an_epoch(samples, batch_size))
    return _order(samples, seed, epoch)[number * batch_size : (number + 1) * batch_size]
