"""Colours of maps: a byte for each value, told apart in every theme."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.present.descend.colors import channels, oklab
from mlpviz.present.palette import THEMES
from mlpviz.present.train.tile_colors import NEUTRAL, packed, peak_of, range_of, rough, scale_of, table, to_bytes


def test_neutral_and_ends() -> None:
    values = np.array([-9.0, -2.0, 0.0, 2.0, 9.0], dtype=np.float32)
    assert to_bytes(values, 0.0, 2.0).tolist() == [1, 1, NEUTRAL, 255, 255]
    assert to_bytes(np.array([0.0, 0.5, 1.0]), 0.5, 0.5).tolist() == [1, NEUTRAL, 255]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_have_a_byte_of_their_own(bad: float) -> None:
    assert to_bytes(np.array([bad, 1.0, 3e38], dtype=np.float32), 0.0, 1.0).tolist() == [0, 255, 255]


def test_a_scale_for_each_row() -> None:
    values = np.array([[1.0, 2.0], [10.0, 20.0]])
    assert to_bytes(values, 0.0, np.array([[2.0], [20.0]])).tolist() == [[192, 255], [192, 255]]


def test_peaks_leave_out_what_is_not_finite() -> None:
    assert peak_of(np.array([1.0, -3.0, np.nan, np.inf])) == 3.0
    assert peak_of(np.zeros(3)) == peak_of(np.array([np.nan])) == peak_of(np.array([])) == 1.0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_stay_in_the_range_of_their_activation(activation: str) -> None:
    row = ACTIVATIONS[activation]
    h = row.value(np.linspace(-50, 50, 400).reshape(100, 4))
    scale = scale_of(activation, h)
    low, high = scale.ends
    assert low <= h.min() and h.max() <= high
    assert (range_of(activation) is None) == ("∞" in row.range)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_of_both_signs_leave_the_neutral_one(theme: str) -> None:
    colors = table(theme)
    rgb = np.stack([(colors >> shift & 255) / 255 for shift in (16, 8, 0)], axis=-1)
    lab = oklab(rgb)
    away = np.linalg.norm(lab - lab[NEUTRAL], axis=1)
    assert (np.diff(away[NEUTRAL:]) > -1e-2).all() and (np.diff(away[1 : NEUTRAL + 1]) < 1e-2).all()
    assert np.linalg.norm(lab[1] - lab[255]) > 0.2
    if theme != "print":
        assert rgb[NEUTRAL] == pytest.approx(channels(THEMES[theme].panel), abs=0.003)


def test_printed_in_grey_low_and_high_differ() -> None:
    rgb = np.stack([(table("print") >> shift & 255) / 255 for shift in (16, 8, 0)], axis=-1)
    assert (np.diff(oklab(rgb)[1:, 0]) >= -2e-3).all()


def test_words() -> None:
    assert [rough(v) for v in (68.2, -1.0, 152.0, 0.0123, 0.5)] == ["68", "−1", "150", "0.012", "0.5"]
    assert scale_of("tanh", np.zeros(1)).words == "−1 … 1"
    assert scale_of("sigmoid", np.zeros(1)).words == "0 … 1"
    assert scale_of("relu", np.array([4.24])).words == "±4.2"


def test_pixels() -> None:
    assert hex(int(packed(np.array([1.0, 0.5, 0.0])))) == "0xffff8000"
