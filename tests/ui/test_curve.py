"""The curve and the numbers of the present step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget
from pytestqt.qtbot import QtBot

from mlpviz.core import edits
from mlpviz.core.examples import find
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.ui.panels.curve import CurvePanel
from mlpviz.ui.panels.numbers import NumbersTable
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def curve_of(window: Window, qtbot: QtBot) -> CurvePanel:
    panel = window.explanation_panel.findChild(CurvePanel)
    assert isinstance(panel, CurvePanel)
    qtbot.waitUntil(lambda: bool(panel._items) and bool(panel._caption.text()))
    return panel


def settle() -> None:
    QTest.qWait(60)


def test_the_caption_follows_decimals_and_notation(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("mazur")
    panel = curve_of(window, qtbot)
    assert "ξ = 0.3775, g = 0.5933," in panel._caption.text()
    window.actions_by_id.run("view.more_decimals")
    settle()
    assert "ξ = 0.3775, g = 0.59327," in panel._caption.text()
    window.actions_by_id.run("notation.two_stage")
    settle()
    assert "z = 0.3775, " in panel._caption.text() and "ξ" not in panel._caption.text()


def test_notes_follow_the_notation(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(edits.set_activation(find("toy").document(), 1, "relu"))
    panel = curve_of(window, qtbot)
    assert "ξ ≤ 0" in panel._caption.text()
    window.actions_by_id.run("notation.two_stage")
    settle()
    assert "z ≤ 0" in panel._caption.text()


@pytest.mark.parametrize("activation", [id for id in ACTIVATIONS if id not in ("softmax", "argmax")])
def test_both_lines_are_seen_wholly_and_named(open_window: OpenWindow, qtbot: QtBot, activation: str) -> None:
    window = open_window(edits.set_activation(find("toy").document(), 1, activation))
    panel = curve_of(window, qtbot)
    (left, right), (low, high) = panel._plot.viewRange()
    xi = np.linspace(left, right, 300)
    row = ACTIVATIONS[activation]
    for line in (row.value(xi), row.derivative(xi, row.value(xi))):
        assert low < line.min() and line.max() < high
    assert (left, right) == (-8, 8)
    settle()
    panel.grab()  # names are put in their places when they are painted
    view = panel._plot.getPlotItem().vb.sceneBoundingRect()
    for name in ("g name", "slope name"):
        item = panel._items[name]
        assert view.contains(item.mapRectToScene(item.boundingRect()))


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_lines_have_no_colour_of_a_sign(open_window: OpenWindow, qtbot: QtBot, theme: str) -> None:
    window = open_window("toy")
    window.actions_by_id.run(f"theme.{theme}")
    panel = curve_of(window, qtbot)
    settle()
    row = window.bench.preferences.theme
    colors = [QColor(panel._items[name].opts["pen"].color()).name() for name in ("g", "slope")]
    assert len({*colors, row.positive, row.negative}) == 4


def test_ticks_have_a_real_minus(open_window: OpenWindow, qtbot: QtBot) -> None:
    panel = curve_of(open_window("toy"), qtbot)
    for side in ("left", "bottom"):
        assert panel._plot.getAxis(side).tickStrings([-2.0, 0.0, 2.0], 1.0, 1.0) == ["−2", "0", "2"]


def numbers_of(window: Window) -> NumbersTable:
    table = window.explanation_panel.findChild(NumbersTable)
    tabs = window.explanation_panel.findChild(QTabWidget)
    assert isinstance(table, NumbersTable) and isinstance(tabs, QTabWidget)
    tabs.setCurrentWidget(table)
    settle()
    return table


def test_numbers_at_full_precision_are_not_cut(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    window.bench.go(window.bench.walk.schedule.size // 2)
    table = numbers_of(window)
    model = table.model()
    assert model.columnCount() == 2
    for row in range(model.rowCount()):
        index = model.index(row, 1)
        assert table.sizeHintForIndex(index).width() <= table.columnWidth(1)
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert not table.horizontalScrollBar().isVisible()


def test_the_chosen_cell_is_copied_at_full_precision(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    window.actions_by_id.run("step.forward")
    table = numbers_of(window)
    rows = window.bench.explanation.rows
    number = max(range(len(rows)), key=lambda row: len(rows[row][2]))
    table.scrollTo(table.model().index(number, 1))
    where = table.visualRect(table.model().index(number, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    _, rounded, exact = rows[number]
    assert QApplication.clipboard().text() == exact != rounded
    hint = table.model().index(number, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert exact in hint and rounded in hint
