"""Samples from files: a table of text, or images with labels. What is wrong is said while it is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mlpviz.core.importing import Import, Problem, Result
from mlpviz.present.train.import_words import network_words, samples_words
from mlpviz.ui.dialogs.questions import Questions
from mlpviz.ui.lane import Lane
from mlpviz.ui.theme import size
from mlpviz.ui.train.csv_form import CsvForm
from mlpviz.ui.train.file_line import FileLine, is_idx
from mlpviz.ui.train.idx_form import IdxForm
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

_SIZE = (860, 600)  # pixels of the light theme
_KEEP = "Keep the samples in the document"


class ImportDialog(QDialog):
    """`taken` hands the import on when it is accepted, and whether the document keeps the samples themselves."""

    taken = Signal(object, bool)

    def __init__(self, bench: Workbench, lane: Lane, questions: Questions, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._lane, self._questions, self._folder = bench, lane, questions, folder
        self._test, self._seed = 0.0, 0
        self._found: Import | None = None
        self.setWindowTitle("Import samples")
        self.setAcceptDrops(True)
        theme = bench.preferences.theme
        self.csv, self.idx = CsvForm(theme), IdxForm(bench)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.csv, "Table of text (CSV)")
        self.tabs.addTab(self.idx, "Images and labels (IDX)")
        self.held = self._field("Held out for testing, in percent", self._set_held)
        self.seed = self._field("Seed of the split", self._set_seed)
        self.seed.whole = True
        self.kept = QCheckBox(_KEEP)
        self.kept.setToolTip("Without it, the document refers to the file, and finds it again when it is opened")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(self.message.fontMetrics().lineSpacing() * 2)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.take_button = self.buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._build()
        for form in (self.csv, self.idx):
            form.changed.connect(self.refresh)
            form.file_asked.connect(self._ask_file)
        self.tabs.currentChanged.connect(self.refresh)
        lane.arrived.connect(self._arrived)
        lane.failed.connect(self._failed)
        room = parent.size()
        wanted = [size(theme, side) for side in _SIZE]
        self.resize(min(wanted[0], room.width() - 40), min(wanted[1], room.height() - 40))
        self.refresh()
        self.csv.line.button.setFocus()

    def _field(self, name: str, commit: object) -> NumberField:
        field = NumberField(name)
        field.setFixedWidth(size(self._bench.preferences.theme, 62))
        field.set_value(0.0)
        field.committed.connect(commit)
        field.refused.connect(lambda reason: self._say(reason, True))
        return field

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, field in (("Held out %", self.held), ("Seed of the split", self.seed)):
            label = QLabel(text)
            label.setProperty("muted", True)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self.kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.tabs, 1)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.buttons)

    @property
    def _form(self) -> CsvForm | IdxForm:
        return self.csv if self.tabs.currentWidget() is self.csv else self.idx

    def put(self, path: Path) -> None:
        """Take a file: images or labels where its name says so, else a table."""
        self._folder = path.parent
        if is_idx(path):
            self.tabs.setCurrentWidget(self.idx)
            self.idx.take(path)
        else:
            self.tabs.setCurrentWidget(self.csv)
            self.csv.line.put(path)

    def _ask_file(self, title: str, line: FileLine) -> None:
        path = self._questions.data_path(title, self._folder)
        if path is not None:
            self._folder = path.parent
            line.put(path)

    def refresh(self) -> None:
        """Have what is chosen now read."""
        self._found = None
        self.take_button.setEnabled(False)
        work = self._form.work(self._bench.store.document, self._test, self._seed)
        if work is None:
            self._lane.cancel()
            self._say(self._form.missing)
        else:
            self._say("Reading …")
            self._lane.ask(work)

    def _arrived(self, result: Result) -> None:
        self._form.show_result(result)
        if isinstance(result, Problem):
            self._say(sentence(str(result)), True)
        elif isinstance(result, Import):
            self._found = result
            self.take_button.setEnabled(True)
            self.take_button.setDefault(True)
            words = (samples_words(result.samples), network_words(result, self._bench.store.document))
            self._say(" ".join(filter(None, words)))

    def _failed(self, error: Exception) -> None:
        raise error

    def _say(self, text: str, wrong: bool = False) -> None:
        """What was found, or what is wrong."""
        self.message.setText(text)
        self.message.setProperty("role", "problem" if wrong else "")
        self.message.setAccessibleName(text)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)

    def _set_held(self, value: float, _gesture: object) -> None:
        if not 0 <= value < 100:
            self.held.refuse("From 0 to below 100 percent can be held out.")
            self._say(self.held.problem, True)
            return
        self._test = value / 100
        self.held.set_value(value)
        self.refresh()

    def _set_seed(self, value: float, _gesture: object) -> None:
        if value < 0:
            self.seed.refuse("A seed is a whole number, 0 or more.")
            self._say(self.seed.problem, True)
            return
        self._seed = round(value)
        self.seed.set_value(value)
        self.refresh()

    def _accept(self) -> None:
        found = self._found
        if found is not None:
            self.accept()
            self.taken.emit(found, self.kept.isChecked())

    def done(self, result: int) -> None:
        self._lane.cancel()
        self._lane.arrived.disconnect(self._arrived)
        self._lane.failed.disconnect(self._failed)
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.put(Path(url.toLocalFile()))
        event.acceptProposedAction()
