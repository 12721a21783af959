"""The order of the steps: a function of the network's shape and the batch alone.

Forward, sample by sample: ξ_j then h_j, neuron by neuron (for a layer-wise activation all ξ of the layer, then
every h); the loss; backward δ, output first. Then, once a batch, the gradients, weight by weight, output layer first;
then the update, weight by weight, in the order in which the layers stand.

A position is an integer that counts terms (the products of a sum), the finest grain. Coarser grains stop at fewer
positions of the very same trace, each at the last term of its group. Nothing is listed: every answer is
arithmetic on a few blocks, so that a schedule of a million steps costs no more than one of ten.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS, Network


class Phase(StrEnum):
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    GRADIENT = "gradient"
    UPDATE = "update"


class Quantity(StrEnum):
    EXCITATION = "excitation"
    ACTIVATION = "activation"
    LOSS = "loss"
    DELTA = "delta"
    GRADIENT = "gradient"
    UPDATE = "update"


class Grain(StrEnum):
    TERM = "term"
    NEURON = "neuron"
    LAYER = "layer"
    PHASE = "phase"


@dataclass(frozen=True, slots=True)
class Step:
    """What one step computes. `layer` counts from 1; `unit`, `source` and `sample` (its row in the batch) from 0.

    The source of a bias is BIAS. Keys that do not apply are None.
    """

    phase: Phase
    quantity: Quantity
    layer: int | None = None
    unit: int | None = None
    source: int | None = None
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A step, and how far it is: the term at hand (from 0) of how many."""

    step: Step
    term: int
    terms: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of steps that repeats a `cycle` of (quantity, terms), once a unit, or once a weight and bias."""

    phase: Phase
    layer: int | None
    sample: int | None
    cycle: tuple[tuple[Quantity, int], ...]
    repeats: int
    fan_in: int | None = None  # of gradients and updates: weights a unit
    columns: int = 1  # of gradients and updates: weights and bias a unit

    @property
    def period(self) -> int:
        return sum(terms for _, terms in self.cycle)

    @property
    def terms(self) -> int:
        return self.period * self.repeats

    @property
    def steps(self) -> int:
        return len(self.cycle) * self.repeats

    def place(self, offset: int) -> tuple[Place, int]:
        """The place `offset` terms into this block, and the index of its step within the block."""
        repeat, rest = divmod(offset, self.period)
        slot = 0
        while rest >= self.cycle[slot][1]:
            rest -= self.cycle[slot][1]
            slot += 1
        quantity, terms = self.cycle[slot]
        return Place(self._step(quantity, repeat), rest, terms), repeat * len(self.cycle) + slot

    def end_of(self, step_index: int) -> int:
        """The offset of the last term of a step of this block."""
        repeat, slot = divmod(step_index, len(self.cycle))
        return repeat * self.period + sum(terms for _, terms in self.cycle[: slot + 1]) - 1

    def _step(self, quantity: Quantity, repeat: int) -> Step:
        if self.layer is None:
            return Step(self.phase, quantity, sample=self.sample)
        if self.fan_in is None:
            return Step(self.phase, quantity, self.layer, repeat, None, self.sample)
        unit, column = divmod(repeat, self.columns)
        source = column if column < self.fan_in else BIAS
        return Step(self.phase, quantity, self.layer, unit, source)

    def index_of(self, step: Step) -> int | None:
        """The index of `step` within this block, or None where it is not there."""
        for slot, (quantity, _) in enumerate(self.cycle):
            if quantity is step.quantity and step.layer == self.layer and step.sample == self.sample:
                repeat = step.unit or 0
                if self.fan_in is not None:
                    repeat = repeat * self.columns + (self.fan_in if step.source == BIAS else step.source or 0)
                if 0 <= repeat < self.repeats and self._step(quantity, repeat) == step:
                    return repeat * len(self.cycle) + slot
        return None


def _blocks(network: Network, samples: int) -> list[_Block]:
    depth = network.depth
    blocks: list[_Block] = []
    for sample in range(samples):
        for number, layer in enumerate(network.layers, start=1):
            excite = (Quantity.EXCITATION, layer.fan_in + layer.has_bias)
            activate = (Quantity.ACTIVATION, 1)
            cycles = [(excite, activate)]
            if ACTIVATIONS[layer.activation].layerwise:
                cycles = [(excite,), (activate,)]  # type: ignore[list-item]
            blocks += [_Block(Phase.FORWARD, number, sample, cycle, layer.units) for cycle in cycles]
        blocks.append(_Block(Phase.LOSS, None, sample, ((Quantity.LOSS, 1),), 1))
        for number in range(depth, 0, -1):
            fan_out = 1 if number == depth else network.layers[number].units
            cycle = ((Quantity.DELTA, fan_out),)
            blocks.append(_Block(Phase.BACKWARD, number, sample, cycle, network.layers[number - 1].units))
    for phase, quantity, numbers, terms in (
        (Phase.GRADIENT, Quantity.GRADIENT, range(depth, 0, -1), samples),
        (Phase.UPDATE, Quantity.UPDATE, range(1, depth + 1), 1),
    ):
        for number in numbers:
            layer = network.layers[number - 1]
            columns = layer.fan_in + layer.has_bias
            cycle = ((quantity, terms),)
            blocks.append(_Block(phase, number, None, cycle, layer.units * columns, layer.fan_in, columns))
    return blocks


class Schedule:
    """All positions of one iteration (one update) over a batch of `samples`."""

    def __init__(self, network: Network, samples: int) -> None:
        self.samples = samples
        self._blocks = _blocks(network, samples)
        self._starts: list[int] = []  # of each block, in terms
        self._step_starts: list[int] = []  # of each block, in steps
        terms = steps = 0
        for block in self._blocks:
            self._starts.append(terms)
            self._step_starts.append(steps)
            terms += block.terms
            steps += block.steps
        self.size = terms
        """Positions of an iteration: 0 to size − 1."""
        self._steps = steps
        self._numbers: dict[tuple[Quantity, int | None, int | None], list[int]] = {}
        for number, block in enumerate(self._blocks):
            for quantity, _ in block.cycle:
                self._numbers.setdefault((quantity, block.layer, block.sample), []).append(number)

    @cached_property
    def _layer_ends(self) -> list[int]:
        return self._group_ends(lambda block: (block.phase, block.layer, block.sample))

    @cached_property
    def _phase_ends(self) -> list[int]:
        return self._group_ends(lambda block: (block.phase, None, block.sample))

    def _group_ends(self, key: object) -> list[int]:
        ends: list[int] = []
        last: object = None
        for start, block in zip(self._starts, self._blocks, strict=True):
            group = key(block)  # type: ignore[operator]
            if group == last:
                ends.pop()
            ends.append(start + block.terms - 1)
            last = group
        return ends

    def count(self, grain: Grain) -> int:
        """How many stops an iteration has at this grain."""
        if grain is Grain.TERM:
            return self.size
        if grain is Grain.NEURON:
            return self._steps
        return len(self._layer_ends if grain is Grain.LAYER else self._phase_ends)

    def position(self, index: int, grain: Grain = Grain.NEURON) -> int:
        """The position of stop `index`; raises IndexError outside 0 … count − 1."""
        if not 0 <= index < self.count(grain):
            raise IndexError(f"stop {index} of {self.count(grain)}")
        if grain is Grain.TERM:
            return index
        if grain is Grain.NEURON:
            block = bisect_right(self._step_starts, index) - 1
            return self._starts[block] + self._blocks[block].end_of(index - self._step_starts[block])
        return (self._layer_ends if grain is Grain.LAYER else self._phase_ends)[index]

    def index(self, position: int, grain: Grain = Grain.NEURON) -> int:
        """The stop whose group holds `position`."""
        if not 0 <= position < self.size:
            raise IndexError(f"position {position} of {self.size}")
        if grain is Grain.TERM:
            return position
        if grain is Grain.NEURON:
            block = bisect_right(self._starts, position) - 1
            return self._step_starts[block] + self._blocks[block].place(position - self._starts[block])[1]
        ends = self._layer_ends if grain is Grain.LAYER else self._phase_ends
        return bisect_right(ends, position - 1)

    def place(self, position: int) -> Place:
        """The step at `position`, with the term at hand."""
        if not 0 <= position < self.size:
            raise IndexError(f"position {position} of {self.size}")
        block = bisect_right(self._starts, position) - 1
        return self._blocks[block].place(position - self._starts[block])[0]

    def step(self, index: int) -> Step:
        """Step number `index` (from 0) of the trace."""
        return self.place(self.position(index)).step

    def find(self, step: Step) -> int | None:
        """The position where `step` is complete, or None where this schedule has no such step."""
        for number in self._numbers.get((step.quantity, step.layer, step.sample), ()):
            index = self._blocks[number].index_of(step)
            if index is not None:
                return self._starts[number] + self._blocks[number].end_of(index)
        return None

    def done(self, quantity: Quantity, layer: int | None, sample: int | None, position: int) -> int:
        """How many steps of this kind are complete at `position`: units, or weights and biases of the layer."""
        for number in self._numbers.get((quantity, layer, sample), ()):
            block, offset = self._blocks[number], position - self._starts[number]
            slot = [kind for kind, _ in block.cycle].index(quantity)
            return min(max((offset - block.end_of(slot)) // block.period + 1, 0), block.repeats)
        return 0

    def phases(self) -> list[tuple[Phase, int | None, int, int]]:
        """(phase, sample, first position, last position) of each phase in turn."""
        first, runs = 0, []
        for end in self._phase_ends:
            step = self.place(end).step
            runs.append((step.phase, step.sample, first, end))
            first = end + 1
        return runs
