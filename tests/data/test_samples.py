"""Splitting: every row on one side, in the share that was asked for, class by class."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.errors import DataError
from mlpviz.data.samples import make_samples, split


def numbered(counts):
    """Samples with so many of each class; each input is the number of its row."""
    labels = np.repeat(np.arange(len(counts)), counts)
    names = tuple(str(label) for label in range(len(counts)))
    return make_samples(np.arange(len(labels))[:, None], labels[:, None], ("x",), names)


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=5).filter(lambda counts: sum(counts) >= 2),
    st.floats(0.001, 0.999),
    st.integers(0, 2**32),
)
def test_a_split_keeps_every_row_and_holds_out_the_share(counts, share, seed):
    samples = numbered(counts)
    parted = split(samples, share, seed)
    assert sorted(parted.inputs[:, 0]) == list(range(samples.count))
    assert parted.held_out == min(max(round(share * samples.count), 1), samples.count - 1)
    # a row and its target stay together
    assert np.array_equal(parted.targets[:, 0], samples.targets[parted.inputs[:, 0].astype(int), 0])


@given(st.lists(st.integers(2, 40), min_size=2, max_size=5), st.floats(0.05, 0.95), st.integers(0, 2**32))
def test_every_class_is_held_out_in_the_same_share(counts, share, seed):
    parted = split(numbered(counts), share, seed)
    exact = np.array(counts) * parted.held_out / sum(counts)
    held_out = np.bincount(parted.targets[-parted.held_out :, 0].astype(int), minlength=len(counts))
    assert (np.abs(held_out - exact) < 1).all()


def test_a_split_is_decided_by_its_seed():
    samples = numbered([30, 20])
    assert split(samples, 0.3, 5) == split(samples, 0.3, 5)
    assert split(samples, 0.3, 5) != split(samples, 0.3, 6)


def test_a_split_does_not_follow_the_numbers_that_the_samples_are_drawn_from():
    held_out = set(split(numbered([100]), 0.5, 5).inputs[-50:, 0])
    assert held_out != set(np.random.default_rng(5).permutation(100)[:50])


def test_the_rows_of_both_sides_are_shuffled():
    parted = split(numbered([100]), 0.5, 0)
    for side in (parted.inputs[:50, 0], parted.inputs[50:, 0]):
        assert list(side) != sorted(side)


def test_nothing_is_held_out_and_nothing_moved_where_the_share_is_none():
    samples = numbered([3, 4])
    assert split(samples, 0.0, 9) == samples
    assert split(split(samples, 0.5, 1), 0.0, 1).held_out == 0


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0, float("nan"), float("inf")])
def test_a_share_that_cannot_be_held_out_is_refused(share):
    with pytest.raises(DataError, match="below 1, like") as caught:
        split(numbered([5]), share, 0)
    assert caught.value.place == "test"


def test_one_sample_cannot_be_on_both_sides():
    with pytest.raises(DataError, match="one sample cannot be split"):
        split(numbered([1]), 0.5, 0)


def test_samples_cannot_be_written_to():
    samples = split(numbered([4]), 0.5, 0)
    for array in (samples.inputs, samples.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
