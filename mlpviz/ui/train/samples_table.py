"""All samples in a window of their own: those to train on can be edited, those held out looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from mlpviz.core import edits, sample_table
from mlpviz.core.session import State
from mlpviz.ui.actions import Actions
from mlpviz.ui.panels.inspector_desk import Desk, Edit
from mlpviz.ui.theme import size
from mlpviz.ui.train.table_view import TableView
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.workbench import Workbench

_SIZE = (720, 560)  # pixels of the light theme
_HELD_OUT = "Held out: they are looked at, never learned from, and cannot be edited here."


class SamplesTable(QDialog):
    """Follows the document; every change is an edit of it."""

    def __init__(self, bench: Workbench, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk = Desk(bench, self)
        self.setWindowTitle("Samples")
        self.addActions([actions["edit.undo"], actions["edit.redo"]])
        self.view = TableView("Samples to train on", self._desk.watch, self._set)
        self.held_out = TableView("Samples held out", self._desk.watch, None)
        self.problem = ProblemLine()
        self.tabs = QTabWidget()
        self.tabs.addTab(self._training(), "")
        self._held_page = self._testing()
        for view in (self.view, self.held_out):
            view.said.connect(self.problem.say)
        self.view.removed.connect(self._remove)
        self.view.pasted.connect(self._paste)
        self._desk.refused.connect(lambda reason, _remedy: self.problem.say(reason))
        self._desk.settled.connect(lambda: self.problem.say(""))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.problem)
        bench.changed.connect(self._state_changed)
        bench.preferences.changed.connect(self.refresh)
        theme, room = bench.preferences.theme, parent.size()
        wanted = [size(theme, side) for side in _SIZE]
        self.resize(min(wanted[0], room.width() - 40), min(wanted[1], room.height() - 40))
        self.refresh()
        self.view.setFocus()

    def _training(self) -> QWidget:
        page, row = QWidget(), QHBoxLayout()
        row.setSpacing(8)
        for title, tip, act in (
            ("Add", "Add a sample: a copy of the one where the cursor is", self._add),
            ("Remove", "Remove the selected samples (Del)", self.view.remove),
            ("Copy", "Copy the selected cells (Ctrl+C)", self.view.copy),
            ("Paste", "Paste cells from here on, down and to the right (Ctrl+V)", self.view.paste),
        ):
            button = QPushButton(title)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        return page

    def _testing(self) -> QWidget:
        page, words = QWidget(), QLabel(_HELD_OUT)
        words.setProperty("muted", True)
        words.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(words)
        column.addWidget(self.held_out, 1)
        return page

    def _state_changed(self, old: State, new: State) -> None:
        a, b = old.document, new.document
        if a.data is not b.data or a.test is not b.test or a.source is not b.source or a.loss != b.loss:
            self.refresh()

    def refresh(self) -> None:
        """Show the document's samples."""
        document, decimals = self._bench.store.document, self._bench.preferences.decimals
        test = document.test
        self.view.show_table(sample_table.table_of(document, document.data), decimals)
        self.held_out.show_table(None if test is None else sample_table.table_of(document, test), decimals)
        self.tabs.setTabText(0, f"To train on ({document.data.samples:,})")
        if test is None:
            self.tabs.removeTab(1)
        elif self.tabs.count() == 1:
            self.tabs.addTab(self._held_page, "")
        if test is not None:
            self.tabs.setTabText(1, f"Held out ({test.samples:,})")

    def _apply(self, label: str, edit: Edit, merge: object = None, field: NumberField | None = None) -> bool:
        """Make an edit; what came from a recipe or a file is kept in the document from then on, which is said."""
        elsewhere = not self._bench.store.document.source.kept
        done = self._desk.apply(label, edit, merge, field)
        if done and elsewhere and self._bench.store.document.source.kept:
            self._bench.message.emit("The document keeps these samples itself from now on; undo brings the set back.")
        return done

    def _set(self, row: int, column: int, value: float, gesture: object, field: NumberField | None) -> bool:
        table = self.view.samples_model.table
        assert table is not None
        return self._apply(
            f"Set {table.heads.names[column]} of sample {row + 1}",
            lambda document: sample_table.set_cell(document, row, column, value),
            (gesture, row, column) if gesture is not None else None,
            field,
        )

    def _add(self) -> None:
        row = self.view.currentIndex().row()
        last = self._bench.store.document.data.samples - 1
        like = row if row >= 0 else last
        if self._apply(f"Add a sample like {like + 1}", lambda document: edits.add_sample(document, like)):
            self.view.setCurrentIndex(self.view.samples_model.index(like + 1, 0))
            self.view.setFocus()

    def _remove(self, rows: list[int]) -> None:
        what = f"sample {rows[0] + 1}" if len(rows) == 1 else f"{len(rows):,} samples"
        self._apply(f"Remove {what}", lambda document: sample_table.remove_rows(document, rows))

    def _paste(self, row: int, column: int, text: str) -> None:
        cells = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        self._apply("Paste", lambda document: sample_table.put_cells(document, row, column, cells))
