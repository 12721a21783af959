"""Cutting lines at the border of the view."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.present.descend.area import Area, cut, distinct, segments


@pytest.mark.parametrize("seed", range(20))
def test_a_cut_piece_is_what_lies_inside(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.normal(0.5, 1.0, (2, 2))
    way = ends[0] + np.linspace(0, 1, 20_001)[:, None] * (ends[1] - ends[0])
    inside = way[((way >= 0) & (way <= 1)).all(axis=1)]
    pieces = segments(ends)
    if not len(inside):
        assert len(pieces) == 0 or np.abs(pieces[0, :2] - pieces[0, 2:]).max() < 1e-3
        return
    (piece,) = pieces
    found = {tuple(np.round(end, 3)) for end in piece.reshape(2, 2)}
    for end in (inside[0], inside[-1]):
        assert min(float(np.abs(np.array(other) - end).max()) for other in found) < 2e-3


def test_far_ends_keep_their_direction() -> None:
    for ends in ([[0.5, 0.5], [1e300, 2e300]], [[1e300, 2e300], [0.5, 0.5]]):
        (piece,) = segments(np.array(ends))
        assert piece.tolist() == pytest.approx([0.5, 0.5, 0.75, 1.0])
    assert len(segments(np.array([[1e200, 1e200], [-1e200, 1e200]]))) == 0
    assert len(segments(np.array([[0.5, 0.5]]))) == 0


def test_pieces_know_their_steps() -> None:
    pieces, steps = cut(np.array([[0.2, 0.2], [0.4, 0.2], [3.0, 0.2], [3.0, 5.0], [0.5, 0.5]]))
    assert steps.tolist() == [0, 1, 3]
    assert pieces[0].tolist() == pytest.approx([0.2, 0.2, 0.4, 0.2])


def test_lines_over_lines_are_drawn_once() -> None:
    there_and_back = np.tile([[10.0, 10.0, 50.0, 30.0], [50.0, 30.0, 10.0, 10.0]], (500, 1))
    assert len(distinct(there_and_back)) == 1
    apart = np.arange(4000.0).reshape(1000, 4)
    assert len(distinct(apart)) == 1000


def test_the_widest_view_has_shares() -> None:
    area = Area(0, 0, 100, 100, -1e308, 1e308, -1e308, 1e308)
    assert area.place(np.array([0.0, 1e308])).tolist() == pytest.approx([50.0, 0.0])
