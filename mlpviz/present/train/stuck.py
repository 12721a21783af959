"""Hidden units that pass nothing on, whatever the sample: dead and saturated ones, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlpviz.nn.metrics import LayerMetrics
from mlpviz.present.notation import unit_title
from mlpviz.present.train.runs import run_letter


@dataclass(frozen=True)
class Stuck:
    """A hidden unit of a run (0 or 1): layer from 1, unit from 0. words: a sentence about it."""

    run: int
    layer: int
    unit: int
    words: str


def stuck_units(runs: Sequence[Sequence[LayerMetrics]]) -> tuple[Stuck, ...]:
    """All of them, the dead ones of each run first. runs: what was measured of each one's layers.

    Those of the output are left out: there a unit that is saturated may just be sure.
    """
    return tuple(found for run, layers in enumerate(runs) for found in _of_run(run, layers, len(runs) > 1))


def _of_run(run: int, layers: Sequence[LayerMetrics], several: bool) -> Iterator[Stuck]:
    head = f"{run_letter(run)}: " if several else ""
    for what, kind in (
        ("dead: it gives 0 for every sample", "dead"),
        ("saturated for every sample: hardly any gradient passes", "stuck"),
    ):
        for number, layer in enumerate(layers[:-1], start=1):
            for unit in getattr(layer, kind):
                title = unit_title(number, unit, len(layers))
                yield Stuck(run, number, unit, f"{head}{title[0].upper()}{title[1:]} is {what}")
