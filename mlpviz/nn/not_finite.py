"""What stops a training: the first value that is not finite, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.batches import Rows
from mlpviz.nn.network import Array, Network
from mlpviz.nn.parameters import Parameter, all_parameters
from mlpviz.nn.passes import forward, sample_losses

REMEDY = "Lower the learning rate, start from smaller weights, or standardise the inputs."


@dataclass(frozen=True)
class Place:
    """Where the first value stands that is not finite: a neuron's ξ or h, a sample's loss, or a parameter.

    `layer` counts from 1, `unit` and `sample`, a row of the data, from 0; None where they say nothing.
    """

    layer: int | None = None
    unit: int | None = None
    sample: int | None = None
    letter: str = ""
    """ξ or h of a neuron."""
    parameter: Parameter | None = None

    @property
    def words(self) -> str:
        if self.parameter is not None:
            return f"the new value of {self.parameter.name}"
        if self.layer is None or self.unit is None:
            return f"the loss of sample {(self.sample or 0) + 1}"
        return f"{self.letter} of neuron {self.unit + 1} in layer {self.layer} (sample {(self.sample or 0) + 1})"


class NotFiniteError(ArithmeticError):
    """Update number `update` (from 1) was not applied, as the value at `place` would not be finite."""

    def __init__(self, update: int, place: Place) -> None:
        self.update, self.place = update, place
        self.message = f"Update {update} is not made: {place.words} is not finite."
        super().__init__(f"{self.message} {REMEDY}")


def first_not_finite(network: Network, inputs: Array, targets: Array, rows: Rows, loss: str) -> Place | None:
    """The first neuron in a forward pass over the batch, layer by layer, or else the first sample's loss.

    `rows` are the batch's rows in the data, shape (samples,). None where everything is finite.
    """
    with np.errstate(all="ignore"):
        excitations, activations = forward(network, inputs)
        for layer in range(1, network.depth + 1):
            for letter, values in (("ξ", excitations[layer]), ("h", activations[layer])):
                if values is not None and not np.isfinite(values).all():
                    unit, sample = np.argwhere(~np.isfinite(values.T))[0]
                    return Place(layer, int(unit), int(rows[sample]), letter)
        xi = excitations[-1]
        assert xi is not None
        losses = sample_losses(network, loss, xi, activations[-1], targets)
    bad = np.flatnonzero(~np.isfinite(losses))
    return Place(sample=int(rows[bad[0]])) if len(bad) else None


def first_parameter(network: Network, values: Array) -> Parameter | None:
    """The first parameter where `values`, shape (parameters,) or rows of such, is not finite."""
    bad = np.flatnonzero(~np.isfinite(np.atleast_2d(values)).all(axis=0))
    return all_parameters(network)[bad[0]] if len(bad) else None
