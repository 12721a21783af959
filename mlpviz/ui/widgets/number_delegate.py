"""Edits one cell of a table of numbers with a NumberField."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mlpviz.ui.widgets.number_field import NumberField

RINGED = Qt.ItemDataRole.UserRole
"""The role that says whether the present step works on a cell."""

_FULL = "−0.14978071600000001"
Index = QModelIndex | QPersistentModelIndex


class NumberDelegate(QStyledItemDelegate):
    """The model is a NumberModel; its numbers take what is proposed, or refuse it and the cell stays open."""

    def __init__(self, watch: Callable[[NumberField], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self._open: NumberField | None = None
        self.decimals = 4

    def revert(self) -> None:
        """Forget what was typed into the open cell, if any is open."""
        if self._open is not None:
            self._open.revert()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = NumberField(parent=parent)
        field.set_decimals(self.decimals)
        self._watch(field)
        cell = QPersistentModelIndex(index)
        field.committed.connect(lambda value, gesture: self._propose(cell, value, gesture, field))
        field.destroyed.connect(self._closed)
        self._open = field
        return field

    def _closed(self) -> None:
        self._open = None

    def _propose(self, cell: QPersistentModelIndex, value: float, gesture: object, field: NumberField) -> None:
        numbers = getattr(cell.model(), "numbers", None)
        if cell.isValid() and numbers is not None:
            numbers.propose(cell.row(), cell.column(), value, gesture, field)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """As wide as a number in full, where the table has room."""
        cell: QRect = option.rect
        parent = editor.parentWidget()
        room = cell.width() if parent is None else parent.width()
        width = max(cell.width(), min(editor.fontMetrics().horizontalAdvance(_FULL), room - 4))
        left = max(2, min(cell.left(), room - width - 2))
        editor.setGeometry(left, cell.top(), width, cell.height())

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, NumberField):
            numbers = getattr(index.model(), "numbers", None)
            if numbers is not None:
                editor.set_name(numbers.name(index.row(), index.column()))
            editor.set_value(float(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, NumberField):
            editor.commit()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, NumberField):
            if event.type() == QEvent.Type.FocusOut and not editor.commit():
                return False  # the cell stays open with what is wrong in it
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                key = event.key()
                leaving = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
                if key in leaving and not editor.commit():
                    return True
                if key == Qt.Key.Key_Escape:
                    editor.revert()
                    editor.finished.emit()
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(RINGED):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Accent), 2.0))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
            painter.restore()
