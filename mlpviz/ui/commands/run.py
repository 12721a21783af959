"""Commands that walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core.commands import command
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.frame import shown_sample
from mlpviz.ui.train.paces import PACES

if TYPE_CHECKING:
    from mlpviz.ui.window import Window

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def _step(window: Window, by: int, grain: Grain | None = None) -> None:
    if window.bench.training:
        window.train.step(by, grain)
    else:
        window.bench.step(by, grain)


def _can_go_back(window: Window) -> bool:
    bench = window.bench
    if bench.training:
        return window.trained > 0
    if bench.descending:
        return bench.update > 0
    return bench.store.session.cursor > bench.walk.snapped(0, bench.store.session.grain)


@command("step.forward", title="Step forward", keys=("Right", "PgDown"), menu="Run", group="step", icon="next")
def forward(window: Window) -> None:
    _step(window, 1)


@command(
    "step.back", title="Step back", keys=("Left", "PgUp"), menu="Run", group="step", icon="back", enabled=_can_go_back
)
def back(window: Window) -> None:
    _step(window, -1)


@command("step.layer_forward", title="Forward one layer", keys="Shift+Right", menu="Run", group="layer")
def layer_forward(window: Window) -> None:
    _step(window, 1, Grain.LAYER)


@command("step.layer_back", title="Back one layer", keys="Shift+Left", menu="Run", group="layer", enabled=_can_go_back)
def layer_back(window: Window) -> None:
    _step(window, -1, Grain.LAYER)


@command("step.phase_forward", title="Forward one phase", keys="Ctrl+Right", menu="Run", group="layer")
def phase_forward(window: Window) -> None:
    _step(window, 1, Grain.PHASE)


@command("step.phase_back", title="Back one phase", keys="Ctrl+Left", menu="Run", group="layer", enabled=_can_go_back)
def phase_back(window: Window) -> None:
    _step(window, -1, Grain.PHASE)


@command("step.first", title="First step of this iteration", keys="Home", menu="Run", group="ends", icon="first")
def first(window: Window) -> None:
    bench = window.bench
    if bench.training:
        window.train.runner.go_to(0)
    elif bench.descending:
        bench.go_to_update(0)
    else:
        bench.go(bench.store.session.cursor - bench.point.local)


@command("step.last", title="Last step of this iteration", keys="End", menu="Run", group="ends", icon="last")
def last(window: Window) -> None:
    bench = window.bench
    if bench.training:
        window.train.runner.go_to_epoch(window.train.runner.furthest)
    elif bench.descending:
        bench.go_to_update(bench.store.document.surface.steps)
    else:
        bench.go(bench.store.session.cursor - bench.point.local + bench.walk.schedule.size - 1)


@command("step.restart", title="Back to the very first step", keys="Ctrl+Home", menu="Run", group="ends")
def restart(window: Window) -> None:
    if window.bench.training:
        window.train.runner.go_to(0)
    elif window.bench.descending:
        window.bench.go_to_update(0)
    else:
        window.bench.go(0)


@command("step.end_forward", title="To the end of the forward pass", keys="Ctrl+L", menu="Run", group="ends")
def end_forward(window: Window) -> None:
    """The loss of the sample on the screen: everything of the forward pass is known there."""
    bench = window.bench
    sample = shown_sample(bench.walk, bench.point)
    window.diagram.jump(Step(Phase.LOSS, Quantity.LOSS, sample=sample))


@command(
    "run.play", title="Play or pause", keys="Space", menu="Run", group="play", icon="play",
    checked=lambda window: window.bench.store.session.playing,
)  # fmt: skip
def play(window: Window) -> None:
    bench, store = window.bench, window.bench.store
    if bench.descending and not store.session.playing and bench.update == store.document.surface.steps:
        bench.go_to_update(0)  # from the end it plays from the beginning
    store.look(playing=not store.session.playing)


def _shift_speed(window: Window, by: int) -> None:
    if window.bench.training:
        paces = list(PACES)
        index = paces.index(window.bench.store.session.pace) + by
        window.bench.store.look(pace=paces[min(max(index, 0), len(paces) - 1)])
        return
    speed = window.bench.store.session.speed
    index = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - speed))
    window.bench.store.look(speed=SPEEDS[min(max(index + by, 0), len(SPEEDS) - 1)])


@command("run.faster", title="Play faster", keys="Ctrl+Up", menu="Run", group="play")
def faster(window: Window) -> None:
    _shift_speed(window, 1)


@command("run.slower", title="Play slower", keys="Ctrl+Down", menu="Run", group="play")
def slower(window: Window) -> None:
    _shift_speed(window, -1)


GRAINS = {
    Grain.TERM: ("Step term by term", "Shift+T"),
    Grain.NEURON: ("Step neuron by neuron", "Shift+N"),
    Grain.LAYER: ("Step layer by layer", "Shift+L"),
    Grain.PHASE: ("Step phase by phase", "Shift+P"),
}


def _register_grain(grain: Grain, title: str, key: str) -> None:
    @command(
        f"grain.{grain}", title=title, keys=key, menu="Run", group="grain",
        checked=lambda window: window.bench.store.session.grain is grain,
    )  # fmt: skip
    def choose(window: Window) -> None:
        window.bench.store.look(grain=grain)


for _grain, (_title, _key) in GRAINS.items():
    _register_grain(_grain, _title, _key)


@command(
    "sample.next", title="Next sample", keys="Ctrl+.", menu="Run", group="sample",
    enabled=lambda window: window.bench.store.document.data.samples > 1,
)  # fmt: skip
def next_sample(window: Window) -> None:
    _shift_sample(window, 1)


@command(
    "sample.previous", title="Previous sample", keys="Ctrl+,", menu="Run", group="sample",
    enabled=lambda window: window.bench.store.document.data.samples > 1,
)  # fmt: skip
def previous_sample(window: Window) -> None:
    _shift_sample(window, -1)


def _shift_sample(window: Window, by: int) -> None:
    store = window.bench.store
    samples, selection = store.document.data.samples, store.session.selection
    store.choose((selection + by) % samples if isinstance(selection, int) else (0 if by > 0 else samples - 1))


@command(
    "sample.all", title="All samples as one batch", keys="Ctrl+B", menu="Run", group="sample",
    checked=lambda window: window.bench.store.session.selection is None,
)  # fmt: skip
def all_samples(window: Window) -> None:
    store = window.bench.store
    store.choose(None if store.session.selection is not None else 0)
