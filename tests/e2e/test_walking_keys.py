"""Every key that walks, wherever the keyboard is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from e2e.hands import alike, count, heading, in_dialog, pixels, press, run, seen, wheel
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QTabBar, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.core.session import BiasMode
from mlpviz.nn.schedule import Grain
from mlpviz.present.palette import THEMES
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]

# the toy network: 6 forward steps (4 of them of the hidden layer), the loss, 3 δ, 8 gradients, 8 updates
WALKS = [
    (["Right"], 2),
    (["Right", "Right", "Left"], 2),
    (["Left"], 1),
    (["PgDown", "PgDown", "PgUp"], 2),
    (["Shift+Right"], 4),
    (["Shift+Right", "Shift+Right"], 6),
    (["Shift+Right", "Shift+Right", "Shift+Left"], 4),
    (["Right", "Right", "Right", "Right", "Shift+Left"], 4),
    (["Right", "Shift+Left"], 1),
    (["Shift+Right", "Shift+Left"], 1),
    (["Ctrl+Right"], 6),
    (["Ctrl+Right", "Ctrl+Right"], 7),
    (["Ctrl+Right", "Ctrl+Right", "Ctrl+Right"], 10),
    (["Ctrl+Right", "Ctrl+Right", "Ctrl+Right", "Ctrl+Right"], 18),
    (["Ctrl+Right", "Ctrl+Right", "Ctrl+Right", "Left", "Ctrl+Left"], 7),
    (["Right", "Right", "Ctrl+Left"], 1),
    (["End"], 26),
    (["End", "Left", "Home"], 1),
]


def test_keys_walk(window: Window) -> None:
    for keys, step in WALKS:
        window.bench.go(0)
        for key in keys:
            press(window, key)
        assert count(window) == f"Step {step} of 26", keys


def test_the_walk_goes_on_with_the_next_iteration(window: Window) -> None:
    press(window, "End")
    press(window, "Right")
    assert count(window) == "Step 1 of 26 · iteration 2"
    press(window, "End")
    assert count(window) == "Step 26 of 26 · iteration 2"
    press(window, "Home")
    assert count(window) == "Step 1 of 26 · iteration 2"
    press(window, "Left")
    assert count(window) == "Step 26 of 26"
    press(window, "Ctrl+Right")
    assert count(window) == "Step 6 of 26 · iteration 2"
    press(window, "Ctrl+Home")
    assert count(window) == "Step 1 of 26"


@pytest.mark.parametrize("id", ["toy", "xor-sigmoid", "batch"])
def test_back_across_updates_gives_the_same_bits(open_window: OpenWindow, id: str) -> None:
    window = open_window(id)
    bench = window.bench

    def here() -> tuple[object, ...]:
        iteration = bench.point.iteration
        bits = [layer.weights.tobytes() for layer in bench.walk.network(iteration).layers]
        value = bench.walk.value(iteration, bench.point.step).hex()
        return (
            bench.store.session.cursor,
            value,
            bits,
            heading(window),
            bench.explanation.plain,
            seen(window.diagram.frame),
        )

    press(window, "End")
    there = [here()]
    for key in ["Right"] * 8 + ["Shift+Right"] * 6 + ["End", "Right"] * 5:  # the passes of early iterations are let go
        press(window, key)
        there.append(here())
    assert bench.point.iteration >= 5
    back = []
    for state in reversed(there):
        bench.go(state[0])
        back.append(here())
    assert back[::-1] == there
    bench.go(there[8][0])
    for state in reversed(there[:8]):
        press(window, "Left")
        assert here() == state


def test_space_plays_and_stops(window: Window, qtbot: QtBot) -> None:
    for _ in range(3):
        press(window, "Ctrl+Up")
    assert window.bench.store.session.speed == 8
    press(window, "Space")
    qtbot.waitUntil(lambda: count(window) == "Step 3 of 26", timeout=3000)
    press(window, "Space")
    stopped = window.bench.store.session
    qtbot.wait(250)
    assert window.bench.store.session == stopped and not stopped.playing


def test_playing_goes_across_the_update(window: Window, qtbot: QtBot) -> None:
    press(window, "End")
    window.bench.store.look(speed=8.0)
    press(window, "Space")
    qtbot.waitUntil(lambda: window.bench.point.iteration == 1, timeout=3000)


def test_b_shows_biases_in_three_ways(window: Window) -> None:
    start = pixels(window.diagram)
    looks = [start]
    for mode in (BiasMode.NUMBER, BiasMode.HIDDEN, BiasMode.UNIT):
        press(window, "B")
        assert window.bench.store.session.bias_mode is mode
        looks.append(pixels(window.diagram))
    assert alike(looks[3], start)
    assert not any(alike(looks[a], looks[b]) for a, b in ((0, 1), (0, 2), (1, 2)))


def test_0_fits(window: Window) -> None:
    start = pixels(window.diagram)
    wheel(window.diagram, QPoint(40, 60), 3)
    assert (pixels(window.diagram) != start).any()
    press(window, "0")
    assert alike(pixels(window.diagram), start) and window.diagram.zoom == 1.0


def test_t_goes_through_the_themes(window: Window) -> None:
    for theme in ("dark", "projector", "light"):
        press(window, "T")
        assert window.bench.preferences.theme is THEMES[theme]
        corner = pixels(window.diagram)[3, 3]
        assert "#{:02x}{:02x}{:02x}".format(*corner) == THEMES[theme].panel


@pytest.mark.parametrize("keys", ["F1", "?"])
def test_the_shortcut_sheet_names_every_key(window: Window, keys: str) -> None:
    read: list[str] = []

    def look(dialog: QDialog) -> None:
        read.extend(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text"))

    visit = in_dialog(look)
    press(window, keys)
    assert visit.dialogs == ["ShortcutSheet"]
    keys_named = {part for text in read for part in text.split(" or ")}
    assert {"Right", "Shift+Left", "Ctrl+Right", "Home", "End", "Space", "PgDown", "F1", "Ctrl+K"} <= keys_named
    assert "Step forward" in read and "Play or pause" in read


def test_the_palette_finds_and_runs(window: Window) -> None:
    def type_and_enter(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit)
        assert field is not None and field.hasFocus()
        QTest.keyClicks(field, "dark the")
        QTest.keyClick(field, Qt.Key.Key_Return)

    visit = in_dialog(type_and_enter)
    press(window, "Ctrl+K")
    assert visit.dialogs == ["CommandPalette"]
    assert window.bench.preferences.theme.id == "dark"


def test_the_palette_goes_down_the_list_and_esc_leaves(window: Window) -> None:
    def down(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit)
        QTest.keyClicks(field, "notation")
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(field, key)

    in_dialog(down)
    press(window, "Ctrl+K")
    assert window.bench.store.document.notation == "two_stage"
    in_dialog(lambda dialog: QTest.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Escape))
    before = window.bench.state
    press(window, "Ctrl+K")
    assert window.bench.state is before


def test_typing_where_nothing_matches_does_nothing(window: Window) -> None:
    def nonsense(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit)
        QTest.keyClicks(field, "no such thing")
        QTest.keyClick(field, Qt.Key.Key_Down)
        QTest.keyClick(field, Qt.Key.Key_Return)

    before = window.bench.state
    in_dialog(nonsense)
    press(window, "Ctrl+K")
    assert window.bench.state is before


OWN = ["Left", "Right", "Shift+Right", "Ctrl+Right", "Home", "End", "Space", "0", "7", "B", "T", "?", "+", "-"]


def snapshot(window: Window) -> tuple[object, ...]:
    session, diagram = window.bench.store.session, window.diagram
    return session, window.bench.preferences.theme.id, diagram.zoom, window.bench.store.document


def test_a_number_field_keeps_its_keys(window: Window) -> None:
    window.diagram.zoom_by(1.5)
    window.bench.step(3)
    field = [field for field in window.inspector_panel.findChildren(NumberField) if field.isVisible()][2]
    before = snapshot(window)
    for keys in OWN:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        press(window, keys)
        assert snapshot(window) == before and QApplication.focusWidget() is field, keys
        if keys in ("0", "7", "B", "T", "?", "+", "-"):
            assert keys.lower() in field.text().lower()
        press(window, "Esc")
        assert snapshot(window) == before


def test_a_clicker_works_in_a_number_field_too(window: Window) -> None:
    field = window.inspector_panel.findChild(NumberField)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, "PgDown")
    assert count(window) == "Step 2 of 26"


def test_a_combo_box_keeps_the_keys_that_choose(window: Window) -> None:
    window.bench.step(3)
    combo = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Speed")
    before = window.bench.store.session
    for keys in ("Left", "Right", "Home", "End", "PgUp", "PgDown", "Up", "Down", "Space"):
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        press(window, keys)
        after = window.bench.store.session
        assert (after.cursor, after.playing) == (before.cursor, before.playing), keys
        popup = QApplication.activePopupWidget()
        assert (popup is not None) == (keys == "Space")
        if popup is not None:
            popup.close()


def test_each_grain_can_be_chosen_from_the_list(window: Window) -> None:
    combo = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Grain of a step")
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, "Home")
    for grain in Grain:
        assert window.bench.store.session.grain is grain
        press(window, "Down")


def test_a_combo_box_leaves_the_other_keys_to_the_walk(window: Window) -> None:
    combo = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Speed")
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, "Shift+Right")
    assert count(window) == "Step 4 of 26"


def test_a_table_keeps_the_keys_that_choose_or_type(open_window: OpenWindow) -> None:
    window = open_window("structure")
    window.bench.step(3)
    window.diagram.zoom_by(1.5)
    table = next(table for table in window.inspector_panel.findChildren(QTableView) if table.isVisible())
    before = snapshot(window)
    for keys in ("Left", "Right", "Home", "End", "PgDown", "PgUp", "Up", "Down", "0", "7", "-", "+"):
        table.setFocus(Qt.FocusReason.TabFocusReason)
        table.setCurrentIndex(table.model().index(1, 1))
        press(window, keys)
        assert snapshot(window) == before, keys
        if keys in ("0", "7", "-", "+"):
            editor = QApplication.focusWidget()
            assert isinstance(editor, NumberField) and editor.text() == keys
            press(window, "Esc")


def test_a_button_keeps_space_and_leaves_the_arrows(window: Window) -> None:
    for name in ("Step forward", "Play or pause", "Fit in view"):
        window.bench.store.look(playing=False, cursor=0)
        button = next(button for button in window.findChildren(QToolButton) if button.accessibleName() == name)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        for keys in ("Right", "Right", "Right", "Left"):
            press(window, keys)
        assert count(window) == "Step 3 of 26"
        press(window, "Space")
        assert window.bench.store.session.playing == (name == "Play or pause")
        assert count(window) == ("Step 4 of 26" if name == "Step forward" else "Step 3 of 26")


def test_tabs_keep_the_arrows(window: Window) -> None:
    bar = window.explanation_panel.findChild(QTabBar)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    before = window.bench.state
    press(window, "Right")
    assert bar.currentIndex() == 1 and window.bench.state is before
    press(window, "Left")
    assert bar.currentIndex() == 0 and window.bench.state is before


def test_commands_that_cannot_run_are_off(window: Window) -> None:
    assert not window.actions_by_id["step.back"].isEnabled()
    run(window, "step.back", "edit.undo", "witness.go")
    assert count(window) == "Step 1 of 26"
    press(window, "Right")
    QApplication.processEvents()
    assert window.actions_by_id["step.back"].isEnabled()
