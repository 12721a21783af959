"""The perceptron rules: gradient descent on their losses, one sample at a time, is the rule of the textbooks."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES, expand_targets
from mlpviz.nn.network import Network, make_layer, make_network
from mlpviz.nn.passes import compute_pass

RULES = [row for row in LOSSES.values() if row.hard is not None]
CORNERS = np.array(list(itertools.product([0.0, 1.0], repeat=2)))


def zero_network(activation: str, inputs: int, outputs: int) -> Network:
    return make_network(inputs, [make_layer(activation, np.zeros((outputs, inputs)), np.zeros(outputs))])


def stepped(network: Network, loss: str, x: np.ndarray, y: np.ndarray, rate: float) -> Network:
    """After one update of gradient descent with one sample."""
    result, layer = compute_pass(network, x[None], y[None], loss, "mean"), network.layers[0]
    weights = layer.weights - rate * result.weight_gradient(1)
    biases = layer.biases - rate * result.bias_gradients[1]
    return make_network(network.inputs, [make_layer(layer.activation, weights, biases)])


def parameters(network: Network) -> list[float]:
    """w1, w2 and b of a network of one unit."""
    return [*network.layers[0].weights[0].tolist(), *network.layers[0].biases.tolist()]


def test_and_is_learnt_as_by_hand():
    """Inputs in the order 00, 01, 10, 11, η = 1, from zero; a unit gives 1 only above 0, so it begins at 0, 0, 0, 0."""
    by_hand = [
        [(0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 1, 1)],  # 11 gives 0: everything goes up
        [(1, 1, 0), (1, 0, -1), (1, 0, -1), (2, 1, 0)],  # 10 lies on the line, which counts as 0: it is right
        [(2, 1, 0), (2, 0, -1), (1, 0, -2), (2, 1, -1)],
        [(2, 1, -1), (2, 1, -1), (1, 1, -2), (2, 2, -1)],
        [(2, 2, -1), (2, 1, -2), (2, 1, -2), (2, 1, -2)],  # 01 gives 1 for the last time
        [(2, 1, -2)] * 4,
    ]
    network = zero_network("step", 2, 1)
    for epoch in by_hand:
        for x, y, wanted in zip(CORNERS, [0.0, 0.0, 0.0, 1.0], epoch, strict=True):
            network = stepped(network, "perceptron", x, np.array([y]), 1.0)
            assert tuple(parameters(network)) == wanted
    result = compute_pass(network, CORNERS, np.array([[0.0], [0], [0], [1]]), "perceptron", "sum")
    assert result.loss == 0.0 and result.activations[-1].ravel().tolist() == [0, 0, 0, 1]


def test_signs_step_by_twice_the_sample():
    """f − y is ±2 where a sign is wrong: w ← w + 2ηyx, the rule of −1 and +1."""
    network = stepped(zero_network("sign", 2, 1), "sign_perceptron", np.array([3.0, -1.0]), np.array([1.0]), 0.25)
    assert parameters(network) == [1.5, -0.5, 0.5]
    for y in (1.0, -1.0):  # +1 is right already; what should be −1 takes the step back
        network = stepped(network, "sign_perceptron", np.array([3.0, -1.0]), np.array([y]), 0.25)
    assert parameters(network) == [0.0, 0.0, 0.0]


def test_of_several_classes_the_winner_and_the_right_one_move():
    """w_c ← w_c − η (f_c − y_c) x, here of class 2 while class 0, the first of those that tie, wins."""
    x = np.array([1.0, -2.0])
    network = stepped(zero_network("argmax", 2, 3), "multiclass_perceptron", x, np.array([0.0, 0, 1]), 0.5)
    np.testing.assert_array_equal(network.layers[0].weights, [[-0.5, 1.0], [0.0, 0.0], [0.5, -1.0]])
    np.testing.assert_array_equal(network.layers[0].biases, [-0.5, 0.0, 0.5])


def test_classes_that_planes_part_are_learnt():
    """Novikoff: what can be parted is parted after finitely many mistakes. The loss is then 0 to the bit."""
    generator = np.random.default_rng(4)
    centres = np.array([[2.0, 0.0], [-1.0, 1.8], [-1.0, -1.8]])
    numbers = np.arange(60) % 3
    inputs = centres[numbers] + generator.uniform(-0.5, 0.5, (60, 2))
    targets = expand_targets("multiclass_perceptron", numbers[:, None].astype(float), 3)
    network = zero_network("argmax", 2, 3)
    for _ in range(20):
        for x, y in zip(inputs, targets, strict=True):
            network = stepped(network, "multiclass_perceptron", x, y, 0.1)
    result = compute_pass(network, inputs, targets, "multiclass_perceptron", "mean")
    assert result.loss == 0.0 and (result.activations[-1] == targets).all()


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
@pytest.mark.parametrize("outputs", [1, 2, 5])
def test_the_loss_is_0_where_the_outputs_are_right_and_above_elsewhere(row, outputs):
    generator = np.random.default_rng(outputs)
    xi = generator.normal(size=(500, outputs))
    targets = generator.choice(row.hard, xi.shape)
    if row.classes:
        targets = np.eye(outputs)[generator.integers(outputs, size=len(xi))]
    f = ACTIVATIONS[row.needs].value(xi)
    right = (f == targets).all(axis=1)
    values = row.value(xi, targets)
    assert right.any() and (right.all() == (row.classes and outputs == 1))
    assert (values[right] == 0).all() and (values[~right] > 0).all()
    np.testing.assert_array_equal(row.gradient(xi, targets), f - targets)


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_the_loss_in_rational_numbers(row):
    xi = np.random.default_rng(8).normal(0.0, 100.0, (200, 3))
    targets = np.where(np.eye(3)[np.arange(200) % 3] == 1, row.hard[1], row.hard[0])
    f = ACTIVATIONS[row.needs].value(xi)
    for value, *rows in zip(row.value(xi, targets), f, targets, xi, strict=True):
        exact = sum((Fraction(a) - Fraction(b)) * Fraction(c) for a, b, c in zip(*rows, strict=True))
        assert value == pytest.approx(float(exact), rel=1e-14, abs=1e-13)


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_on_the_boundary_there_is_no_loss_and_still_an_error(row):
    """So that learning can begin at w = 0."""
    xi, targets = np.zeros((1, 2)), np.array([[row.hard[0], row.hard[1]]])
    terms = row.terms(xi, targets)
    assert (terms == 0).all() and not np.signbit(terms).any()
    assert row.gradient(xi, targets).any()


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_what_is_right_has_no_loss_however_far(row):
    far = np.array([[np.inf, -1e308]])
    f = ACTIVATIONS[row.needs].value(far)
    assert row.value(far, f) == 0.0 and not row.gradient(far, f).any()
