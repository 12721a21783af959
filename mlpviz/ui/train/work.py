"""What the worker of a training does: updates, and ways back and on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training import Training
from mlpviz.nn.surface import CancelledError, GoOn
from mlpviz.present.train.runs import run_letter
from mlpviz.ui.lane import Work
from mlpviz.ui.train.runs import Networks, Runs
from mlpviz.ui.widgets.words import sentence


@dataclass(frozen=True, eq=False)
class Reached:
    """Where runs are: after so many updates, with these networks; `reason`: why they stop here, "" where they go on."""

    runs: Runs
    update: int
    networks: Networks
    reason: str = ""


def here(runs: Runs) -> Work:
    """Say where the runs are."""

    def work(_go_on: GoOn) -> Iterator[Reached]:
        made = runs.make()
        yield Reached(runs, made.update, made.networks)

    return work


def go_to(runs: Runs, update: int) -> Work:
    """Go to an update, back or on."""

    def work(go_on: GoOn) -> Iterator[Reached]:
        made = runs.make()
        made.go_to(update, go_on)
        yield Reached(runs, made.update, made.networks, _broken(made))

    return work


def onward(runs: Runs, count: float, goal: int, goals: Training, seconds: float) -> Work:
    """At most `count` updates, as many as so many seconds have room for; not beyond the goals of the document."""

    def work(go_on: GoOn) -> Iterator[Reached]:
        made, end, reason = runs.make(), time.perf_counter() + seconds, ""
        done = 0
        while done < count and not reason and time.perf_counter() < end:
            if not go_on(0.0):
                raise CancelledError
            if not made.step():
                break
            done += 1
            reason = made.reached(goals)
            if made.update >= goal and not reason:
                epochs = goal // made.first.updates_an_epoch
                reason = "1 epoch is done." if epochs == 1 else f"{epochs:,} epochs are done."
        yield Reached(runs, made.update, made.networks, _broken(made) or reason)

    return work


def _broken(made: Lockstep) -> str:
    run = made.broken
    if run is None:
        return ""
    whose = f"Run {run_letter(made.runs.index(run))}: " if len(made.runs) > 1 else ""
    return f"{whose}{sentence(str(run.broken))}"
