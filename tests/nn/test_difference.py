"""The third witness: complex steps, written here, and the central differences of `difference.py`."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.difference import difference_of_excitation, difference_of_parameter, spacing
from mlpviz.nn.losses import LOSSES, REDUCTIONS
from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.passes import compute_pass


def _logistic(z):
    return 1 / (1 + np.exp(-z))


def _softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


ANALYTIC = {
    "identity": lambda z: z,
    "sigmoid": _logistic,
    "tanh": np.tanh,
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "silu": lambda z: z * _logistic(z),
    "softmax": _softmax,
}
"""The analytic rows by definition, for complex arguments of moderate size."""

COMPLEX_LOSSES = {
    "squared_error": lambda o, y: ((o - y) ** 2).sum(axis=-1),
    "half_squared_error": lambda o, y: ((o - y) ** 2).sum(axis=-1) / 2,
    "mean_squared_error": lambda o, y: ((o - y) ** 2).mean(axis=-1),
    "binary_cross_entropy": lambda o, y: -(y * np.log(o) + (1 - y) * np.log(1 - o)).sum(axis=-1),
    "cross_entropy": lambda o, y: -(y * np.log(o)).sum(axis=-1),
}

SMOOTH_PAIRS = [
    (loss, output) for loss in COMPLEX_LOSSES for output in ANALYTIC if LOSSES[loss].needs in (None, output)
]
SMALL = 1e-200


def network_of(hidden, output, seed=1, inputs=3, widths=(4, 3, 3)):
    generator = np.random.default_rng(seed)
    layers, fan_in = [], inputs
    for number, units in enumerate(widths):
        activation = output if number == len(widths) - 1 else hidden
        bias = generator.normal(size=units) if number != 1 else None
        layers.append(make_layer(activation, generator.normal(size=(units, fan_in)), bias))
        fan_in = units
    return make_network(inputs, layers)


def batch_for(network, loss, seed=2, samples=4):
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(samples, network.inputs))
    row = LOSSES[loss]
    if row.classes:
        return inputs, np.eye(network.outputs)[generator.integers(network.outputs, size=samples)]
    if row.hard is not None:
        return inputs, generator.choice(row.hard, (samples, network.outputs))
    return inputs, generator.uniform(size=(samples, network.outputs))


def complex_loss(network, parameters, inputs, targets, loss, reduction):
    h = inputs.astype(complex)
    for layer, (weights, biases) in zip(network.layers, parameters, strict=True):
        h = ANALYTIC[layer.activation](h @ weights.T + (0 if biases is None else biases))
    losses = COMPLEX_LOSSES[loss](h, targets)
    return losses.mean() if reduction == "mean" else losses.sum()


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(("loss", "output"), SMOOTH_PAIRS)
def test_gradients_agree_with_complex_steps(loss, output, reduction):
    """Im f(w + is)/s is f′(w) without any difference (Squire and Trapp, 1998): exact to rounding."""
    for hidden in ANALYTIC:
        network = network_of(hidden, output)
        inputs, targets = batch_for(network, loss)
        result = compute_pass(network, inputs, targets, loss, reduction)
        for number, layer in enumerate(network.layers, start=1):
            for unit in range(layer.units):
                for source in [*range(layer.fan_in), *([BIAS] if layer.has_bias else [])]:
                    parameters = [
                        [row.weights.astype(complex), None if row.biases is None else row.biases.astype(complex)]
                        for row in network.layers
                    ]
                    if source == BIAS:
                        parameters[number - 1][1][unit] += 1j * SMALL
                    else:
                        parameters[number - 1][0][unit, source] += 1j * SMALL
                    slope = complex_loss(network, parameters, inputs, targets, loss, reduction).imag / SMALL
                    gradient = result.gradient(number, unit, source)
                    assert gradient == pytest.approx(slope, rel=1e-11, abs=1e-13), (hidden, number, unit, source)


PASSING = [row.id for row in ACTIVATIONS.values() if row.passes]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", PASSING)
def test_central_differences_agree_with_the_pass(hidden, loss, reduction):
    network = network_of(hidden, LOSSES[loss].needs or "tanh", seed=5)
    inputs, targets = (frozen(array) for array in batch_for(network, loss, seed=6))
    result = compute_pass(network, inputs, targets, loss, reduction)
    for number, layer in enumerate(network.layers, start=1):
        for unit in range(layer.units):
            for source in [0, layer.fan_in - 1, *([BIAS] if layer.has_bias else [])]:
                slope = difference_of_parameter(network, inputs, targets, loss, reduction, number, unit, source)
                assert slope == pytest.approx(result.gradient(number, unit, source), rel=1e-7, abs=1e-8)
            for sample in range(result.samples):
                xi, row = result.excitation(number)[[sample]], targets[[sample]]
                slope = difference_of_excitation(network, xi, row, loss, number, unit)
                assert slope == pytest.approx(result.delta(number)[sample, unit], rel=1e-7, abs=1e-8)


def test_differences_change_nothing_that_they_are_given():
    network = network_of("sigmoid", "identity")
    inputs, targets = batch_for(network, "squared_error")
    xi = compute_pass(network, inputs, targets, "squared_error", "mean").excitation(1)[[0]].copy()
    kept = xi.copy()
    difference_of_excitation(network, xi, targets[[0]], "squared_error", 1, 0)
    np.testing.assert_array_equal(xi, kept)
    weights = network.layers[0].weights.copy()
    difference_of_parameter(network, inputs, targets, "squared_error", "mean", 1, 0, 0)
    np.testing.assert_array_equal(network.layers[0].weights, weights)


def test_the_spacing_balances_rounding_and_truncation():
    assert spacing(0.0) == pytest.approx(6.0554544523933395e-06)
    assert spacing(-0.5) == spacing(1.0) == spacing(0.0)
    assert spacing(-1000.0) == pytest.approx(1000 * spacing(1.0))


@pytest.mark.parametrize("weight", [1e12, -3e15])
def test_a_large_parameter_still_moves(weight):
    """Half-width grows with the parameter, so that w ± s differ in floating point."""
    network = make_network(1, [make_layer("identity", [[weight]], None)])
    slope = difference_of_parameter(network, frozen([[2.0]]), frozen([[0.0]]), "half_squared_error", "mean", 1, 0, 0)
    assert slope == pytest.approx(4.0 * weight, rel=1e-6)
