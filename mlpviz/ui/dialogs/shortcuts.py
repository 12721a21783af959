"""The shortcut sheet: every command with its keys, from the one registry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mlpviz.core.commands import REGISTRY
from mlpviz.ui.actions import MENUS
from mlpviz.ui.dialogs.keys import key_texts

_COLUMNS = 3
_WIDEST = 1300  # pixels; one column fewer where the type is larger


class ShortcutSheet(QDialog):
    """All commands that have keys, by menu, in columns: titles at the left of each, keys at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        inside = _table(_COLUMNS)
        if inside.sizeHint().width() > _WIDEST:
            inside = _table(_COLUMNS - 1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Keyboard shortcuts")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.addWidget(scroll)
        hint = inside.sizeHint()
        self.resize(min(hint.width() + 60, _WIDEST + 60), min(hint.height() + 50, 860))


def _table(columns: int) -> QWidget:
    """The commands of each menu under its name, spread over so many columns."""
    inside = QWidget()
    across = QHBoxLayout(inside)
    across.setSpacing(40)
    grids = [QGridLayout() for _ in range(columns)]
    for grid in grids:
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        across.addLayout(grid)
    groups = [(menu, [c for c in REGISTRY.values() if c.menu == menu and c.keys]) for menu in MENUS]
    lengths = [0] * columns
    for menu, commands in sorted(groups, key=lambda group: -len(group[1])):
        if not commands:
            continue
        column = lengths.index(min(lengths))
        grid, row = grids[column], lengths[column]
        lengths[column] += len(commands) + 2
        heading = QLabel(menu)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, row, 0)
        for line, command in enumerate(commands, start=row + 1):
            keys = QLabel(" or ".join(key_texts(command)))
            keys.setProperty("muted", True)
            grid.addWidget(QLabel(command.title), line, 0)
            grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowMinimumHeight(lengths[column] - 1, 12)
    for grid, length in zip(grids, lengths, strict=True):
        grid.setRowStretch(length, 1)
    return inside
