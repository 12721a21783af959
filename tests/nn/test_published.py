"""Published worked examples, to the digits that are printed in them."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.optimisers import start_memory
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import Rule, updated


def mazur():
    """Matt Mazur, "A Step by Step Backpropagation Example" (2015)."""
    network = make_network(
        2,
        [
            make_layer("sigmoid", [[0.15, 0.20], [0.25, 0.30]], [0.35, 0.35]),
            make_layer("sigmoid", [[0.40, 0.45], [0.50, 0.55]], [0.60, 0.60]),
        ],
    )
    return network, compute_pass(network, frozen([[0.05, 0.10]]), frozen([[0.01, 0.99]]), "half_squared_error", "mean")


def test_mazur_forward():
    _, result = mazur()
    np.testing.assert_allclose(result.activations[1][0], [0.593269992, 0.596884378], rtol=0, atol=1e-9)
    assert result.excitation(2)[0, 0] == pytest.approx(1.105905967, abs=1e-9)
    np.testing.assert_allclose(result.activations[2][0], [0.75136507, 0.772928465], rtol=0, atol=1e-8)


def test_mazur_error():
    _, result = mazur()
    errors = 0.5 * (result.activations[2][0] - [0.01, 0.99]) ** 2
    np.testing.assert_allclose(errors, [0.274811083, 0.023560026], rtol=0, atol=1e-9)
    assert result.loss == pytest.approx(0.298371109, abs=1e-9)


def test_mazur_gradient_and_new_weights():
    """Biases are left alone there; within one update no bias moves a weight, so that the weights compare."""
    network, result = mazur()
    assert result.gradient(2, 0, 0) == pytest.approx(0.082167041, abs=1e-9)
    after, _ = updated(network, result, Rule(), 0.5, start_memory(network, "gradient_descent"), 1)
    np.testing.assert_allclose(
        after.layers[0].weights, [[0.149780716, 0.19956143], [0.24975114, 0.29950229]], rtol=0, atol=1e-8
    )
    np.testing.assert_allclose(
        after.layers[1].weights, [[0.35891648, 0.408666186], [0.511301270, 0.561370121]], rtol=0, atol=1e-8
    )


def test_cs231n_sigmoid_neuron():
    """Stanford CS231n, "Backpropagation, Intuitions": the output's own gradient is 1, as that of |f − 0| is."""
    network = make_network(2, [make_layer("sigmoid", [[2.0, -3.0]], [-3.0])])
    result = compute_pass(network, frozen([[-1.0, -2.0]]), frozen([[0.0]]), "absolute_error", "mean")
    assert result.excitation(1)[0, 0] == 1.0
    assert result.activations[1][0, 0] == pytest.approx(0.73, abs=5e-3)
    assert result.activation_gradients[1][0, 0] == 1.0
    assert result.delta(1)[0, 0] == pytest.approx(0.20, abs=5e-3)
    np.testing.assert_allclose(result.activation_gradients[0][0], [0.39, -0.59], rtol=0, atol=5e-3)
    np.testing.assert_allclose(result.weight_gradient(1)[0], [-0.20, -0.39], rtol=0, atol=5e-3)
    assert result.gradient(1, 0, BIAS) == pytest.approx(0.20, abs=5e-3)


def toy(loss):
    network = make_network(2, [make_layer("sigmoid", [[1, 2], [1, 1]], None), make_layer("identity", [[1, 1]], None)])
    return compute_pass(network, frozen([[1, 1]]), frozen([[2]]), loss, "mean")


def test_lecture_toy_network_forward():
    result = toy("half_squared_error")
    np.testing.assert_array_equal(result.excitation(1)[0], [3.0, 2.0])
    np.testing.assert_allclose(result.activations[1][0], 1 / (1 + np.exp([-3.0, -2.0])), rtol=1e-15)
    assert result.activations[2][0, 0] == pytest.approx(1.83, abs=5e-3)
    assert result.activations[2][0, 0] == pytest.approx(1.8333712, abs=5e-8)


def test_lecture_toy_network_with_half_squared_error():
    result = toy("half_squared_error")
    assert result.loss == pytest.approx(0.01388258, abs=5e-9)
    assert result.delta(2)[0, 0] == pytest.approx(-0.1666288, abs=5e-8)
    np.testing.assert_allclose(result.delta(1)[0], [-0.00752773, -0.01749495], rtol=0, atol=5e-9)
    np.testing.assert_allclose(result.weight_gradient(2)[0], [-0.15872628, -0.14676616], rtol=0, atol=5e-9)
    # x = (1, 1): the gradient of a hidden weight is its unit's δ
    np.testing.assert_array_equal(result.weight_gradient(1), np.repeat(result.delta(1).T, 2, axis=1))


def test_lecture_toy_network_with_squared_error():
    """∂L/∂w is 2(o − y)·h: twice that of the half."""
    result, half = toy("squared_error"), toy("half_squared_error")
    error, h = result.activations[2][0, 0] - 2.0, result.activations[1][0]
    np.testing.assert_allclose(result.weight_gradient(2)[0], 2 * error * h, rtol=1e-15)
    np.testing.assert_array_equal(result.weight_gradient(1), 2 * half.weight_gradient(1))


@pytest.mark.parametrize(("weight", "bias", "first", "last"), [(0.6, 0.9, 0.82, 0.09), (2.0, 2.0, 0.98, 0.20)])
def test_nielsen_one_neuron_learns_slowly_where_it_saturates(weight, bias, first, last):
    """Michael Nielsen, "Neural Networks and Deep Learning", chapter 3: 300 epochs on x = 1, y = 0 at η = 0.15."""
    network = make_network(1, [make_layer("sigmoid", [[weight]], [bias])])
    memory = start_memory(network, "gradient_descent")
    outputs = []
    for count in range(1, 302):
        result = compute_pass(network, frozen([[1.0]]), frozen([[0.0]]), "half_squared_error", "mean")
        outputs.append(result.activations[1][0, 0])
        network, memory = updated(network, result, Rule(), 0.15, memory, count)
    assert outputs[0] == pytest.approx(first, abs=5e-3)
    assert outputs[300] == pytest.approx(last, abs=5e-3)


@pytest.mark.parametrize(
    ("weights", "bias", "truth"),
    [([1, 1], -0.5, [0, 1, 1, 1]), ([1, 1], -1.5, [0, 0, 0, 1])],
    ids=["or", "and"],
)
def test_mcculloch_pitts_units(weights, bias, truth):
    corners = frozen([[0, 0], [0, 1], [1, 0], [1, 1]])
    network = make_network(2, [make_layer("step", [weights], [bias])])
    result = compute_pass(network, corners, frozen(np.zeros((4, 1))), "squared_error", "mean")
    np.testing.assert_array_equal(result.activations[1][:, 0], truth)


def test_xor_with_steps():
    corners = frozen([[0, 0], [0, 1], [1, 0], [1, 1]])
    network = make_network(
        2, [make_layer("step", [[-1, -1], [1, 1]], [0.5, -1.5]), make_layer("step", [[-1, -1]], [0.5])]
    )
    result = compute_pass(network, corners, frozen(np.zeros((4, 1))), "squared_error", "mean")
    np.testing.assert_array_equal(result.activations[2][:, 0], [0, 1, 1, 0])
