"""Schedules of the learning rate: one table of rows. The rate changes from epoch to epoch, never within one.

e counts the epochs from 0, η is the learning rate that is set; k, an epoch count, and γ, a factor, say how it changes.
Step is torch's StepLR. Cosine is Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
without restarts: torch's CosineAnnealingLR as far as epoch k, and from there on the rate stays where it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class RateSchedule:
    """One row of the table.

    latex: η_e in symbols.        note: what it does, in one plain sentence.
    rate:  (η, e, k, γ) → η_e, where k is at least 1.
    """

    id: str
    title: str
    latex: str
    note: str
    rate: Callable[[float, int, int, float], float]

    @property
    def changes(self) -> bool:
        """Whether k and γ mean anything."""
        return self.id != "constant"


def _step(eta: float, epoch: int, epochs: int, factor: float) -> float:
    return float(eta * factor ** (epoch // epochs))


def _cosine(eta: float, epoch: int, epochs: int, factor: float) -> float:
    last = factor * eta
    if epoch >= epochs:
        return last
    return last + (eta - last) * (1.0 + math.cos(math.pi * epoch / epochs)) / 2.0


_ROWS = (
    RateSchedule(
        "constant", "Constant", r"\eta_e = \eta",
        "Every epoch has the same learning rate.",
        lambda eta, epoch, epochs, factor: eta,
    ),
    RateSchedule(
        "step", "Step", r"\eta_e = \eta \, \gamma^{\lfloor e / k \rfloor}",
        "After every k epochs the learning rate is multiplied by γ.",
        _step,
    ),
    RateSchedule(
        "cosine", "Cosine",
        r"\eta_e = \gamma \eta + (1 - \gamma) \, \eta \, \frac{1 + \cos(\pi e / k)}{2} \; (e < k), "
        r"\; \gamma \eta \; (e \geq k)",
        "Over k epochs the learning rate falls along half a cosine wave to γη, and stays there.",
        _cosine,
    ),
)  # fmt: skip

RATE_SCHEDULES: dict[str, RateSchedule] = {row.id: row for row in _ROWS}
