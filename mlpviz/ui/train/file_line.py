"""A line with the name of a file and a button that asks for one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from mlpviz.ui.widgets.elided import ElidedLabel

TABLES = (".csv", ".tsv", ".txt")


def holds_samples(path: Path) -> bool:
    """Whether a file is one to import, by its name."""
    return path.suffix.lower() in TABLES or is_idx(path)


def is_idx(path: Path) -> bool:
    """Whether a file has images or their labels, by its name."""
    return "idx" in path.name.lower()


class FileLine(QWidget):
    """`asked`: the user wants to choose a file. `chosen`: one was put here."""

    asked = Signal()
    chosen = Signal(object)  # Path

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self.button = QPushButton("Choose …")
        self.button.setAccessibleName(f"{name}: choose a file")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.asked)
        self._wanted = f"Choose {wanted}, or drop it here"
        self._label = ElidedLabel(self._wanted)
        self._label.setProperty("muted", True)
        title = QLabel(name)
        title.setMinimumWidth(title.fontMetrics().horizontalAdvance("Images "))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(title)
        row.addWidget(self.button)
        row.addWidget(self._label, 1)

    def put(self, path: Path) -> None:
        """Take this file."""
        self.path = path
        self._label.setText(str(path))
        self._label.setToolTip(str(path))
        self.chosen.emit(path)

    def clear(self) -> None:
        """Have no file, and ask for one."""
        self.path = None
        self._label.setText(self._wanted)
        self._label.setToolTip("")
