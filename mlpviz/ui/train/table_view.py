"""A table of samples on the screen: cells that are edited, rows that are removed, and cells that are copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mlpviz.core.sample_table import SampleTable
from mlpviz.ui.train.samples_model import Propose, SamplesModel
from mlpviz.ui.widgets.fitting import number_width
from mlpviz.ui.widgets.number_delegate import NumberDelegate
from mlpviz.ui.widgets.number_field import NumberField

Index = QModelIndex | QPersistentModelIndex

MOST_CELLS = 1_000_000
"""That are copied at once."""

_PADDING = 18  # pixels beside a number
_FITTED = 40  # columns that are as wide as their names


class ClassDelegate(QStyledItemDelegate):
    """Edits a class with a list of their names."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choice = QComboBox(parent)
        choice.addItems(list(self.names))
        choice.setAccessibleName(f"Class of sample {index.row() + 1}")
        choice.activated.connect(lambda _number: self._commit(choice))
        return choice

    def _commit(self, choice: QComboBox) -> None:
        self.commitData.emit(choice)
        self.closeEditor.emit(choice)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """As large as it must be, over the middle of the cell."""
        cell: QRect = option.rect
        place = QRect(cell.topLeft(), editor.sizeHint().expandedTo(cell.size()))
        place.moveCenter(cell.center())
        editor.setGeometry(place)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(int(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox) and editor.currentIndex() != int(index.data(Qt.ItemDataRole.EditRole)):
            model.setData(index, editor.currentIndex())


class TableView(QTableView):
    """`said` tells of what cannot be copied; `removed` and `pasted` ask for edits."""

    removed = Signal(list)  # rows
    pasted = Signal(int, int, str)  # row and column of the first cell, text
    said = Signal(str)

    def __init__(self, name: str, watch: Callable[[NumberField], object], propose: Propose | None) -> None:
        super().__init__()
        self._editable = propose is not None
        self.samples_model = SamplesModel(self, propose)
        self._numbers, self._classes = NumberDelegate(watch, self), ClassDelegate(self)
        self.setModel(self.samples_model)
        self.setItemDelegate(self._numbers)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)

    def show_table(self, table: SampleTable | None, decimals: int) -> None:
        """Show other samples, or the same ones with other numbers."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        model = self.samples_model
        refitted = decimals != model.decimals
        model.decimals = self._numbers.decimals = decimals
        if not model.put(table) and not refitted:
            return
        if table is not None:
            self._classes.names = table.heads.classes
            for index in range(min(model.columnCount(), _FITTED)):
                self.setItemDelegateForColumn(index, self._classes if table.heads.is_class(index) else self._numbers)
            self._fit(table)
        if row >= 0 and model.rowCount():
            at = model.index(min(row, model.rowCount() - 1), min(column, model.columnCount() - 1))
            self.setCurrentIndex(at)

    def _fit(self, table: SampleTable) -> None:
        metrics = self.fontMetrics()
        plain = number_width(self.samples_model.decimals) + _PADDING
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 8)
        self.horizontalHeader().setDefaultSectionSize(plain)
        for column, name in enumerate(table.heads.names[:_FITTED]):
            words = [name, *(table.heads.classes if table.heads.is_class(column) else ())]
            widest = max(map(metrics.horizontalAdvance, words)) + _PADDING + (24 if len(words) > 1 else 0)
            self.setColumnWidth(column, max(plain, widest))

    def _parts(self) -> list[QItemSelectionRange]:
        """What is selected, as blocks: of a whole table one, and not millions of cells."""
        selection = self.selectionModel().selection()
        return [selection.at(index) for index in range(selection.count())]

    def selected_rows(self) -> list[int]:
        """The rows that have a selected cell."""
        found: set[int] = set()
        for part in self._parts():
            found.update(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def remove(self) -> None:
        """Ask for the selected rows to be removed."""
        if self._editable and self.selected_rows():
            self.removed.emit(self.selected_rows())

    def copy(self) -> None:
        """Put the box around the selected cells on the clipboard, in full, cells between tabs."""
        parts, table = self._parts(), self.samples_model.table
        if not parts or table is None:
            return
        rows = range(min(part.top() for part in parts), max(part.bottom() for part in parts) + 1)
        columns = range(min(part.left() for part in parts), max(part.right() for part in parts) + 1)
        if len(rows) * len(columns) > MOST_CELLS:
            self.said.emit(f"At most {MOST_CELLS:,} cells can be copied at once: export the samples instead.")
            return
        text = "\n".join("\t".join(table.text(row, column) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText(text + "\n")

    def paste(self) -> None:
        """Ask for what is on the clipboard to be put where the selection begins."""
        parts, text = self._parts(), QGuiApplication.clipboard().text()
        if self._editable and parts and text:
            self.pasted.emit(min(part.top() for part in parts), min(part.left() for part in parts), text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = QKeySequence.StandardKey
        for wanted, act in ((keys.Copy, self.copy), (keys.Paste, self.paste), (keys.Delete, self.remove)):
            if event.matches(wanted):
                act()
                event.accept()
                return
        super().keyPressEvent(event)
