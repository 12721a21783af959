"""Commands that bring samples in and out, and show them in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core.commands import command

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


def _network(window: Window) -> bool:
    return window.bench.store.document.function is None


def _from_file(window: Window) -> bool:
    return window.bench.store.document.source.file is not None


@command("data.import", title="Import samples…", keys="Ctrl+I", menu="Train", group="samples", enabled=_network)
def import_samples(window: Window) -> None:
    window.samples.ask_import()


@command("data.table", title="Table of samples", keys="Ctrl+T", menu="Train", group="samples", enabled=_network)
def table(window: Window) -> None:
    window.samples.show_table()


@command("data.relocate", title="Read the data file again…", menu="Train", group="samples", enabled=_from_file)
def relocate(window: Window) -> None:
    window.samples.ask_again()


@command("data.export_csv", title="Export samples…", menu="Train", group="samples", enabled=_network)
def export_csv(window: Window) -> None:
    window.samples.ask_export()
