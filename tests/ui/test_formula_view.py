"""Formulas in a narrow panel stay large enough to read, and the witnesses say what they speak of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QFrame, QLabel
from pytestqt.qtbot import QtBot

from mlpviz.nn.schedule import Grain
from mlpviz.ui.formulas import FormulaView
from mlpviz.ui.panels.timeline import TimelinePanel
from mlpviz.ui.panels.witnesses import WitnessBox
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def note(window: Window) -> str:
    """The line over the witnesses, where one is seen."""
    box = window.findChild(WitnessBox)
    assert isinstance(box, QFrame)
    texts = [label.text() for label in box.findChildren(QLabel) if label.isVisible()]
    return next((text.replace("\xa0", " ") for text in texts if text.startswith("Witnesses")), "")


@pytest.mark.parametrize(("example", "index"), [("mazur", 11), ("vanishing", 40), ("batch", 60)])
def test_no_line_of_a_formula_becomes_too_small_to_read(
    open_window: OpenWindow, qtbot: QtBot, example: str, index: int
) -> None:
    window = open_window(example)
    window.bench.go(window.bench.walk.schedule.position(index))
    view = window.findChild(FormulaView)
    assert isinstance(view, FormulaView)
    qtbot.waitUntil(lambda: all(formula is not None for _, formula, _ in view.boxes), timeout=5000)
    for box, formula, _ in view.boxes:
        assert box.height() / formula.height >= 0.8
        assert box.right() <= view.width()


def test_in_the_midst_of_a_sum_and_at_a_layer_the_witnesses_say_of_what(open_window: OpenWindow) -> None:
    window = open_window("toy")
    assert note(window) == ""
    window.bench.store.look(grain=Grain.TERM, cursor=0)
    assert note(window) == "Witnesses of the complete sum"
    window.bench.store.look(grain=Grain.LAYER)
    window.bench.store.look(cursor=window.bench.walk.schedule.position(0, Grain.LAYER))
    assert note(window) == "Witnesses of h of hidden neuron 2"
    assert window.findChild(TimelinePanel)._next.text() == "Next: ξ and h of the output layer"
