"""Optimisers: one table of rows, which walking and training share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlpviz.nn.network import Array, Layer, Network, frozen
from mlpviz.nn.passes import Pass


@dataclass(frozen=True)
class Optimiser:
    """One row: `update` maps (parameters, their gradient, learning rate η) to new parameters of the same shape."""

    id: str
    title: str
    latex: str
    update: Callable[[Array, Array, float], Array]


_ROWS = (
    Optimiser(
        "gradient_descent",
        "Gradient descent",
        r"w \leftarrow w - \eta \, \frac{\partial L}{\partial w}",
        lambda parameters, gradient, rate: parameters - rate * gradient,
    ),
)

OPTIMISERS: dict[str, Optimiser] = {row.id: row for row in _ROWS}


def updated(network: Network, result: Pass, optimiser: str, learning_rate: float) -> Network:
    """The network after one update from the gradients of `result`."""
    update = OPTIMISERS[optimiser].update
    layers: list[Layer] = []
    for number, layer in enumerate(network.layers, start=1):
        gradient = result.bias_gradients[number]
        biases = layer.biases
        if biases is not None and gradient is not None:
            biases = frozen(update(biases, gradient, learning_rate))
        weights = frozen(update(layer.weights, result.weight_gradient(number), learning_rate))
        layers.append(replace(layer, weights=weights, biases=biases))
    return replace(network, layers=tuple(layers))
