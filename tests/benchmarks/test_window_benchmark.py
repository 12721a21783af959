"""How fast the window is: from a key to the painted step, and from the start of the process to the first picture.

Run with `pytest tests/benchmarks --benchmark-enable -s`. Reported, never asserted: machines differ.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from mlpviz.core.document import Data, Document
from mlpviz.core.examples import find
from mlpviz.nn.initialisers import initialised
from mlpviz.nn.network import frozen, make_layer, make_network

SHAPES = {"2-8x6-1": (2, *[8] * 6, 1), "64-32-10": (64, 32, 10), "784-100-10": (784, 100, 10)}
STEPS = 72


def document_of(widths: tuple[int, ...]) -> Document:
    pairs = list(pairwise(widths))
    layers = [
        make_layer("sigmoid" if n < len(pairs) - 1 else "identity", np.zeros((units, before)), np.zeros(units))
        for n, (before, units) in enumerate(pairs)
    ]
    generator = np.random.default_rng(1)
    network = initialised(make_network(widths[0], layers), "glorot_normal", 0)
    inputs = frozen(generator.normal(size=(1, widths[0])).round(2))
    return Document(
        "-".join(map(str, widths)), network, "half_squared_error", Data(inputs, frozen(np.eye(widths[-1])[:1]))
    )


@pytest.mark.parametrize("name", ["toy", *SHAPES])
def test_step_latency(
    name: str, open_window: Callable[..., Any], qtbot: Any, benchmark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from mlpviz.ui.diagram import view

    painted: list[float] = []
    paint_marks = view.paint_marks

    def paint_and_note(*arguments: Any) -> None:
        paint_marks(*arguments)
        painted.append(time.perf_counter())

    monkeypatch.setattr(view, "paint_marks", paint_and_note)
    window = open_window(find("toy").document() if name == "toy" else document_of(SHAPES[name]))
    count = window.bench.walk.schedule.count(window.bench.store.session.grain)
    times: list[float] = []

    def walk() -> None:
        for number in range(STEPS):
            if number % 12 == 0:  # from six places all over the walk
                window.bench.go(window.bench.walk.schedule.position(number * count // STEPS))
                QTest.qWait(50)
            painted.clear()
            start = time.perf_counter()
            QTest.keyClick(window, Qt.Key.Key_Right)
            QApplication.processEvents()
            times.append(painted[0] - start)
            QTest.qWait(45)

    benchmark.pedantic(walk, rounds=1, iterations=1)
    cuts = statistics.quantiles(times, n=20)
    benchmark.extra_info.update(p50_ms=round(cuts[9] * 1e3, 2), p95_ms=round(cuts[18] * 1e3, 2))
    print(f"\n{name}: key to painted, p50 {cuts[9] * 1e3:.1f} ms, p95 {cuts[18] * 1e3:.1f} ms")


_START = """
import json, sys, time
from PySide6.QtCore import QTimer
from mlpviz import app
from mlpviz.ui.diagram import view
from mlpviz.ui.window import Window
from mlpviz.core.examples import find
application = app.make_application(["mlpviz"])
paint = view.paint_marks
def first(*arguments):
    paint(*arguments)
    if not told:
        told.append(1)
        print(json.dumps({"at": time.time(), "torch": "torch" in sys.modules}), flush=True)
        QTimer.singleShot(0, window.close)
told = []
view.paint_marks = first
window = Window(find("toy").document())
window.show()
application.exec()
"""


def test_start_to_first_picture(benchmark: Any, tmp_path: Any) -> None:
    times: list[float] = []

    def start() -> None:
        began = time.time()
        environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
        result = subprocess.run(
            [sys.executable, "-c", _START], capture_output=True, text=True, env=environment, check=True
        )
        told = json.loads(result.stdout.splitlines()[0])
        assert not told["torch"]
        times.append(told["at"] - began)

    benchmark.pedantic(start, rounds=5, iterations=1, warmup_rounds=1)
    benchmark.extra_info["median_s"] = round(statistics.median(times), 3)
    print(f"\nprocess start to first painted window: median {statistics.median(times):.2f} s")
