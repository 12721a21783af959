"""How long the window is away from its events on the pages that compute: the goal is never above 50 ms.

Run with `pytest tests/benchmarks --benchmark-enable -s`. Reported, never asserted: machines differ, and so does what
else they do. The time that the window's own thread has computed in the longest gap tells the two apart.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.commands import run
from mlpviz.core.document import Data, Document
from mlpviz.core.examples import find
from mlpviz.core.session import Page
from mlpviz.data.recipe import Recipe
from mlpviz.nn.initialisers import initialised
from mlpviz.nn.network import frozen, make_layer, make_network

STEPS = 30
PROBLEMS = {"64-32-10": ((64, 32, 10), 200), "784-100-10": ((784, 100, 10), 128)}


def document_of(widths: tuple[int, ...], samples: int) -> Document:
    kinds = ["tanh"] * (len(widths) - 2) + ["softmax"]
    layers = [
        make_layer(kind, np.zeros((units, before)), np.zeros(units))
        for kind, (before, units) in zip(kinds, pairwise(widths), strict=True)
    ]
    network = initialised(make_network(widths[0], layers), "glorot_normal", 0)
    generator = np.random.default_rng(1)
    classes = np.eye(widths[-1])[generator.integers(0, widths[-1], samples)]
    data = Data(frozen(generator.normal(size=(samples, widths[0]))), frozen(classes))
    return Document("-".join(map(str, widths)), network, "cross_entropy", data)


class Gaps:
    """From one turn of the event loop to the next: (seconds, seconds that this thread has computed in them)."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.seen: list[tuple[float, float]] = []
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._timer.start(1)

    def _note(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.seen.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now

    def told(self, what: str) -> str:
        """The longest gap since the last time, in words."""
        self._note()
        seen, self.seen = self.seen, []
        longest, computed = max(seen)
        many = sum(gap > 0.05 for gap, _ in seen)
        return f"{what}: longest {longest * 1e3:.0f} ms ({computed * 1e3:.0f} ms computed), {many} above 50 ms"

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.parametrize("name", PROBLEMS)
def test_stalls(name: str, open_window: Callable[..., Any], qtbot: Any, benchmark: Any, thawed: None) -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest

    from mlpviz.ui.preload import Preload

    if benchmark.disabled:
        pytest.skip("takes half a minute, and asserts nothing")
    window = open_window(document_of(*PROBLEMS[name]))
    Preload(window).start()
    told: list[str] = []

    def step() -> None:
        QTest.keyClick(window.descend.map, Qt.Key.Key_Right)

    def descend() -> None:
        qtbot.wait(3000)
        gaps = Gaps()
        QTimer.singleShot(0, lambda: run("page.descend", window))
        qtbot.wait(500)
        told.append(gaps.told("opening"))
        surveyor = window.descend.surveyor
        qtbot.waitUntil(lambda: surveyor.local is not None and not surveyor.busy, timeout=120_000)
        told.append(gaps.told("computing"))
        for number in range(STEPS):
            if number % 10 == 0:
                window.descend.map.zoom_by(0.95)  # the surface is computed anew
            QTimer.singleShot(0, step)
            qtbot.wait(120)
        told.append(gaps.told("stepping while it computes"))
        qtbot.waitUntil(lambda: not surveyor.busy, timeout=120_000)
        gaps.told("")
        for _ in range(STEPS):
            QTimer.singleShot(0, step)
            qtbot.wait(300)
        told.append(gaps.told("stepping"))
        gaps.stop()

    benchmark.pedantic(descend, rounds=1, iterations=1)
    benchmark.extra_info["gaps"] = told
    print("\n" + "\n".join(f"{name}, {line}" for line in told))


def spirals() -> Document:
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("spirals", 200, 0.0, 0, 0.2))
    for _ in range(5):
        document = reshape.add_layer(document, 1)
    for layer in range(1, 7):
        document = edits.set_activation(reshape.set_units(document, layer, 8), layer, "relu")
    return edits.set_training(edits.initialise(document, "he_normal", 1), optimizer="adam", learning_rate=0.01)


def digits() -> Document:
    document = data_edits.set_recipe(document_of((64, 32, 10), 10), Recipe("digits", 1797, 0.0, 0, 0.2))
    return edits.set_training(document, optimizer="adam", learning_rate=0.001)


def large() -> Document:
    return edits.set_training(document_of((784, 100, 10), 2000), optimizer="adam", learning_rate=0.001)


@pytest.mark.parametrize("make", [spirals, digits, large])
def test_training_stalls(
    make: Callable[[], Document], open_window: Callable[..., Any], qtbot: Any, benchmark: Any, thawed: None
) -> None:
    """Training as fast as it goes, with all its pictures; and how many of them there are in a second."""
    from PySide6.QtCore import QTimer

    from mlpviz.ui.preload import Preload

    if benchmark.disabled:
        pytest.skip("takes half a minute, and asserts nothing")
    document = edits.set_training(make(), batch_size=20, epochs=100_000)
    window = open_window(document)
    window.bench.store.look(page=Page.WALK)
    Preload(window).start()
    told: list[str] = []

    def train() -> None:
        qtbot.wait(3000)
        gaps = Gaps()
        QTimer.singleShot(0, lambda: run("page.train", window))
        qtbot.wait(1000)
        told.append(gaps.told("opening"))
        view, frames = window.train.networks[0], []
        paint = view.paintEvent
        view.paintEvent = lambda event: (frames.append(time.perf_counter()), paint(event))
        window.bench.store.look(pace="fastest")
        QTimer.singleShot(0, lambda: run("run.play", window))
        qtbot.wait(1000)
        gaps.told("")
        frames.clear()
        before, began = window.train.runner.update, time.perf_counter()
        qtbot.wait(5000)
        seconds = time.perf_counter() - began
        told.append(gaps.told("training"))
        updates = (window.train.runner.update - before) / seconds
        told.append(f"{len(frames) / seconds:.0f} frames a second, {updates:.0f} updates a second")
        QTimer.singleShot(0, lambda: run("run.play", window))
        qtbot.wait(500)
        told.append(gaps.told("pausing"))
        window.train.runner.go_to(window.train.runner.update // 2)
        qtbot.waitUntil(lambda: not window.train.runner.busy, timeout=60_000)
        told.append(gaps.told("going back"))
        gaps.stop()

    benchmark.pedantic(train, rounds=1, iterations=1)
    benchmark.extra_info["gaps"] = told
    print("\n" + "\n".join(f"{make.__name__}, {line}" for line in told))
