"""Closed form: by hand, at rest under the gradient that descends, and where descent arrives."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.least_squares import least_squares
from mlpviz.nn.losses import REDUCTIONS
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import DECAYS, Rule
from mlpviz.nn.training import Trainer

SQUARED = ("squared_error", "half_squared_error", "mean_squared_error")


def linear(inputs, outputs=1, bias=True):
    return make_network(
        inputs, [make_layer("identity", np.zeros((outputs, inputs)), np.zeros(outputs) if bias else None)]
    )


def problem(outputs=2, seed=0):
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(40, 3)) + 0.5
    return frozen(inputs), frozen(inputs @ generator.normal(size=(3, outputs)) + generator.normal(size=(40, outputs)))


def test_a_line_through_points_by_hand():
    """y = 2x + 1 exactly; without a bias w = Σxy/Σx² = (3 + 10 + 21)/14."""
    inputs, targets = frozen([[1.0], [2.0], [3.0]]), frozen([[3.0], [5.0], [7.0]])
    found = least_squares(linear(1), inputs, targets, "squared_error", "mean", Rule()).layers[0]
    assert found.weights[0, 0] == pytest.approx(2.0)
    assert found.biases[0] == pytest.approx(1.0)
    through_zero = least_squares(linear(1, bias=False), inputs, targets, "squared_error", "mean", Rule()).layers[0]
    assert through_zero.weights[0, 0] == pytest.approx(34 / 14)
    assert through_zero.biases is None


def test_weight_decay_by_hand():
    """Squared error, sum: 2·14w − 2·34 + λw = 0; mean: a third of the first two."""
    inputs, targets = frozen([[1.0], [2.0], [3.0]]), frozen([[3.0], [5.0], [7.0]])
    given, rule = (linear(1, bias=False), inputs, targets, "squared_error"), Rule(weight_decay=4.0)
    assert least_squares(*given, "sum", rule).layers[0].weights[0, 0] == pytest.approx(68 / 32)
    assert least_squares(*given, "mean", rule).layers[0].weights[0, 0] == pytest.approx((68 / 3) / (28 / 3 + 4))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("decay", [None, *DECAYS])
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", SQUARED)
def test_there_the_gradient_with_decay_is_zero(loss, reduction, decay, bias):
    inputs, targets = problem()
    rule = Rule(weight_decay=0.7 if decay else 0.0, decay=decay or "all")
    network = least_squares(linear(3, 2, bias), inputs, targets, loss, reduction, rule)
    result, layer = compute_pass(network, inputs, targets, loss, reduction), network.layers[0]
    np.testing.assert_allclose(result.weight_gradient(1) + rule.weight_decay * layer.weights, 0.0, atol=1e-12)
    if bias:
        pull = rule.weight_decay * layer.biases if rule.biases_decay else 0.0
        np.testing.assert_allclose(result.bias_gradients[1] + pull, 0.0, atol=1e-12)


@pytest.mark.parametrize("decay", [None, *DECAYS])
def test_descent_arrives_there(decay):
    inputs, targets = problem()
    rule = Rule(learning_rate=0.2, weight_decay=0.1 if decay else 0.0, decay=decay or "all")
    trainer = Trainer(linear(3, 2), inputs, targets, "mean_squared_error", "mean", rule, len(inputs), 0)
    for _ in range(3000):
        trainer.step()
    expected = least_squares(linear(3, 2), inputs, targets, "mean_squared_error", "mean", rule).layers[0]
    np.testing.assert_allclose(trainer.network().layers[0].weights, expected.weights, rtol=0, atol=1e-10)
    np.testing.assert_allclose(trainer.network().layers[0].biases, expected.biases, rtol=0, atol=1e-10)


def test_a_cubic_is_found_to_its_last_digits():
    """Columns 1, x, x², x³ over [−π, π], of which XᵀX would lose digits."""
    x = np.linspace(-np.pi, np.pi, 2000)
    inputs, wanted = frozen(np.stack([x, x**2, x**3], axis=1)), np.array([0.8, -2.0, 0.09])
    targets = frozen((inputs @ wanted + 1e-6)[:, None])
    found = least_squares(linear(3), inputs, targets, "squared_error", "sum", Rule()).layers[0]
    np.testing.assert_allclose(found.weights[0], wanted, rtol=1e-12)
    assert found.biases[0] == pytest.approx(1e-6, abs=1e-14)


def test_of_many_solutions_the_smallest():
    inputs = frozen([[1.0, 1.0], [2.0, 2.0]])
    found = least_squares(linear(2, bias=False), inputs, frozen([[2.0], [4.0]]), "squared_error", "mean", Rule())
    np.testing.assert_allclose(found.layers[0].weights, [[1.0, 1.0]])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"layers": 2}, "fold linear layers"),
        ({"activation": "sigmoid"}, "set the output activation to identity"),
        ({"loss": "absolute_error"}, "only a squared error"),
        ({"rule": Rule("adamw", weight_decay=0.1)}, "AdamW"),
    ],
)
def test_what_has_no_closed_form_says_why(change, says):
    layers = [make_layer(change.get("activation", "identity"), [[1.0]], None)] * change.get("layers", 1)
    given = frozen([[1.0]]), frozen([[2.0]]), change.get("loss", "squared_error"), "mean", change.get("rule", Rule())
    with pytest.raises(ValueError, match=says):
        least_squares(make_network(1, layers), *given)


def test_adamw_without_decay_has_one():
    inputs, targets = problem(1)
    ours = least_squares(linear(3), inputs, targets, "squared_error", "mean", Rule("adamw"))
    assert ours == least_squares(linear(3), inputs, targets, "squared_error", "mean", Rule())
