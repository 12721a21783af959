"""Commands with their keys, as the palette and the shortcut sheet show them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.core.commands import Command

KEYS = Qt.ItemDataRole.UserRole + 1
"""The role of a list item that has its keys as text."""
_PAD = 10
_Index = QModelIndex | QPersistentModelIndex


def key_texts(command: Command) -> list[str]:
    """A command's keys as the system writes them."""
    return [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys]


class KeyDelegate(QStyledItemDelegate):
    """A title at the left and keys in a column at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors, rect = option.palette, option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colors.color(QPalette.ColorRole.AlternateBase))
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        keys = str(index.data(KEYS) or "")
        painter.setFont(option.font)
        painter.setPen(QColor(colors.color(QPalette.ColorRole.PlaceholderText)))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
        room = inside.width() - (option.fontMetrics.horizontalAdvance(keys) + 2 * _PAD if keys else 0)
        title = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room)
        painter.setPen(colors.color(QPalette.ColorRole.Text))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()
