"""Updates: by hand, by torch's optimisers, in stacks, and what an update must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS, start_memory
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import Rule, updated

from .torch_rules import TORCH_OPTIMISERS
from .torch_witness import TORCH_ACTIVATIONS


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


def first_update(network, result, name, rate):
    return updated(network, result, Rule(name), rate, start_memory(network, name), 1)


def wild_gradients(count, size, seed=0):
    """Random gradients over twelve powers of ten, some of them 0."""
    generator = np.random.default_rng(seed)
    gradients = generator.normal(size=(count, size)) * 10.0 ** generator.uniform(-8, 4, size=(count, size))
    gradients[generator.random((count, size)) < 0.1] = 0.0
    return gradients


def test_gradient_descent_by_hand():
    """w ← w − η ∂L/∂w; the toy unit o = 2·3 + 1 = 7, target 5, ½ squared error: ∂L/∂w = 2·3, ∂L/∂b = 2."""
    network = make_network(1, [make_layer("identity", [[2.0]], [1.0])])
    result = compute_pass(network, frozen([[3.0]]), frozen([[5.0]]), "half_squared_error", "mean")
    after, memory = first_update(network, result, "gradient_descent", 0.25)
    assert after.layers[0].weights[0, 0] == 2.0 - 0.25 * 6.0
    assert after.layers[0].biases[0] == 1.0 - 0.25 * 2.0
    assert memory.parameter(1, 0, 0) == memory.parameter(1, 0, BIAS) == ()


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("gradient_descent", 4.0, 2.0),
        ("momentum", 4.0, 5.6),  # 2 + 0.9·4
        ("nesterov", 7.6, 7.04),  # 4 + 0.9·4, then 2 + 0.9·5.6
        ("rmsprop", 10.0, 2.0 / 0.1984**0.5),  # 4/√0.16, then 2/√(0.99·0.16 + 0.04)
        ("adagrad", 1.0, 2.0 / 20.0**0.5),  # 4/√16, then 2/√(16 + 4)
        ("adam", 1.0, (0.56 / 0.19) / ((0.015984 + 0.004) / 0.001999) ** 0.5),
        ("adamw", 1.0, (0.56 / 0.19) / ((0.015984 + 0.004) / 0.001999) ** 0.5),
    ],
)
def test_two_directions_by_hand(name, first, second):
    """The gradients 4 and then 2."""
    row = OPTIMISERS[name]
    way, memory = row.direction(np.array([4.0]), row.memory((1,)), 1)
    assert way[0] == pytest.approx(first, rel=1e-7)
    way, _ = row.direction(np.array([2.0]), memory, 2)
    assert way[0] == pytest.approx(second, rel=1e-7)


@pytest.mark.parametrize("rate", [1e-3, 0.3])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_directions_agree_with_torch(name, rate):
    """A hundred updates of forty parameters along random gradients."""
    row, gradients = OPTIMISERS[name], wild_gradients(100, 40)
    ours = np.linspace(-1.0, 1.0, 40)
    leaf = torch.tensor(ours)
    optimiser = TORCH_OPTIMISERS[name]([leaf], rate)
    memory = row.memory(ours.shape)
    for count, gradient in enumerate(gradients, start=1):
        way, memory = row.direction(gradient, memory, count)
        ours = ours - rate * way
        leaf.grad = torch.tensor(gradient)
        optimiser.step()
        np.testing.assert_allclose(ours, leaf, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_updates_agree_with_torch(name):
    """A hundred updates of a network, each from the gradients at the parameters of the one before."""
    network, inputs, targets = example()
    leaves = [
        [torch.tensor(part, requires_grad=True) for part in (layer.weights, layer.biases) if part is not None]
        for layer in network.layers
    ]
    rate = 0.05
    optimiser = TORCH_OPTIMISERS[name]([leaf for group in leaves for leaf in group], rate)
    memory = start_memory(network, name)
    for count in range(1, 101):
        result = compute_pass(network, inputs, targets, "mean_squared_error", "mean")
        network, memory = updated(network, result, Rule(name), rate, memory, count)
        h = torch.tensor(inputs)
        for layer, group in zip(network.layers, leaves, strict=True):
            h = TORCH_ACTIVATIONS[layer.activation](torch.nn.functional.linear(h, *group))
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(h, torch.tensor(targets)).backward()
        optimiser.step()
        for layer, group in zip(network.layers, leaves, strict=True):
            np.testing.assert_allclose(layer.weights, group[0].detach(), rtol=1e-10, atol=1e-10)
            if layer.biases is not None:
                np.testing.assert_allclose(layer.biases, group[1].detach(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_stack_of_runs_is_the_single_runs_to_the_bit(name):
    """Seven runs of thirteen parameters side by side, each at its own learning rate, shape (7, 1)."""
    row, gradients = OPTIMISERS[name], wild_gradients(20, 7 * 13).reshape(20, 7, 13)
    rates = np.geomspace(1e-3, 1.0, 7)
    stack, memory = np.zeros((7, 13)), row.memory((7, 13))
    singles = [(np.zeros(13), row.memory(13)) for _ in rates]
    for count in range(1, 21):
        way, memory = row.direction(gradients[count - 1], memory, count)
        stack = stack - rates[:, None] * way
        for run, (parameters, own) in enumerate(singles):
            way, own = row.direction(gradients[count - 1, run], own, count)
            singles[run] = (parameters - rates[run] * way, own)
        assert stack.tobytes() == np.array([parameters for parameters, _ in singles]).tobytes()
        for slot in range(row.slots):
            assert memory[slot].tobytes() == np.array([own[slot] for _, own in singles]).tobytes()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_direction_writes_into_nothing_and_gives_the_same_again(name):
    row = OPTIMISERS[name]
    gradient = frozen([[1.0, -2.0, 0.0]])
    memory = tuple(frozen([[0.5, 1.0, 2.0]]) for _ in range(row.slots))
    way, new = row.direction(gradient, memory, 3)
    again, _ = row.direction(gradient, memory, 3)
    assert way.tobytes() == again.tobytes()
    assert len(new) == row.slots
    assert all(slot.shape == way.shape == gradient.shape for slot in new)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_memory_starts_at_zero_and_is_shaped_as_the_parameters(name):
    row = OPTIMISERS[name]
    memory = row.memory((3, 2))
    assert len(memory) == row.slots
    assert all(slot.shape == (3, 2) and not slot.any() for slot in memory)
    network, inputs, targets = example()
    start = start_memory(network, name)
    result = compute_pass(network, inputs, targets, "squared_error", "mean")
    _, after = updated(network, result, Rule(name), 0.1, start, 1)
    assert start.parameter(1, 2, 1) == (0.0,) * row.slots
    for number, layer in enumerate(network.layers):
        assert [slot.shape for slot in after.weights[number]] == [layer.weights.shape] * row.slots
        expected = [] if layer.biases is None else [layer.biases.shape] * row.slots
        assert [slot.shape for slot in after.biases[number]] == expected
        assert not any(slot.flags.writeable for slot in (*after.weights[number], *after.biases[number]))
    _, expected = row.direction(result.weight_gradient(1), row.memory((4, 3)), 1)
    assert after.parameter(1, 2, 1) == tuple(float(slot[2, 1]) for slot in expected)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_update_makes_a_new_frozen_network(name):
    network, inputs, targets = example()
    before = bits(network)
    result = compute_pass(network, inputs, targets, "squared_error", "mean")
    after, _ = first_update(network, result, name, 0.1)
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
    after, _ = first_update(network, result, name, 1e-7)
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
        assert row.note.endswith(".")
        assert row.latex.rpartition(r"\quad ")[2].startswith("d = ")
