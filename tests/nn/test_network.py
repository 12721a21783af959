"""Networks: shapes, counts, equality to the bit, and changes that leave the original alone."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from mlpviz.nn.network import BIAS, frozen, make_layer, make_network, same_bits


def net(*widths, bias=True):
    return make_network(
        widths[0],
        [
            make_layer("sigmoid", np.arange(units * fan_in).reshape(units, fan_in), np.arange(units) if bias else None)
            for fan_in, units in pairwise(widths)
        ],
    )


def test_parameters_are_counted_term_by_term():
    network = net(6, 3, 5, 4, 3)
    assert [layer.parameter_count for layer in network.layers] == [7 * 3, 4 * 5, 6 * 4, 5 * 3]
    assert network.parameter_count == 80
    assert net(6, 3, 5, 4, 3, bias=False).parameter_count == 80 - 15


def test_shape_of_a_network():
    network = net(5, 7, 7, 3)
    assert network.widths == (5, 7, 7, 3)
    assert network.depth == 3
    assert network.outputs == 3
    layer = network.layers[2]
    assert (layer.units, layer.fan_in, layer.has_bias) == (3, 7, True)


def test_frozen_copies_and_locks():
    source = np.arange(6.0).reshape(2, 3).T
    copy = frozen(source)
    source[...] = 9.0
    np.testing.assert_array_equal(copy, [[0, 3], [1, 4], [2, 5]])
    assert copy.flags.c_contiguous
    assert copy.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        copy[0, 0] = 1.0


@pytest.mark.parametrize("value", [-0.0, 5e-324, 1.7976931348623157e308, 0.1])
def test_same_bits(value):
    assert same_bits(frozen([value]), frozen([value]))
    assert not same_bits(frozen([value]), frozen([np.nextafter(value, 1)]))
    assert not same_bits(frozen([value]), frozen([[value]]))
    assert not same_bits(frozen([value]), None)
    assert same_bits(None, None)


def test_minus_zero_is_not_zero():
    assert not same_bits(frozen([0.0]), frozen([-0.0]))
    assert make_layer("tanh", [[0.0]], None) != make_layer("tanh", [[-0.0]], None)


def test_layers_are_equal_by_activation_weights_and_biases():
    layer = make_layer("tanh", [[1, 2]], [3])
    assert layer == make_layer("tanh", [[1, 2]], [3])
    for other in (
        make_layer("relu", [[1, 2]], [3]),
        make_layer("tanh", [[1, 3]], [3]),
        make_layer("tanh", [[1, 2]], [4]),
        make_layer("tanh", [[1, 2]], None),
        make_layer("tanh", [[1], [2]], [3, 3]),
        "tanh",
    ):
        assert layer != other
    assert net(2, 3, 1) == net(2, 3, 1)
    assert net(2, 3, 1) != net(2, 3, 1, bias=False)


def test_a_parameter_is_read_and_changed_in_a_copy():
    layer = make_layer("relu", [[1, 2], [3, 4]], [5, 6])
    assert layer.parameter(1, 0) == 3.0
    assert layer.parameter(0, BIAS) == 5.0
    moved = layer.with_parameter(1, 0, -7.5).with_parameter(0, BIAS, 0.25)
    np.testing.assert_array_equal(moved.weights, [[1, 2], [-7.5, 4]])
    np.testing.assert_array_equal(moved.biases, [0.25, 6])
    np.testing.assert_array_equal(layer.weights, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(layer.biases, [5, 6])
    assert not moved.weights.flags.writeable
    assert not moved.biases.flags.writeable


def test_a_layer_without_bias_has_none_to_read_or_change():
    layer = make_layer("relu", [[1, 2]], None)
    for attempt in (lambda: layer.parameter(0, BIAS), lambda: layer.with_parameter(0, BIAS, 1.0)):
        with pytest.raises(ValueError, match="no bias"):
            attempt()


def test_with_layer_replaces_one():
    network = net(2, 3, 1)
    layer = make_layer("relu", np.ones((3, 2)), None)
    changed = network.with_layer(1, layer)
    assert changed.layers == (layer, network.layers[1])
    assert network == net(2, 3, 1)


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([1, 2], None, "must be a matrix"),
        ([[]], None, "at least one row and one column"),
        (np.zeros((0, 3)), None, "at least one row"),
        ([[1, 2]], [1, 2], "1 units need 1 biases"),
        ([[1], [2]], [[1], [2]], "2 units need 2 biases"),
    ],
)
def test_layers_that_do_not_fit_themselves(weights, biases, message):
    with pytest.raises(ValueError, match=message):
        make_layer("tanh", weights, biases)


def test_layers_that_do_not_fit_each_other():
    with pytest.raises(ValueError, match="layer 2 expects 4 inputs but gets 3"):
        make_network(2, [make_layer("tanh", np.ones((3, 2)), None), make_layer("tanh", np.ones((1, 4)), None)])
    with pytest.raises(ValueError, match="layer 1 expects 3 inputs but gets 2"):
        make_network(2, [make_layer("tanh", np.ones((1, 3)), None)])
    with pytest.raises(ValueError, match="at least one layer"):
        make_network(2, [])


def test_everything_is_frozen():
    network = net(2, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.inputs = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.layers[0].activation = "relu"
