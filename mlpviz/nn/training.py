"""Training at full speed: the updates of a walk, to the same bits, on one flat θ.

The formulas are those of `passes` and `rule`. Parameters and gradients are views of flat arrays, so that the optimiser
works on all of them at once, and nothing is kept of a pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.batches import Rows, batch_rows, updates_an_epoch
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Network, frozen
from mlpviz.nn.not_finite import NotFiniteError, Place, first_not_finite, first_parameter
from mlpviz.nn.optimisers import Memory, Slots
from mlpviz.nn.parameters import flatten, slices, unflatten
from mlpviz.nn.rule import Rule


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Where a training is after `update` updates: θ, shape (parameters,), and what the optimiser remembers of it."""

    update: int
    theta: Array
    slots: Slots


def start_of(network: Network, rule: Rule) -> Checkpoint:
    """The checkpoint before the first update."""
    return Checkpoint(0, flatten(network), rule.optimiser.memory(network.parameter_count))


def memory_of(network: Network, slots: Slots) -> Memory:
    """What an optimiser remembers of θ, layer by layer, as a walk has it."""
    weights: list[Slots] = []
    biases: list[Slots] = []
    for layer, (w, b) in zip(network.layers, slices(network), strict=True):
        weights.append(tuple(frozen(slot[w].reshape(layer.weights.shape)) for slot in slots))
        biases.append(() if b is None else tuple(frozen(slot[b]) for slot in slots))
    return Memory(tuple(weights), tuple(biases))


@dataclass(frozen=True, eq=False)
class _Views:
    """One layer's part of θ and of its gradient, and what its activation does."""

    weights: Array
    biases: Array | None
    weight_gradient: Array
    bias_gradient: Array | None
    value: Callable[[Array], Array]
    delta: Callable[[Array, Array, Array], Array]


class Trainer:
    """A training, update by update. Inputs and targets have shapes (samples, inputs) and (samples, outputs)."""

    def __init__(
        self,
        network: Network,
        inputs: Array,
        targets: Array,
        loss: str,
        reduction: str,
        rule: Rule,
        batch_size: int,
        seed: int,
        start: Checkpoint | None = None,
    ) -> None:
        self.rule, self.batch_size, self.seed = rule, batch_size, seed
        self._shape, self._inputs, self._targets = network, inputs, targets
        self._loss, self._mean = LOSSES[loss], reduction == "mean"
        self.samples = int(inputs.shape[0])
        self.updates_an_epoch = updates_an_epoch(self.samples, batch_size)
        self._theta, self._gradient = np.empty((2, network.parameter_count))
        self._views = _views(network, self._theta, self._gradient)
        self._decays = _decaying(network, rule)
        self._excitations: dict[int, tuple[Array, list[Array]]] = {}
        self._update = self._restored = 0
        self._slots: Slots = ()
        self.restore(start or start_of(network, rule))

    @property
    def update(self) -> int:
        """Updates made so far."""
        return self._update

    @property
    def epoch(self) -> int:
        """Whole epochs made so far, which is the number (from 0) of the epoch that the coming update belongs to."""
        return self._update // self.updates_an_epoch

    @property
    def rate(self) -> float:
        """The learning rate of the coming update."""
        return self.rule.rate(self.epoch)

    @property
    def rows(self) -> Rows:
        """The samples of the coming update, as rows of the data."""
        return batch_rows(self.samples, self.batch_size, self.seed, self._update)

    def step(self) -> float:
        """Make one update; returns the loss of its batch before it.

        Raises NotFiniteError where a value is not finite; then everything stays as it was before this update.
        """
        inputs, targets = self._inputs, self._targets
        if self.batch_size < self.samples:
            rows = self.rows
            inputs, targets = inputs.take(rows, axis=0), targets.take(rows, axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            loss, excitations = self._descend(inputs, targets)
            theta, slots = self.rule.step(
                self._theta, self._gradient, self._slots, self._update + 1, self.rate, self._decays
            )
            # sums of finite numbers may overflow: only then is every number looked at
            if not (isfinite(loss) and all(isfinite(np.add.reduce(part)) for part in (excitations, theta, *slots))):
                self._refuse(inputs, targets, theta, slots)
        self._before[:] = self._theta
        self._theta[:] = theta
        self._slots = slots
        self._update += 1
        return loss

    def _descend(self, inputs: Array, targets: Array) -> tuple[float, Array]:
        """Put the gradient of a batch in its place; returns the loss and every ξ, shape (samples × units,)."""
        count = len(inputs)
        every, excitations = self._room(count)
        h, activations = inputs, [inputs]
        for layer, xi in zip(self._views, excitations, strict=True):
            np.matmul(h, layer.weights.T, out=xi)
            if layer.biases is not None:
                np.add(xi, layer.biases, out=xi)
            h = layer.value(xi)
            activations.append(h)
        row = self._loss
        read = xi if row.on_logits else h
        loss = float(np.add.reduce(row.value(read, targets)))
        delta = row.gradient(read, targets)
        for number in range(len(self._views) - 1, -1, -1):
            layer = self._views[number]
            if number < len(self._views) - 1 or not row.on_logits:
                delta = layer.delta(excitations[number], activations[number + 1], delta)
            np.matmul(delta.T, activations[number], out=layer.weight_gradient)
            if layer.bias_gradient is not None:
                np.add.reduce(delta, axis=0, out=layer.bias_gradient)
            if number:
                delta = delta @ layer.weights
        if self._mean:
            loss /= count
            np.divide(self._gradient, count, out=self._gradient)
        return loss, every

    def _room(self, count: int) -> tuple[Array, list[Array]]:
        """Where the ξ of a batch of so many samples go: all of them as one array, and each layer's view of it."""
        if count not in self._excitations:
            widths = self._shape.widths[1:]
            every = np.empty(count * sum(widths))
            parts = np.split(every, np.cumsum([count * width for width in widths])[:-1])
            views = [part.reshape(count, width) for part, width in zip(parts, widths, strict=True)]
            self._excitations[count] = every, views
        return self._excitations[count]

    def _refuse(self, inputs: Array, targets: Array, theta: Array, slots: Slots) -> None:
        """Raise NotFiniteError with the first place, if there is one."""
        place = first_not_finite(self.network(), inputs, targets, self.rows, self._loss.id)
        if place is None:
            parameter = first_parameter(self._shape, np.stack([theta, *slots]))
            if parameter is None:
                return
            place = Place(parameter=parameter)
        raise NotFiniteError(self._update + 1, place)

    def network(self) -> Network:
        """The network as it is now."""
        return unflatten(self._shape, self._theta)

    def network_before(self) -> Network | None:
        """The network before the last update; None where none has been made since the start or a `restore`."""
        return unflatten(self._shape, self._before) if self._update > self._restored else None

    def memory(self) -> Memory:
        """What the optimiser remembers now, as a walk has it."""
        return memory_of(self._shape, self._slots)

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self._update, frozen(self._theta), tuple(map(frozen, self._slots)))

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint of this training: what follows is the same to the bit."""
        self._update = self._restored = checkpoint.update
        self._theta[:] = checkpoint.theta
        self._before = self._theta.copy()
        self._slots = checkpoint.slots


def _views(network: Network, theta: Array, gradient: Array) -> list[_Views]:
    views = []
    for layer, (w, b) in zip(network.layers, slices(network), strict=True):
        row, shape = ACTIVATIONS[layer.activation], layer.weights.shape
        views.append(
            _Views(
                theta[w].reshape(shape),
                None if b is None else theta[b],
                gradient[w].reshape(shape),
                None if b is None else gradient[b],
                row.value,
                row.delta,
            )
        )
    return views


def _decaying(network: Network, rule: Rule) -> bool | NDArray[np.bool_]:
    """Which entries of θ decay; True where all do, which is faster."""
    if rule.biases_decay or not any(layer.has_bias for layer in network.layers):
        return True
    decays = np.zeros(network.parameter_count, dtype=np.bool_)
    for weights, _ in slices(network):
        decays[weights] = True
    return decays
