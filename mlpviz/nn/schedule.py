"""The order of the steps: a function of the network's shape and the batch alone.

Forward, sample by sample: ξ_j then h_j, neuron by neuron (for a layer-wise activation all ξ of the layer, then
every h); the loss; backward δ, output first. Then, once a batch, the gradients, weight by weight, output layer first;
then the update, weight by weight, in the order in which the layers stand.

A position is an integer that counts terms (the products of a sum), the finest grain. Coarser grains stop at fewer
positions of the very same trace, each at the last term of its group. Nothing is listed: every answer is arithmetic
on a few blocks, the same for each sample, so that a schedule of a million steps costs no more than one of ten.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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


_Cycle = tuple[tuple[Quantity, int], ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of steps that repeats a `cycle` of (quantity, terms), once a unit, or once a weight and bias."""

    phase: Phase
    layer: int | None
    cycle: _Cycle
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

    def _slot(self, offset: int) -> tuple[int, int, int]:
        """(repeat, slot of the cycle, term) of the place `offset` terms into this block."""
        repeat, rest = divmod(offset, self.period)
        slot = 0
        while rest >= self.cycle[slot][1]:
            rest -= self.cycle[slot][1]
            slot += 1
        return repeat, slot, rest

    def place(self, offset: int, sample: int | None) -> Place:
        repeat, slot, term = self._slot(offset)
        quantity, terms = self.cycle[slot]
        return Place(self._step(quantity, repeat, sample), term, terms)

    def step_index(self, offset: int) -> int:
        """The index within this block of the step `offset` terms into it."""
        repeat, slot, _ = self._slot(offset)
        return repeat * len(self.cycle) + slot

    def end_of(self, step_index: int) -> int:
        """The offset of the last term of a step of this block."""
        repeat, slot = divmod(step_index, len(self.cycle))
        return repeat * self.period + sum(terms for _, terms in self.cycle[: slot + 1]) - 1

    def _step(self, quantity: Quantity, repeat: int, sample: int | None) -> Step:
        if self.layer is None:
            return Step(self.phase, quantity, sample=sample)
        if self.fan_in is None:
            return Step(self.phase, quantity, self.layer, repeat, None, sample)
        unit, column = divmod(repeat, self.columns)
        source = column if column < self.fan_in else BIAS
        return Step(self.phase, quantity, self.layer, unit, source, sample)

    def index_of(self, step: Step) -> int | None:
        """The index of `step` within this block, or None where it is not there."""
        for slot, (quantity, _) in enumerate(self.cycle):
            repeat = step.unit or 0
            if self.fan_in is not None:
                repeat = repeat * self.columns + (self.fan_in if step.source == BIAS else step.source or 0)
            if 0 <= repeat < self.repeats and self._step(quantity, repeat, step.sample) == step:
                return repeat * len(self.cycle) + slot
        return None


class _Run:
    """Blocks one after another, and where each of them starts, in terms and in steps."""

    def __init__(self, blocks: Iterable[_Block]) -> None:
        self.blocks = list(blocks)
        self.starts: list[int] = []
        self.step_starts: list[int] = []
        self.size = self.steps = 0
        self.ends: dict[Grain, list[int]] = {Grain.LAYER: [], Grain.PHASE: []}
        """The last position of each group of a grain."""
        before: _Block | None = None
        for block in self.blocks:
            self.starts.append(self.size)
            self.step_starts.append(self.steps)
            self.size += block.terms
            self.steps += block.steps
            same_phase = before is not None and before.phase is block.phase
            same_layer = before is not None and before.layer == block.layer
            for grain, goes_on in ((Grain.LAYER, same_phase and same_layer), (Grain.PHASE, same_phase)):
                if goes_on:
                    self.ends[grain].pop()
                self.ends[grain].append(self.size - 1)
            before = block

    def count(self, grain: Grain) -> int:
        if grain is Grain.TERM:
            return self.size
        return self.steps if grain is Grain.NEURON else len(self.ends[grain])

    def position(self, index: int, grain: Grain) -> int:
        if grain is Grain.TERM:
            return index
        if grain is Grain.NEURON:
            block = bisect_right(self.step_starts, index) - 1
            return self.starts[block] + self.blocks[block].end_of(index - self.step_starts[block])
        return self.ends[grain][index]

    def index(self, position: int, grain: Grain) -> int:
        if grain is Grain.TERM:
            return position
        if grain is Grain.NEURON:
            block = bisect_right(self.starts, position) - 1
            return self.step_starts[block] + self.blocks[block].step_index(position - self.starts[block])
        return bisect_left(self.ends[grain], position)

    def place(self, position: int, sample: int | None) -> Place:
        block = bisect_right(self.starts, position) - 1
        return self.blocks[block].place(position - self.starts[block], sample)

    def find(self, step: Step) -> int | None:
        for start, block in zip(self.starts, self.blocks, strict=True):
            if block.phase is step.phase and block.layer == step.layer:
                index = block.index_of(step)
                if index is not None:
                    return start + block.end_of(index)
        return None

    def done(self, quantity: Quantity, layer: int | None, position: int) -> int:
        for start, block in zip(self.starts, self.blocks, strict=True):
            kinds = [kind for kind, _ in block.cycle]
            if block.layer == layer and quantity in kinds:
                past = position - start - block.end_of(kinds.index(quantity))
                return min(max(past // block.period + 1, 0), block.repeats)
        return 0

    def phases(self) -> list[tuple[Phase, int, int]]:
        """(phase, first position, last position) of each phase in turn."""
        ends = self.ends[Grain.PHASE]
        firsts = [0, *(end + 1 for end in ends[:-1])]
        return [(self.place(end, None).step.phase, first, end) for first, end in zip(firsts, ends, strict=True)]


def _sample_blocks(network: Network) -> Iterable[_Block]:
    """Forward, loss and backward of one sample."""
    for number, layer in enumerate(network.layers, start=1):
        excite = (Quantity.EXCITATION, layer.fan_in + layer.has_bias)
        activate = (Quantity.ACTIVATION, 1)
        layerwise = ACTIVATIONS[layer.activation].layerwise
        cycles: tuple[_Cycle, ...] = ((excite,), (activate,)) if layerwise else ((excite, activate),)
        for cycle in cycles:
            yield _Block(Phase.FORWARD, number, cycle, layer.units)
    yield _Block(Phase.LOSS, None, ((Quantity.LOSS, 1),), 1)
    for number in range(network.depth, 0, -1):
        fan_out = 1 if number == network.depth else network.layers[number].units
        yield _Block(Phase.BACKWARD, number, ((Quantity.DELTA, fan_out),), network.layers[number - 1].units)


def _joint_blocks(network: Network, samples: int) -> Iterable[_Block]:
    """Gradients and updates, once a batch."""
    for phase, quantity, numbers, terms in (
        (Phase.GRADIENT, Quantity.GRADIENT, range(network.depth, 0, -1), samples),
        (Phase.UPDATE, Quantity.UPDATE, range(1, network.depth + 1), 1),
    ):
        for number in numbers:
            layer = network.layers[number - 1]
            columns = layer.fan_in + layer.has_bias
            yield _Block(phase, number, ((quantity, terms),), layer.units * columns, layer.fan_in, columns)


class Schedule:
    """All positions of one iteration (one update) over a batch of `samples`."""

    def __init__(self, network: Network, samples: int) -> None:
        self.samples = samples
        self._own = _Run(_sample_blocks(network))
        """What each sample goes through, one after the other."""
        self._joint = _Run(_joint_blocks(network, samples))
        self.size = self._own.size * samples + self._joint.size
        """Positions of an iteration: 0 to size − 1."""

    def count(self, grain: Grain) -> int:
        """How many stops an iteration has at this grain."""
        return self._own.count(grain) * self.samples + self._joint.count(grain)

    def _located(self, value: int, grain: Grain, what: str) -> tuple[_Run, int | None, int]:
        """(run, sample, what is left within that run) of a stop of `grain`; positions are the stops of TERM."""
        if not 0 <= value < self.count(grain):
            raise IndexError(f"{what} {value} of {self.count(grain)}")
        sample, rest = divmod(value, self._own.count(grain))
        if sample < self.samples:
            return self._own, sample, rest
        return self._joint, None, value - self._own.count(grain) * self.samples

    def position(self, index: int, grain: Grain = Grain.NEURON) -> int:
        """The position of stop `index`; raises IndexError outside 0 … count − 1."""
        run, sample, rest = self._located(index, grain, "stop")
        return self._own.size * self._before(sample) + run.position(rest, grain)

    def index(self, position: int, grain: Grain = Grain.NEURON) -> int:
        """The stop whose group holds `position`."""
        run, sample, rest = self._located(position, Grain.TERM, "position")
        return self._own.count(grain) * self._before(sample) + run.index(rest, grain)

    def _before(self, sample: int | None) -> int:
        """How many samples are through before `sample`, or before the gradients where it is None."""
        return self.samples if sample is None else sample

    def place(self, position: int) -> Place:
        """The step at `position`, with the term at hand."""
        run, sample, rest = self._located(position, Grain.TERM, "position")
        return run.place(rest, sample)

    def step(self, index: int) -> Step:
        """Step number `index` (from 0) of the trace."""
        return self.place(self.position(index)).step

    def find(self, step: Step) -> int | None:
        """The position where `step` is complete, or None where this schedule has no such step."""
        of_batch = step.phase in (Phase.GRADIENT, Phase.UPDATE)
        if of_batch != (step.sample is None) or not 0 <= self._before(step.sample) <= self.samples - (not of_batch):
            return None
        end = (self._joint if of_batch else self._own).find(step)
        return None if end is None else self._own.size * self._before(step.sample) + end

    def done(self, quantity: Quantity, layer: int | None, sample: int | None, position: int) -> int:
        """How many steps of this kind are complete at `position`: units, or weights and biases of the layer."""
        run = self._joint if sample is None else self._own
        return run.done(quantity, layer, position - self._own.size * self._before(sample))

    @property
    def sample_size(self) -> int:
        """Positions of one sample's forward pass, loss and backward pass."""
        return self._own.size

    def phases(self, samples: Iterable[int] | None = None) -> list[tuple[Phase, int | None, int, int]]:
        """(phase, sample, first position, last position) of each phase in turn, of all samples or of `samples`."""
        own, shift = self._own.phases(), self._own.size
        runs: list[tuple[Phase, int | None, int, int]] = [
            (phase, sample, sample * shift + first, sample * shift + last)
            for sample in (range(self.samples) if samples is None else samples)
            for phase, first, last in own
        ]
        through = self.samples * shift
        return runs + [(phase, None, through + first, through + last) for phase, first, last in self._joint.phases()]
