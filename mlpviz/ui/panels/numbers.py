"""The step's numbers as a table: name and full precision; how a number is shown elsewhere is in its hint."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView, QWidget

from mlpviz.core.session import State
from mlpviz.ui.later import Later
from mlpviz.ui.theme import size
from mlpviz.ui.workbench import Workbench

_HEADINGS = ("Name", "Full precision")
_NAME, _SHOWN, _EXACT = range(3)  # in a row of the explanation
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[tuple[str, str, str]] = ()

    def replace(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row[_EXACT if index.column() else _NAME]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row[_NAME]} = {row[_EXACT]}, shown as {row[_SHOWN]}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _HEADINGS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class NumbersTable(QTableView):
    """Filled only while it is seen: a large layer has thousands of terms. Ctrl+C copies the chosen cells."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._model = _Model()
        self.setModel(self._model)
        self.setAccessibleName("Numbers of this step")
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.horizontalHeader().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setTabKeyNavigation(False)
        self._later = Later(self, self.refresh)
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)

    def _state_changed(self, _old: State, _new: State) -> None:
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the present step's numbers."""
        if self.isVisible():
            self.verticalHeader().setDefaultSectionSize(size(self._bench.preferences.theme, 22))
            self._model.replace(self._bench.explanation.rows)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()  # here it copies cells, elsewhere the picture
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        cells = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for row, column in cells:
            lines.setdefault(row, []).append(self._model.rows[row][_EXACT if column else _NAME])
        QApplication.clipboard().setText("\n".join("\t".join(parts) for parts in lines.values()))
