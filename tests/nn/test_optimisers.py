"""Updates: by hand, by torch's optimiser, and what an update must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS, updated
from mlpviz.nn.passes import compute_pass

from .torch_witness import TORCH_ACTIVATIONS

TORCH_OPTIMISERS = {"gradient_descent": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate)}


def example(seed=1):
    generator = np.random.default_rng(seed)
    network = make_network(
        3,
        [
            make_layer("tanh", generator.normal(size=(4, 3)), generator.normal(size=4)),
            make_layer("sigmoid", generator.normal(size=(3, 4)), None),
            make_layer("identity", generator.normal(size=(2, 3)), generator.normal(size=2)),
        ],
    )
    return network, frozen(generator.normal(size=(6, 3))), frozen(generator.normal(size=(6, 2)))


def bits(network):
    return [part.tobytes() for layer in network.layers for part in (layer.weights, layer.biases) if part is not None]


def test_gradient_descent_by_hand():
    """w ← w − η ∂L/∂w; the toy unit o = 2·3 + 1 = 7, target 5, ½ squared error: ∂L/∂w = 2·3, ∂L/∂b = 2."""
    network = make_network(1, [make_layer("identity", [[2.0]], [1.0])])
    result = compute_pass(network, frozen([[3.0]]), frozen([[5.0]]), "half_squared_error", "mean")
    layer = updated(network, result, "gradient_descent", 0.25).layers[0]
    assert layer.weights[0, 0] == 2.0 - 0.25 * 6.0
    assert layer.biases[0] == 1.0 - 0.25 * 2.0


@pytest.mark.parametrize("name", OPTIMISERS)
def test_updates_agree_with_torch(name):
    """Ten updates in a row, each from the gradients at the parameters of the one before."""
    network, inputs, targets = example()
    leaves = [
        [torch.tensor(part, requires_grad=True) for part in (layer.weights, layer.biases) if part is not None]
        for layer in network.layers
    ]
    optimiser = TORCH_OPTIMISERS[name]([leaf for group in leaves for leaf in group], 0.3)
    for _ in range(10):
        result = compute_pass(network, inputs, targets, "mean_squared_error", "mean")
        network = updated(network, result, name, 0.3)
        h = torch.tensor(inputs)
        for layer, group in zip(network.layers, leaves, strict=True):
            h = TORCH_ACTIVATIONS[layer.activation](torch.nn.functional.linear(h, *group))
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(h, torch.tensor(targets)).backward()
        optimiser.step()
        for layer, group in zip(network.layers, leaves, strict=True):
            np.testing.assert_allclose(layer.weights, group[0].detach(), rtol=1e-12, atol=1e-14)
            if layer.biases is not None:
                np.testing.assert_allclose(layer.biases, group[1].detach(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_update_makes_a_new_frozen_network(name):
    network, inputs, targets = example()
    before = bits(network)
    result = compute_pass(network, inputs, targets, "squared_error", "mean")
    after = updated(network, result, name, 0.1)
    assert after.widths == network.widths
    assert bits(network) == before
    for old, new in zip(network.layers, after.layers, strict=True):
        assert new.activation == old.activation
        assert not new.weights.flags.writeable
        assert not np.array_equal(new.weights, old.weights)
        assert (new.biases is None) == (old.biases is None)
        if new.biases is not None:
            assert not new.biases.flags.writeable
            assert not np.array_equal(new.biases, old.biases)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_small_update_lowers_the_loss_as_the_gradient_predicts(name):
    network, inputs, targets = example()
    result = compute_pass(network, inputs, targets, "squared_error", "mean")
    after = updated(network, result, name, 1e-7)
    predicted = 0.0
    for number, (old, new) in enumerate(zip(network.layers, after.layers, strict=True), start=1):
        predicted += float((result.weight_gradient(number) * (new.weights - old.weights)).sum())
        if old.biases is not None:
            predicted += float((result.bias_gradients[number] * (new.biases - old.biases)).sum())
    change = compute_pass(after, inputs, targets, "squared_error", "mean").loss - result.loss
    assert predicted < 0
    assert change == pytest.approx(predicted, rel=1e-4)


def test_every_optimiser_has_a_witness_and_texts():
    assert set(OPTIMISERS) == set(TORCH_OPTIMISERS)
    for name, row in OPTIMISERS.items():
        assert row.id == name
        assert row.title
        assert r"\eta" in row.latex
