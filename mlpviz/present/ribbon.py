"""The timeline of one iteration: which stretch of the ribbon stands for which steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.notation import Symbols, layer_title

_CELL = 9.0  # pixels that a cell needs at least; below it a stretch is one bar
_GAP = 3.0
_STRETCH = 26.0


@dataclass(frozen=True)
class Stretch:
    """One phase of one sample: stops first … last (indices at the grain) between x0 and x1. cells: one a stop.

    A forward stretch without a sample stands for other samples of the batch, all their phases.
    """

    phase: Phase
    sample: int | None
    first: int
    last: int
    x0: float
    x1: float
    cells: bool

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def span(self, index: int) -> tuple[float, float]:
        """Where stop `index` is drawn."""
        pitch = (self.x1 - self.x0) / self.count
        left = self.x0 + (index - self.first) * pitch
        return left, left + pitch


@dataclass(frozen=True)
class Ribbon:
    """All stretches of an iteration over a width in pixels."""

    stretches: tuple[Stretch, ...]
    width: float

    def stretch_of(self, index: int) -> Stretch:
        """The stretch that holds stop `index`."""
        return next(s for s in self.stretches if s.first <= index <= s.last)

    def index_at(self, x: float) -> int:
        """The stop at x; the nearest one outside of the ribbon."""
        best = self.stretches[-1]
        for stretch in self.stretches:
            if x < stretch.x1 + _GAP:
                best = stretch
                break
        share = (x - best.x0) / max(best.x1 - best.x0, 1e-9)
        return best.first + min(max(int(share * best.count), 0), best.count - 1)


def make_ribbon(walk: Walk, sample: int, grain: Grain, width: float) -> Ribbon:
    """The ribbon while the batch's row `sample` is on the screen.

    `width` is divided among the phases by their stops where each gets a cell, else by the root of their number: it
    keeps the few forward steps of a large network in sight beside its many gradients.
    """
    schedule = walk.schedule
    phases = [
        (phase, of, schedule.index(first, grain), schedule.index(last, grain))
        for phase, of, first, last in _phases(walk, sample, width)
    ]
    room = max(width - _GAP * (len(phases) - 1), 1.0)
    counts = [last - first + 1 for _, _, first, last in phases]
    weights = [float(count) for count in counts]
    if room / sum(counts) < _CELL:
        weights = [math.sqrt(count) for count in counts]
    smallest = min(_STRETCH, room / len(phases) * 0.8)
    spare = room - smallest * len(phases)
    x, stretches = 0.0, []
    for (phase, of, first, last), weight in zip(phases, weights, strict=True):
        size = smallest + spare * weight / sum(weights)
        cells = size / (last - first + 1) >= _CELL
        stretches.append(Stretch(phase, of, first, last, x, x + size, cells))
        x += size + _GAP
    return Ribbon(tuple(stretches), width)


def _phases(walk: Walk, sample: int, width: float) -> list[tuple[Phase, int | None, int, int]]:
    """The phases in turn; of a batch too large to draw, the samples before and after `sample` are one stretch each."""
    schedule = walk.schedule
    if schedule.samples * 3 <= width / _STRETCH:
        return schedule.phases()
    each, through = schedule.sample_size, schedule.sample_size * schedule.samples
    own, joint = schedule.phases([sample])[:-2], schedule.phases([])
    before = [(Phase.FORWARD, None, 0, sample * each - 1)] if sample else []
    after = [(Phase.FORWARD, None, (sample + 1) * each, through - 1)] if sample + 1 < schedule.samples else []
    return [*before, *own, *after, *joint]


def phase_names(symbols: Symbols) -> dict[Phase, str]:
    """The name of each phase over the ribbon, in the notation."""
    return {
        Phase.FORWARD: f"Forward: {symbols.excitation_name} then {symbols.activation_name}",
        Phase.LOSS: "Loss",
        Phase.BACKWARD: f"Backward: {symbols.delta_name}",
        Phase.GRADIENT: f"Gradients {symbols.gradient(1, '', '').text}",
        Phase.UPDATE: "Update",
    }


def short_phase_name(phase: Phase) -> str:
    """For where the full name does not fit."""
    return {Phase.GRADIENT: "Gradients"}.get(phase, phase.value.capitalize())


def stretch_names(stretch: Stretch, symbols: Symbols) -> tuple[str, ...]:
    """What a stretch is called, the longest first."""
    if stretch.phase is Phase.FORWARD and stretch.sample is None:
        return ("other samples", "others")
    return phase_names(symbols)[stretch.phase], short_phase_name(stretch.phase)


def step_label(step: Step, symbols: Symbols, grain: Grain) -> str:
    """What a cell says: the symbol of its step, or the layer at a coarser grain."""
    if grain is Grain.PHASE:
        return ""
    if step.layer is None or step.unit is None:
        return symbols.loss().text
    if grain is Grain.LAYER:
        return layer_title(step.layer, symbols.depth)
    if step.quantity is Quantity.EXCITATION:
        return symbols.excitation(step.layer, step.unit).plain
    if step.quantity is Quantity.ACTIVATION:
        return symbols.activation(step.layer, step.unit).plain
    if step.quantity is Quantity.DELTA:
        return symbols.delta(step.layer, step.unit).plain
    if step.source is None:
        return ""
    return symbols.weight(step.layer, step.unit, step.source).plain
