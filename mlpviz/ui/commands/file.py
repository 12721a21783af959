"""Commands that open, save and export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core.commands import command

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


@command("file.open", title="Open…", keys="Ctrl+O", menu="File", group="open", icon="open")
def open_file(window: Window) -> None:
    window.files.ask_open()


@command("file.examples", title="Examples…", keys="Ctrl+E", menu="File", group="open", icon="examples")
def examples(window: Window) -> None:
    window.show_examples()


@command("file.save", title="Save", keys="Ctrl+S", menu="File", group="save", icon="save")
def save(window: Window) -> None:
    window.files.save()


@command("file.save_as", title="Save as…", keys="Ctrl+Shift+S", menu="File", group="save")
def save_as(window: Window) -> None:
    window.files.save_as()


@command("file.export", title="Export picture…", keys="Ctrl+Shift+E", menu="File", group="export", icon="export")
def export(window: Window) -> None:
    window.files.ask_export()


@command("file.quit", title="Quit", keys="Ctrl+Q", menu="File", group="quit")
def quit_application(window: Window) -> None:
    window.close()
