"""The ribbon in the real window: clicks, drags, grains, hints and colours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from e2e.hands import array_of, count, drag, heading, move, press, run
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.ui.panels.ribbon import RibbonView
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def ribbon_of(window: Window) -> RibbonView:
    ribbon = window.findChild(RibbonView)
    assert isinstance(ribbon, RibbonView)
    return ribbon


def cell(window: Window, index: int) -> QPoint:
    """The middle of a cell of the ribbon, in the widget."""
    ribbon = ribbon_of(window)
    left, right = ribbon.ribbon.stretch_of(index).span(index)
    return QPoint(round(3 + (left + right) / 2), ribbon.height() * 2 // 3)


def test_a_click_on_a_cell_goes_to_its_step(window: Window) -> None:
    for index, title in ((0, "ξ of hidden neuron 1"), (6, "Loss"), (8, "δ of hidden neuron 1"), (25, None), (3, None)):
        QTest.mouseClick(ribbon_of(window), Qt.MouseButton.LeftButton, pos=cell(window, index))
        assert count(window) == f"Step {index + 1} of 26"
        if title:
            assert heading(window).startswith(title)


def test_a_drag_scrubs_and_stops_at_the_ends(window: Window) -> None:
    ribbon, places = ribbon_of(window), []
    QTest.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=cell(window, 4))
    for index in (7, 11, 19, 25):
        move(ribbon, cell(window, index), Qt.MouseButton.LeftButton)
        places.append(window.bench.walk.schedule.index(window.bench.point.local, Grain.NEURON))
    assert places == [7, 11, 19, 25]
    move(ribbon, QPoint(ribbon.width() + 300, 5), Qt.MouseButton.LeftButton)
    assert count(window) == "Step 26 of 26"
    move(ribbon, QPoint(-300, 5), Qt.MouseButton.LeftButton)
    assert count(window) == "Step 1 of 26"
    QTest.mouseRelease(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(-300, 5))
    move(ribbon, cell(window, 9))
    assert count(window) == "Step 1 of 26"


def test_scrubbing_stays_in_its_iteration(window: Window) -> None:
    press(window, "End")
    press(window, "Right")
    drag(ribbon_of(window), cell(window, 3), cell(window, 12), cell(window, 8))
    assert count(window) == "Step 9 of 26 · iteration 2"


@pytest.mark.parametrize("grain", list(Grain))
def test_every_stop_can_be_clicked(window: Window, grain: Grain) -> None:
    run(window, f"grain.{grain.value}")
    schedule = window.bench.walk.schedule
    for index in range(schedule.count(grain)):
        QTest.mouseClick(ribbon_of(window), Qt.MouseButton.LeftButton, pos=cell(window, index))
        assert window.bench.point.local == schedule.position(index, grain)


@pytest.mark.parametrize("step", [3, 7, 12, 23])
def test_changing_the_grain_keeps_the_place(window: Window, step: int) -> None:
    window.bench.step(step)
    place = window.bench.point.step
    for keys, grain in (("Shift+L", Grain.LAYER), ("Shift+N", Grain.NEURON), ("Shift+T", Grain.TERM)):
        press(window, keys)
        now = window.bench.point.step
        assert window.bench.store.session.grain is grain
        assert (now.phase, now.layer) == (place.phase, place.layer)
    press(window, "Shift+P")
    assert window.bench.point.step.phase is place.phase
    window.bench.store.look(cursor=0)
    assert window.bench.point.step.phase is Phase.FORWARD


def test_a_coarser_grain_ends_the_group_that_the_step_is_in(window: Window) -> None:
    window.bench.step(1)  # h of hidden neuron 1
    press(window, "Shift+L")
    assert window.bench.point.step == Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 1, None, 0)
    press(window, "Right")
    assert window.bench.point.step.layer == 2
    press(window, "Shift+T")
    press(window, "Left")
    assert window.bench.point.step == Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0)


def test_the_hint_names_the_step_under_the_pointer(window: Window) -> None:
    move(ribbon_of(window), cell(window, 8))
    assert ribbon_of(window).toolTip().startswith("Step 9 of 26")
    assert "δ" in ribbon_of(window).toolTip()


def test_phases_have_their_colours_and_what_is_to_come_is_fainter(window: Window) -> None:
    theme = window.bench.preferences.theme
    window.bench.go(window.bench.walk.schedule.position(8))
    QApplication.processEvents()
    shot = array_of(ribbon_of(window).grab().toImage())

    def color(index: int) -> str:
        """At the foot of the cell, beneath its text."""
        return "#{:02x}{:02x}{:02x}".format(*shot[44, cell(window, index).x()])

    assert color(2) == theme.phases[Phase.FORWARD]
    assert color(6) == theme.phases[Phase.LOSS]
    assert color(7) == theme.phases[Phase.BACKWARD]
    assert color(9) not in theme.phases.values()
    brightness = [int(value) for value in (shot[44, cell(window, 7).x()].sum(), shot[44, cell(window, 9).x()].sum())]
    assert brightness[1] > brightness[0]


def test_a_large_layer_is_one_bar_and_scrubs(open_window: OpenWindow) -> None:
    window = open_window("matrices")
    ribbon = ribbon_of(window)
    assert any(not stretch.cells for stretch in ribbon.ribbon.stretches)
    seen = []
    for x in range(0, ribbon.width(), 7):
        QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(x, 30))
        seen.append(window.bench.store.session.cursor)
    assert seen == sorted(seen)
    assert window.bench.point.step.phase is Phase.UPDATE
    run(window, "step.first")
    assert window.bench.point.local == seen[0]


def test_a_step_moves_the_border_between_bright_and_faint_and_nothing_is_drawn_anew(window: Window) -> None:
    ribbon = ribbon_of(window)
    ribbon.grab()
    kept = ribbon._pictures
    window.bench.go(window.bench.walk.schedule.position(12))
    far = array_of(ribbon.grab().toImage())
    assert ribbon._pictures is kept
    window.bench.go(window.bench.walk.schedule.position(3))
    near = array_of(ribbon.grab().toImage())
    changed = np.flatnonzero((far != near).any(axis=(0, 2)))
    left, right = ribbon.ribbon.stretch_of(3).span(3)[0], ribbon.ribbon.stretch_of(12).span(12)[1]
    assert left - 4 <= changed.min() and changed.max() <= right + 10
