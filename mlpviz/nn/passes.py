"""The forward and the backward pass of a batch, vectorised, computed once and frozen.

For layer l with h⁽⁰⁾ = x:   ξ⁽ˡ⁾ = h⁽ˡ⁻¹⁾ Wᵀ + b,   h⁽ˡ⁾ = g(ξ⁽ˡ⁾),   δ⁽ˡ⁾ = ∂L/∂ξ⁽ˡ⁾ = J_gᵀ ∂L/∂h⁽ˡ⁾,
∂L/∂h⁽ˡ⁻¹⁾ = δ⁽ˡ⁾ W,   ∂L/∂W = δᵀ h⁽ˡ⁻¹⁾ and ∂L/∂b = Σ δ over the samples, divided by their number where the
reduction is a mean (Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES, reduce
from mlpviz.nn.network import BIAS, Array, Network, frozen


@dataclass(frozen=True, eq=False)
class Pass:
    """Everything that one batch computes; index l of each tuple is layer l, so index 0 is the input.

    excitations[l], activations[l], activation_gradients[l], deltas[l]: shape (samples, units of l).
    activation_gradients[l] is ∂L/∂h of each sample's own loss; it is None at an output whose loss is computed on
    the logits. weight_gradients[l], bias_gradients[l]: of the reduced loss, shaped as the parameters (None
    without bias). losses: each sample's, shape (samples,); `loss` is their mean or sum. At index 0 excitations,
    deltas and gradients are None, activations[0] the inputs and activation_gradients[0] ∂L/∂x.
    """

    excitations: tuple[Array | None, ...]
    activations: tuple[Array, ...]
    activation_gradients: tuple[Array | None, ...]
    deltas: tuple[Array | None, ...]
    weight_gradients: tuple[Array | None, ...]
    bias_gradients: tuple[Array | None, ...]
    targets: Array
    losses: Array
    loss: float
    reduction: str

    @property
    def samples(self) -> int:
        return int(self.activations[0].shape[0])

    def excitation(self, layer: int) -> Array:
        return _present(self.excitations[layer])

    def delta(self, layer: int) -> Array:
        return _present(self.deltas[layer])

    def weight_gradient(self, layer: int) -> Array:
        return _present(self.weight_gradients[layer])

    def gradient(self, layer: int, unit: int, source: int) -> float:
        """∂L/∂w of one weight, or ∂L/∂b of one bias where source is BIAS."""
        if source == BIAS:
            return float(_present(self.bias_gradients[layer])[unit])
        return float(self.weight_gradient(layer)[unit, source])

    def gradient_terms(self, layer: int, unit: int, source: int) -> Array:
        """Each sample's own δ·h (δ alone for a bias), shape (samples,); the gradient is their mean or sum."""
        delta = self.delta(layer)[:, unit]
        return delta.copy() if source == BIAS else delta * self.activations[layer - 1][:, source]

    def arrays(self) -> Iterator[Array]:
        """Every array of this pass."""
        yield self.targets
        yield self.losses
        for group in (
            self.excitations,
            self.activations,
            self.activation_gradients,
            self.deltas,
            self.weight_gradients,
            self.bias_gradients,
        ):
            yield from (array for array in group if array is not None)


def _present(array: Array | None) -> Array:
    if array is None:
        raise ValueError("the input layer has no such value")
    return array


def excite(network: Network, layer: int, h: Array) -> Array:
    """ξ of layer `layer` (from 1) from the activations h of the layer before it, shape (samples, fan_in)."""
    row = network.layers[layer - 1]
    xi: Array = h @ row.weights.T
    if row.biases is not None:
        xi += row.biases
    return xi


def forward(network: Network, inputs: Array) -> tuple[list[Array | None], list[Array]]:
    """Excitations and activations of every layer for inputs of shape (samples, inputs)."""
    excitations: list[Array | None] = [None]
    activations: list[Array] = [inputs]
    for number, layer in enumerate(network.layers, start=1):
        xi = excite(network, number, activations[-1])
        excitations.append(xi)
        activations.append(ACTIVATIONS[layer.activation].value(xi))
    return excitations, activations


def sample_losses(network: Network, loss: str, xi: Array, h: Array, targets: Array) -> Array:
    """Each sample's loss from the output layer's ξ and h, shape (samples,)."""
    row = LOSSES[loss]
    return row.value(xi if row.on_logits else h, targets)


def compute_pass(network: Network, inputs: Array, targets: Array, loss: str, reduction: str) -> Pass:
    """The whole pass. `targets` has shape (samples, outputs): expand class numbers first."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _compute(network, _kept(inputs), _kept(targets), loss, reduction)


def _kept(array: Array) -> Array:
    """The array itself where it is read-only, else a frozen copy: the caller's own array stays as it is."""
    return frozen(array) if array.flags.writeable else array


def _compute(network: Network, inputs: Array, targets: Array, loss: str, reduction: str) -> Pass:
    excitations, activations = forward(network, inputs)
    row, depth = LOSSES[loss], network.depth
    losses = sample_losses(network, loss, _present(excitations[-1]), activations[-1], targets)

    activation_gradients: list[Array | None] = [None] * (depth + 1)
    deltas: list[Array | None] = [None] * (depth + 1)
    weight_gradients: list[Array | None] = [None] * (depth + 1)
    bias_gradients: list[Array | None] = [None] * (depth + 1)
    divisor = inputs.shape[0] if reduction == "mean" else 1
    for number in range(depth, 0, -1):
        layer = network.layers[number - 1]
        xi, h = _present(excitations[number]), activations[number]
        if number == depth and row.on_logits:
            delta = row.gradient(xi, targets)
        else:
            if number == depth:
                h_gradient = row.gradient(h, targets)
            else:
                h_gradient = _present(deltas[number + 1]) @ network.layers[number].weights
            activation_gradients[number] = h_gradient
            delta = ACTIVATIONS[layer.activation].delta(xi, h, h_gradient)
        deltas[number] = delta
        weight_gradients[number] = delta.T @ activations[number - 1] / divisor
        if layer.biases is not None:
            bias_gradients[number] = reduce(delta, reduction)
    activation_gradients[0] = _present(deltas[1]) @ network.layers[0].weights

    result = Pass(
        tuple(excitations),
        tuple(activations),
        tuple(activation_gradients),
        tuple(deltas),
        tuple(weight_gradients),
        tuple(bias_gradients),
        targets,
        losses,
        float(reduce(losses, reduction)),
        reduction,
    )
    for array in result.arrays():
        array.setflags(write=False)
    return result
