"""The shortcut sheet: every command with its keys, from the one registry."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mlpviz.core.commands import REGISTRY
from mlpviz.ui.actions import MENUS

_COLUMNS = 3


class ShortcutSheet(QDialog):
    """All commands that have keys, by menu, in columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(32)
        lists = [QVBoxLayout() for _ in range(_COLUMNS)]
        for column, layout in enumerate(lists):
            grid.addLayout(layout, 0, column)
        groups = [(menu, [c for c in REGISTRY.values() if c.menu == menu and c.keys]) for menu in MENUS]
        lengths = [0] * _COLUMNS
        for menu, commands in sorted(groups, key=lambda group: -len(group[1])):
            if not commands:
                continue
            column = lengths.index(min(lengths))
            lengths[column] += len(commands) + 2
            heading = QLabel(menu)
            heading.setProperty("role", "heading")
            lists[column].addWidget(heading)
            for command in commands:
                keys = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys]
                lists[column].addWidget(QLabel(f"<b>{'</b> or <b>'.join(keys)}</b>&nbsp;&nbsp; {command.title}"))
            lists[column].addSpacing(10)
        for layout in lists:
            layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(scroll)
        hint = inside.sizeHint()
        self.resize(min(hint.width() + 60, 1180), min(hint.height() + 50, 760))
