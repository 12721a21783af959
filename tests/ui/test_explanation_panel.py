"""The explanation beside the diagram: what it says at each step, its tabs, and what can be copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from e2e.hands import alike, count, go_to, heading, pixels, press, run, settle
from pyqtgraph import PlotWidget, ScatterPlotItem
from PySide6.QtWidgets import QApplication, QLabel, QTabBar, QTabWidget

from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.ui.formulas import FormulaView
from mlpviz.ui.panels.bars import BarsView
from mlpviz.ui.panels.curve import CurvePanel
from mlpviz.ui.panels.numbers import NumbersTable
from mlpviz.ui.panels.witnesses import WitnessBox
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]
HIDDEN_DELTA = Step(Phase.BACKWARD, Quantity.DELTA, 1, 0, None, 0)
TITLES = [
    "ξ of hidden neuron 1", "h of hidden neuron 1", "ξ of hidden neuron 2", "h of hidden neuron 2",
    "ξ of output neuron 1", "h of output neuron 1", "Loss", "δ of output neuron 1", "δ of hidden neuron 1",
    "δ of hidden neuron 2",
]  # fmt: skip


def said(window: Window) -> str:
    labels = window.explanation_panel.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible()).replace("\xa0", " ")


def tab(window: Window, number: int) -> None:
    window.explanation_panel.findChild(QTabBar).setCurrentIndex(number)
    settle(window)


def test_every_step_has_its_title_and_count(window: Window) -> None:
    headings = []
    for number in range(26):
        assert count(window) == f"Step {number + 1} of 26"
        headings.append(heading(window))
        press(window, "Right")
    assert all(said.startswith(title) for said, title in zip(headings, TITLES, strict=False))
    assert len(set(headings)) == 26


def test_a_hidden_delta_is_a_sum_of_bars_times_the_slope(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    go_to(window, HIDDEN_DELTA)
    bars = window.findChild(BarsView)
    rows = bars.accessibleName().split("; ")
    assert len(rows) == 4 and rows[2].startswith("sum") and rows[3].startswith("×")
    values = [float(row.rpartition(" ")[2].replace("\N{MINUS SIGN}", "-")) for row in rows]
    assert values[0] + values[1] == pytest.approx(values[2], abs=2e-4)
    theme = window.bench.preferences.theme
    colors = {"#{:02x}{:02x}{:02x}".format(*color) for color in pixels(bars).reshape(-1, 3)}
    assert (theme.positive if values[2] > 0 else theme.negative) in colors


def test_where_nothing_is_summed_there_are_no_bars(window: Window) -> None:
    press(window, "Right")
    assert not window.findChild(BarsView).isVisible()
    press(window, "Left")
    assert window.findChild(BarsView).isVisible()


def test_the_formula_is_typeset_and_can_be_read_out(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    view = window.findChild(FormulaView)
    plain = pixels(view)
    settle(window)
    assert not alike(plain, pixels(view)) or plain.shape != pixels(view).shape
    assert "δ" in view.accessibleName() and "= −0.0075" in view.accessibleName()


def test_two_witnesses_agree_without_torch(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    settle(window)
    box = window.findChild(WitnessBox)
    labels = [label.text() for label in box.findChildren(QLabel)]
    assert "NumPy backprop" in labels and "torch autograd" in labels and "—" in labels
    values = [label.toolTip() for label in box.findChildren(QLabel) if label.toolTip()]
    assert len(values) == 2
    assert float(values[0]) == pytest.approx(float(values[1]), abs=1e-8)
    assert float(values[0]) == pytest.approx(-0.00752773, abs=1e-8)


def test_the_table_has_full_precision_and_is_copied(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    tab(window, 1)
    table = window.findChild(NumbersTable)
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert any(str(cell).startswith("−0.0075277") for row in cells for cell in row)
    table.setFocus()
    table.selectRow(0)
    press(window, "Ctrl+C", table)
    copied = QApplication.clipboard().text().split("\t")
    assert len(copied) >= 2 and copied[0] == cells[0][0]


def test_the_present_point_is_on_both_curves(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    tab(window, 0)
    plot = window.findChild(CurvePanel).findChild(PlotWidget)
    points = next(item for item in plot.getPlotItem().items if isinstance(item, ScatterPlotItem))
    xs, ys = points.getData()
    assert list(xs) == [3.0, 3.0]
    assert sorted(ys) == pytest.approx([0.0451766597309121, 0.9525741268224334])


def test_why_speaks_of_the_numbers(open_window: OpenWindow) -> None:
    window = open_window("dead-relu")
    steps = [
        Step(Phase.BACKWARD, Quantity.DELTA, 1, 1, None, 0),
        Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 1, None, 0),
    ]
    for step in steps:
        go_to(window, step)
        assert "off" in said(window)


def test_formula_and_explanation_are_copied_by_keys(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    press(window, "Ctrl+Shift+C")
    assert r"\delta" in QApplication.clipboard().text()
    press(window, "Ctrl+Alt+C")
    assert heading(window) in QApplication.clipboard().text().replace("\xa0", " ")
    press(window, "Ctrl+C", window.diagram)
    assert QApplication.clipboard().image().width() == 2400


def test_decimals_change_what_is_shown_and_not_what_is_known(window: Window) -> None:
    go_to(window, HIDDEN_DELTA)
    settle(window)
    exact = [label.toolTip() for label in window.findChild(WitnessBox).findChildren(QLabel)]
    name = window.findChild(FormulaView).accessibleName()
    run(window, "view.more_decimals", "view.more_decimals")
    settle(window)
    assert window.findChild(FormulaView).accessibleName() != name
    assert "−0.007528" in window.findChild(FormulaView).accessibleName()
    assert [label.toolTip() for label in window.findChild(WitnessBox).findChildren(QLabel)] == exact


def test_panels_are_hidden_and_shown_by_keys(window: Window) -> None:
    for keys, panel in (("Ctrl+1", window.inspector_panel), ("Ctrl+2", window.explanation_panel)):
        wide = window.diagram.width()
        press(window, keys)
        assert not panel.isVisible() and window.diagram.width() > wide
        press(window, "Right")
        press(window, keys)
        assert panel.isVisible()
    settle(window)
    assert heading(window) == TITLES[2]


def test_the_tabs_keep_their_place_from_step_to_step(window: Window) -> None:
    window.resize(1440, 1200)  # room for every step of this network
    tabs = window.explanation_panel.findChild(QTabWidget)
    for _ in range(26):
        press(window, "Right")
        settle(window)
    places = set()
    for _ in range(10):
        press(window, "Left")
        places.add((tabs.y(), tabs.height()))
    assert len(places) == 1


def test_no_gap_is_left_where_a_formula_has_become_smaller_with_its_typesetting(window: Window) -> None:
    run(window, "theme.light")
    formula, below = window.findChild(FormulaView), window.findChild(WitnessBox)
    go_to(window, Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 0, 0))
    settle(window)
    assert formula.height() == formula.sizeHint().height()
    assert below.y() == formula.y() + formula.height() + 8
