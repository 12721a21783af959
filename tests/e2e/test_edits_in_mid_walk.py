"""Edits in the middle of a walk: the place stays, and nothing of before is left standing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from e2e.hands import alike, count, double_click, go_to, heading, pixels, press, run, seen, settle, texts
from pyqtgraph import PlotWidget
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTabBar, QToolButton, QWidget

from mlpviz.core import edits
from mlpviz.core.document import NOTATIONS, Document
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.hover import Hit, Kind
from mlpviz.ui.panels.bars import BarsView
from mlpviz.ui.panels.curve import CurvePanel
from mlpviz.ui.panels.numbers import NumbersTable
from mlpviz.ui.panels.ribbon import RibbonView
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def type_into(window: Window, name: str, text: str) -> None:
    """Type a number into the inspector's field of this name and press Enter."""
    fields = window.inspector_panel.findChildren(NumberField)
    field = next(field for field in fields if field.isVisible() and field.accessibleName() == name)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, text)
    press(window, "Return")


def choose(window: Window, name: str, title: str) -> None:
    """Choose from the inspector's list of this name by the keyboard."""
    choices = window.inspector_panel.findChildren(Choice)
    choice = next(choice for choice in choices if choice.isVisible() and choice.accessibleName() == name)
    choice.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, "Home")
    while choice.currentText() != title:
        before = choice.currentText()
        press(window, "Down")
        assert choice.currentText() != before, f"{name} has no {title}"


def tool(window: Window, name: str) -> None:
    """Click the inspector's button of this name."""
    buttons = window.inspector_panel.findChildren(QToolButton)
    names = {button.accessibleName() or button.text(): button for button in buttons if button.isVisible()}
    QTest.mouseClick(next(button for text, button in names.items() if name in text), Qt.MouseButton.LeftButton)


Edit = Callable[[Window], None]
EDITS: dict[str, Edit] = {
    "weight": lambda window: type_into(window, "w₁,₂⁽¹⁾", "-1.75"),
    "bias": lambda window: type_into(window, "b₂⁽¹⁾", "pi/4"),
    "input": lambda window: type_into(window, "x₁", "-2/3"),
    "target": lambda window: type_into(window, "y", "0.25"),
    "learning rate": lambda window: type_into(window, "Learning rate η", "0.01"),
    "loss": lambda window: choose(window, "Loss", "Squared error"),
    "activation": lambda window: choose(window, "Activation of Hidden 1", "Tanh"),
    "more units": lambda window: tool(window, "One unit more"),
    "fewer units": lambda window: tool(window, "One unit fewer"),
    "another layer": lambda window: tool(window, "Add layer"),
}
# with "edited" or without; and what is said of the weights that an edit started from
OF_THE_HISTORY = ("Undo", "Redo", "Undone", "Done again", "Opened", "Toy network", "The walk goes on")
PLACES = {
    "forward": Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 0, None, 0),
    "δ": Step(Phase.BACKWARD, Quantity.DELTA, 1, 0, None, 0),
    "gradient": Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, 1),
    "update": Step(Phase.UPDATE, Quantity.UPDATE, 1, 0, 1),
}


def twin(open_window: OpenWindow, window: Window) -> Window:
    """A new window on the same document, put at the same place."""
    session = window.bench.store.session
    other = open_window(window.bench.store.document)
    other.bench.store.look(cursor=session.cursor, first_iteration=session.first_iteration, grain=session.grain)
    return other


def shown_by(window: Window) -> dict[str, object]:
    """Everything that tells of numbers: the frame, each text, the pixels of what is painted."""
    window.diagram.setFocus()
    settle(window)
    shown: dict[str, object] = {
        "frame": seen(window.diagram.frame),
        "words": [text for text in texts(window) if not text.startswith(OF_THE_HISTORY)],
        "description": window.diagram.accessibleDescription(),
        "table": window.explanation_panel.findChild(NumbersTable).model().rows,
    }
    for kind in (type(window.diagram), RibbonView, BarsView):
        shown[kind.__name__] = pixels(window.findChild(kind))
    for item in window.findChild(CurvePanel).findChild(PlotWidget).getPlotItem().listDataItems():
        shown[f"curve {len(shown)}"] = [values.tobytes() for values in item.getData()]
    return shown


def differences(one: dict[str, object], other: dict[str, object]) -> list[str]:
    """What differs: the words themselves, else the name of what does."""
    assert one.keys() == other.keys()
    different = []
    for key, value in one.items():
        if isinstance(value, np.ndarray):
            different += [] if alike(value, other[key]) else [key]
        elif value != other[key]:
            different += [str(set(value) ^ set(other[key]))] if key == "words" else [key]
    return different


@pytest.mark.parametrize("place", list(PLACES))
def test_an_edit_keeps_the_place_and_leaves_nothing_stale(open_window: OpenWindow, place: str) -> None:
    window, wanted = open_window("toy"), PLACES[place]
    go_to(window, wanted)
    before, other = shown_by(window), None
    for name, edit in EDITS.items():
        edit(window)
        step = window.bench.point.step
        assert (step.phase, step.quantity, step.layer) == (wanted.phase, wanted.quantity, wanted.layer), name
        assert (step.unit, step.source) == (wanted.unit, wanted.source), name
        assert window.bench.store.dirty and window.bench.store.undo_label
        after = shown_by(window)
        assert differences(before, after), f"{name} changed nothing"
        other = other or twin(open_window, window)
        other.files.put(window.bench.store.document, None)
        other.bench.store.look(cursor=window.bench.store.session.cursor)
        theirs = shown_by(other)
        if name == "another layer":  # the inspector turns to the new layer, and to another one when that is gone
            for shown in (before, after, theirs):
                shown["words"] = heading(window)
        assert differences(after, theirs) == [], name
        press(window, "Ctrl+Z", window.diagram)
        while window.bench.store.dirty:  # a list passes by other choices on its way
            press(window, "Ctrl+Z", window.diagram)
        again = shown_by(window)
        assert differences(before, {**again, "words": before["words"]}) == [], name
        assert name == "another layer" or again["words"] == before["words"], name


def test_an_edit_after_updates_goes_on_from_the_present_weights(open_window: OpenWindow) -> None:
    window = open_window("toy")
    go_to(window, PLACES["δ"], iteration=2)
    trained = window.bench.walk.network(2)
    settle(window)
    type_into(window, "x₁", "0.5")
    assert window.bench.point.step == PLACES["δ"]
    assert "iteration 3" in count(window)
    for layer, kept in zip(window.bench.store.document.network.layers, trained.layers, strict=True):
        assert layer.weights.tobytes() == kept.weights.tobytes()
    after = shown_by(window)
    assert differences(after, shown_by(twin(open_window, window))) == []


def test_the_numbers_tab_and_the_curve_follow_too(open_window: OpenWindow) -> None:
    window = open_window("toy")
    tabs = window.explanation_panel.findChild(QTabBar)
    go_to(window, PLACES["forward"])
    for tab, kind in ((0, CurvePanel), (1, NumbersTable)):
        tabs.setCurrentIndex(tab)
        settle(window)
        before = pixels(window.findChild(kind))
        type_into(window, "x₁", "-1.5" if tab else "-3")
        settle(window)
        assert not alike(before, pixels(window.findChild(kind)))


def test_undo_and_redo_by_keys(window: Window) -> None:
    go_to(window, PLACES["δ"])
    documents, looks = [window.bench.store.document], [shown_by(window)]
    for edit in ("weight", "input", "loss", "more units", "bias"):
        EDITS[edit](window)
        documents.append(window.bench.store.document)
        looks.append(shown_by(window))
    for keys in ("Ctrl+Z", "Ctrl+Y", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Z"):
        there, back = (range(4, -1, -1), 0) if keys == "Ctrl+Z" else (range(1, 6), 5)
        for number in there:
            press(window, keys, window.diagram)
            assert window.bench.store.document is documents[number]
        assert differences(shown_by(window), looks[back]) == []
        assert window.bench.point.step == PLACES["δ"]
    assert not window.bench.store.dirty and not window.isWindowModified()
    assert not window.actions_by_id["edit.undo"].isEnabled()
    press(window, "Ctrl+Z", window.diagram)
    assert window.bench.store.document is documents[0]


def test_undo_from_a_field_takes_back_the_edit_of_the_document(window: Window) -> None:
    start = window.bench.store.document
    type_into(window, "w₁,₂⁽¹⁾", "5")
    field = QApplication.focusWidget()
    assert isinstance(field, NumberField)
    press(window, "Ctrl+Z", field)
    assert window.bench.store.document is start
    field.setFocus()
    QTest.keyClicks(field, "77")
    press(window, "Ctrl+Z", field)
    assert window.bench.store.document is start and field.text() == "2"


def numbers_of(window: Window) -> list[str]:
    """Every number that the diagram, the bars and the fields show, without its symbols."""
    frame = window.diagram.frame
    numbers = [text for node in frame.nodes for text in (node.excitation, node.activation, node.delta) if text]
    numbers += [chip.text.rpartition("= ")[2].lstrip("∂ ") for chip in frame.chips]
    numbers += [field.text() for field in window.inspector_panel.findChildren(NumberField) if field.isVisible()]
    walk, point = window.bench.walk, window.bench.point
    return [*sorted(numbers), walk.value(point.iteration, point.step).hex()]


@pytest.mark.parametrize("place", ["forward", "δ", "update"])
def test_notation_changes_every_label_and_no_number(window: Window, place: str) -> None:
    go_to(window, PLACES[place])
    settle(window)
    numbers, said = numbers_of(window), {}
    for notation in NOTATIONS:
        run(window, f"notation.{notation}")
        settle(window)
        assert numbers_of(window) == numbers
        assert window.bench.point.step == PLACES[place]
        names = [node.symbol.plain for node in window.diagram.frame.nodes if node.symbol.text]
        formulas = [label.accessibleName() for label in window.explanation_panel.findChildren(QWidget)]
        labels = [label.text() for label in window.explanation_panel.findChildren(QLabel)]
        said[notation] = (names, formulas, labels, pixels(window.findChild(RibbonView)))
    for one in NOTATIONS:
        for other in NOTATIONS:
            if one < other:
                assert said[one][0] != said[other][0], (one, other)
                assert said[one][1] != said[other][1], (one, other)
    excitation = said["excitation"][3]
    assert not any(alike(excitation, said[notation][3]) for notation in NOTATIONS[1:])
    for _ in range(len(NOTATIONS) - 1):
        press(window, "Ctrl+Z", window.diagram)
    assert window.bench.store.document.notation == "excitation" and numbers_of(window) == numbers


def test_a_refused_edit_says_why_and_changes_nothing(window: Window) -> None:
    before = window.bench.store.document

    def impossible(document: Document) -> Document:
        return replace(document, training=replace(document.training, learning_rate=-1.0))

    window.guarded(lambda: bool(window.bench.store.edit("Set learning rate", impossible)))
    assert window.bench.store.document is before
    words = [text for text in texts(window) if "learning rate must be" in text]
    assert words
    window.bench.store.edit("Set learning rate", lambda document: edits.set_input(document, 0, 0, 3.0))
    assert not [text for text in texts(window) if "learning rate must be" in text]


def test_editing_the_diagram_in_mid_walk(window: Window, open_window: OpenWindow) -> None:
    go_to(window, PLACES["gradient"])
    double_click(window, Hit(Kind.ACTIVATION, 0, 0))
    QTest.keyClicks(QApplication.focusWidget(), "0.3")
    press(window, "Return")
    press(window, "Esc", window.diagram)
    assert window.bench.point.step == PLACES["gradient"] and "gradient" in heading(window).lower()
    after = shown_by(window)
    assert differences(after, shown_by(twin(open_window, window))) == []
