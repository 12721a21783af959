"""The table of samples in its own window: looked at, edited, copied and pasted, always the document's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from mlpviz.core import data_edits
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.sample_table import SampleTable
from mlpviz.data.recipe import Recipe
from mlpviz.ui.widgets.number_field import NumberField


def moons(count: int = 12, test: float = 0.25) -> Document:
    return data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", count, 0.1, 0, test))


@pytest.fixture
def window(open_window: Callable[..., Any]) -> Any:
    window = open_window("xor-sigmoid")
    window.bench.store.edit("Moons", lambda document: moons())
    window.actions_by_id["data.table"].trigger()
    return window


def select(view: Any, top: int, left: int, bottom: int, right: int) -> None:
    model = view.model()
    block = QItemSelection(model.index(top, left), model.index(bottom, right))
    view.setCurrentIndex(model.index(top, left))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def shown(view: Any, row: int, column: int) -> str:
    text: str = view.model().index(row, column).data()
    return text


def type_into(view: Any, row: int, column: int, text: str) -> None:
    view.setCurrentIndex(view.model().index(row, column))
    view.edit(view.model().index(row, column))
    (field,) = view.findChildren(NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_both_parts_are_there(window: Any) -> None:
    table = window.samples.table
    assert table.isVisible() and not table.isModal()
    assert [table.tabs.tabText(i) for i in range(2)] == ["To train on (9)", "Held out (3)"]
    assert table.view.model().rowCount() == 9 and table.held_out.model().rowCount() == 3
    flags = table.held_out.model().index(0, 0).flags()
    assert not flags & Qt.ItemFlag.ItemIsEditable
    window.bench.store.edit("All", lambda document: moons(test=0.0))
    assert table.tabs.count() == 1 and table.view.model().rowCount() == 12
    window.actions_by_id["data.table"].trigger()
    assert window.samples.table is table


def test_a_number_is_typed_and_undone(window: Any) -> None:
    store, view, said = window.bench.store, window.samples.table.view, []
    window.bench.message.connect(said.append)
    before = store.document
    type_into(view, 2, 1, "0.125")
    assert store.document.data.points[2, 1] == 0.125 and shown(view, 2, 1) == "0.125"
    assert store.undo_label == "Set x2 of sample 3" and store.document.source.kept
    assert said == ["The document keeps these samples itself from now on; undo brings the set back."]
    store.undo()
    assert store.document is before and shown(view, 2, 1) != "0.125"


def test_a_number_that_does_not_fit_is_told_and_the_cell_stays_open(window: Any) -> None:
    table = window.samples.table
    before = window.bench.store.document
    type_into(table.view, 0, 0, "1e999")
    assert window.bench.store.document is before
    assert table.problem.text() and table.problem.isVisible()
    (field,) = table.view.findChildren(NumberField)
    assert field.problem


def test_a_class_is_chosen_from_a_list(window: Any) -> None:
    store, view = window.bench.store, window.samples.table.view
    classes = store.document.source.classes
    was = shown(view, 0, 2)
    view.setCurrentIndex(view.model().index(0, 2))
    view.edit(view.model().index(0, 2))
    (choice,) = view.findChildren(QComboBox)
    assert [choice.itemText(i) for i in range(choice.count())] == list(classes)
    assert choice.height() >= choice.sizeHint().height()  # no name is cut off
    choice.setCurrentIndex(1 - choice.currentIndex())
    choice.activated.emit(choice.currentIndex())
    assert shown(view, 0, 2) != was and store.undo_label == "Set class of sample 1"


def test_samples_are_added_and_removed_with_the_keyboard(window: Any) -> None:
    store, table = window.bench.store, window.samples.table
    select(table.view, 1, 0, 3, 0)
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert store.document.data.samples == 6 and store.undo_label == "Remove 3 samples"
    store.undo()
    assert table.view.model().rowCount() == 9
    table.view.setCurrentIndex(table.view.model().index(4, 1))
    table._add()
    assert store.document.data.samples == 10 and table.view.currentIndex().row() == 5
    select(table.view, 0, 0, 9, 2)
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert store.document.data.samples == 10
    assert table.problem.text() == "A document keeps at least one sample."


def test_cells_are_copied_in_full_and_pasted(window: Any) -> None:
    store, view = window.bench.store, window.samples.table.view
    points = store.document.data.points
    select(view, 0, 0, 1, 1)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert [float(cell) for line in text.splitlines() for cell in line.split("\t")] == points[:2].ravel().tolist()
    select(view, 4, 0, 4, 0)
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (store.document.data.points[4:6] == points[:2]).all() and store.undo_label == "Paste"
    select(view, 0, 0, 8, 2)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    select(view, 8, 0, 8, 0)
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert store.document.data.samples == 17


def test_what_cannot_be_pasted_is_told(window: Any) -> None:
    table, before = window.samples.table, window.bench.store.document
    QGuiApplication.clipboard().setText("1\tx\n")
    select(table.view, 0, 0, 0, 0)
    QTest.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.bench.store.document is before
    assert "'x' is not a finite number" in table.problem.text()


def test_undo_reaches_the_document_from_the_table(window: Any, qtbot: Any) -> None:
    table, store = window.samples.table, window.bench.store
    with qtbot.waitActive(table):
        table.activateWindow()
    table.view.setFocus()
    select(table.view, 0, 0, 0, 0)
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert store.document.data.samples == 8
    qtbot.waitUntil(lambda: window.actions_by_id["edit.undo"].isEnabled(), timeout=1000)
    QTest.keyClick(table.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert store.document.data.samples == 9


def test_a_hundred_thousand_samples_cost_what_is_in_sight(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = window.samples.table
    looked = 0
    value = SampleTable.value

    def counted(self: SampleTable, row: int, column: int) -> float:
        nonlocal looked
        looked += 1
        return value(self, row, column)

    monkeypatch.setattr(SampleTable, "value", counted)
    window.bench.store.edit("Many", lambda document: moons(100_000, 0.0))
    table.grab()
    assert table.view.model().rowCount() == 100_000 and 0 < looked < 20_000
    table.view.selectAll()
    assert len(table.view._parts()) == 1
    table.view.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 100_000


def test_too_many_cells_are_not_copied(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = window.samples.table
    monkeypatch.setattr("mlpviz.ui.train.table_view.MOST_CELLS", 10)
    QGuiApplication.clipboard().setText("before")
    table.view.selectAll()
    table.view.copy()
    assert QGuiApplication.clipboard().text() == "before" and "export the samples" in table.problem.text()


def test_the_window_takes_its_table_along(window: Any) -> None:
    table = window.samples.table
    window.close()
    assert not table.isVisible() and window.samples.table is None
