"""The command palette: type a few letters, press Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mlpviz.core.commands import REGISTRY
from mlpviz.ui.actions import Actions
from mlpviz.ui.dialogs.keys import KEYS, KeyDelegate, key_texts


def matches(text: str, title: str) -> bool:
    """Whether every word typed begins somewhere in the title."""
    lowered = title.lower()
    return all(word in lowered for word in text.lower().split())


class CommandPalette(QDialog):
    """Lists the commands that are possible now."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle("Find a command")
        self.resize(520, 420)
        self._field = QLineEdit()
        self._field.setPlaceholderText("Type what you want to do")
        self._field.setAccessibleName("Command")
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName("Commands")
        self._list.setItemDelegate(KeyDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(lambda _item: self._run())
        self._list.itemClicked.connect(lambda _item: self._run())
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._filter("")
        self._field.setFocus()

    def _filter(self, text: str) -> None:
        self._list.clear()
        for command in REGISTRY.values():
            action: QAction = self._actions[command.id]
            if matches(text, f"{command.menu} {command.title}") and action.isEnabled():
                item = QListWidgetItem(command.title)
                item.setData(KEYS, ", ".join(key_texts(command)[:1]))
                item.setData(Qt.ItemDataRole.UserRole, command.id)
                self._list.addItem(item)
        self._list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                row = self._list.currentRow() + (1 if event.key() == Qt.Key.Key_Down else -1)
                self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _run(self) -> None:
        item = self._list.currentItem()
        self.accept()
        if item is not None:
            self._actions.run(item.data(Qt.ItemDataRole.UserRole))
