"""Editing in place in the diagram, and its menu, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from mlpviz.core.session import BiasMode, Picked
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.hover import Hit, Kind
from mlpviz.ui.diagram.editor import InPlaceEditor
from mlpviz.ui.diagram.menu import DiagramMenu
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def go_to(window: Window, step: Step, iteration: int = 0) -> None:
    schedule = window.bench.walk.schedule
    window.bench.go(iteration * schedule.size + schedule.find(step))


def editor_of(window: Window) -> InPlaceEditor:
    editor = window.diagram.findChild(InPlaceEditor)
    assert isinstance(editor, InPlaceEditor)
    return editor


def menu_of(window: Window) -> DiagramMenu:
    menu = window.diagram.findChild(DiagramMenu)
    assert isinstance(menu, DiagramMenu)
    return menu


def open_editor(window: Window, hit: Hit) -> None:
    window.diagram.edit_wanted.emit(hit)


def spot_of(window: Window, key: tuple[int, int, int]) -> QPoint:
    chip = next(chip for chip in window.diagram.frame.chips if chip.key == key)
    return window.diagram.to_view(chip.x, chip.y).toPoint()


@pytest.mark.parametrize(
    ("hit", "typed", "undo", "read"),
    [
        (Hit(Kind.EDGE, 1, 0, 1), "pi/4", "Set w₁,₂⁽¹⁾", lambda d: d.network.layers[0].weights[0, 1]),
        (Hit(Kind.EDGE, 1, 1, BIAS), "pi/4", "Set b₂⁽¹⁾", lambda d: d.network.layers[0].biases[1]),
        (Hit(Kind.ACTIVATION, 1, 1), "pi/4", "Set b₂⁽¹⁾", lambda d: d.network.layers[0].biases[1]),
        (Hit(Kind.ACTIVATION, 0, 1), "pi/4", "Set x₂ of sample 1", lambda d: d.data.inputs[0, 1]),
        (Hit(Kind.TARGET, 2, 0), "pi/4", "Set target y of sample 1", lambda d: d.data.targets[0, 0]),
    ],
)
def test_enter_commits_with_a_name_for_the_history(
    window: Window, hit: Hit, typed: str, undo: str, read: Callable[..., float]
) -> None:
    before = window.bench.store.document
    open_editor(window, hit)
    editor = editor_of(window)
    assert editor.field.hasFocus() and float(editor.field.text()) == read(before)
    QTest.keyClicks(editor.field, typed)
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert read(window.bench.store.document) == 0.7853981633974483
    assert window.bench.store.undo_label == undo
    assert not editor.is_open and window.diagram.hasFocus()


def test_esc_cancels(window: Window) -> None:
    before = window.bench.store.document
    open_editor(window, Hit(Kind.EDGE, 1, 0, 1))
    QTest.keyClicks(editor_of(window).field, "9")
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Escape)
    assert window.bench.store.document is before and not editor_of(window).is_open


def test_a_click_elsewhere_commits(window: Window) -> None:
    open_editor(window, Hit(Kind.EDGE, 1, 0, 1))
    QTest.keyClicks(editor_of(window).field, "9")
    QTest.mouseClick(window.diagram, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window.bench.store.document.network.layers[0].weights[0, 1] == 9 and not editor_of(window).is_open


def test_a_wrong_entry_stays_open_and_says_why(window: Window) -> None:
    before = window.bench.store.document
    open_editor(window, Hit(Kind.EDGE, 1, 0, 1))
    QTest.keyClicks(editor_of(window).field, "1/0")
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Return)
    assert editor_of(window).is_open and editor_of(window).problem == "That divides by zero."
    assert window.bench.store.document is before
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor_of(window).field, "4")
    assert editor_of(window).problem == ""
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Return)
    assert window.bench.store.document.network.layers[0].weights[0, 1] == 0.25


def test_a_target_that_does_not_fit_says_why(open_window: OpenWindow) -> None:
    window = open_window("losses-cross-entropy")
    before = window.bench.store.document
    open_editor(window, Hit(Kind.TARGET, 1, 2))
    QTest.keyClicks(editor_of(window).field, "0.5")
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Return)
    assert "type 1 at the right class" in editor_of(window).problem and window.bench.store.document is before
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Escape)
    open_editor(window, Hit(Kind.TARGET, 1, 2))
    QTest.keyClicks(editor_of(window).field, "1")
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Return)
    assert window.bench.store.document.data.targets.tolist() == [[2], [1]]


def test_a_neuron_without_bias_says_so(window: Window) -> None:
    said: list[str] = []
    window.bench.message.connect(said.append)
    open_editor(window, Hit(Kind.ACTIVATION, 2, 0))
    assert not editor_of(window).is_open and "no bias" in said[-1]


def test_the_editor_stands_over_the_label_and_stays_in_the_view(window: Window) -> None:
    spot = spot_of(window, (1, 0, 0))
    open_editor(window, Hit(Kind.EDGE, 1, 0, 0))
    box = editor_of(window).field.parentWidget()
    assert box.geometry().contains(spot)
    window.diagram.zoom_by(4.0)
    open_editor(window, Hit(Kind.TARGET, 2, 0))
    assert window.diagram.rect().contains(box.geometry())


def test_it_keeps_what_is_typed_while_the_walk_goes_on_and_closes_where_its_edge_is_gone(window: Window) -> None:
    open_editor(window, Hit(Kind.EDGE, 1, 0, 1))
    QTest.keyClicks(editor_of(window).field, "8")
    window.bench.step(1)
    assert editor_of(window).is_open and editor_of(window).field.text() == "8"
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Escape)
    for gone in (Hit(Kind.EDGE, 1, 1, 0), Hit(Kind.EDGE, 2, 0, 1), Hit(Kind.ACTIVATION, 1, 1)):
        open_editor(window, gone)
        assert editor_of(window).is_open or gone.kind is Kind.ACTIVATION
        window.inspector_panel.layers.cards[1].fewer.click()
        assert not editor_of(window).is_open
        window.bench.store.undo()


def test_after_an_update_it_shows_the_updated_weight(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 0), iteration=1)
    open_editor(window, Hit(Kind.EDGE, 2, 0, 0))
    assert editor_of(window).field.value == pytest.approx(0.35891648, abs=1e-8)


def test_keys_alone_reach_it(window: Window) -> None:
    window.bench.store.look(picked=Picked(1, 0, 1))
    QTest.keyClick(window.diagram, Qt.Key.Key_Return)
    assert editor_of(window).is_open and editor_of(window).field.text() == "2"
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Up)
    assert window.bench.store.document.network.layers[0].weights[0, 1] == 2.1
    QTest.keyClick(editor_of(window).field, Qt.Key.Key_Return)
    assert not editor_of(window).is_open


def actions(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


def submenu(menu: QMenu, title: str) -> QMenu:
    return next(found for found in menu.findChildren(QMenu) if found.title() == title)


def test_the_menu_of_an_edge(window: Window) -> None:
    found = actions(menu_of(window).build(Hit(Kind.EDGE, 1, 0, 1)))
    assert [*found] == [
        "Edit weight w₁,₂⁽¹⁾…",
        "Loss surface over W1[1,2]",
        "Jump to the step that computed it",
        "Copy value",
        "Activation of hidden 1",
        "Bias as",
        "Fit",
    ]
    found["Copy value"].trigger()
    assert QGuiApplication.clipboard().text() == "2"
    found["Jump to the step that computed it"].trigger()
    assert window.bench.point.step == Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, 1)
    found["Edit weight w₁,₂⁽¹⁾…"].trigger()
    assert editor_of(window).is_open


def test_a_value_is_copied_in_full_once_it_is_known(window: Window) -> None:
    hit = Hit(Kind.ACTIVATION, 1, 0)
    assert not actions(menu_of(window).build(hit))["Copy value"].isEnabled()
    go_to(window, Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 0, None, 0))
    actions(menu_of(window).build(hit))["Copy value"].trigger()
    text = QGuiApplication.clipboard().text()
    assert float(text) == window.bench.walk.result(0).activations[1][0, 0] and len(text) > 15


def test_the_menu_changes_an_activation_and_with_it_the_loss_where_it_must(open_window: OpenWindow) -> None:
    window = open_window("batch")
    menu = menu_of(window).build(Hit(Kind.ACTIVATION, 2, 0))
    rows = actions(submenu(menu, "Activation of output"))
    assert rows["Sigmoid"].isChecked() and "Tanh, with ½ squared error" in rows
    rows["Tanh, with ½ squared error"].trigger()
    document = window.bench.store.document
    assert (document.network.layers[1].activation, document.loss) == ("tanh", "half_squared_error")
    menu = menu_of(window).build(Hit(Kind.ACTIVATION, 1, 0))
    actions(submenu(menu, "Activation of hidden 1"))["ReLU"].trigger()
    assert window.bench.store.document.network.layers[0].activation == "relu"


def test_the_menu_of_the_empty_ground(window: Window) -> None:
    menu = menu_of(window).build(None)
    found = actions(menu)
    assert [*found] == ["Bias as", "Fit"]
    actions(submenu(menu, "Bias as"))["Number"].trigger()
    assert window.bench.store.session.bias_mode is BiasMode.NUMBER
    window.diagram.zoom_by(2.0)
    found["Fit"].trigger()
    assert window.diagram.zoom == 1.0


@pytest.mark.parametrize("hit", [Hit(Kind.EDGE, 1, 0, 1), Hit(Kind.TARGET, 2, 0), Hit(Kind.EDGE, 1, 1, BIAS)])
def test_what_is_wrong_stands_beside_the_field_and_moves_nothing(window: Window, hit: Hit) -> None:
    open_editor(window, hit)
    editor = editor_of(window)
    box, note = editor._box, editor._note
    before = box.geometry()
    QTest.keyClicks(editor.field, "one and a half")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.problem and note.isVisible()
    assert box.geometry() == before
    assert not note.geometry().intersects(before) and window.diagram.rect().contains(note.geometry())
    assert note._label.heightForWidth(note._label.width()) <= note._label.height()
