"""What the layers of a run do, and the sentence that says whether its gradients vanish or explode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import rounded_to, shown
from mlpviz.present.train.runs import run_letter

MUCH = 100.0
"""From so many times smaller at the first layer than at the last one on, gradients are said to vanish."""
_SAME = 1.5
_DIGITS = 3
_MOST_NAMED = 12  # units in a line

Units = tuple[tuple[int, ...], ...]
"""Units, from 0, of each layer."""


@dataclass(frozen=True, eq=False)
class LayerStats:
    """One run at one update; arrays of shape (layers,), the first layer first.

    deltas: mean |δ| over units and samples. gradients: mean |∂L/∂w|. ratios: ‖ΔW‖/‖W‖ of the last update, NaN before
    the first. units: how many there are. dead, saturated: which ones.
    """

    deltas: Array
    gradients: Array
    ratios: Array
    units: Array
    dead: Units
    saturated: Units
    name: str = ""
    run: int = 0

    @property
    def dead_counts(self) -> Array:
        return np.array([len(units) for units in self.dead], dtype=np.float64)

    @property
    def saturated_counts(self) -> Array:
        return np.array([len(units) for units in self.saturated], dtype=np.float64)


@dataclass(frozen=True)
class Spread:
    """How δ changes from the last layer to the first, fuller words first; alarming: it vanishes or explodes."""

    words: tuple[str, ...]
    alarming: bool


def spread(stats: LayerStats, symbols: Symbols) -> Spread:
    """Such as "|δ| falls to 1/3200 from layer 6 to layer 1: vanishing"; no words for a single layer."""
    deltas, name, last = stats.deltas, f"|{symbols.delta_name}|", len(stats.deltas)
    if last < 2:
        return Spread((), False)
    if not np.isfinite(deltas).all():
        layer = last - int(np.flatnonzero(~np.isfinite(deltas[::-1]))[0])
        return Spread((f"{name} of layer {layer} is not finite", f"{name} is not finite", "not finite"), True)
    if deltas[-1] == 0:
        return Spread(
            (f"{name} is 0 at the output: nothing is left to learn", f"{name} is 0 at the output", f"{name} is 0"),
            False,
        )
    if deltas[0] == 0:
        layer = int(np.flatnonzero(deltas == 0)[-1]) + 1
        where = "layer 1" if layer == 1 else f"layers {layer} to 1"
        return Spread(
            (f"{name} is 0 in {where}: no gradient gets there", f"{name} is 0 in {where}", f"{name} is 0"), True
        )
    with np.errstate(over="ignore"):
        factor = float(deltas[0] / deltas[-1])
    way = f"from layer {last} to layer 1"
    if 1 / _SAME < factor < _SAME:
        full = f"{name} stays about as large"
        return Spread((f"{full} {way}", full, "about as large"), False)
    if factor < 1:
        change, verdict = f"falls to 1/{_rough(float(deltas[-1] / deltas[0]))}", "vanishing"
    else:
        change, verdict = f"grows {_rough(factor)}-fold", "exploding"
    if max(factor, 1 / factor) < MUCH:
        return Spread((f"{name} {change} {way}", f"{name} {change}", change), False)
    return Spread((f"{name} {change} {way}: {verdict}", f"{name} {change}: {verdict}", verdict), True)


def _rough(value: float) -> str:
    """Two digits: "3200", "12", "4.5", "1.2e7"."""
    return shown(float(f"{value:.2g}"))


def layer_words(stats: LayerStats, layer: int, symbols: Symbols) -> tuple[str, ...]:
    """All that is known of a layer, from 1 on, a line each."""
    k = layer - 1
    lines = [
        f"layer {layer}",
        f"mean |{symbols.delta_name}| {rounded_to(float(stats.deltas[k]), _DIGITS)}",
        f"mean |∂{symbols.loss().text}/∂W| {rounded_to(float(stats.gradients[k]), _DIGITS)}",
    ]
    if not np.isnan(stats.ratios[k]):
        lines.append(f"update to weight {rounded_to(float(stats.ratios[k]), _DIGITS)}")
    dead, saturated = stats.dead[k], stats.saturated[k]
    lines.append(f"{len(dead)} dead, {len(saturated)} saturated of {_units(stats.units[k])}")
    lines += [f"{what}: {_numbers(units)}" for what, units in (("dead", dead), ("saturated", saturated)) if units]
    return tuple(lines)


def layer_tip(runs: Sequence[LayerStats], layer: int, symbols: Symbols) -> str:
    """`layer_words` of every run that has such a layer, each below its letter where there are two."""
    parts = list[str]()
    for stats in runs:
        if layer <= len(stats.deltas):
            head = (f"{run_letter(stats.run)} {stats.name}".rstrip(),) if len(runs) > 1 else ()
            parts.append("\n".join((*head, *layer_words(stats, layer, symbols))))
    return "\n\n".join(parts)


def _units(count: float) -> str:
    return "1 unit" if count == 1 else f"{count:.0f} units"


def _numbers(units: Sequence[int]) -> str:
    """Units as they are numbered on the screen, from 1 on: "3, 5"."""
    named = ", ".join(str(unit + 1) for unit in units[:_MOST_NAMED])
    return f"{named} and {len(units) - _MOST_NAMED} more" if len(units) > _MOST_NAMED else named
