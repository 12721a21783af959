"""The panel of the layers in the real window: all of its plots can be reached, and a layer tells all of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from ui.train.pages import on_page, trainable, wait_for

from mlpviz.core.examples import find
from mlpviz.data.recipe import Recipe
from mlpviz.present.train.layers import LayersFrame
from mlpviz.ui.train.layers_view import LayersView
from mlpviz.ui.window import Window


def seen(view: LayersView) -> LayersFrame:
    frame = view.scene()
    assert frame is not None
    return frame


def press(view: LayersView, x: float, y: float) -> None:
    """By way of the window system, which gives the keyboard to what takes it."""
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))


def shown(view: LayersView) -> list[str]:
    return [plot.quantity for plot in seen(view).plots]


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    made = on_page(open_window, trainable(Recipe("moons", 40), activation="relu"))
    made.train.layers.resize(400, 315)
    return made


def test_clicks_on_the_buttons_turn_to_the_other_plots_and_leave_the_keyboard(window: Window) -> None:
    view = window.train.layers
    assert shown(view) == ["deltas", "ratios"]
    focus = QApplication.focusWidget()
    for button, after in (
        ("on", ["gradients", "units"]),
        ("on", ["deltas", "ratios"]),
        ("back", ["gradients", "units"]),
    ):
        turner = seen(view).turner
        assert turner is not None
        left, top, wide, tall = getattr(turner, button)
        press(view, left + wide / 2, top + tall / 2)
        assert shown(view) == after
    press(view, 200, 200)
    assert shown(view) == ["gradients", "units"] and QApplication.focusWidget() is focus


def test_the_arrow_keys_turn_where_the_panel_has_the_keyboard_and_step_elsewhere(window: Window) -> None:
    view, runner = window.train.layers, window.train.runner
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown(view) == ["gradients", "units"] and runner.update == 0
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert shown(view) == ["deltas", "ratios"]
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wait_for(lambda: runner.epoch == 1)
    assert shown(view) == ["deltas", "ratios"]


def test_the_pointer_tells_all_of_a_layer(window: Window) -> None:
    view = window.train.layers
    area = seen(view).plots[0].axes.area
    at = QPoint(round(area.right - area.width / 4), round(area.top + 5))
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert QToolTip.text().startswith("layer 2\nmean |δ|") and "of 1 unit" in QToolTip.text()
    assert view._tip(QPointF(0, 0)) == ""


def test_two_runs_of_different_depth_are_both_seen(open_window: Callable[..., Window]) -> None:
    window = on_page(open_window, find("spirals").document())
    frame = seen(window.train.layers)
    assert [len(run.deltas) for run in frame.runs] == [7, 2]
    assert [label.text[:2] for label in frame.labels] in (["A ", "B "], ["A:", "B:"])
    assert {bar.run for bar in frame.plots[0].bars} == {0, 1}
