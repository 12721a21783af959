"""The diagram under mouse and keys, in the real window."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from e2e.hands import (
    LEFT,
    alike,
    ask_tip,
    click,
    count,
    double_click,
    drag,
    go_to,
    heading,
    move,
    pixels,
    press,
    run,
    settle,
    spot,
    wheel,
)
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from mlpviz.core.session import Picked
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.hover import Hit, Kind
from mlpviz.ui.diagram.editor import InPlaceEditor
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def editor_of(window: Window) -> InPlaceEditor:
    editor = window.diagram.findChild(InPlaceEditor)
    assert isinstance(editor, InPlaceEditor)
    return editor


JUMPS = [
    (Hit(Kind.EXCITATION, 1, 1), Step(Phase.FORWARD, Quantity.EXCITATION, 1, 1, None, 0), "ξ of hidden neuron 2"),
    (Hit(Kind.ACTIVATION, 1, 1), Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 1, None, 0), "h of hidden neuron 2"),
    (Hit(Kind.EXCITATION, 2, 0), Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0), "ξ of output neuron 1"),
    (Hit(Kind.DELTA, 1, 0), Step(Phase.BACKWARD, Quantity.DELTA, 1, 0, None, 0), "δ of hidden neuron 1"),
    (Hit(Kind.DELTA, 2, 0), Step(Phase.BACKWARD, Quantity.DELTA, 2, 0, None, 0), "δ of output neuron 1"),
    (Hit(Kind.LOSS), Step(Phase.LOSS, Quantity.LOSS, None, None, None, 0), "Loss"),
]


@pytest.mark.parametrize("iteration", [0, 2])
def test_a_double_click_jumps_to_the_step_that_computed_it(window: Window, iteration: int) -> None:
    for wanted, step, title in JUMPS:
        window.bench.go((iteration + 1) * window.bench.walk.schedule.size - 1)
        double_click(window, wanted)
        assert window.bench.point.step == step and window.bench.point.iteration == iteration
        assert heading(window).startswith(title)


def test_a_double_click_on_an_edge_jumps_to_its_gradient_or_its_update(window: Window) -> None:
    schedule = window.bench.walk.schedule
    edge = Hit(Kind.EDGE, 1, 1, 0)
    go_to(window, Step(Phase.LOSS, Quantity.LOSS, sample=0))
    QTest.mouseDClick(window.diagram, LEFT, pos=spot(window, edge))
    assert window.bench.point.step == Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 1, 0)
    window.bench.go(schedule.size - 1)
    QTest.mouseDClick(window.diagram, LEFT, pos=spot(window, edge))
    assert window.bench.point.step == Step(Phase.UPDATE, Quantity.UPDATE, 1, 1, 0)
    bias = Hit(Kind.EDGE, 1, 0, BIAS)
    window.bench.go(0)
    QTest.mouseDClick(window.diagram, LEFT, pos=spot(window, bias))
    assert window.bench.point.step == Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, BIAS)


def test_a_click_selects_and_a_click_beside_takes_it_away(window: Window) -> None:
    plain = pixels(window.diagram)
    picks = [
        (Hit(Kind.EXCITATION, 1, 0), Picked(1, 0)),
        (Hit(Kind.ACTIVATION, 2, 0), Picked(2, 0)),
        (Hit(Kind.ACTIVATION, 0, 1), Picked(0, 1)),
        (Hit(Kind.EDGE, 1, 1, 0), Picked(1, 1, 0)),
        (Hit(Kind.EDGE, 2, 0, 1), Picked(2, 0, 1)),
    ]
    for wanted, picked in picks:
        click(window, wanted)
        assert window.bench.store.session.picked == picked
        move(window.diagram, QPoint(2, 2))
        assert not alike(pixels(window.diagram), plain)
    click(window, QPoint(3, 3))
    assert window.bench.store.session.picked is None
    move(window.diagram, QPoint(2, 2))
    assert alike(pixels(window.diagram), plain)
    assert count(window) == "Step 1 of 26"


def test_esc_takes_the_selection_away(window: Window) -> None:
    click(window, Hit(Kind.EXCITATION, 1, 0))
    press(window, "Esc", window.diagram)
    assert window.bench.store.session.picked is None


def tip_at(window: Window, wanted: Hit) -> list[str]:
    QToolTip.hideText()
    ask_tip(window.diagram, spot(window, wanted))
    return QToolTip.text().splitlines()


def test_the_hint_has_names_and_full_precision(window: Window) -> None:
    window.bench.go(window.bench.walk.schedule.size - 1)
    h1, h2 = (1 / (1 + math.exp(-xi)) for xi in (3.0, 2.0))
    error = h1 + h2 - 2
    told = {
        Hit(Kind.ACTIVATION, 1, 0): ["ξ₁⁽¹⁾ = 3", f"h₁⁽¹⁾ = {h1}", f"δ₁⁽¹⁾ = {error * h1 * (1 - h1)}"],
        Hit(Kind.DELTA, 2, 0): [f"ξ₁⁽²⁾ = {h1 + h2}", f"h₁⁽²⁾ = {h1 + h2}", f"δ₁⁽²⁾ = {error}"],
        Hit(Kind.LOSS): [f"Loss ℒ = {error * error / 2}"],
        Hit(Kind.ACTIVATION, 0, 1): ["Input 2", "x₂ = 1"],
        Hit(Kind.TARGET, 2, 0): ["Target y = 2"],
        Hit(Kind.EDGE, 2, 0, 1): [
            "Weight from hidden neuron 2 to output neuron 1",
            "w₁,₂⁽²⁾ = 1",
            f"∂ℒ/∂w₁,₂⁽²⁾ = {error * h2}",
            f"after the update {1 - 0.5 * error * h2}",
        ],
    }
    for wanted, lines in told.items():
        shown = tip_at(window, wanted)[-len(lines) :]
        for line, expected in zip(shown, lines, strict=True):
            name, _, number = expected.rpartition(" ")
            assert line.startswith(name)
            if "." not in number:
                assert line == expected
                continue
            read = line.rpartition(" ")[2].replace("\N{MINUS SIGN}", "-")
            assert float(read) == pytest.approx(float(number), rel=1e-14) and read == repr(float(read))
    QToolTip.hideText()


def test_the_hint_does_not_tell_what_is_to_come(window: Window) -> None:
    assert tip_at(window, Hit(Kind.EXCITATION, 2, 0))[1:] == [f"{name}₁⁽²⁾: not known yet" for name in "ξhδ"]
    assert tip_at(window, Hit(Kind.LOSS)) == ["Loss ℒ = not known yet"]
    assert len(tip_at(window, Hit(Kind.EDGE, 1, 1, 1))) == 2
    QToolTip.hideText()


def test_the_hint_speaks_the_notation(window: Window) -> None:
    run(window, "notation.unit_graph")
    assert tip_at(window, Hit(Kind.ACTIVATION, 1, 0))[1].startswith("s")
    QToolTip.hideText()


def test_the_wheel_zooms_about_the_pointer(window: Window) -> None:
    for wanted, notches in ((Hit(Kind.ACTIVATION, 2, 0), 4), (Hit(Kind.ACTIVATION, 0, 1), 3)):
        run(window, "view.fit")
        place = spot(window, wanted)
        wheel(window.diagram, place, notches)
        assert window.diagram.zoom == pytest.approx(1.0015 ** (120 * notches))
        found = window.diagram.at(QPointF(place))
        assert (found.kind, found.layer, found.unit) == (wanted.kind, wanted.layer, wanted.unit)
        wheel(window.diagram, place, -notches)
        assert window.diagram.zoom == pytest.approx(1.0)


def test_zoom_has_limits_and_fit_undoes_it(window: Window) -> None:
    start = pixels(window.diagram)
    for _ in range(30):
        press(window, "Ctrl++")
    assert window.diagram.zoom == 16.0
    for _ in range(60):
        press(window, "Ctrl+-")
    assert window.diagram.zoom == 0.5
    press(window, "0")
    assert alike(pixels(window.diagram), start)


def test_dragging_pans_and_does_not_select(window: Window) -> None:
    start = pixels(window.diagram)
    node = Hit(Kind.EXCITATION, 1, 0)
    place = spot(window, node)
    drag(window.diagram, place, place + QPoint(20, 10), place + QPoint(60, 40))
    assert window.bench.store.session.picked is None
    assert window.diagram.at(QPointF(place + QPoint(60, 40))) == node
    moved = pixels(window.diagram)
    assert (moved[140:400, 160:500] == start[100:360, 100:440]).mean() > 0.999
    assert (moved != start).any()
    press(window, "0")
    assert alike(pixels(window.diagram), start)


def test_a_panned_diagram_repaints_what_a_step_changes(window: Window) -> None:
    """A step repaints a region: what is seen must be what a whole repaint shows."""
    window.diagram.zoom_by(1.7, QPointF(100, 100))
    place = QPoint(400, 300)
    drag(window.diagram, place, place + QPoint(-30, 15))
    move(window.diagram, QPoint(1, 1))
    for _ in range(12):
        press(window, "Right")
        partly = window.diagram.grab().toImage()
        window.diagram.refresh()
        assert partly == window.diagram.grab().toImage()


def test_an_edge_is_edited_by_clicking_its_label_twice_over(window: Window) -> None:
    label = Hit(Kind.EDGE, 2, 0, 1, label=True)
    click(window, label)
    assert not editor_of(window).is_open
    click(window, label)
    editor = editor_of(window)
    assert editor.is_open and editor.field.hasFocus() and editor.field.text() == "1"
    QTest.keyClicks(editor.field, "-2/3")
    press(window, "Return")
    assert window.bench.store.document.network.layers[1].weights[0, 1] == -2 / 3
    assert window.diagram.hasFocus() and count(window) == "Step 1 of 26"


@pytest.mark.parametrize("keys", ["F2", "Return"])
def test_keys_edit_what_is_selected_and_esc_leaves_it(window: Window, keys: str) -> None:
    before = window.bench.store.document
    click(window, QPoint(3, 3))
    press(window, keys)
    assert not editor_of(window).is_open
    click(window, Hit(Kind.EDGE, 1, 1, 0))
    press(window, keys)
    editor = editor_of(window)
    QTest.keyClicks(editor.field, "123")
    press(window, "Right")
    press(window, "Esc")
    assert not editor.is_open and window.bench.store.document is before and window.diagram.hasFocus()
    press(window, keys)
    QTest.keyClicks(editor.field, "1e-3")
    press(window, "Return")
    assert window.bench.store.document.network.layers[0].weights[1, 0] == 0.001
    assert count(window) == "Step 1 of 26"


def test_an_input_and_a_target_are_edited_by_the_mouse(window: Window) -> None:
    window.bench.step(9)
    double_click(window, Hit(Kind.ACTIVATION, 0, 1))
    QTest.keyClicks(editor_of(window).field, "-0.5")
    press(window, "Return")
    assert window.bench.store.document.data.inputs.tolist() == [[1.0, -0.5]]
    click(window, Hit(Kind.TARGET, 2, 0))
    QTest.keyClicks(editor_of(window).field, "pi")
    press(window, "Return")
    assert window.bench.store.document.data.targets.tolist() == [[np.pi]]
    assert count(window) == "Step 10 of 26"


def test_a_click_elsewhere_takes_what_was_typed(window: Window) -> None:
    double_click(window, Hit(Kind.ACTIVATION, 0, 0))
    QTest.keyClicks(editor_of(window).field, "7")
    click(window, QPoint(4, 4))
    assert window.bench.store.document.data.inputs[0, 0] == 7 and not editor_of(window).is_open


def test_a_wrong_entry_says_what_is_wrong_and_stays(window: Window) -> None:
    before = window.bench.store.document
    double_click(window, Hit(Kind.ACTIVATION, 0, 0))
    editor = editor_of(window)
    QTest.keyClicks(editor.field, "2*/3")
    press(window, "Return")
    assert editor.is_open and editor.problem and window.bench.store.document is before
    press(window, "Esc")
    assert not editor.is_open


def test_the_step_is_offered_to_screen_readers(window: Window) -> None:
    assert window.diagram.accessibleName() == "Network diagram"
    for _ in range(26):
        settle(window)
        description = window.diagram.accessibleDescription()
        assert description == window.bench.explanation.plain
        assert heading(window) in description.replace("\xa0", " ")
        press(window, "Right")


def test_the_menu_at_the_pointer_jumps_and_copies(window: Window) -> None:
    window.bench.go(window.bench.walk.schedule.size - 1)
    wanted = Hit(Kind.DELTA, 1, 0)
    where = spot(window, wanted)
    window.diagram.menu_wanted.emit(window.diagram.at(QPointF(where)), window.diagram.mapToGlobal(where))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Copy value").trigger()
    assert QApplication.clipboard().text().startswith("-0.00752773")
    next(action for action in menu.actions() if action.text().startswith("Jump")).trigger()
    assert heading(window) == "δ of hidden neuron 1"
    menu.close()


def test_hovering_marks_an_edge_and_the_pointer_says_so(window: Window) -> None:
    plain = pixels(window.diagram)
    move(window.diagram, spot(window, Hit(Kind.EDGE, 2, 0, 1)))
    assert window.diagram.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert not alike(pixels(window.diagram), plain)
    move(window.diagram, QPoint(2, 2))
    assert alike(pixels(window.diagram), plain)
    assert window.diagram.cursor().shape() == Qt.CursorShape.ArrowCursor
