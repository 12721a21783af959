"""The rule of an update: weight decay by hand and by torch, whole and each parameter by itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS, start_memory
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import DECAYS, Rule, updated

from .torch_rules import TORCH_OPTIMISERS


@pytest.mark.parametrize(
    ("optimizer", "after"),
    [
        ("gradient_descent", 2.0 - 0.5 * (3.0 + 0.1 * 2.0)),
        ("adagrad", 2.0 - 0.5),  # d = g/|g| however large g + λw is
        ("adam", 2.0 - 0.5),
        ("adamw", 2.0 * (1.0 - 0.5 * 0.1) - 0.5),
    ],
)
def test_weight_decay_by_hand(optimizer, after):
    """w = 2, g = 3, η = 0.5, λ = 0.1."""
    rule = Rule(optimizer, weight_decay=0.1)
    made, _ = rule.step(np.array([2.0]), np.array([3.0]), rule.optimiser.memory(1), 1, 0.5)
    assert made[0] == pytest.approx(after, rel=1e-8)


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_steps_agree_with_torch(optimizer, decay):
    """Two hundred updates of weights and biases along random gradients, at a rate that changes on the way."""
    rule = Rule(optimizer, weight_decay=0.05, decay=decay)
    generator = np.random.default_rng(3)
    ours = [generator.normal(size=(4, 3)), generator.normal(size=4)]
    leaves = [torch.tensor(part) for part in ours]
    theirs = TORCH_OPTIMISERS[optimizer](
        [
            {"params": leaves[:1], "weight_decay": 0.05},
            {"params": leaves[1:], "weight_decay": 0.05 if decay == "all" else 0.0},
        ],
        0.1,
    )
    memory = [rule.optimiser.memory(part.shape) for part in ours]
    for count in range(1, 201):
        rate = 0.1 * 0.99**count
        for group in theirs.param_groups:
            group["lr"] = rate
        for i, decays in enumerate((True, rule.biases_decay)):
            gradient = generator.normal(size=ours[i].shape) * 10.0 ** generator.uniform(-6, 2, size=ours[i].shape)
            leaves[i].grad = torch.tensor(gradient)
            ours[i], memory[i] = rule.step(ours[i], gradient, memory[i], count, rate, decays)
        theirs.step()
        for part, leaf in zip(ours, leaves, strict=True):
            np.testing.assert_allclose(part, leaf, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_mask_is_the_parts_to_the_bit(optimizer):
    """Zeros of both signs among gradients and parameters: 0·w must not be added where nothing decays."""
    rule = Rule(optimizer, weight_decay=0.3)
    generator = np.random.default_rng(5)
    parameters, mask = generator.normal(size=40), generator.random(40) < 0.5
    parameters[::5], parameters[1::5] = -0.0, np.inf
    gradient = generator.normal(size=40)
    gradient[::3] = -0.0
    with np.errstate(invalid="ignore"):
        whole, slots = rule.step(parameters, gradient, rule.optimiser.memory(40), 1, 0.1, mask)
        for part, chosen in ((rule, mask), (Rule(optimizer), ~mask)):
            start = rule.optimiser.memory(int(chosen.sum()))
            own, own_slots = part.step(parameters[chosen], gradient[chosen], start, 1, 0.1)
            assert own.tobytes() == whole[chosen].tobytes()
            for slot, own_slot in zip(slots, own_slots, strict=True):
                assert own_slot.tobytes() == slot[chosen].tobytes()


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_step_writes_into_nothing(optimizer):
    rule = Rule(optimizer, weight_decay=0.3)
    slots = tuple(frozen([0.5, 1.0]) for _ in range(rule.optimiser.slots))
    first = rule.step(frozen([1.0, 2.0]), frozen([3.0, 4.0]), slots, 2, 0.1)[0]
    again = rule.step(frozen([1.0, 2.0]), frozen([3.0, 4.0]), slots, 2, 0.1)[0]
    assert first.tobytes() == again.tobytes()


def test_adamw_without_weight_decay_is_adam():
    assert OPTIMISERS["adamw"].direction is OPTIMISERS["adam"].direction
    assert [name for name, row in OPTIMISERS.items() if row.decoupled] == ["adamw"]


@pytest.mark.parametrize("optimizer", OPTIMISERS)
@pytest.mark.parametrize("decay", DECAYS)
def test_an_update_of_a_network_decays_what_the_rule_says(optimizer, decay):
    """Two layers, the second without biases, with a gradient of 0 everywhere: only decay moves anything."""
    layers = [make_layer("relu", [[-1.0, -2.0]], [-3.0]), make_layer("identity", [[1.5]], None)]
    network = make_network(2, layers)
    result = compute_pass(network, frozen([[1.0, 1.0]]), frozen([[0.0]]), "squared_error", "mean")
    rule = Rule(optimizer, weight_decay=0.5, decay=decay)
    after, _ = updated(network, result, rule, 0.1, start_memory(network, optimizer), 1)
    assert (np.abs(after.layers[0].weights) < [[1.0, 2.0]]).all()
    assert after.layers[1].weights[0, 0] < 1.5
    assert (after.layers[0].biases[0] > -3.0) == (decay == "all")
    still, _ = updated(network, result, Rule(optimizer), 0.1, start_memory(network, optimizer), 1)
    assert still == network
