"""The first rows of a text table, with what each column is: an input, a target, or unused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from mlpviz.core.importing import Sheet
from mlpviz.data.csv_table import Columns
from mlpviz.present.palette import Theme
from mlpviz.ui.theme import size

ROLES = {"input": Qt.Key.Key_I, "target": Qt.Key.Key_T, "unused": Qt.Key.Key_U}
"""What a column can be, and the key that makes it that."""

_NEXT = {"input": "target", "target": "unused", "unused": "input"}
_FITTED = 30  # columns that are as wide as what is in them
_WIDEST, _PLAIN = 180, 80  # pixels of the light theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def role_of(columns: Columns | None, column: int) -> str:
    """What a column is."""
    if columns is None or column not in (*columns.inputs, *columns.targets):
        return "unused"
    return "input" if column in columns.inputs else "target"


def with_role(columns: Columns, which: Sequence[int], role: str) -> Columns:
    """The columns with these in another role. Classes stand in one column: a new one takes the place of the old."""
    inputs, targets = set(columns.inputs) - set(which), set(columns.targets) - set(which)
    if role == "input":
        inputs |= set(which)
    elif role == "target":
        targets = {which[0]} if columns.kind == "classes" else targets | set(which)
    return replace(columns, inputs=tuple(sorted(inputs)), targets=tuple(sorted(targets)))


class _Model(QAbstractTableModel):
    """The roles in the first row, the cells below it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.sheet: Sheet | None = None
        self.wrong: tuple[int, int | None] | None = None
        """The line, and the column, of the first problem."""

    def _is_wrong(self, row: int, column: int) -> bool:
        return (
            self.sheet is not None
            and self.wrong is not None
            and row > 0
            and self.sheet.lines[row - 1] == self.wrong[0]
            and self.wrong[1] in (None, column)
        )

    def show(self, sheet: Sheet | None) -> None:
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def set_columns(self, columns: Columns | None) -> None:
        if self.sheet is not None and self.columnCount():
            self.sheet = replace(self.sheet, columns=columns)
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.sheet is None or parent.isValid() else 1 + len(self.sheet.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.sheet is None or parent.isValid() else len(self.sheet.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.sheet is None or not index.isValid():
            return None
        column, line = index.column(), index.row() - 1
        what = role_of(self.sheet.columns, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if line < 0:
                return what if self.sheet.columns is not None else "…"
            cells = self.sheet.rows[line]
            return cells[column] if column < len(cells) else ""
        if role == Qt.ItemDataRole.ForegroundRole and self._is_wrong(index.row(), column):
            return QColor(self._theme.panel)
        if role == Qt.ItemDataRole.BackgroundRole and self._is_wrong(index.row(), column):
            return QColor(self._theme.wrong)
        if role == Qt.ItemDataRole.ForegroundRole and what == "unused":
            return QColor(self._theme.muted)
        if role == Qt.ItemDataRole.BackgroundRole and (line < 0 or what == "target"):
            return QColor(self._theme.chip)
        if role == Qt.ItemDataRole.FontRole and line < 0:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.sheet is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return f"{self.sheet.names[section]}: click to change what this column is"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.sheet.names[section]
        return "" if section == 0 else str(self.sheet.lines[section - 1])


class CsvPreview(QTableView):
    """`chosen` hands on other columns: a click on a header or a role, Space, or the keys I, T and U change them."""

    chosen = Signal(object)  # Columns

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._model = _Model(theme)
        self._model.setParent(self)
        self.setModel(self._model)
        self.setAccessibleName("First rows of the table")
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sectionClicked.connect(lambda section: self._turn([section]))
        self.verticalHeader().setSectionsClickable(False)
        self.verticalHeader().setDefaultSectionSize(size(theme, 24))
        self.horizontalHeader().setDefaultSectionSize(size(theme, _PLAIN))
        self.clicked.connect(lambda index: self._turn([index.column()]) if index.row() == 0 else None)

    @property
    def sheet(self) -> Sheet | None:
        return self._model.sheet

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show other rows, or other columns of the same."""
        old = self._model.sheet
        if old is not None and sheet is not None and replace(sheet, columns=None) == replace(old, columns=None):
            self._model.set_columns(sheet.columns)
            return
        self._model.show(sheet)
        for column in range(min(self._model.columnCount(), _FITTED)):
            self.resizeColumnToContents(column)
            room = self.columnWidth(column) + size(self._theme, 8)
            self.setColumnWidth(column, min(max(room, size(self._theme, _PLAIN)), size(self._theme, _WIDEST)))
        if self._model.columnCount():
            self.setCurrentIndex(self._model.index(0, 0))

    def mark(self, cell: tuple[int, int | None] | None) -> None:
        """Mark the cell, or the whole line, that the first problem is in; None: there is no problem."""
        self._model.wrong = cell
        self.viewport().update()
        sheet = self.sheet
        if cell is not None and sheet is not None and cell[0] in sheet.lines:
            self.scrollTo(self._model.index(1 + sheet.lines.index(cell[0]), cell[1] or 0))

    def _turn(self, which: list[int], role: str | None = None) -> None:
        """Give columns a role, or each of them the next one after that of the first."""
        sheet = self.sheet
        if sheet is None or not which:
            return
        columns = sheet.columns or Columns((), (), "numbers")
        self.chosen.emit(with_role(columns, which, role or _NEXT[role_of(columns, which[0])]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        which = sorted({index.column() for index in self.selectedIndexes()})
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        role = next((role for role, key in ROLES.items() if key == event.key()), None)
        if plain and (role is not None or event.key() == Qt.Key.Key_Space):
            self._turn(which, role)
            event.accept()
            return
        super().keyPressEvent(event)
