"""Metrics: by hand, what classes are, and what is dead, saturated or vanishing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mlpviz.nn.metrics import BOUNDS, RECTIFIERS, Decision, confusion, decision, evaluate, measure, predictions
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.optimisers import start_memory
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import Rule, updated


def column(*values):
    return frozen([[value] for value in values])


def single(activation, weight=1.0, bias=0.0):
    return make_network(1, [make_layer(activation, [[weight]], [bias])])


def test_a_layer_by_hand():
    """o = 2x at x = 1 and 3, targets 1 and 7, half squared error: δ is 1 and −1, ∂L/∂w = (1·1 − 1·3)/2 = −1."""
    network = single("identity", 2.0)
    found = measure(network, column(1, 3), column(1, 7), "half_squared_error", "mean")
    assert (found.loss, found.accuracy) == (0.5, None)
    layer = found.layers[0]
    assert (layer.delta, layer.gradient, layer.update) == (1.0, 1.0, None)
    assert (layer.saturated, layer.stuck, layer.dead) == (None, (), ())
    assert measure(network, column(1, 3), column(1, 7), "half_squared_error", "sum").layers[0].gradient == 2.0


def test_the_update_beside_the_weights():
    """Biases count for nothing there."""
    before = make_network(2, [make_layer("identity", [[3.0, 4.0]], [100.0])])
    after = make_network(2, [make_layer("identity", [[3.3, 4.4]], [200.0])])
    given = frozen([[1.0, 1.0]]), column(0), "squared_error", "mean"
    assert measure(after, *given, before).layers[0].update == pytest.approx(0.1)
    assert measure(after, *given, after).layers[0].update == 0.0
    assert (
        measure(after, *given, make_network(2, [make_layer("identity", [[0.0, 0.0]], None)])).layers[0].update is None
    )


@pytest.mark.parametrize(
    ("targets", "loss", "threshold", "classes"),
    [
        ([[0], [1], [1]], "squared_error", 0.5, [0, 1, 1]),
        ([[-1], [1], [1]], "squared_error", 0.0, [0, 1, 1]),
        ([[0], [1], [0]], "binary_cross_entropy", 0.5, [0, 1, 0]),
        ([[0.1], [0.9], [0]], "binary_cross_entropy", 0.5, [0, 1, 0]),
        ([[0, 1], [1, 0], [1, 0]], "squared_error", None, [1, 0, 0]),
        ([[-1, 1], [1, -1], [1, -1]], "squared_error", None, [1, 0, 0]),
        ([[0.3, 0.7], [1, 0], [0.2, 0.8]], "cross_entropy", None, [1, 0, 1]),
        ([[0, 1], [1, 0], [1, 0]], "binary_cross_entropy", None, [1, 0, 0]),
    ],
)
def test_targets_that_name_classes(targets, loss, threshold, classes):
    by = decision(loss, frozen(targets))
    assert by == Decision(threshold)
    assert by.classes(frozen(targets)).tolist() == classes


@pytest.mark.parametrize(
    ("targets", "loss"),
    [
        ([[0.5], [1]], "squared_error"),
        ([[-1], [0], [1]], "squared_error"),
        ([[1, 1], [0, 1]], "binary_cross_entropy"),  # two questions, not one
        ([[0, 0], [0, 1]], "squared_error"),
        ([[0.2, 0.8]], "squared_error"),
    ],
)
def test_targets_that_are_numbers(targets, loss):
    assert decision(loss, frozen(targets)) is None


def test_the_class_of_an_output():
    assert Decision(0.5).classes(column(0.5, 0.51, 0.49, -3)).tolist() == [0, 1, 0, 0]
    assert Decision(0.0).classes(column(0.0, 0.01, -0.01)).tolist() == [0, 1, 0]
    assert Decision().classes(frozen([[1, 2, 3], [5, 5, 1], [0, 9, 9]])).tolist() == [2, 0, 1]


def test_accuracy_of_one_output():
    """σ(ξ) > ½ where ξ > 0; sign: the ±1 of the perceptron."""
    inputs = column(-2, -1, 1, 2)
    assert evaluate(single("sigmoid"), inputs, column(0, 1, 1, 1), "binary_cross_entropy", "mean")[1] == 0.75
    assert evaluate(single("sign"), inputs, column(-1, 1, -1, 1), "squared_error", "sum") == (8.0, 0.5)
    assert evaluate(single("identity"), inputs, column(-1, -1, 1, 1), "squared_error", "mean") == (0.5, 1.0)
    assert evaluate(single("identity"), inputs, column(-1, -1, 0, 1), "squared_error", "mean") == (0.75, None)


def test_accuracy_and_confusion_of_several_outputs():
    network = make_network(3, [make_layer("softmax", np.eye(3), None)])
    inputs = frozen([[3, 1, 2], [1, 3, 2], [1, 2, 3], [3, 2, 1]])
    true = np.array([0, 1, 1, 2])
    loss, accuracy = evaluate(network, inputs, frozen(np.eye(3)[true]), "cross_entropy", "mean")
    assert accuracy == 0.5
    assert loss == pytest.approx(np.log(1 + np.e**-1 + np.e**-2) + (0 + 0 + 1 + 2) / 4)
    predicted = predictions(network, inputs, Decision())
    assert predicted.tolist() == [0, 1, 2, 0]
    assert confusion(predicted, true, 3).tolist() == [[1, 0, 0], [0, 1, 1], [1, 0, 0]]
    assert confusion(predicted[:0], true[:0], 3).tolist() == [[0] * 3] * 3


def test_measure_and_evaluate_agree():
    generator = np.random.default_rng(0)
    network = make_network(
        2, [make_layer("tanh", generator.normal(size=(4, 2)), None), make_layer("sigmoid", [[1, 2, -1, 1]], [0.5])]
    )
    inputs, targets = frozen(generator.normal(size=(30, 2))), frozen(generator.integers(2, size=(30, 1)))
    given = inputs, targets, "binary_cross_entropy", "sum"
    found = measure(network, *given)
    assert (found.loss, found.accuracy) == evaluate(network, *given)
    result = compute_pass(network, *given)
    for number, layer in enumerate(found.layers, start=1):
        assert layer.delta == pytest.approx(np.abs(result.delta(number)).mean())
        assert layer.gradient == pytest.approx(np.abs(result.weight_gradient(number)).mean())
    after, _ = updated(network, result, Rule(), 0.1, start_memory(network, "gradient_descent"), 1)
    ratio = 0.1 * np.linalg.norm(result.weight_gradient(1)) / np.linalg.norm(network.layers[0].weights)
    assert measure(after, *given, network).layers[0].update == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("activation", "edge"), [("sigmoid", np.log(99.0)), ("tanh", np.arctanh(0.98))]  # h = 0.99, and 1 % of −1 to 1
)  # fmt: skip
def test_within_one_percent_of_a_bound_is_saturated(activation, edge):
    network = make_network(1, [make_layer(activation, [[1.0], [2.0]], None)])
    inputs = column(edge * 1.001, edge * 0.999, -edge * 1.001, -edge * 0.999)
    layer = measure(network, inputs, frozen(np.zeros((4, 2))), "squared_error", "mean").layers[0]
    assert layer.saturated == 6 / 8
    assert layer.stuck == (1,)
    assert layer.dead == ()


@pytest.mark.parametrize("activation", RECTIFIERS)
def test_a_unit_that_is_off_for_every_sample_is_dead(activation):
    network = make_network(1, [make_layer(activation, [[1e4], [1e4], [0.0]], [0.0, -1e6, -1e6])])
    layer = measure(network, column(-1, 1), frozen(np.zeros((2, 3))), "squared_error", "mean").layers[0]
    assert layer.dead == (1, 2)
    assert (layer.saturated, layer.stuck) == (None, ())


@pytest.mark.parametrize("activation", ["identity", "leaky_relu", "step", "elu", *BOUNDS])
def test_other_units_do_not_die(activation):
    layer = measure(single(activation, 0.0, -9e9), column(1), column(0), "squared_error", "mean").layers[0]
    assert layer.dead == ()


def test_sigmoids_in_depth_let_the_gradient_vanish():
    """Weights of 1 and slopes of at most ¼: |δ| falls fourfold a layer, or faster."""
    layers = [make_layer("sigmoid", [[1.0]], [-0.5]) for _ in range(6)]
    found = measure(make_network(1, layers), column(0.5, 0.6), column(0, 1), "squared_error", "mean")
    deltas = [layer.delta for layer in found.layers]
    assert all(4 * lower <= upper for lower, upper in pairwise(deltas))
