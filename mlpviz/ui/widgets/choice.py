"""A drop-down list of things that have an id and a title."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """Proposes ids by `chosen`; its owner answers with `set_choice`. Without an answer the old choice stays on show."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for id, title in options:
            self.addItem(title, id)
        self._choice = self.itemData(0)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.activated.connect(self._activated)

    @property
    def choice(self) -> str:
        return str(self._choice)

    def set_choice(self, id: str) -> None:
        if id != self._choice:
            self._choice = id
            self.setCurrentIndex(self.findData(id))

    def _activated(self, index: int) -> None:
        wanted = str(self.itemData(index))
        if wanted != self._choice:
            self.chosen.emit(wanted)
        self.setCurrentIndex(self.findData(self._choice))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls; a choice is made on purpose
