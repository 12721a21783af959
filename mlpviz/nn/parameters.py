"""Parameters by name and as one vector: θ holds each layer's weights row by row and then its biases, layer by layer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.network import BIAS, Array, Layer, Network, frozen

_WEIGHT = re.compile(r"[Ww](\d{1,4})\[(\d{1,4}),(\d{1,4})\]")
_BIAS = re.compile(r"[Bb](\d{1,4})\[(\d{1,4})\]")


@dataclass(frozen=True, order=True)
class Parameter:
    """One weight, or one bias where `source` is BIAS. `layer` counts from 1, `unit` and `source` from 0."""

    layer: int
    unit: int
    source: int

    @property
    def name(self) -> str:
        """`W1[1,2]` is layer 1, to unit 1, from unit 2; `b2[1]` the bias of unit 1 in layer 2."""
        if self.source == BIAS:
            return f"b{self.layer}[{self.unit + 1}]"
        return f"W{self.layer}[{self.unit + 1},{self.source + 1}]"


def find_parameter(network: Network, name: str) -> Parameter:
    """The parameter of this name. Raises ValueError, with the remedy, where the network has none such."""
    text = "".join(name.split())
    weight, bias = _WEIGHT.fullmatch(text), _BIAS.fullmatch(text)
    if weight is None and bias is None:
        raise ValueError(f"{name!r} names no parameter: write W1[1,2] (layer 1, to unit 1, from unit 2) or b2[1]")
    found = weight or bias
    assert found is not None
    layer, unit = int(found[1]), int(found[2])
    if not 1 <= layer <= network.depth:
        raise ValueError(f"there is no {name}: the layers are 1 to {network.depth}")
    row = network.layers[layer - 1]
    if not 1 <= unit <= row.units:
        raise ValueError(f"there is no {name}: layer {layer} has units 1 to {row.units}")
    if bias is not None:
        if not row.has_bias:
            raise ValueError(f"there is no {name}: layer {layer} has no biases")
        return Parameter(layer, unit - 1, BIAS)
    source = int(found[3])
    if not 1 <= source <= row.fan_in:
        raise ValueError(f"there is no {name}: layer {layer} has inputs 1 to {row.fan_in}")
    return Parameter(layer, unit - 1, source - 1)


def all_parameters(network: Network) -> list[Parameter]:
    """Every parameter, in the order of θ."""
    found = []
    for number, layer in enumerate(network.layers, start=1):
        found += [Parameter(number, unit, source) for unit in range(layer.units) for source in range(layer.fan_in)]
        if layer.has_bias:
            found += [Parameter(number, unit, BIAS) for unit in range(layer.units)]
    return found


def position(network: Network, parameter: Parameter) -> int:
    """Where in θ a parameter stands."""
    before = sum(layer.parameter_count for layer in network.layers[: parameter.layer - 1])
    row = network.layers[parameter.layer - 1]
    if parameter.source == BIAS:
        return before + row.weights.size + parameter.unit
    return before + parameter.unit * row.fan_in + parameter.source


def slices(network: Network) -> tuple[tuple[slice, slice | None], ...]:
    """Where in θ the weights and the biases of each layer stand; None without biases."""
    found = []
    at = 0
    for layer in network.layers:
        weights = slice(at, at + layer.weights.size)
        at += layer.parameter_count
        found.append((weights, slice(weights.stop, at) if layer.has_bias else None))
    return tuple(found)


def flatten(network: Network) -> Array:
    """θ, shape (parameters,)."""
    parts = []
    for layer in network.layers:
        parts.append(layer.weights.ravel())
        if layer.biases is not None:
            parts.append(layer.biases)
    return frozen(np.concatenate(parts))


def unflatten(network: Network, theta: Array) -> Network:
    """The network with the parameters of θ, shape (parameters,)."""
    layers: list[Layer] = []
    for layer, (w, b) in zip(network.layers, slices(network), strict=True):
        weights = frozen(theta[w].reshape(layer.weights.shape))
        layers.append(replace(layer, weights=weights, biases=None if b is None else frozen(theta[b])))
    return replace(network, layers=tuple(layers))
