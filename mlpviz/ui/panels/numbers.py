"""The step's numbers as a table: name, as shown, at full precision."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView, QWidget

from mlpviz.core.session import State
from mlpviz.ui.later import Later
from mlpviz.ui.workbench import Workbench

_HEADINGS = ("Name", "Shown", "Full precision")
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[tuple[str, str, str], ...] = ()

    def replace(self, rows: tuple[tuple[str, str, str], ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
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
        self.verticalHeader().setDefaultSectionSize(22)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setTabKeyNavigation(False)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self._copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._later = Later(self, self.refresh)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)

    def _state_changed(self, _old: State, _new: State) -> None:
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the present step's numbers."""
        if self.isVisible():
            self._model.replace(self._bench.explanation.rows)

    def _copy(self) -> None:
        cells = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for row, column in cells:
            lines.setdefault(row, []).append(self._model.rows[row][column])
        QApplication.clipboard().setText("\n".join("\t".join(parts) for parts in lines.values()))
