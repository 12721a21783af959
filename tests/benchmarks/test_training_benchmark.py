"""An epoch of training beside torch eager in the same run, float64 both. Reported, not asserted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.rule import Rule
from mlpviz.nn.training import Trainer

MODULES = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
OPTIMISERS = {"gradient_descent": torch.optim.SGD, "adam": torch.optim.Adam}
RATE = 0.01


@pytest.fixture(autouse=True)
def one_thread():
    """Torch is fastest so at these sizes, the more where the machine has other work."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def problem(widths, hidden, samples):
    """A network with random weights, inputs, and class numbers: 0 or 1 of one output."""
    generator = np.random.default_rng(1)
    classes = widths[-1]
    activations = [hidden] * (len(widths) - 2) + ["softmax" if classes > 1 else "sigmoid"]
    layers = [
        make_layer(activation, generator.normal(size=(units, fan_in)) / np.sqrt(fan_in), np.zeros(units))
        for activation, (fan_in, units) in zip(activations, pairwise(widths), strict=True)
    ]
    inputs = generator.normal(size=(samples, widths[0]))
    return make_network(widths[0], layers), frozen(inputs), generator.integers(max(2, classes), size=samples)


def our_epoch(network, inputs, labels, optimizer, batch):
    one_hot = network.outputs > 1
    targets = frozen(np.eye(network.outputs)[labels] if one_hot else labels[:, None])
    loss = "cross_entropy" if one_hot else "binary_cross_entropy"
    trainer = Trainer(network, inputs, targets, loss, "mean", Rule(optimizer, RATE), batch, 0)

    def epoch():
        for _ in range(trainer.updates_an_epoch):
            trainer.step()

    return epoch


def torch_epoch(network, inputs, labels, optimizer, batch, hidden):
    parts = []
    for layer in network.layers:
        linear = torch.nn.Linear(layer.fan_in, layer.units, dtype=torch.float64)
        linear.weight.data[:] = torch.tensor(layer.weights)
        linear.bias.data[:] = torch.tensor(layer.biases)
        parts += [linear, MODULES[hidden]()]
    module = torch.nn.Sequential(*parts[:-1])  # the losses are on the logits
    x, y = torch.tensor(inputs), torch.tensor(labels)
    measure = torch.nn.CrossEntropyLoss() if network.outputs > 1 else torch.nn.BCEWithLogitsLoss()
    if network.outputs == 1:
        y = y[:, None].double()
    moves = OPTIMISERS[optimizer](module.parameters(), lr=RATE)

    def epoch():
        order = torch.randperm(len(x)) if batch < len(x) else None
        for first in range(0, len(x), batch):
            rows = slice(None) if order is None else order[first : first + batch]
            moves.zero_grad()
            measure(module(x[rows]), y[rows]).backward()
            moves.step()

    return epoch


@pytest.mark.parametrize("who", ["mlpviz", "torch"])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
@pytest.mark.parametrize(
    ("widths", "hidden", "samples", "batch"),
    [
        ((2, 4, 2, 1), "tanh", 200, 10),
        ((2, 4, 2, 1), "tanh", 200, 200),
        ((2, *[8] * 6, 1), "tanh", 200, 10),
        ((2, *[8] * 6, 1), "tanh", 200, 200),
        ((64, 32, 10), "relu", 1437, 32),
        ((784, 100, 10), "relu", 2000, 100),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_one_epoch(benchmark, widths, hidden, samples, batch, optimizer, who):
    network, inputs, labels = problem(widths, hidden, samples)
    if who == "mlpviz":
        epoch = our_epoch(network, inputs, labels, optimizer, batch)
    else:
        epoch = torch_epoch(network, inputs, labels, optimizer, batch, hidden)
    benchmark.group = f"one epoch of {'-'.join(map(str, widths))}, batch {batch} of {samples}, {optimizer}"
    benchmark.pedantic(epoch, rounds=20, warmup_rounds=2)
    if benchmark.enabled:
        benchmark.extra_info["epochs_a_second"] = round(1.0 / benchmark.stats.stats.min, 1)
