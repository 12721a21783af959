"""What is wrong with the last edit, and what would do instead."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from mlpviz.ui.panels.inspector_desk import Desk, Remedy


class Notice(QFrame):
    """Out of sight while nothing is wrong."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._remedy: Remedy | None = None
        self._text = QLabel()
        self._text.setProperty("role", "problem")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._do = QPushButton()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 8, 14, 12)
        rows.setSpacing(6)
        rows.addWidget(self._text)
        rows.addWidget(self._do)
        self.hide()
        desk.refused.connect(self._refused)
        desk.settled.connect(self.clear)
        self._do.clicked.connect(self._apply)

    @property
    def text(self) -> str:
        """What is wrong, or ""."""
        return "" if self.isHidden() else self._text.text()

    @property
    def remedy(self) -> QPushButton:
        """The button that does what would do instead; hidden where there is nothing."""
        return self._do

    def clear(self) -> None:
        self._remedy = None
        self.hide()

    def _refused(self, reason: str, remedy: Remedy | None) -> None:
        self._remedy = remedy
        self._text.setText(reason)
        self._text.setAccessibleName(reason)
        self._do.setVisible(remedy is not None)
        if remedy is not None:
            self._do.setText(remedy.title)
        self.show()

    def _apply(self) -> None:
        remedy = self._remedy
        if remedy is not None:
            self._desk.apply(remedy.label, remedy.edit)
