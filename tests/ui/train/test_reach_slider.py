"""The slider along a run: a click jumps, the handle can be drawn on, and nothing goes past what is reached."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.train.pages import drag

from mlpviz.ui.preferences import Preferences
from mlpviz.ui.train.reach_slider import ReachSlider


@pytest.fixture
def slider(qtbot: QtBot, qapp: QApplication) -> ReachSlider:
    made = ReachSlider(Preferences())
    qtbot.addWidget(made)
    made.resize(400, 24)
    made.show_place(10, 80, 100)
    made.show()
    return made


def x_of(slider: ReachSlider, value: int) -> int:
    wide = slider._handle().width()
    return round(wide / 2 + (slider.width() - wide) * value / slider.maximum())


def click(slider: ReachSlider, value: int) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x_of(slider, value), 12))


@pytest.mark.parametrize(("clicked", "value"), [(0, 0), (7, 7), (50, 50), (79, 79), (95, 80), (100, 80)])
def test_a_click_jumps_there_and_no_further_than_the_run_has_been(
    clicked: int, value: int, slider: ReachSlider
) -> None:
    seen: list[int] = []
    slider.valueChanged.connect(seen.append)
    click(slider, clicked)
    assert slider.value() == value and seen == [value]


def test_a_click_on_the_handle_stays(slider: ReachSlider) -> None:
    slider.show_place(300, 10_000, 10_000)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider._handle().center() + QPoint(3, 0))
    assert slider.value() == 300


def test_it_jumps_between_few_epochs_and_is_drawn_on_from_there(slider: ReachSlider) -> None:
    slider.show_place(0, 4, 4)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x_of(slider, 3) - 20, 12))
    assert slider.value() == 3
    drag(slider, (x_of(slider, 1), 12), (x_of(slider, 2), 12), (x_of(slider, 4), 12))
    assert slider.value() == 4
