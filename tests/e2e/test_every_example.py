"""Every example, and a large network, walked through the window in every notation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from e2e.hands import alike, click, count, drag, heading, pixels, press, run, settle, texts, wheel
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from tests_support import networks

from mlpviz.core.document import NOTATIONS, Data, Document, Training
from mlpviz.core.examples import find
from mlpviz.core.surface import Surface
from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.schedule import Grain, Phase
from mlpviz.present.hover import Hit, Kind
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def test_every_example_in_every_notation(window: Window) -> None:
    store = window.bench.store
    for example in networks():
        window.files.put(replace(example.document(), surface=Surface()), None)  # so that it opens on its walk
        stops = window.bench.walk.schedule.count(Grain.LAYER)
        for number, notation in enumerate(NOTATIONS):
            run(window, f"notation.{notation}")
            phases = set()
            for stop in range(number, stops, 7 if number else 1):
                store.look(cursor=window.bench.walk.schedule.position(stop, Grain.LAYER))
                phases.add(window.bench.point.step.phase)
                assert heading(window) and store.document.notation == notation
                assert "nan" not in window.bench.explanation.plain.lower()
                window.diagram.grab()
            assert number or phases == set(Phase), example.id
        window.explanation_panel.grab()


def test_a_coarser_grain_of_every_example_ends_with_the_update(window: Window) -> None:
    for example in networks():
        window.files.put(replace(example.document(), surface=Surface()), None)
        run(window, "page.walk")
        for grain in ("phase", "term"):
            run(window, f"grain.{grain}", "step.last")
            assert window.bench.point.step.phase is Phase.UPDATE, example.id
            here, total = count(window).split(" · ")[0].removeprefix("Step ").split(" of ")
            assert here == total
            window.diagram.grab()


@pytest.fixture(scope="module")
def digits() -> Document:
    """784-100-10 on four made-up pictures."""
    generator = np.random.default_rng(5)
    layers = []
    for fan_in, units, activation in ((784, 100, "relu"), (100, 10, "softmax")):
        weights = generator.normal(0, np.sqrt(2 / fan_in), (units, fan_in))
        layers.append(make_layer(activation, weights, generator.normal(0, 0.1, units)))
    inputs = np.clip(generator.normal(0.1, 0.4, (4, 784)), 0, 1)
    data = Data(frozen(inputs), frozen(np.array([[3.0], [1.0], [9.0], [0.0]])))
    training = Training(learning_rate=0.01)
    return Document("Digits", make_network(784, layers), "cross_entropy", data, training=training)


def test_a_large_network_opens_steps_and_zooms(open_window: OpenWindow, digits: Document) -> None:
    window = open_window(digits)
    settle(window)
    words = " ".join([*texts(window), *(caption.text for caption in window.diagram.frame.scene.captions)])
    assert "784" in words and "more" in words
    looks = [pixels(window.diagram)]
    for keys in ("Right", "Right", "Shift+Right", "Shift+Right", "Ctrl+Right", "Right", "Ctrl+Right", "Right", "Left"):
        press(window, keys)
        looks.append(pixels(window.diagram))
    assert all(not alike(one, other) for one, other in pairwise(looks))
    for phase in Phase:
        end = next(last for found, sample, _, last in window.bench.walk.schedule.phases() if found is phase)
        window.bench.go(end)
        settle(window)
        assert window.bench.point.step.phase is phase and heading(window)
    press(window, "Right")
    assert window.bench.point.iteration == 1
    press(window, "Left")
    assert window.bench.point.step.phase is Phase.UPDATE
    place = QPoint(300, 300)
    wheel(window.diagram, place, 8)
    drag(window.diagram, place, place + QPoint(40, 0), place + QPoint(80, -30))
    press(window, "Right")
    QApplication.processEvents()
    press(window, "0")
    click(window, Hit(Kind.EXCITATION, 2, 3))
    assert window.bench.store.session.picked is not None
    press(window, "B")
    press(window, "B")
    assert BIAS not in [node.unit for node in window.diagram.frame.nodes]


def test_a_partial_repaint_is_the_whole_picture(window: Window) -> None:
    """A step repaints what has changed alone: it must look as if all had been painted."""
    for example in ("xor-sigmoid", "softmax-label", "vanishing"):
        window.files.put(find(example).document(), None)
        for keys in ["Right"] * 9 + ["Ctrl+Right"] * 4 + ["Left"] * 2 + ["B", "Right", "Ctrl+Left"]:
            press(window, keys)
            partly = pixels(window.diagram)
            window.diagram.refresh()
            assert alike(partly, pixels(window.diagram)), (example, keys)
