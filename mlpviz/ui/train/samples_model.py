"""Samples as Qt's item model: only the cells in sight are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from mlpviz.core.sample_table import SampleTable
from mlpviz.present.numbers import exact, shown
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.number_table import Numbers

Index = QModelIndex | QPersistentModelIndex
Propose = Callable[[int, int, float, object, NumberField | None], bool]
"""(row, column, value, gesture, field): hand an edited number on; says whether it was taken."""

_ROOT = QModelIndex()


class SamplesModel(QAbstractTableModel):
    """A row for each sample. Read-only without `propose`."""

    def __init__(self, parent: QWidget, propose: Propose | None) -> None:
        super().__init__(parent)
        self._propose = propose
        self.table: SampleTable | None = None
        self.numbers: Numbers | None = None
        """The same for the delegate that edits numbers."""
        self.decimals = 4

    def put(self, table: SampleTable | None) -> bool:
        """Show other samples; says whether cells stand for something else now."""
        old = self.table
        same = old is not None and table is not None and (old.rows, old.heads) == (table.rows, table.heads)
        if not same:
            self.beginResetModel()
        self.table = table
        self.numbers = None if table is None else self._numbers(table)
        if not same:
            self.endResetModel()
        else:
            self.refresh()
        return not same

    def refresh(self) -> None:
        """Every cell in sight may have changed."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _numbers(self, table: SampleTable) -> Numbers:
        names = table.heads.names

        def propose(row: int, column: int, value: float, gesture: object, field: NumberField) -> bool:
            return self._propose is not None and self._propose(row, column, value, gesture, field)

        return Numbers(
            table.rows, len(names), table.value,
            lambda row, column: f"{names[column]} of sample {row + 1}",
            lambda row: str(row + 1), lambda column: names[column], propose,
        )  # fmt: skip

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.table is None or parent.isValid() else self.table.rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if self.table is None or parent.isValid() else len(self.table.heads.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        table = self.table
        if table is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        named = table.heads.is_class(column)
        if role == Qt.ItemDataRole.DisplayRole:
            return table.text(row, column) if named else shown(table.value(row, column), self.decimals)
        if role == Qt.ItemDataRole.EditRole:
            return table.value(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return table.text(row, column) if named else exact(table.value(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignHCenter if named else Qt.AlignmentFlag.AlignRight
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Classes are set here; numbers go through the delegate's field, which knows of gestures and refusals."""
        if role != Qt.ItemDataRole.EditRole or self._propose is None:
            return False
        return self._propose(index.row(), index.column(), float(value), None, None)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self.table.heads.names[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        looked_at = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return looked_at if self._propose is None else looked_at | Qt.ItemFlag.ItemIsEditable
