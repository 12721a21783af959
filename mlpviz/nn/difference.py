"""The third witness: central differences of the loss, f′(w) ≈ (f(w+s) − f(w−s))/2s, with an error of order s²."""

from __future__ import annotations

import math
import sys

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import reduce
from mlpviz.nn.network import Array, Network
from mlpviz.nn.passes import excite, sample_losses

_CUBE_ROOT_EPSILON = math.cbrt(sys.float_info.epsilon)


def spacing(value: float) -> float:
    """The half-width s that balances rounding against truncation: ∛ε·max(1, |value|)."""
    return _CUBE_ROOT_EPSILON * max(1.0, abs(value))


def _losses_from(network: Network, layer: int, xi: Array, targets: Array, loss: str) -> Array:
    """Each sample's loss, going on from the excitations of `layer`."""
    h = ACTIVATIONS[network.layers[layer - 1].activation].value(xi)
    for number in range(layer + 1, network.depth + 1):
        xi = excite(network, number, h)
        h = ACTIVATIONS[network.layers[number - 1].activation].value(xi)
    return sample_losses(network, loss, xi, h, targets)


def difference_of_parameter(
    network: Network, inputs: Array, targets: Array, loss: str, reduction: str, layer: int, unit: int, source: int
) -> float:
    """∂L/∂w (∂L/∂b where source is BIAS) of the reduced loss; `layer` counts from 1, unit and source from 0."""
    row = network.layers[layer - 1]
    centre = row.parameter(unit, source)
    step = spacing(centre)

    def loss_at(value: float) -> float:
        moved = network.with_layer(layer, row.with_parameter(unit, source, value))
        h = inputs
        for number in range(1, layer):
            h = ACTIVATIONS[network.layers[number - 1].activation].value(excite(network, number, h))
        losses = _losses_from(moved, layer, excite(moved, layer, h), targets, loss)
        return float(reduce(losses, reduction))

    with np.errstate(over="ignore", invalid="ignore"):
        return (loss_at(centre + step) - loss_at(centre - step)) / ((centre + step) - (centre - step))


def difference_of_excitation(
    network: Network, excitation: Array, targets: Array, loss: str, layer: int, unit: int
) -> float:
    """δ of one unit for one sample: the loss as ξ of that unit moves.

    `excitation` is that layer's ξ, shape (1, units); `targets` has shape (1, outputs).
    """
    centre = float(excitation[0, unit])
    step = spacing(centre)

    def loss_at(value: float) -> float:
        moved = excitation.copy()
        moved[0, unit] = value
        return float(_losses_from(network, layer, moved, targets, loss)[0])

    with np.errstate(over="ignore", invalid="ignore"):
        return (loss_at(centre + step) - loss_at(centre - step)) / ((centre + step) - (centre - step))
