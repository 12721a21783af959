"""Commands that change the document or copy from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core.commands import command

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


@command(
    "edit.undo", title="Undo", keys="Ctrl+Z", menu="Edit", group="history", icon="undo",
    enabled=lambda window: window.bench.store.undo_label is not None,
)  # fmt: skip
def undo(window: Window) -> None:
    label = window.bench.store.undo_label
    window.bench.store.undo()
    window.bench.message.emit(f"Undone: {label}")


@command(
    "edit.redo", title="Redo", keys=("Ctrl+Shift+Z", "Ctrl+Y"), menu="Edit", group="history", icon="redo",
    enabled=lambda window: window.bench.store.redo_label is not None,
)  # fmt: skip
def redo(window: Window) -> None:
    label = window.bench.store.redo_label
    window.bench.store.redo()
    window.bench.message.emit(f"Done again: {label}")


@command("edit.copy_formula", title="Copy formula as LaTeX", keys="Ctrl+Shift+C", menu="Edit", group="copy")
def copy_formula(window: Window) -> None:
    window.copy_text(window.bench.explanation.latex, "The formula is on the clipboard, as LaTeX.")


@command("edit.copy_explanation", title="Copy explanation as text", keys="Ctrl+Alt+C", menu="Edit", group="copy")
def copy_explanation(window: Window) -> None:
    window.copy_text(window.bench.explanation.plain, "The explanation is on the clipboard.")


@command("edit.copy_picture", title="Copy picture", keys="Ctrl+C", menu="Edit", group="copy", icon="copy")
def copy_picture(window: Window) -> None:
    window.copy_picture()


@command("edit.keep_weights", title="Start from the present weights", menu="Edit", group="weights",
         enabled=lambda window: window.bench.point.iteration > 0)  # fmt: skip
def keep_weights(window: Window) -> None:
    window.bench.store.keep_present()
    window.bench.message.emit("The walk now starts from the weights on the screen.")
