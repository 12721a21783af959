"""Whether the engine and autograd agree: |Δ| ≤ 1e-11·max(1, ‖layer‖∞) for every number of an iteration.

‖layer‖∞ is the largest finite magnitude that autograd has in that layer: among the units for one sample, or among
the weights and biases for a gradient or an update. NaN agrees with NaN, and an infinity with the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import BIAS, Array, Network
from mlpviz.nn.passes import Pass
from mlpviz.nn.schedule import Phase, Quantity, Schedule, Step
from mlpviz.oracle.messages import Answer

TOLERANCE = 1e-11

_PHASES = {
    Quantity.EXCITATION: Phase.FORWARD,
    Quantity.ACTIVATION: Phase.FORWARD,
    Quantity.LOSS: Phase.LOSS,
    Quantity.DELTA: Phase.BACKWARD,
    Quantity.GRADIENT: Phase.GRADIENT,
    Quantity.UPDATE: Phase.UPDATE,
}


@dataclass(frozen=True)
class Disagreement:
    """One number on which the two differ by more than the tolerance.

    A LOSS step without a sample is the reduced loss of the batch, which is not a step of the schedule. `difference`
    is |ours − theirs|, infinite where only one of them is finite.
    """

    step: Step
    ours: float
    theirs: float
    difference: float
    tolerance: float


@dataclass(frozen=True)
class Verdict:
    """What a comparison finds.

    largest, per_quantity: the largest |Δ|. worst: the difference that is largest by its tolerance; first: the first
    one in the order of the schedule; both None where all agrees. `rows` is the data row of each sample of the batch.
    """

    agrees: bool
    largest: float
    per_quantity: dict[Quantity, float]
    worst: Disagreement | None
    first: Disagreement | None
    device: str
    torch_version: str
    note: str
    depth: int
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two matrices of the same numbers; a row is a sample (`by_sample`) or a unit with its weights and bias."""

    quantity: Quantity
    layer: int | None
    ours: Array
    theirs: Array
    by_sample: bool
    fan_in: int = 0

    def step(self, row: int, column: int) -> Step:
        phase = _PHASES[self.quantity]
        if self.quantity is Quantity.LOSS:
            return Step(phase, self.quantity, sample=row if self.by_sample else None)
        if self.by_sample:
            return Step(phase, self.quantity, self.layer, column, None, row)
        return Step(phase, self.quantity, self.layer, row, BIAS if column == self.fan_in else column)

    def tolerances(self) -> Array:
        """One a row, shape (rows, 1)."""
        magnitude = np.where(np.isfinite(self.theirs), np.abs(self.theirs), 0.0)
        largest = magnitude.max(axis=1, keepdims=True)
        if not self.by_sample:
            largest = np.full_like(largest, largest.max())
        tolerance: Array = TOLERANCE * np.maximum(1.0, largest)
        return tolerance


def compare(result: Pass, after: Network, answer: Answer, rows: tuple[int, ...] | None = None) -> Verdict:
    """Compare a pass, and the network after its update, with what torch answered to the same question.

    `rows` names the samples of the batch by their rows in the data. Raises ValueError where the shapes differ, which
    is an answer to another question.
    """
    largest = dict.fromkeys(Quantity, 0.0)
    worst: Disagreement | None = None
    firsts: list[Disagreement] = []
    for pair in _pairs(result, after, answer):
        if pair.ours.shape != pair.theirs.shape:
            raise ValueError(f"{pair.quantity} of shape {pair.ours.shape} and {pair.theirs.shape}")
        differences, tolerances = differences_of(pair.ours, pair.theirs), pair.tolerances()
        largest[pair.quantity] = max(largest[pair.quantity], float(differences.max()))
        bad = differences > tolerances
        if not bad.any():
            continue
        firsts.append(_disagreement(pair, differences, tolerances, int(np.argmax(bad))))
        found = _disagreement(pair, differences, tolerances, int(np.argmax(differences / tolerances)))
        if worst is None or found.difference / found.tolerance > worst.difference / worst.tolerance:
            worst = found
    return Verdict(
        not firsts,
        max(largest.values()),
        largest,
        worst,
        _earliest(firsts, after, result.samples) if firsts else None,
        answer.device,
        answer.torch_version,
        answer.note,
        after.depth,
        tuple(range(result.samples)) if rows is None else rows,
    )


def differences_of(ours: Array, theirs: Array) -> Array:
    """|Δ| element by element: 0 where both are the same, NaN and infinities too; infinite where one is not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        difference: Array = np.abs(ours - theirs)
    difference[np.isnan(difference)] = np.inf
    difference[(ours == theirs) | (np.isnan(ours) & np.isnan(theirs))] = 0.0
    return difference


def _pairs(result: Pass, after: Network, answer: Answer) -> Iterator[_Pair]:
    for number, layer in enumerate(after.layers, start=1):
        for quantity, ours, theirs in (
            (Quantity.EXCITATION, result.excitations, answer.excitations),
            (Quantity.ACTIVATION, result.activations, answer.activations),
            (Quantity.DELTA, result.deltas, answer.deltas),
        ):
            yield _Pair(quantity, number, _matrix(ours[number]), _matrix(theirs[number]), True)
        for quantity, mine, its in (
            (
                Quantity.GRADIENT,
                (result.weight_gradients[number], result.bias_gradients[number]),
                (answer.weight_gradients[number], answer.bias_gradients[number]),
            ),
            (
                Quantity.UPDATE,
                (layer.weights, layer.biases),
                (answer.updated_weights[number], answer.updated_biases[number]),
            ),
        ):
            yield _Pair(quantity, number, _matrix(*mine), _matrix(*its), False, layer.fan_in)
    yield _Pair(Quantity.LOSS, None, result.losses[:, None], answer.losses[:, None], True)
    yield _Pair(Quantity.LOSS, None, np.array([[result.loss]]), np.array([[answer.loss]]), False)


def _matrix(weights: Array | None, biases: Array | None = None) -> Array:
    """The array itself, or the weights with the biases as their last column."""
    if weights is None:
        raise ValueError("a layer has no such value")
    return weights if biases is None else np.column_stack([weights, biases])


def _disagreement(pair: _Pair, differences: Array, tolerances: Array, index: int) -> Disagreement:
    row, column = divmod(index, differences.shape[1])
    return Disagreement(
        pair.step(row, column),
        float(pair.ours[row, column]),
        float(pair.theirs[row, column]),
        float(differences[row, column]),
        float(tolerances[row, 0]),
    )


def _earliest(found: list[Disagreement], network: Network, samples: int) -> Disagreement:
    """The first in the order of the schedule. Within a layer that order is the order of its matrix's rows."""
    schedule = Schedule(network, samples)
    last_loss = schedule.find(Step(Phase.LOSS, Quantity.LOSS, sample=samples - 1))

    def position(one: Disagreement) -> tuple[int, bool]:
        where = schedule.find(one.step)
        place = last_loss if where is None else where  # the reduced loss is known with the last sample's
        return (place or 0, where is None)

    return min(found, key=position)
