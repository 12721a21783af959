"""The inspector in the real window: what is on show is the present iteration, and every edit keeps the place."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.core.document import Data, Document
from mlpviz.core.session import Picked
from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.numbers import shown
from mlpviz.ui.panels.inspector import Inspector
from mlpviz.ui.panels.inspector_header import counted
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def inspector(window: Window) -> Inspector:
    return window.inspector_panel


def type_into(field: NumberField, text: str) -> None:
    if not field.hasFocus():
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def go_to(window: Window, step: Step, iteration: int = 0) -> None:
    schedule = window.bench.walk.schedule
    position = schedule.find(step)
    assert position is not None
    window.bench.go(iteration * schedule.size + position)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def big_document() -> Document:
    generator = np.random.default_rng(0)
    layers = [
        make_layer("sigmoid", generator.normal(size=(100, 784)) * 0.05, np.zeros(100)),
        make_layer("softmax", generator.normal(size=(10, 100)) * 0.05, np.zeros(10)),
    ]
    data = Data(frozen(generator.random((3, 784))), frozen(np.eye(10)[:3]))
    return Document("digits", make_network(784, layers), "cross_entropy", data)


def test_parameters_are_counted_term_by_term(open_window: OpenWindow) -> None:
    window = open_window("count-parameters")
    shown = texts(inspector(window).header)
    assert "80 parameters" in shown and "3·7 + 5·4 + 4·6 + 3·5 = 80" in shown


def test_a_layer_without_bias_counts_its_weights_alone(open_window: OpenWindow) -> None:
    assert counted(open_window("toy").bench.store.document.network) == "2·3 + 1·2 = 8"


def test_a_weight_is_typed_and_the_place_in_the_walk_stays(open_window: OpenWindow) -> None:
    window = open_window("toy")
    go_to(window, Step(Phase.BACKWARD, Quantity.DELTA, 1, 0, None, 0))
    before = window.bench.store.session.cursor
    type_into(inspector(window).parameters.grid.field(0, 1), "-2/3")
    store = window.bench.store
    assert store.document.network.layers[0].weights.tolist() == [[1, -2 / 3], [1, 1]]
    assert store.session.cursor == before and store.undo_label == "Set w₁,₂⁽¹⁾"
    xi = window.bench.walk.result(0).excitation(1)[0, 0]
    assert xi == 1 - 2 / 3  # nothing stale


def test_undo_gives_the_old_number_back_to_the_field(open_window: OpenWindow) -> None:
    window = open_window("toy")
    field = inspector(window).parameters.grid.field(1, BIAS)
    type_into(field, "0.125")
    assert window.bench.store.document.network.layers[0].parameter(1, BIAS) == 0.125
    QApplication.processEvents()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.value == 0.0 and field.text() == "0"


def test_a_drag_in_the_inspector_is_one_line_of_the_history(open_window: OpenWindow) -> None:
    window = open_window("toy")
    field = inspector(window).parameters.grid.field(0, 0)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        field.setFocus()
        QTest.keyClick(field, key)
    store = window.bench.store
    assert store.document.network.layers[0].parameter(0, 0) == 1.3
    store.undo()
    assert store.document.network.layers[0].parameter(0, 0) == 1.0 and store.undo_label is None


def test_what_is_shown_is_the_present_iteration(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    field = inspector(window).parameters.grid.field
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0), iteration=1)
    assert field(0, 0).value == pytest.approx(0.35891648, abs=1e-8)
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0))
    assert field(0, 0).value == 0.4


def test_an_edit_after_an_update_starts_from_the_updated_parameters(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0), iteration=1)
    shown = inspector(window).parameters.grid.field(1, 1).value
    type_into(inspector(window).parameters.grid.field(0, 0), "0.5")
    layer = window.bench.store.document.network.layers[1]
    assert layer.parameter(0, 0) == 0.5 and layer.parameter(1, 1) == shown
    assert inspector(window).parameters.grid.field(1, 1).value == shown


def test_the_card_follows_the_step_until_one_is_clicked(open_window: OpenWindow) -> None:
    window = open_window("toy")
    panel = inspector(window)
    chosen = lambda: [card.property("chosen") is True for card in panel.layers.cards]  # noqa: E731
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 0))
    assert chosen() == [False, True, False] and "Hidden 1 parameters" in texts(panel.parameters)
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0))
    assert chosen() == [False, False, True] and "Output parameters" in texts(panel.parameters)
    QTest.mouseClick(panel.layers.cards[1], Qt.MouseButton.LeftButton)
    assert window.bench.store.session.picked == Picked(1)
    go_to(window, Step(Phase.LOSS, Quantity.LOSS, sample=0))
    assert chosen() == [False, True, False]
    QTest.mouseClick(panel.layers.cards[0], Qt.MouseButton.LeftButton)
    assert any("no parameters" in text for text in texts(panel.parameters))


def rings(panel: Inspector) -> list[tuple[int, int]]:
    return [(u, s) for u in range(2) for s in (0, 1, BIAS) if panel.parameters.grid.field(u, s).ringed]


def test_the_parameter_at_work_is_ringed(open_window: OpenWindow) -> None:
    window = open_window("toy")
    panel = inspector(window)
    go_to(window, Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 1, 0))
    assert rings(panel) == [(1, 0)]
    go_to(window, Step(Phase.UPDATE, Quantity.UPDATE, 1, 0, BIAS))
    assert rings(panel) == [(0, BIAS)]
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 1, 1, None, 0))
    assert rings(panel) == [(1, 0), (1, 1), (1, BIAS)]
    window.bench.store.look(grain=Grain.TERM)
    window.bench.step(-1)
    assert rings(panel) == [(1, 1)]
    go_to(window, Step(Phase.FORWARD, Quantity.ACTIVATION, 1, 1, None, 0))
    assert rings(panel) == []


def test_a_hidden_delta_rings_the_weights_that_it_comes_through(open_window: OpenWindow) -> None:
    window = open_window("xor-sigmoid")
    window.bench.store.look(picked=Picked(2))
    go_to(window, Step(Phase.BACKWARD, Quantity.DELTA, 1, 1, None, 0))
    grid = inspector(window).parameters.grid
    assert [grid.field(0, source).ringed for source in (0, 1, BIAS)] == [False, True, False]


def test_a_wrong_number_says_what_is_wrong_in_the_panel_and_changes_nothing(open_window: OpenWindow) -> None:
    window = open_window("toy")
    panel, before = inspector(window), window.bench.store.document
    type_into(panel.parameters.grid.field(0, 0), "1/0")
    assert panel.notice.text == "That divides by zero."
    assert window.bench.store.document is before
    QTest.keyClick(panel.parameters.grid.field(0, 0), Qt.Key.Key_Escape)
    assert panel.notice.text == "" and panel.parameters.grid.field(0, 0).value == 1


def test_a_rate_of_zero_is_refused_in_the_panel(open_window: OpenWindow) -> None:
    window = open_window("toy")
    rate = inspector(window).settings.rate
    type_into(rate, "0")
    assert "above 0" in inspector(window).notice.text and rate.text() == "0" and rate.value == 0.5
    QTest.keyClick(rate, Qt.Key.Key_Escape)
    type_into(rate, "0.01")
    assert window.bench.store.document.training.learning_rate == 0.01 and inspector(window).notice.text == ""


def test_an_optimiser_is_chosen_in_the_panel_and_undone(open_window: OpenWindow) -> None:
    window = open_window("toy")
    choice, store = inspector(window).settings.optimiser, window.bench.store
    update = window.bench.walk.network(1)
    choice.chosen.emit("adam")
    assert store.document.training.optimizer == choice.choice == "adam"
    assert store.undo_label == "Set optimiser to Adam"
    assert choice.toolTip() == OPTIMISERS["adam"].note
    assert window.bench.walk.network(1) != update
    store.undo()
    assert choice.choice == "gradient_descent" and window.bench.walk.network(1) == update


def test_what_was_typed_for_one_weight_never_lands_on_another(open_window: OpenWindow) -> None:
    window = open_window("toy")
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 0))
    field, before = inspector(window).parameters.grid.field(0, 0), window.bench.store.document
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "77")
    go_to(window, Step(Phase.FORWARD, Quantity.EXCITATION, 2, 0, None, 0))
    window.diagram.setFocus()
    assert window.bench.store.document is before
    assert inspector(window).parameters.grid.field(0, 0).value == 1


def test_the_notation_renames_and_the_numbers_stay(open_window: OpenWindow) -> None:
    window = open_window("toy")
    panel = inspector(window)
    names = lambda: panel.parameters.grid.field(0, 1).accessibleName()  # noqa: E731
    assert names() == "w₁,₂⁽¹⁾"
    panel.settings.notation.chosen.emit("unit_graph")
    assert names() == "w₂₃" and panel.parameters.grid.field(0, 1).value == 2
    panel.settings.notation.chosen.emit("row_matrix")  # W is in × out: rows are sources
    field = panel.parameters.grid.field(0, 1)
    assert field.value == 2 and field.accessibleName() == "w₂₁⁽¹⁾"
    assert field.y() > panel.parameters.grid.field(0, 0).y() and field.x() == panel.parameters.grid.field(0, 0).x()


def test_a_large_layer_is_a_table_that_edits(open_window: OpenWindow) -> None:
    window = open_window(big_document())
    panel = inspector(window)
    window.bench.store.look(picked=Picked(1))
    table = panel.parameters.table
    assert table.isVisible() and (table.numbers_model.rowCount(), table.numbers_model.columnCount()) == (100, 785)
    assert table.numbers_model.headerData(784, Qt.Orientation.Horizontal) == "bias"
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.numbers_model.index(2, 1)).center()
    )
    field = QApplication.focusWidget()
    assert (
        isinstance(field, NumberField)
        and float(field.text()) == window.bench.store.document.network.layers[0].weights[2, 1]
    )
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.bench.store.document.network.layers[0].weights[2, 1] == 0.5
    assert table.numbers_model.index(2, 1).data() == "0.5"


def test_a_wrong_number_keeps_its_cell_open(open_window: OpenWindow) -> None:
    window = open_window(big_document())
    window.bench.store.look(picked=Picked(1))
    table = inspector(window).parameters.table
    table.setCurrentIndex(table.numbers_model.index(0, 0))
    table.edit(table.numbers_model.index(0, 0))
    field = QApplication.focusWidget()
    assert isinstance(field, NumberField)
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible() and field.text() == "x" and "not known" in inspector(window).notice.text
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert inspector(window).notice.text == "" and not field.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("example", ["toy", "batch", "count-parameters", "losses-cross-entropy", "vanishing"])
def test_nothing_is_wider_than_the_panel(open_window: OpenWindow, example: str, theme: str) -> None:
    window = open_window(example)
    window.bench.preferences.set_theme(theme)
    QApplication.processEvents()
    column = inspector(window)._column
    assert column.minimumSizeHint().width() <= inspector(window)._scroll.viewport().width()
    assert column.width() == inspector(window)._scroll.viewport().width()


def test_the_toy_network_needs_no_scrolling_at_the_default_size(open_window: OpenWindow) -> None:
    window = open_window("toy")
    QApplication.processEvents()
    assert not inspector(window)._scroll.verticalScrollBar().isVisible()


def test_tab_goes_through_the_panel_from_top_to_bottom(open_window: OpenWindow) -> None:
    window = open_window("toy")
    panel = inspector(window)
    panel.layers.cards[0].setFocus()
    seen, visited = [], []
    while QApplication.focusWidget() is not None and panel.isAncestorOf(QApplication.focusWidget()):
        focused = QApplication.focusWidget()
        assert focused.accessibleName() or getattr(focused, "text", str)(), focused
        visited.append(focused)
        seen.append(focused.mapTo(panel, focused.rect().center()).y())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert len(seen) < 60
    for stop in (panel.layers.add, panel.settings.loss, panel.settings.rate, panel.parameters.grid.field(0, 0)):
        assert stop in visited
    assert len(seen) >= 20
    assert all(after > before - 24 for before, after in pairwise(seen)), seen


def test_stepping_costs_the_inspector_next_to_nothing(open_window: OpenWindow) -> None:
    window = open_window(big_document())
    panel, bench = inspector(window), window.bench
    times = []
    for _ in range(60):
        bench.step(1)
        start = time.perf_counter()
        panel.refresh()
        times.append(time.perf_counter() - start)
    assert float(np.median(times)) < 0.002


def test_many_edits_leave_no_more_widgets(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("toy")
    panel = inspector(window)

    def storm() -> int:
        for card in (1, 2):
            QTest.mouseClick(panel.layers.cards[card], Qt.MouseButton.LeftButton)
        panel.layers.add.click()
        window.bench.store.undo()
        window.bench.store.redo()
        window.bench.store.undo()
        QApplication.processEvents()
        qtbot.wait(1)
        return len(panel.findChildren(QWidget))

    first = storm()
    assert [storm() for _ in range(4)] == [first] * 4


@pytest.mark.parametrize("decimals", [2, 4, 7])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_every_parameter_is_rounded_by_the_one_rule(
    open_window: OpenWindow, size: tuple[int, int], decimals: int
) -> None:
    network = make_network(
        3, [make_layer("tanh", [[-0.06, 0.035, -0.0047123], [1.25, 1 / 3, 12.3456789]], [-0.1, 2e-9])]
    )
    data = Data(frozen(np.ones((1, 3))), frozen(np.ones((1, 2))))
    window = open_window(Document("small", network, "squared_error", data), size=size)
    window.bench.preferences.set_decimals(decimals)
    QApplication.processEvents()
    parameters, layer = inspector(window).parameters, network.layers[0]
    for unit in range(2):
        for source in (0, 1, 2, BIAS):
            value = shown(layer.parameter(unit, source), decimals)
            if parameters.grid.isVisible():
                field = parameters.grid.field(unit, source)
                assert field.text() == value
                assert field.fontMetrics().horizontalAdvance(value) <= field.width() - 8
            else:
                assert parameters.table.isVisible()
                index = parameters.table.numbers_model.index(unit, 3 if source == BIAS else source)
                assert index.data() == value
                metrics = QFontMetrics(index.data(Qt.ItemDataRole.FontRole))
                assert metrics.horizontalAdvance(value) <= parameters.table.columnWidth(index.column()) - 6


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_no_column_of_a_table_is_cut(open_window: OpenWindow, size: tuple[int, int]) -> None:
    window = open_window("matrices", size=size)
    table = inspector(window).parameters.table
    assert table.isVisible()
    room, width = table.viewport().width(), table.columnWidth(0)
    assert 0 <= room - (room // width) * width < room // width
    table.horizontalScrollBar().setValue(1)
    assert table.columnViewportPosition(1) == 0


def test_a_small_batch_needs_no_scroll_bar(open_window: OpenWindow) -> None:
    window = open_window("batch")
    QApplication.processEvents()
    assert not inspector(window)._scroll.verticalScrollBar().isVisible()
