"""The normal density and distribution against mpmath, tails and subnormal results included."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mpf

from mlpviz.nn.special import normal_density, normal_distribution

from .mpmath_witness import density, distribution, ulps

POINTS = np.concatenate(
    [
        np.linspace(-40.0, 40.0, 1601),
        np.linspace(-2.0, 2.0, 801),
        np.random.default_rng(1).normal(0.0, 8.0, 1000),
        [
            0.0,
            -0.0,
            5e-324,
            -5e-324,
            1e-160,
            -1e-160,
            1e-8,
            -1e-8,
            37.5,
            -37.5,
            38.4,
            -38.4,
            38.6,
            -38.6,
            1e308,
            -1e308,
        ],
    ]
)


@pytest.mark.parametrize(("function", "reference"), [(normal_density, density), (normal_distribution, distribution)])
def test_within_4_ulp_everywhere(function, reference):
    values = function(POINTS)
    for x, value in zip(POINTS, values, strict=True):
        assert ulps(value, reference(mpf(x))) <= 4.0, x


def test_landmarks():
    np.testing.assert_array_equal(normal_distribution(np.array([0.0, -0.0, 40.0, 1e308, -1e308])), [0.5, 0.5, 1, 1, 0])
    np.testing.assert_array_equal(normal_density(np.array([1e308, -1e308])), 0.0)
    assert normal_density(np.array([0.0]))[0] == pytest.approx(0.3989422804014327, rel=1e-15)
    assert normal_distribution(np.array([1.959963984540054]))[0] == pytest.approx(0.975, rel=1e-15)


def test_density_is_even_and_distribution_rises_from_0_to_1():
    np.testing.assert_array_equal(normal_density(POINTS), normal_density(-POINTS))
    rising = normal_distribution(np.sort(POINTS))
    assert (np.diff(rising) >= -(2.0**-52) * rising[1:]).all()
    assert rising[0] == 0.0
    assert rising[-1] == 1.0


@pytest.mark.parametrize("shape", [(0,), (), (3,), (2, 3), (2, 1, 4)])
def test_any_shape(shape):
    x = np.full(shape, 0.7)
    assert np.shape(normal_density(x)) == np.shape(normal_distribution(x)) == shape
