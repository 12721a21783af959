"""How long the window is away from its events on the page of the loss surface: the goal is never above 50 ms.

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

from mlpviz.core.commands import run
from mlpviz.core.document import Data, Document
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
