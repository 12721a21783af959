"""A text table: which file, how it is written, and what its columns are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core.document import Document
from mlpviz.core.importing import Import, Problem, Result, Sheet, TableReader, TableWish
from mlpviz.data.csv_rows import DECIMALS, DELIMITERS, ENCODINGS, CsvFormat
from mlpviz.data.csv_table import Columns
from mlpviz.present.palette import Theme
from mlpviz.present.train.import_words import seem_classes
from mlpviz.ui.lane import Work
from mlpviz.ui.train.csv_preview import CsvPreview
from mlpviz.ui.train.file_line import FileLine
from mlpviz.ui.widgets.choice import Choice

_KINDS = [("classes", "classes"), ("numbers", "numbers")]
_HINT = "Click a column to make it an input, a target or unused; or select some and press I, T or U."
_DOUBT = "These look like classes: choose “classes” if that is what the numbers stand for."


class CsvForm(QWidget):
    """`changed`: something else is wished for. What is not chosen is as it seems to be from the file."""

    missing = "Choose a file first."
    changed = Signal()
    file_asked = Signal(str, object)  # title, and the FileLine that wants the file

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._reader = TableReader()
        self._wish: TableWish | None = None
        self.line = FileLine("Table", "a .csv, .tsv or .txt file")
        self.line.asked.connect(lambda: self.file_asked.emit("Choose a table of samples", self.line))
        self.line.chosen.connect(self._take)
        self.delimiter = Choice("Delimiter", [(key, title) for key, title in DELIMITERS.items()])
        self.decimal = Choice("Decimal mark", [(key, title) for key, title in DECIMALS.items()])
        self.encoding = Choice("Encoding", list(ENCODINGS.items()))
        self.header = QCheckBox("First row has names")
        self.kind = Choice("Targets", _KINDS)
        self.hint = QLabel()
        self.preview = CsvPreview(theme)
        for choice, key in ((self.delimiter, "delimiter"), (self.decimal, "decimal"), (self.encoding, "encoding")):
            choice.chosen.connect(lambda id, key=key: self._set_format(**{key: id}))
        self.header.clicked.connect(lambda checked: self._set_format(header=checked))
        self.kind.chosen.connect(self._set_kind)
        self.preview.chosen.connect(self._set_columns)
        self._build()
        self._say(_HINT)
        self._show_format(None)

    def _build(self) -> None:
        how, what = QHBoxLayout(), QHBoxLayout()
        how.setSpacing(8)
        what.setSpacing(8)
        for text, widget in (
            ("Delimiter", self.delimiter), ("Decimal", self.decimal), ("Encoding", self.encoding), ("", self.header),
        ):  # fmt: skip
            if text:
                how.addWidget(_label(text, widget))
            how.addWidget(widget)
        how.addStretch(1)
        self.hint.setWordWrap(True)
        what.addWidget(_label("Targets are", self.kind))
        what.addWidget(self.kind)
        what.addSpacing(8)
        what.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addLayout(how)
        column.addWidget(self.preview, 1)
        column.addLayout(what)

    def _take(self, path: Path) -> None:
        self._reader = TableReader()
        self._wish = TableWish(path)
        self.preview.show_sheet(None)
        self._show_format(None)
        self.changed.emit()

    def work(self, document: Document, test: float, seed: int) -> Work | None:
        """What is to be done on a lane; None as long as no file is chosen."""
        if self._wish is None:
            return None
        wish, reader = replace(self._wish, test=test, seed=seed), self._reader
        return lambda _go_on: reader.read(wish, document)

    def show_result(self, result: Result) -> None:
        """Show what was found."""
        self.preview.mark(result.cell if isinstance(result, Problem) else None)
        self._say(_DOUBT if isinstance(result, Import) and seem_classes(result.samples) else _HINT)
        if isinstance(result, Sheet):
            if result.columns is None and self.preview.sheet is not None:
                result = replace(result, columns=self._known_columns(result))
            self.preview.show_sheet(result)
            self._show_format(result)

    def _say(self, words: str) -> None:
        """Beside the choice of what the targets are: how columns are chosen, or a doubt, which is not muted."""
        if words != self.hint.text():
            self.hint.setText(words)
            self.hint.setProperty("muted", words == _HINT)
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)

    def _known_columns(self, sheet: Sheet) -> Columns | None:
        """The columns on show, where they are those of this sheet too: the table does not flicker."""
        old = self.preview.sheet
        same = old is not None and replace(old, columns=None) == sheet
        return old.columns if old is not None and same else None

    def _show_format(self, sheet: Sheet | None) -> None:
        for widget in (self.delimiter, self.decimal, self.encoding, self.header, self.kind):
            widget.setEnabled(sheet is not None)
        if sheet is None:
            return
        self.delimiter.set_choice(sheet.format.delimiter)
        self.decimal.set_choice(sheet.format.decimal)
        self.encoding.set_choice(sheet.format.encoding)
        self.header.setChecked(sheet.format.header)
        if sheet.columns is not None:
            self.kind.set_choice(sheet.columns.kind)

    def _set_format(self, **changes: Any) -> None:
        """Another way to read the file; columns stay chosen where they must be the same."""
        sheet, wish = self.preview.sheet, self._wish
        if sheet is None or wish is None:
            return
        format: CsvFormat = replace(sheet.format, **changes)
        if format.delimiter == format.decimal and "delimiter" in changes:
            format = replace(format, decimal=".")
        columns = wish.columns if format.delimiter == sheet.format.delimiter else None
        self._wish = replace(wish, format=format, columns=columns)
        self._show_format(replace(sheet, format=format))
        self.changed.emit()

    def _set_kind(self, kind: str) -> None:
        sheet = self.preview.sheet
        columns = Columns((), (), kind) if sheet is None or sheet.columns is None else sheet.columns
        self._set_columns(replace(columns, kind=kind))

    def _set_columns(self, columns: Columns) -> None:
        sheet, wish = self.preview.sheet, self._wish
        if sheet is not None and wish is not None:
            self._wish = replace(wish, format=sheet.format, columns=columns)
            sheet = replace(sheet, columns=columns)
            self.preview.show_sheet(sheet)
            self._show_format(sheet)
            self.changed.emit()


def _label(text: str, widget: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setBuddy(widget)
    return label
