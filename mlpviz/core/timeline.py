"""A walk: a document, the samples it walks through, and every iteration that follows from them.

A position is one integer over all iterations: `position // schedule.size` updates have been made before it. The
parameters at the start of each iteration are kept as checkpoints, with what the optimiser remembers then, so that
stepping back across an update gives the very same bits; the passes are computed when they are asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from mlpviz.core.document import Document, same_numbers
from mlpviz.nn.batches import updates_an_epoch
from mlpviz.nn.network import BIAS, Network, frozen
from mlpviz.nn.optimisers import Memory, start_memory
from mlpviz.nn.passes import Pass, compute_pass
from mlpviz.nn.rule import updated
from mlpviz.nn.schedule import Grain, Place, Quantity, Schedule, Step

_PASSES_KEPT = 4

Selection = int | tuple[int, ...] | None
"""The sample that is walked (its row in the data, from 0), some rows as one batch, or None for all samples as one."""


def rows_of(document: Document, selection: Selection) -> tuple[int, ...]:
    """The data rows that are walked."""
    if selection is None:
        return tuple(range(document.data.samples))
    return (selection,) if isinstance(selection, int) else selection


def fitting(document: Document, selection: Selection) -> Selection:
    """The selection, or what is left of it, where the document has fewer samples than before."""
    samples = document.data.samples
    if isinstance(selection, int):
        return min(selection, samples - 1)
    if selection is None or all(row < samples for row in selection):
        return selection
    return None


@dataclass(frozen=True)
class Point:
    """Where a position is: the iteration (from 0), the position within it, and the step there."""

    iteration: int
    local: int
    place: Place

    @property
    def step(self) -> Step:
        return self.place.step


class Walk:
    """Every step of a document for one selection. Immutable but for its caches.

    `first` updates have been made before it, and left the optimiser with `memory` (None: it begins without one).
    """

    def __init__(self, document: Document, selection: Selection, first: int = 0, memory: Memory | None = None) -> None:
        self.document = document
        self.selection = selection
        self.first = first
        self.start = memory
        self.rows = rows_of(document, selection)
        """The data row of each sample of the batch."""
        rows, targets = list(self.rows), document.targets
        self.inputs = document.data.inputs if selection is None else frozen(document.data.inputs[rows])
        self.targets = targets if selection is None else frozen(targets[rows])
        self.schedule = Schedule(document.network, len(self.rows))
        remembered = start_memory(document.network, document.training.optimizer) if memory is None else memory
        self._checkpoints = [(document.network, remembered)]
        self._passes: OrderedDict[int, Pass] = OrderedDict()

    def serves(self, document: Document, selection: Selection) -> bool:
        """Whether this walk is the walk of `document` and `selection` too."""
        return selection == self.selection and same_numbers(document, self.document)

    def count(self, iteration: int) -> int:
        """The number (from 1) of the update of `iteration`, as the optimiser counts those that it remembers."""
        return iteration + 1 + (0 if self.start is None else self.first)

    def rate(self, iteration: int) -> float:
        """The learning rate of the update of `iteration`, by the schedule of the document."""
        return self.document.training.rule.rate(self.epoch(iteration))

    def epoch(self, iteration: int) -> int:
        """The epoch (from 0) that the update of `iteration` is in, where all are made in batches of the document."""
        size = self.document.training.batch_size
        return (self.first + iteration) // updates_an_epoch(self.document.data.samples, size)

    def network(self, iteration: int) -> Network:
        """The network at the start of `iteration`."""
        return self._checkpoint(iteration)[0]

    def memory(self, iteration: int) -> Memory:
        """What the optimiser remembers at the start of `iteration`."""
        return self._checkpoint(iteration)[1]

    def _checkpoint(self, iteration: int) -> tuple[Network, Memory]:
        while len(self._checkpoints) <= iteration:
            last = len(self._checkpoints) - 1
            network, memory = self._checkpoints[last]
            rule, result = self.document.training.rule, self.result(last)
            self._checkpoints.append(updated(network, result, rule, self.rate(last), memory, self.count(last)))
        return self._checkpoints[iteration]

    def result(self, iteration: int) -> Pass:
        """The forward and backward pass of `iteration`."""
        kept = self._passes.get(iteration)
        if kept is None:
            network = self.network(iteration)
            kept = compute_pass(network, self.inputs, self.targets, self.document.loss, self.document.reduction)
            self._passes[iteration] = kept
            if len(self._passes) > _PASSES_KEPT:
                self._passes.popitem(last=False)
        else:
            self._passes.move_to_end(iteration)
        return kept

    def point(self, position: int) -> Point:
        iteration, local = divmod(position, self.schedule.size)
        return Point(iteration, local, self.schedule.place(local))

    def moved(self, position: int, grain: Grain, by: int) -> int:
        """The position `by` stops of `grain` on (back where negative); 0 where that would lie before the first stop.

        From between two stops of a grain, one step back is the nearest earlier stop.
        """
        count = self.schedule.count(grain)
        iteration, local = divmod(position, self.schedule.size)
        index = self.schedule.index(local, grain)
        if by > 0 and self.schedule.position(index, grain) != local:
            by -= 1  # the rest of the present group counts as a step
        iteration, index = divmod(iteration * count + index + by, count)
        if iteration < 0:
            return 0
        return iteration * self.schedule.size + self.schedule.position(index, grain)

    def snapped(self, position: int, grain: Grain) -> int:
        """The stop of `grain` whose group holds `position`."""
        iteration, local = divmod(position, self.schedule.size)
        return iteration * self.schedule.size + self.schedule.position(self.schedule.index(local, grain), grain)

    def known(self, step: Step, local: int) -> bool:
        """Whether `step` is complete at `local` positions into the iteration."""
        position = self.schedule.find(step)
        return position is not None and position <= local

    def value(self, iteration: int, step: Step) -> float:
        """The number that `step` computes; of an update, the new parameter."""
        if step.quantity is Quantity.UPDATE:
            return self.network(iteration + 1).layers[_index(step.layer) - 1].parameter(*_edge(step))
        result = self.result(iteration)
        if step.quantity is Quantity.GRADIENT:
            return result.gradient(_index(step.layer), *_edge(step))
        sample = _index(step.sample)
        if step.quantity is Quantity.LOSS:
            return float(result.losses[sample])
        layer, unit = _index(step.layer), _index(step.unit)
        if step.quantity is Quantity.EXCITATION:
            return float(result.excitation(layer)[sample, unit])
        if step.quantity is Quantity.ACTIVATION:
            return float(result.activations[layer][sample, unit])
        return float(result.delta(layer)[sample, unit])

    def nearest(self, step: Step, term: int) -> int:
        """The position within an iteration of `step`, or of what is nearest to it in this shape of network."""
        network, depth = self.document.network, self.document.network.depth
        layer = None if step.layer is None else min(step.layer, depth)
        unit = source = None
        if layer is not None and step.unit is not None:
            row = network.layers[layer - 1]
            unit = min(step.unit, row.units - 1)
            if step.source is not None:
                source = min(step.source, row.fan_in - 1)
                if source == BIAS and not row.has_bias:
                    source = row.fan_in - 1
        sample = None if step.sample is None else min(step.sample, len(self.rows) - 1)
        end = self.schedule.find(Step(step.phase, step.quantity, layer, unit, source, sample))
        if end is None:
            return 0
        terms = self.schedule.place(end).terms
        return end - (terms - 1) + min(term, terms - 1)


def _index(value: int | None) -> int:
    if value is None:
        raise ValueError("this step has no such key")
    return value


def _edge(step: Step) -> tuple[int, int]:
    return _index(step.unit), _index(step.source)
