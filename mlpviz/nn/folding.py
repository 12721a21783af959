"""Composing linear layers is useless: a hidden layer of identity units folds into the layer after it.

ξ = W₂(W₁h + b₁) + b₂ = (W₂W₁)h + (W₂b₁ + b₂), where weights are units × inputs.
"""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import Network, frozen, make_layer, make_network


def first_foldable(network: Network) -> int | None:
    """The number (from 1) of the first hidden layer of identity units, which folds into the next one."""
    for number, layer in enumerate(network.layers[:-1], start=1):
        if layer.activation == "identity":
            return number
    return None


def foldable(network: Network) -> bool:
    return first_foldable(network) is not None


def fold_once(network: Network) -> Network:
    """The network with its first foldable layer folded: one layer less, the same outputs but for rounding.

    Raises ValueError where no layer folds.
    """
    number = first_foldable(network)
    if number is None:
        raise ValueError("no hidden layer has identity units: there is nothing to fold")
    first, second = network.layers[number - 1 : number + 1]
    with np.errstate(over="ignore", invalid="ignore"):
        biases = second.biases
        if first.biases is not None:
            carried = second.weights @ first.biases
            biases = frozen(carried if biases is None else carried + biases)
        folded = make_layer(second.activation, second.weights @ first.weights, biases)
    return make_network(network.inputs, [*network.layers[: number - 1], folded, *network.layers[number + 1 :]])


def fold(network: Network) -> Network:
    """The network with every foldable layer folded."""
    while foldable(network):
        network = fold_once(network)
    return network
