"""A table of many numbers: only the cells in sight are looked at, and one field edits them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mlpviz.present.numbers import exact, shown
from mlpviz.ui.widgets.fitting import number_width, share_for, smaller
from mlpviz.ui.widgets.number_delegate import RINGED, NumberDelegate
from mlpviz.ui.widgets.number_field import NumberField

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PADDING = 10  # pixels beside the number in a cell


@dataclass(frozen=True)
class Numbers:
    """What a table shows: its size, and functions of (row, column) or of a row or a column alone.

    propose(row, column, value, gesture, field) hands an edited number on.
    """

    rows: int
    columns: int
    value: Callable[[int, int], float]
    name: Callable[[int, int], str]
    row_title: Callable[[int], str]
    column_title: Callable[[int], str]
    propose: Callable[[int, int, float, object, NumberField], bool]


class NumberModel(QAbstractTableModel):
    """Numbers as Qt's item model."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.numbers: Numbers | None = None
        self.decimals = 4
        self.room = 1000
        self.ringed: Callable[[int, int], bool] = lambda row, column: False

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.numbers is None or parent.isValid() else self.numbers.rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.numbers is None or parent.isValid() else self.numbers.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.numbers is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.FontRole:
            return smaller(share_for(self._text(row, column), self.room))
        if role == Qt.ItemDataRole.EditRole:
            return self.numbers.value(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.numbers.name(row, column)} = {exact(self.numbers.value(row, column))}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == RINGED:
            return self.ringed(row, column)
        return None

    def _text(self, row: int, column: int) -> str:
        return "" if self.numbers is None else shown(self.numbers.value(row, column), self.decimals)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.numbers is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        across = orientation == Qt.Orientation.Horizontal
        return self.numbers.column_title(section) if across else self.numbers.row_title(section)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def put(self, numbers: Numbers, same_cells: bool) -> None:
        """Show other numbers; `same_cells` where each cell still stands for the same thing."""
        if not same_cells:
            self.beginResetModel()
        self.numbers = numbers
        if same_cells:
            self.refresh()
        else:
            self.endResetModel()

    def refresh(self) -> None:
        """Every cell in sight may have changed."""
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))


class _Header(QHeaderView):
    """As wide as its first and last titles, and so as quick for a thousand sections as for one."""

    def sizeHint(self) -> QSize:
        across = self.orientation() == Qt.Orientation.Horizontal
        ends = {0, max(self.count() - 2, 0), max(self.count() - 1, 0)} if self.count() else set()
        titles = [str(self.model().headerData(section, self.orientation())) for section in ends]
        metrics = self.fontMetrics()
        widest = max(map(metrics.horizontalAdvance, titles), default=0)
        return QSize(0 if across else widest + 14, metrics.height() + 8)


class NumberTable(QTableView):
    """Shows Numbers; a click, F2 or a digit opens a cell."""

    def __init__(self, name: str, watch: Callable[[NumberField], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_rows = 8
        self._line = 28
        self.numbers_model = NumberModel(self)
        self._delegate = NumberDelegate(watch, self)
        self.setModel(self.numbers_model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalHeader(_Header(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Header(Qt.Orientation.Vertical, self))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setMinimumSectionSize(16)
        self.clicked.connect(self.edit)

    def leave(self) -> None:
        """Forget what was typed into the open cell."""
        self._delegate.revert()

    def show_numbers(self, numbers: Numbers, decimals: int, same_cells: bool) -> None:
        if not same_cells:
            self.leave()
        self.numbers_model.decimals = decimals
        self._delegate.decimals = decimals
        size = (self.numbers_model.rowCount(), self.numbers_model.columnCount())
        self.numbers_model.put(numbers, same_cells)
        self._fit_columns()
        if size != (numbers.rows, numbers.columns):
            self.updateGeometry()

    def set_ringed(self, ringed: Callable[[int, int], bool]) -> None:
        self.numbers_model.ringed = ringed
        self.viewport().update()

    def set_scale(self, line: int, most_rows: int = 8) -> None:
        """Rows `line` pixels high; at most so many without scrolling."""
        self._line, self._most_rows = line, most_rows
        self.verticalHeader().setDefaultSectionSize(line)
        self._fit_columns()
        self.updateGeometry()

    def _fit_columns(self) -> None:
        """As many columns in sight as fit, all alike and none cut."""
        room = self.viewport().width()
        fitting = max(
            1, min(self.numbers_model.columnCount(), room // (number_width(self.numbers_model.decimals) + _PADDING))
        )
        width = max(room // fitting, 1)
        if width != self.horizontalHeader().defaultSectionSize():
            self.horizontalHeader().setDefaultSectionSize(width)
            self.numbers_model.room = width - _PADDING

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def sizeHint(self) -> QSize:
        rows = min(self.numbers_model.rowCount(), self._most_rows)
        across = self.horizontalHeader()
        header = 0 if across.isHidden() else across.sizeHint().height()
        wide = self.numbers_model.columnCount() * across.defaultSectionSize() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return QSize(super().minimumSizeHint().width(), header + rows * self._line + bar + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())
