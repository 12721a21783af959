"""Networks as frozen arrays: the shapes every other file of `nn` relies on.

A layer maps h (length `fan_in`) to ξ = W h + b and then to g(ξ); `weights[j, k]` goes to unit j from unit k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

BIAS = -1
"""The source of a bias, where a weight's source is the unit (from 0) that it comes from."""


def frozen(values: ArrayLike) -> Array:
    """A read-only float64 copy of `values`, C-contiguous."""
    array = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def same_bits(a: Array | None, b: Array | None) -> bool:
    """Whether two arrays have equal shape and equal bits, so that −0.0 differs from 0.0."""
    if a is None or b is None:
        return a is b
    return a is b or (a.shape == b.shape and a.tobytes() == b.tobytes())


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: weights of shape (units, fan_in), biases of shape (units,) or None, and an activation's id."""

    activation: str
    weights: Array
    biases: Array | None

    @property
    def units(self) -> int:
        return int(self.weights.shape[0])

    @property
    def fan_in(self) -> int:
        return int(self.weights.shape[1])

    @property
    def has_bias(self) -> bool:
        return self.biases is not None

    @property
    def parameter_count(self) -> int:
        return self.units * (self.fan_in + self.has_bias)

    def parameter(self, unit: int, source: int) -> float:
        """The weight to `unit` from `source`, or the bias of `unit` where source is BIAS."""
        if source != BIAS:
            return float(self.weights[unit, source])
        if self.biases is None:
            raise ValueError("this layer has no bias")
        return float(self.biases[unit])

    def with_parameter(self, unit: int, source: int, value: float) -> Layer:
        """This layer with one weight or bias changed."""
        if source == BIAS:
            if self.biases is None:
                raise ValueError("this layer has no bias")
            biases = self.biases.copy()
            biases[unit] = value
            return replace(self, biases=frozen(biases))
        weights = self.weights.copy()
        weights[unit, source] = value
        return replace(self, weights=frozen(weights))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Layer)
            and self.activation == other.activation
            and same_bits(self.weights, other.weights)
            and same_bits(self.biases, other.biases)
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Network:
    """An input width and the layers after it. `layers[l-1]` is layer l; layer 0 is the input."""

    inputs: int
    layers: tuple[Layer, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Units a layer, the input first."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def outputs(self) -> int:
        return self.layers[-1].units

    @property
    def depth(self) -> int:
        """Layers, the input not counted."""
        return len(self.layers)

    @property
    def parameter_count(self) -> int:
        return sum(layer.parameter_count for layer in self.layers)

    def with_layer(self, layer: int, value: Layer) -> Network:
        """This network with layer number `layer` (from 1) put in place of the present one."""
        layers = list(self.layers)
        layers[layer - 1] = value
        return replace(self, layers=tuple(layers))

    __hash__ = None  # type: ignore[assignment]


def make_layer(activation: str, weights: ArrayLike, biases: ArrayLike | None) -> Layer:
    """A layer from anything array-like; raises ValueError if the shapes do not fit each other."""
    matrix = frozen(weights)
    vector = None if biases is None else frozen(biases)
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError("weights must be a matrix with at least one row and one column")
    if vector is not None and vector.shape != (matrix.shape[0],):
        raise ValueError(f"{matrix.shape[0]} units need {matrix.shape[0]} biases, not {vector.shape}")
    return Layer(activation, matrix, vector)


def make_network(inputs: int, layers: Sequence[Layer]) -> Network:
    """A network; raises ValueError if a layer's fan-in is not the width of the layer before it."""
    width = inputs
    for number, layer in enumerate(layers, start=1):
        if layer.fan_in != width:
            raise ValueError(f"layer {number} expects {layer.fan_in} inputs but gets {width}")
        width = layer.units
    if not layers:
        raise ValueError("a network needs at least one layer")
    return Network(inputs, tuple(layers))
