"""The curves of training, their values at an epoch and the words of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.numbers import rounded_to, shown
from mlpviz.present.train.legend import Entry
from mlpviz.present.train.runs import BEFORE, run_letter

_DIGITS, _FEW_DIGITS = 4, 2
_WIDEST = {"loss": "0.0000000", "accuracy": "00.0 %", "rate": "0.000000"}
_NARROW = {"loss": "0.0000", "accuracy": "00.0 %", "rate": "0.0000"}
_TITLES = {"loss": "Loss by epoch", "accuracy": "Accuracy by epoch", "rate": "Learning rate by epoch"}


@dataclass(frozen=True, eq=False)
class Curve:
    """One quantity of one run on one half of the data.

    name: what the run is called, such as "ReLU", or "". epochs: ascending, from 0 on, of the same length as values.
    run: 0, 1, or BEFORE.
    """

    name: str
    epochs: Array
    values: Array
    role: Literal["train", "test"] = "train"
    run: int = 0

    def index(self, epoch: float) -> int | None:
        """Where the last value up to an epoch stands; None before the first."""
        index = int(np.searchsorted(self.epochs, epoch + 1e-9, side="right")) - 1
        return index if index >= 0 else None

    def at(self, epoch: float) -> float | None:
        index = self.index(epoch)
        return None if index is None else float(self.values[index])


def title_words(quantity: str, log: bool, zero: bool = False) -> str:
    """zero: the bottom of the axis stands for 0, which has no logarithm."""
    return _TITLES[quantity] + (" (log, 0 below)" if zero else " (log)" if log else "")


def value_words(quantity: str, value: float | None, digits: int = _DIGITS) -> str:
    """A value as the legend has it: "0.02311", "97.5 %", "not a number", or "–" where there is none."""
    if value is None:
        return "–"
    if quantity == "accuracy" and math.isfinite(value):
        return f"{shown(100 * value, 1)} %"
    return rounded_to(value, digits)


def epoch_text(epoch: float) -> str:
    """Whole epochs as they are, "1,234,567"; in the middle of one with two decimals, "3.08"."""
    return f"{round(epoch):,}" if epoch == round(epoch) else f"{epoch:,.2f}"


def epoch_words(epoch: float, rates: Sequence[Curve]) -> tuple[str, ...]:
    """The epoch that is read, with the learning rate where that has no plot of its own; shorter ones after it."""
    rate = rates[0].at(epoch) if rates else None
    words = (f"epoch {epoch_text(epoch)}", epoch_text(epoch), "")
    return words if rate is None else (f"{words[0]} · η {rounded_to(rate, _DIGITS)}", *words)


def entries(
    quantity: str, curves: Sequence[Curve], beside: Sequence[Curve], epoch: float, level: int
) -> tuple[Entry, ...]:
    """The legend with the values at an epoch.

    Level 0 has all words, 1 no names of runs, 2 shorter numbers and no words where a letter does, 3 just the training
    samples. beside: accuracies that have no plot of their own, and stand beside the losses.
    """
    several = len({curve.run for curve in curves if curve.run != BEFORE}) > 1
    digits, widest = (_DIGITS, _WIDEST) if level < 2 else (_FEW_DIGITS, _NARROW)
    found = list[Entry]()
    for curve in curves:
        if level == 3 and (curve.role == "test" or curve.run == BEFORE):
            continue
        letter = run_letter(curve.run) if several or curve.run == BEFORE else ""
        role = "" if quantity == "rate" or (level >= 2 and letter) else curve.role
        name = curve.name if level == 0 else ""
        head = " ".join(word for word in (letter, name, role) if word)
        value, most = value_words(quantity, curve.at(epoch), digits), widest[quantity]
        other = next((c for c in beside if (c.run, c.role) == (curve.run, curve.role)), None)
        if other is not None and level < 2:
            value += f", {value_words('accuracy', other.at(epoch))}"
            most += f", {widest['accuracy']}"
        found.append(Entry(curve.run, curve.role == "test", f"{head} {value}".lstrip(), f"{head} {most}".lstrip()))
    return tuple(found)
