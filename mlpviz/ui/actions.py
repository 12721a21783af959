"""The command registry as Qt actions: menus, shortcuts, tool buttons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolButton

from mlpviz.core.commands import REGISTRY, Command, run
from mlpviz.present.palette import Theme
from mlpviz.ui import commands
from mlpviz.ui.icons import icon
from mlpviz.ui.theme import size

if TYPE_CHECKING:
    from mlpviz.ui.window import Window

MENUS = ("File", "Edit", "Run", "Network", "Train", "Surface", "View", "Notation", "Device", "Help")
assert commands.__all__  # importing the package has registered every command


class Actions(QObject):
    """One QAction for each command, kept in step with what is possible."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        for command in REGISTRY.values():
            self._actions[command.id] = self._make(command)
        window.addActions(list(self._actions.values()))
        self._icons: tuple[Theme, bool] | None = None
        self._buttons: list[QToolButton] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self.refresh_soon()  # when the window is complete: some commands look at its pages

    def _make(self, command: Command) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self.run(command.id))
        return action

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def run(self, id: str) -> bool:
        """Run a command; a refused edit is shown as a message. Says whether the command ran."""
        done = self._window.guarded(lambda: run(id, self._window))
        self.refresh_soon()
        return done

    def refresh_soon(self) -> None:
        """Refresh once, after everything that is going on now."""
        self._soon.start(0)

    def refresh(self) -> None:
        """Enable and check every action as the window stands now."""
        window = self._window
        for id, action in self._actions.items():
            command = REGISTRY[id]
            action.setEnabled(command.enabled(window))
            if command.checked is not None:
                action.setChecked(command.checked(window))
        store = window.bench.store
        self["edit.undo"].setText(f"Undo {store.undo_label}" if store.undo_label else "Undo")
        self["edit.redo"].setText(f"Redo {store.redo_label}" if store.redo_label else "Redo")
        self._draw_icons(window.bench.preferences.theme, store.session.playing)

    def _draw_icons(self, theme: Theme, playing: bool) -> None:
        if self._icons == (theme, playing):
            return
        self._icons = (theme, playing)
        for button in self._buttons:
            button.setIconSize(_icon_size(theme))
        for id, action in self._actions.items():
            name = "pause" if id == "run.play" and playing else REGISTRY[id].icon
            if name:
                action.setIcon(icon(name, theme.ink))

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus; returns them by name."""
        menus = {}
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            group = None
            for command in REGISTRY.values():
                if command.menu != name:
                    continue
                if group is not None and command.group != group:
                    menu.addSeparator()
                group = command.group
                menu.addAction(self[command.id])
            menu.aboutToShow.connect(self.refresh)
            menus[name] = menu
        return menus

    def buttons(self, ids: Iterable[str]) -> list[QToolButton]:
        """Tool buttons with icons alone; their names are in the tool tip."""
        theme = self._window.bench.preferences.theme
        made = []
        for id in ids:
            button = QToolButton()
            button.setDefaultAction(self[id])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(_icon_size(theme))
            button.setAccessibleName(REGISTRY[id].title)
            keys = self[id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{REGISTRY[id].title} ({keys})" if keys else REGISTRY[id].title)
            made.append(button)
        self._buttons += made
        return made


def _icon_size(theme: Theme) -> QSize:
    return QSize(size(theme, 16), size(theme, 16))
