"""A seeded storm of commands, edits and undos: no exception, no Qt warning, and nothing that piles up."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.commands import REGISTRY
from mlpviz.core.document import DocumentError
from mlpviz.core.session import Picked
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Grain

MODAL = {"file.examples", "file.quit", "help.palette", "help.shortcuts", "view.presenter"}
"""Commands that open a dialog of their own, leave, or change the screen: tested by themselves."""
ROUNDS = 300


def edit(window: Any, generator: np.random.Generator) -> None:
    """One random edit; one that does not fit is refused and changes nothing."""
    store = window.bench.store
    network = store.document.network
    layer = int(generator.integers(1, network.depth + 1))
    row = network.layers[layer - 1]
    unit = int(generator.integers(row.units))
    source = int(generator.integers(-1 if row.has_bias else 0, row.fan_in))
    value = float(generator.normal(0, 2))
    kind = generator.integers(4)
    before = store.document
    try:
        if kind == 0:
            assert source >= BIAS
            store.edit("Set", lambda d: edits.set_parameter(d, layer, unit, source, value))
        elif kind == 1:
            name = str(generator.choice(list(ACTIVATIONS)))
            store.edit("Activation", lambda d: edits.set_activation(d, layer, name))
        elif kind == 2:
            column = int(generator.integers(network.inputs))
            store.edit("Input", lambda d: edits.set_input(d, 0, column, value), merge="drag")
        else:
            store.edit("Rate", lambda d: edits.set_training(d, learning_rate=abs(value) + 1e-3))
    except DocumentError:
        assert store.document is before


@pytest.mark.parametrize(("example", "seed"), [("toy", 1), ("xor-sigmoid", 2), ("softmax-label", 3), ("batch", 4)])
def test_a_storm_of_commands(
    example: str, seed: int, open_window: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    window = open_window(example)
    generator = np.random.default_rng(seed)
    ids = sorted(set(REGISTRY) - MODAL)
    store = window.bench.store
    start = store.document
    for round_ in range(ROUNDS):
        choice = generator.random()
        if choice < 0.6:
            window.actions_by_id.run(str(generator.choice(ids)))
        elif choice < 0.8:
            edit(window, generator)
        elif choice < 0.9:
            store.look(picked=Picked(int(generator.integers(store.document.network.depth + 1)), 0))
        else:
            window.bench.go(int(generator.integers(3 * window.bench.walk.schedule.size)))
        if round_ % 20 == 0:
            qtbot.wait(1)
        position = window.bench.walk.snapped(store.session.cursor, store.session.grain)
        assert store.session.cursor == position
    store.look(playing=False, grain=Grain.NEURON)
    while store.undo_label is not None:
        store.undo()
    assert store.document is start
    qtbot.wait(50)


def test_a_closed_window_goes_away_with_all_that_is_in_it(qtbot: Any) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from mlpviz.core.examples import find
    from mlpviz.ui.window import Window

    def one_window() -> weakref.ref[Any]:
        window = Window(find("toy").document())
        window.show()
        for id in ("step.forward", "theme.dark", "step.last", "theme.light", "view.bias"):
            window.actions_by_id.run(id)
        qtbot.wait(80)
        window.close()
        window.deleteLater()
        return weakref.ref(window)

    def ours() -> Counter[str]:
        """Living objects of the window's own classes."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qtbot.wait(10)
        gc.collect()
        kinds = (type(thing) for thing in gc.get_objects())
        return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("mlpviz.ui"))

    one_window()
    before = ours()
    closed = [one_window() for _ in range(3)]
    after = ours()
    assert [reference() for reference in closed] == [None, None, None]
    assert after == before
