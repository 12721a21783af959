"""Sentences about the slope of an activation: what becomes of a signal that goes back through a neuron."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activations import Activation
from mlpviz.nn.network import Array
from mlpviz.present.explain.context import Context
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import shown

_STEEPEST = {"sigmoid": 0.25}
_FOLD = 1.5  # what changes by less is told in per cent
_FLAT = 0.2  # of the steepest slope: below it we call a place almost flat


def function_name(row: Activation) -> str:
    """An activation as a sentence names it: "the sigmoid", "tanh", "the sign function"."""
    if row.id == "tanh":
        return "tanh"
    first, *rest = row.title.split(" ")
    word = " ".join([first.lower() if first[1:].islower() else first, *rest])
    return f"the {word} function" if row.id == "sign" else f"the {word}"


def note_in(row: Activation, symbols: Symbols) -> str:
    """The note of an activation, with ξ as the notation writes it."""
    return row.note.replace("ξ", symbols.excitation_name)


def at(context: Context) -> str:
    """ "At ξ = 3" of this step's unit."""
    return f"At {context.xi_name} = {context.shown(float(context.xi(context.layer)[context.unit]))}"


def flat(context: Context) -> bool:
    """Whether this step's unit stands where its activation is almost flat."""
    return bool(nearly_flat(context.activation, np.array(context.slope)))


def nearly_flat(row: Activation, slopes: Array) -> NDArray[np.bool_]:
    """Where the slopes of an activation are small beside its steepest."""
    small: NDArray[np.bool_] = np.abs(slopes) < _FLAT * _STEEPEST.get(row.id, 1.0)
    return small


def fold(ratio: float) -> str:
    """ "22-fold", "4.3-fold", "1.2e7-fold"."""
    return f"{shown(round(ratio) if ratio >= 10 else round(ratio, 1), 1)}-fold"


def _shrinks(slope: float) -> str:
    """What a slope below or above 1 does to the size of a signal."""
    way, ratio = ("shrinks", 1 / slope) if slope < 1 else ("grows", slope)
    return f"{way} to {shown(round(100 * slope))} %" if ratio < _FOLD else f"{way} {fold(ratio)}"


def slope_sentence(context: Context) -> str:
    """What the slope at this step's unit does to the signal that comes back."""
    row, slope = context.activation, context.slope
    name = function_name(row)
    if not row.passes:
        if row.layerwise:
            return "Argmax is flat wherever one winner stands: its slope is 0, so no gradient passes."
        return f"{name.capitalize()} is flat on both sides of its jump: its slope is 0, so no gradient passes."
    if row.id == "identity":
        return "The identity has slope 1 everywhere, so the signal passes unchanged."
    if row.id == "relu":
        if slope:
            return "This ReLU is on: its slope is 1, so the signal passes unchanged."
        return "This ReLU is off: no gradient passes."
    if row.id == "leaky_relu" and slope < 1:
        return f"{at(context)} {name} lets a hundredth through: the signal shrinks 100-fold here."
    value = context.shown(slope)
    if slope == 0:
        return f"{at(context)} {name} is flat to the last digit: its slope is 0, so no gradient passes."
    if slope < 0:
        return f"{at(context)} {name} falls (slope {value}): the signal changes its sign here."
    if flat(context):
        return f"{at(context)} {name} is almost flat (slope {value}): the signal shrinks {fold(1 / slope)} here."
    if row.id == "sigmoid" and slope > 0.2:
        steep = f"{at(context)} {name} is steep (slope {value} of at most 1/4)"
        return f"{steep}, and still the signal shrinks {fold(1 / slope)}."
    if slope == 1:
        return f"{at(context)} the slope of {name} is 1: the signal passes unchanged."
    if 0.95 < slope < 1.05:
        return f"{at(context)} the slope of {name} is {value}: the signal passes almost unchanged."
    return f"{at(context)} the slope of {name} is {value}: the signal {_shrinks(slope)} here."
