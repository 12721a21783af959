"""Initialisers: one table of rows; all draw from a generator that is handed to them, never from a global one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.network import Array, Network, frozen


@dataclass(frozen=True)
class Initialiser:
    """One row: `draw` maps (generator, units, fan_in, scale) to weights of shape (units, fan_in).

    `scale_title` says what the scale means, or is None where there is none to choose.
    """

    id: str
    title: str
    note: str
    draw: Callable[[np.random.Generator, int, int, float], Array]
    scale_title: str | None = None


def _uniform(limit: Callable[[int, int], float]) -> Callable[[np.random.Generator, int, int, float], Array]:
    def draw(generator: np.random.Generator, units: int, fan_in: int, _scale: float) -> Array:
        bound = limit(units, fan_in)
        return generator.uniform(-bound, bound, (units, fan_in))

    return draw


def _normal(deviation: Callable[[int, int], float]) -> Callable[[np.random.Generator, int, int, float], Array]:
    def draw(generator: np.random.Generator, units: int, fan_in: int, _scale: float) -> Array:
        return generator.normal(0.0, deviation(units, fan_in), (units, fan_in))

    return draw


_ROWS = (
    Initialiser(
        "zeros", "Zeros", "Every unit of a layer stays like its neighbour: the symmetry is never broken.",
        lambda generator, units, fan_in, scale: np.zeros((units, fan_in)),
    ),
    Initialiser(
        "constant", "Constant", "One value everywhere; like zeros, it keeps the units of a layer alike.",
        lambda generator, units, fan_in, scale: np.full((units, fan_in), scale), "value",
    ),
    Initialiser(
        "uniform", "Uniform", "Uniform on [−scale, scale].",
        lambda generator, units, fan_in, scale: generator.uniform(-scale, scale, (units, fan_in)), "scale",
    ),
    Initialiser(
        "glorot_uniform", "Glorot uniform", "Uniform with limit √(6/(fan in + fan out)) (Glorot and Bengio, 2010).",
        _uniform(lambda units, fan_in: math.sqrt(6.0 / (fan_in + units))),
    ),
    Initialiser(
        "glorot_normal", "Glorot normal", "Normal with variance 2/(fan in + fan out) (Glorot and Bengio, 2010).",
        _normal(lambda units, fan_in: math.sqrt(2.0 / (fan_in + units))),
    ),
    Initialiser(
        "he_uniform", "He uniform", "Uniform with limit √(6/fan in), made for ReLU (He and others, 2015).",
        _uniform(lambda units, fan_in: math.sqrt(6.0 / fan_in)),
    ),
    Initialiser(
        "he_normal", "He normal", "Normal with variance 2/fan in, made for ReLU (He and others, 2015).",
        _normal(lambda units, fan_in: math.sqrt(2.0 / fan_in)),
    ),
    Initialiser(
        "lecun", "LeCun normal", "Normal with variance 1/fan in (LeCun and others, 1998); SELU needs it.",
        _normal(lambda units, fan_in: math.sqrt(1.0 / fan_in)),
    ),
)  # fmt: skip

INITIALISERS: dict[str, Initialiser] = {row.id: row for row in _ROWS}


def initialised(network: Network, initialiser: str, seed: int, scale: float = 1.0) -> Network:
    """The network with freshly drawn weights, biases at zero; the same seed gives the same bits."""
    generator = np.random.default_rng(seed)
    draw = INITIALISERS[initialiser].draw
    layers = tuple(
        replace(
            layer,
            weights=frozen(draw(generator, layer.units, layer.fan_in, scale)),
            biases=None if layer.biases is None else frozen(np.zeros(layer.units)),
        )
        for layer in network.layers
    )
    return replace(network, layers=layers)
