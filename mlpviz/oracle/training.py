"""Training by torch: the same batches and the same rule, with autograd's gradients and torch's own updates.

What is measured after an epoch is measured by the engine, on the parameters that torch has reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.lockstep import Lockstep, singles
from mlpviz.core.training_run import TrainingRun
from mlpviz.nn.network import Network, frozen
from mlpviz.nn.not_finite import NotFiniteError, Place, first_not_finite, first_parameter
from mlpviz.nn.optimisers import Memory
from mlpviz.nn.parameters import slices, unflatten
from mlpviz.nn.training import Checkpoint, Trainer, memory_of
from mlpviz.oracle import tables
from mlpviz.oracle.devices import failures, resolved
from mlpviz.oracle.objective import derivative, to_array, to_tensor
from mlpviz.oracle.optimisers import Group, optimisers

if TYPE_CHECKING:
    from torch import Tensor


_SMALL = 100_000  # numbers in an array: below that threads cost more than they save


class TorchLockstep(Lockstep):
    """The runs of a document on a device of torch. Imports torch.

    Raises OracleError where torch is missing or broken, the device is not there, or torch fails on the way.
    """

    def __init__(self, document: Document, device: str) -> None:
        self.document = document
        self.device, self.note = resolved(device)
        if self.device == "cpu":
            _set_threads(document)
        with failures(self.device):
            self.runs = tuple(_TorchRun(single, self.device) for single in singles(document))

    def step(self) -> bool:
        with failures(self.device):
            return super().step()


def _set_threads(document: Document) -> None:
    """Have torch compute with one thread, of the whole process, where all arrays are small."""
    import torch

    for single in singles(document):
        network = single.network
        rows = min(single.training.batch_size, single.data.samples)
        if max(rows * max(network.widths), *(layer.weights.size for layer in network.layers)) > _SMALL:
            return
    torch.set_num_threads(1)


class _TorchRun(TrainingRun):
    """A run whose updates torch makes."""

    def __init__(self, document: Document, device: str) -> None:
        super().__init__(document)
        self._trainer = TorchTrainer(document, device)


@dataclass(frozen=True, eq=False)
class _Views:
    """Each layer's part of a flat tensor: of θ, of a gradient, or of what the optimiser remembers of it."""

    weights: list[Tensor]
    biases: list[Tensor | None]

    @property
    def present_biases(self) -> list[Tensor]:
        return [bias for bias in self.biases if bias is not None]


class TorchTrainer(Trainer):
    """A training whose θ stays on the device: it is fetched where it is asked for."""

    _leaf: Tensor
    _leaf_before: Tensor
    _remembered: list[Tensor]

    def __init__(self, document: Document, device: str) -> None:
        self._device, network, training = device, document.network, document.training
        self._activations = [tables.activations()[layer.activation] for layer in network.layers]
        self._measure = tables.losses()[document.loss]
        self._update_of = optimisers()[training.optimizer]
        self._slices = [*slices(network)]
        self._x, self._y = (to_tensor(array, device) for array in (document.data.inputs, document.targets))
        super().__init__(
            network, document.data.inputs, document.targets, document.loss, document.reduction,
            training.rule, training.batch_size, training.seed,
        )  # fmt: skip

    def step(self) -> float:
        """Make one update; returns the loss of its batch before it. Raises NotFiniteError as the engine's does."""
        import torch

        inputs, targets = self._x, self._y
        if self.batch_size < self.samples:
            rows = torch.tensor(self.rows, device=self._device)
            inputs, targets = inputs[rows], targets[rows]
        before = self._leaf.detach().requires_grad_()
        excitations, loss = self._forward(before, inputs, targets)
        gradient = derivative(loss, before)
        after, remembered = before.detach().clone(), [slot.clone() for slot in self._remembered]
        with torch.no_grad():
            self._move(after, gradient, remembered)
            # one sum tells whether all is finite, in one wait for the device; it may overflow by itself
            total = torch.stack([loss.detach(), *(part.detach().sum() for part in (*excitations, after, *remembered))])
        if not np.isfinite(to_array(total)).all():
            self._refuse_where(after, remembered)
        self._leaf_before, self._leaf, self._remembered = before.detach(), after, remembered
        self._update += 1
        return float(loss.detach())

    def _forward(self, theta: Tensor, inputs: Tensor, targets: Tensor) -> tuple[list[Tensor], Tensor]:
        """Every ξ of a batch, and its loss."""
        views, h, excitations = self._views_of(theta), inputs, list[Any]()
        for activate, weight, bias in zip(self._activations, views.weights, views.biases, strict=True):
            xi = h @ weight.T if bias is None else h @ weight.T + bias
            h = activate(xi)
            excitations.append(xi)
        losses = self._measure(excitations[-1], h, targets)
        return excitations, losses.mean() if self._mean else losses.sum()

    def _move(self, theta: Tensor, gradient: Tensor, remembered: list[Tensor]) -> None:
        """Change θ and what is remembered of it in place, by torch's optimiser; weights and biases apart."""
        values, slopes = self._views_of(theta), self._views_of(gradient)
        slots = [self._views_of(slot) for slot in remembered]
        decay, count = self.rule.weight_decay, self._update + 1
        self._update_of(
            Group(values.weights, slopes.weights, [slot.weights for slot in slots], self.rate, decay, count)
        )
        if values.present_biases:
            kept = [slot.present_biases for slot in slots]
            decay = decay if self.rule.biases_decay else 0.0
            self._update_of(Group(values.present_biases, slopes.present_biases, kept, self.rate, decay, count))

    def _views_of(self, flat: Tensor) -> _Views:
        weights: list[Tensor] = []
        biases: list[Tensor | None] = []
        for layer, (w, b) in zip(self._shape.layers, self._slices, strict=True):
            weights.append(flat[w].view(layer.weights.shape))
            biases.append(None if b is None else flat[b])
        return _Views(weights, biases)

    def _refuse_where(self, theta: Tensor, remembered: list[Tensor]) -> None:
        """Raise NotFiniteError with the first place, if there is one."""
        rows = self.rows
        place = first_not_finite(self.network(), self._inputs[rows], self._targets[rows], rows, self._loss.id)
        if place is None:
            parameter = first_parameter(self._shape, np.stack([to_array(flat) for flat in (theta, *remembered)]))
            if parameter is None:
                return
            place = Place(parameter=parameter)
        raise NotFiniteError(self._update + 1, place)

    def network(self) -> Network:
        return unflatten(self._shape, to_array(self._leaf))

    def network_before(self) -> Network | None:
        return unflatten(self._shape, to_array(self._leaf_before)) if self._update > self._restored else None

    def memory(self) -> Memory:
        return memory_of(self._shape, self.checkpoint().slots)

    def checkpoint(self) -> Checkpoint:
        slots = tuple(frozen(to_array(slot)) for slot in self._remembered)
        return Checkpoint(self._update, frozen(to_array(self._leaf)), slots)

    def restore(self, checkpoint: Checkpoint) -> None:
        self._update = self._restored = checkpoint.update
        self._leaf = self._leaf_before = to_tensor(checkpoint.theta, self._device)
        self._remembered = [to_tensor(slot, self._device) for slot in checkpoint.slots]
