"""Ticks, the scale of the loss, contour levels, colours and styles."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from mlpviz.present.descend.colors import channels, oklab, ramp
from mlpviz.present.descend.loss_scale import contour_levels, make_scale
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.ticks import log_ticks, nice_ticks, power
from mlpviz.present.palette import THEMES, contrast


def texts(ticks: tuple) -> list[str]:
    return [tick.text for tick in ticks]


def test_ticks_are_round_and_read_well() -> None:
    assert texts(nice_ticks(-4, 4, 5)) == ["−4", "−2", "0", "2", "4"]
    assert texts(nice_ticks(0, 1, 5)) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert texts(nice_ticks(0, 3e7, 3)) == ["0", "1e7", "2e7", "3e7"]
    assert texts(nice_ticks(0, 4e-9, 2)) == ["0", "2e−9", "4e−9"]
    assert [tick.at for tick in nice_ticks(0.3, 0.3, 5)] == [0.3]
    assert texts(log_ticks(-3, 3, 4)) == ["10⁻²", "1", "10²"]
    assert texts(log_ticks(0, 1, 9)) == ["1", "2", "5", "10"]
    assert [power(k) for k in (-10, 0, 1, 23)] == ["10⁻¹⁰", "1", "10", "10²³"]


@pytest.mark.parametrize("seed", range(40))
def test_ticks_lie_inside_and_are_evenly_spaced(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = float(rng.normal() * 10.0 ** rng.integers(-6, 7))
    high = low + float(rng.random() + 0.01) * 10.0 ** int(rng.integers(-3, 7))
    ticks = nice_ticks(low, high, 6)
    places = [tick.at for tick in ticks]
    assert all(low - 1e-6 * (high - low) <= at <= high + 1e-6 * (high - low) for at in places)
    assert 2 <= len(ticks) <= 7 and len(set(texts(ticks))) == len(ticks)
    steps = [b - a for a, b in pairwise(places)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)


def test_a_logarithm_is_of_the_loss_itself() -> None:
    losses = np.array([[0.01, 1.0], [100.0, np.inf]])
    scale = make_scale("log", losses)
    assert scale.log and scale.ends == (-2.0, 2.0)
    assert scale.units(losses)[0].tolist() == [-2.0, 0.0] and np.isnan(scale.units(losses)[1, 1])
    assert scale.share(losses)[0].tolist() == [0.0, 0.5]


def test_where_a_logarithm_is_not_possible_it_says_so() -> None:
    below = make_scale("log", np.array([-1.0, 2.0]))
    assert not below.log and "falls below 0" in below.note
    zero = make_scale("log", np.array([0.0, 0.1, 2.0]))
    assert zero.log and zero.low == 0.1 and "0 is coloured as the least" in zero.note
    assert not make_scale("log", np.zeros(3)).log
    assert not make_scale("log", np.array([np.nan])).log


def test_the_widest_scale_has_shares() -> None:
    scale = make_scale("linear", np.array([-1.7e308, 0.0, 1.7e308]))
    assert scale.share(np.array([-1.7e308, 0.0, 1.7e308])).tolist() == [0.0, 0.5, 1.0]
    assert make_scale("linear", np.array([3.0, 3.0])).share(np.array([3.0])).tolist() == [0.0]


@pytest.mark.parametrize("asked", ["linear", "log"])
def test_contour_levels_are_round_and_inside(asked: str) -> None:
    x, y = np.meshgrid(np.linspace(-4, 4, 41), np.linspace(-2.6, 2.6, 41))
    for losses in (x**2 + 10 * y**2, x**2 - y**2, np.full_like(x, 2.0), np.exp(-(x**2)) + 0.3):
        scale = make_scale(asked, losses)
        levels = contour_levels(scale, losses)
        assert list(levels) == sorted(set(levels))
        assert all(scale.low < level < scale.high and len(f"{level:.3g}") <= 7 for level in levels)
        assert len(levels) >= 4 or losses.min() == losses.max() or asked == "log"


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_colours_of_the_surface_run_one_way_in_lightness(theme: str) -> None:
    lightness = oklab(ramp(theme) / 255)[:, 0]
    assert (np.diff(lightness) <= 1e-3).all() and lightness[0] - lightness[-1] > 0.3
    assert np.abs(oklab(ramp(theme) / 255)[:, 1:]).max() < 0.12  # quiet


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=list(THEMES))
def test_sixteen_paths_differ_in_colour_and_in_shape(theme: object) -> None:
    styles = [path_style(k, theme) for k in range(16)]
    assert len({(style.marker, style.hollow) for style in styles}) == 16
    assert all(contrast(style.color, theme.panel) >= 3.0 for style in styles)
    colors = oklab(np.array([channels(style.color) for style in styles]))
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(colors, 2)) > 0.05
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(colors[:8], 2)) > 0.09
    assert theme.now not in {style.color for style in styles}
