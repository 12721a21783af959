"""How a network stands: its loss and accuracy, and layer by layer whether signal and gradient still pass.

Accuracy needs classes, and what a class is the targets say. Everything else is read off one pass over all samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.losses import LOSSES, reduce
from mlpviz.nn.network import Array, Layer, Network
from mlpviz.nn.passes import Pass, compute_pass, forward, sample_losses

Classes = NDArray[np.intp]

BOUNDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
"""Activations that saturate at both ends, with these."""

SATURATED = 0.01
"""An activation is saturated where it is nearer to a bound than this share of the way between them."""

RECTIFIERS = ("relu", "gelu", "silu")
"""Activations that can be dead: 0, with a slope of 0."""


@dataclass(frozen=True)
class Decision:
    """How outputs and targets are read as classes: the largest wins, or one output against a threshold."""

    threshold: float | None = None

    def classes(self, values: Array) -> Classes:
        """Class numbers (from 0), shape (samples,), of values of shape (samples, outputs); the first on a tie."""
        if self.threshold is None:
            return np.asarray(values.argmax(axis=1))
        return (values[:, 0] > self.threshold).astype(np.intp)


def decision(loss: str, targets: Array) -> Decision | None:
    """How these targets, shape (samples, outputs), name classes; None where they are just numbers.

    One output: 0 and 1 are told apart at ½, −1 and 1 at 0. Several: one-hot rows, of 0 or −1 with a single 1.
    """
    if LOSSES[loss].classes:
        return Decision()
    one, zeros, minus = targets == 1.0, targets == 0.0, targets == -1.0
    if not ((one | zeros).all() or (one | minus).all()):
        return Decision(0.5) if loss == "binary_cross_entropy" and targets.shape[1] == 1 else None
    if targets.shape[1] > 1:
        return Decision() if (one.sum(axis=1) == 1).all() else None
    return Decision(0.0 if minus.any() else 0.5)


@dataclass(frozen=True)
class LayerMetrics:
    """One layer over all samples.

    delta:     the mean of |δ| over samples and units, each sample's δ being that of its own loss.
    gradient:  the mean of |∂L/∂w| over the weights.
    update:    ‖ΔW‖/‖W‖ of the last update (Frobenius norms, W before it); None where that is not known or W is 0.
    saturated: the share of all h that are saturated (see SATURATED); None where the activation has no two BOUNDS.
    stuck:     units (from 0) that are saturated for every sample.
    dead:      units (from 0) of RECTIFIERS whose h is 0 for every sample.
    """

    delta: float
    gradient: float
    update: float | None
    saturated: float | None
    stuck: tuple[int, ...]
    dead: tuple[int, ...]


@dataclass(frozen=True)
class Metrics:
    """`accuracy` is a share of the samples, None where the targets are no classes. `layers[l-1]` is layer l."""

    loss: float
    accuracy: float | None
    layers: tuple[LayerMetrics, ...]


def measure(
    network: Network, inputs: Array, targets: Array, loss: str, reduction: str, before: Network | None = None
) -> Metrics:
    """All of it by one pass; `before` is the network before the last update."""
    result = compute_pass(network, inputs, targets, loss, reduction)
    with np.errstate(over="ignore", invalid="ignore"):
        layers = tuple(
            _layer(result, number, layer, None if before is None else before.layers[number - 1])
            for number, layer in enumerate(network.layers, start=1)
        )
    return Metrics(result.loss, _accuracy(loss, result.activations[-1], targets), layers)


def evaluate(network: Network, inputs: Array, targets: Array, loss: str, reduction: str) -> tuple[float, float | None]:
    """Loss and accuracy by the forward pass alone."""
    with np.errstate(over="ignore", invalid="ignore"):
        excitations, activations = forward(network, inputs)
        xi, h = excitations[-1], activations[-1]
        assert xi is not None
        reduced = float(reduce(sample_losses(network, loss, xi, h, targets), reduction))
    return reduced, _accuracy(loss, h, targets)


def predictions(network: Network, inputs: Array, by: Decision) -> Classes:
    """The class number (from 0) of each sample, shape (samples,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return by.classes(forward(network, inputs)[1][-1])


def confusion(predicted: Classes, true: Classes, classes: int) -> Classes:
    """How many samples of each true class (row) were taken for each class (column), shape (classes, classes)."""
    return np.bincount(true * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def _accuracy(loss: str, outputs: Array, targets: Array) -> float | None:
    by = decision(loss, targets)
    return None if by is None else float((by.classes(outputs) == by.classes(targets)).mean())


def _layer(result: Pass, number: int, layer: Layer, before: Layer | None) -> LayerMetrics:
    h = result.activations[number]
    saturated = _saturated(layer.activation, h)
    return LayerMetrics(
        _mean_size(result.delta(number)),
        _mean_size(result.weight_gradient(number)),
        None if before is None else _update(before.weights, layer.weights),
        None if saturated is None else np.count_nonzero(saturated) / saturated.size,
        () if saturated is None else _everywhere(saturated),
        _everywhere(h == 0.0) if layer.activation in RECTIFIERS else (),
    )


def _saturated(activation: str, h: Array) -> NDArray[np.bool_] | None:
    if activation not in BOUNDS:
        return None
    low, high = BOUNDS[activation]
    margin = SATURATED * (high - low)
    return (h < low + margin) | (h > high - margin)


def _update(before: Array, after: Array) -> float | None:
    length = _length(before)
    return _length(after - before) / length if length else None


def _mean_size(values: Array) -> float:
    """The mean of |v|; `mean` and `norm` of NumPy cost more than the sums, and every epoch is measured."""
    return float(np.add.reduce(np.abs(values), axis=None)) / values.size


def _length(values: Array) -> float:
    """‖v‖, the Frobenius norm of a matrix."""
    return math.sqrt(np.vdot(values, values))


def _everywhere(which: NDArray[np.bool_]) -> tuple[int, ...]:
    """The units of which it is true for every sample; `which` has shape (samples, units)."""
    return tuple(int(unit) for unit in np.flatnonzero(np.logical_and.reduce(which, axis=0)))
