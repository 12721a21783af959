"""Thinning keeps extremes, dashes keep their rhythm."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.present.descend.area import Area
from mlpviz.present.train.lines import curve_pieces, dashes, steps, thinned


@given(count=st.integers(1, 3000), columns=st.integers(1, 60), seed=st.integers(0, 99))
def test_every_column_keeps_its_extremes(count: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).standard_normal(count)
    points = np.stack([np.arange(count, dtype=np.float64), values], axis=-1)
    few = thinned(points, 0.0, float(count), columns)
    assert len(few) <= max(2 * columns + 2, min(count, 2 * columns))
    assert (np.diff(few[:, 0]) >= 0).all()
    assert (few[0] == points[0]).all() and (few[-1] == points[-1]).all()
    borders = np.linspace(0.0, count, columns + 1)
    for low, high in pairwise(borders):
        inside = (points[:, 0] >= low) & (points[:, 0] < high)
        kept = (few[:, 0] >= low) & (few[:, 0] < high)
        if inside.any():
            assert few[kept, 1].min() == values[inside].min() and few[kept, 1].max() == values[inside].max()


def test_few_points_stay_as_they_are() -> None:
    points = np.array([[0.0, 1.0], [1.0, np.nan], [2.0, 3.0]])
    assert thinned(points, 0.0, 2.0, 100) is points


def test_a_gap_parts_the_line() -> None:
    points = np.stack([np.arange(1000.0), np.ones(1000)], axis=-1)
    points[400:500, 1] = np.nan
    few = thinned(points, 0.0, 1000.0, 50)
    gap = np.isnan(few[:, 1])
    assert gap.any() and few[gap, 0].min() == 400 and few[gap, 0].max() == 499
    pieces = curve_pieces(Area(0, 0, 100, 10, 0.0, 1000.0, 0.0, 2.0), points)
    crossing = (pieces[:, [0, 2]].min(axis=1) < 44) & (pieces[:, [0, 2]].max(axis=1) > 46)
    assert len(pieces) and not crossing.any()


def test_dashes_run_on_from_piece_to_piece() -> None:
    pieces = np.array([[k, 0.0, k + 1, 0.0] for k in range(20)], dtype=np.float64)
    found = dashes(pieces, 5.0, 3.0)
    drawn = np.zeros(200, dtype=bool)
    for x0, _, x1, _ in found:
        drawn[round(10 * x0) : round(10 * x1)] = True
    expected = (np.arange(200) % 80) < 50
    assert (drawn == expected).all()
    bent = dashes(np.array([[0.0, 0.0, 3.0, 4.0], [3.0, 4.0, 3.0, 14.0]]), 6.0, 2.0)
    assert np.hypot(bent[:, 2] - bent[:, 0], bent[:, 3] - bent[:, 1]).sum() == pytest.approx(6 + 6)
    assert bent[1].tolist() == [3.0, 4.0, 3.0, 5.0]
    assert dashes(np.array([[1.0, 1.0, 1.0, 1.0]]), 5.0, 3.0).shape == (0, 4)


def test_stairs_hold_each_value_until_the_next() -> None:
    points = np.array([[0.0, 1.0], [2.0, 5.0], [3.0, 5.0]])
    assert steps(points).tolist() == [[0, 1], [2, 1], [2, 5], [3, 5], [3, 5]]
