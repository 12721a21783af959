"""Every row of the table of initialisers: shape, spread, seed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.nn.initialisers import INITIALISERS, initialised
from mlpviz.nn.network import make_layer, make_network

UNITS, FAN_IN = 300, 500

BOUNDS = {
    "zeros": (0.0, 0.0),
    "uniform": (0.25, 0.25 / math.sqrt(3.0)),
    "glorot_uniform": (math.sqrt(6.0 / 800.0), math.sqrt(2.0 / 800.0)),
    "glorot_normal": (math.inf, math.sqrt(2.0 / 800.0)),
    "he_uniform": (math.sqrt(6.0 / 500.0), math.sqrt(2.0 / 500.0)),
    "he_normal": (math.inf, math.sqrt(2.0 / 500.0)),
    "lecun": (math.inf, math.sqrt(1.0 / 500.0)),
}
"""Largest magnitude and standard deviation for 300 units of 500 inputs, at scale 0.25."""


def plain_network():
    hidden = make_layer("relu", np.ones((UNITS, FAN_IN)), np.ones(UNITS))
    return make_network(FAN_IN, [hidden, make_layer("identity", np.ones((2, UNITS)), None)])


@pytest.mark.parametrize("name", INITIALISERS)
def test_shape_biases_and_the_rest_of_the_network(name):
    before = plain_network()
    after = initialised(before, name, seed=1, scale=0.5)
    assert after.widths == before.widths
    assert [layer.activation for layer in after.layers] == ["relu", "identity"]
    np.testing.assert_array_equal(after.layers[0].biases, 0.0)
    assert after.layers[1].biases is None
    for layer in after.layers:
        assert np.isfinite(layer.weights).all()
        assert not layer.weights.flags.writeable
    np.testing.assert_array_equal(before.layers[0].weights, 1.0)


@pytest.mark.parametrize("name", INITIALISERS)
def test_the_seed_gives_the_same_bits(name):
    first = initialised(plain_network(), name, seed=7)
    assert first == initialised(plain_network(), name, seed=7)
    assert (first == initialised(plain_network(), name, seed=8)) == (name in ("zeros", "constant"))


@pytest.mark.parametrize("name", [name for name in INITIALISERS if name != "constant"])
def test_spread(name):
    bound, deviation = BOUNDS[name]
    weights = initialised(plain_network(), name, seed=3, scale=0.25).layers[0].weights
    assert np.abs(weights).max() <= bound
    assert weights.std() == pytest.approx(deviation, rel=0.01)
    assert abs(weights.mean()) <= 5 * deviation / math.sqrt(weights.size)
    if math.isfinite(bound):
        assert np.abs(weights).max() >= 0.999 * bound


@pytest.mark.parametrize("name", [name for name in INITIALISERS if BOUNDS.get(name, (0,))[0] == math.inf])
def test_normal_rows_are_normal(name):
    weights = initialised(plain_network(), name, seed=3).layers[0].weights
    assert (np.abs(weights) < weights.std()).mean() == pytest.approx(0.6827, abs=0.01)
    assert ((weights / weights.std()) ** 4).mean() == pytest.approx(3.0, abs=0.1)


def test_layers_differ():
    network = make_network(4, [make_layer("tanh", np.ones((4, 4)), None), make_layer("tanh", np.ones((4, 4)), None)])
    first, second = initialised(network, "he_normal", seed=1).layers
    assert not np.array_equal(first.weights, second.weights)


def test_constant():
    weights = initialised(plain_network(), "constant", seed=0, scale=-0.75).layers[1].weights
    np.testing.assert_array_equal(weights, -0.75)


@pytest.mark.parametrize("row", INITIALISERS.values(), ids=lambda row: row.id)
def test_only_rows_with_a_scale_title_heed_the_scale(row):
    small, large = (initialised(plain_network(), row.id, seed=2, scale=scale) for scale in (0.1, 0.2))
    assert (small != large) == (row.scale_title is not None)
    assert row.title
    assert row.note.endswith(".")
