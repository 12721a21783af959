"""What the window does with samples: imports them, shows them as a table, reads their file again, exports them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.core import data_edits
from mlpviz.core.atomic import write_atomically
from mlpviz.core.document import Document
from mlpviz.core.importing import Import
from mlpviz.core.sample_table import all_samples
from mlpviz.core.session import Page
from mlpviz.data.errors import DataError
from mlpviz.data.files import relocated
from mlpviz.data.to_csv import csv_text
from mlpviz.ui.lane import Lane

if TYPE_CHECKING:
    from mlpviz.ui.train.import_dialog import ImportDialog
    from mlpviz.ui.train.samples_table import SamplesTable
    from mlpviz.ui.window import Window


class SampleFiles:
    """What the commands of samples do. Dialogs stay open beside the window; one of each kind."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._lane = Lane(window)
        self.dialog: ImportDialog | None = None
        self.table: SamplesTable | None = None

    def close(self) -> None:
        """Stop reading, wait for it, and close what is open."""
        for dialog in (self.dialog, self.table):
            if dialog is not None:
                dialog.close()
        self._lane.close()

    def ask_import(self, path: Path | None = None) -> None:
        """Open the dialog, with a file where one is given already."""
        from mlpviz.ui.train.import_dialog import ImportDialog

        window = self._window
        if window.bench.store.document.function is not None:
            window.show_problem("A function has no samples: open a network first, then import them.")
            return
        if self.dialog is None:
            self.dialog = ImportDialog(window.bench, self._lane, window.questions, window.files.folder, window)
            self.dialog.taken.connect(self._take)
            self.dialog.finished.connect(self._close_dialog)
            self.dialog.open()
        if path is not None:
            self.dialog.put(path)

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _take(self, found: Import, kept: bool) -> None:
        window, name = self._window, Path(found.file.path).name
        store = window.bench.store
        if self._edit(f"Import {name}", lambda document: found.into(document, kept)):
            store.look(page=Page.TRAIN)
            window.bench.message.emit(f"Imported {found.samples.count:,} samples from {name}")

    def show_table(self) -> None:
        """Show all samples in a table of their own window."""
        from mlpviz.ui.train.samples_table import SamplesTable

        window = self._window
        if self.table is None:
            self.table = SamplesTable(window.bench, window.actions_by_id, window)
            self.table.finished.connect(self._close_table)
        self.table.show()
        self.table.raise_()
        self.table.activateWindow()

    def _close_table(self) -> None:
        if self.table is not None:
            self.table.deleteLater()
            self.table = None

    def ask_again(self) -> None:
        """Ask where the file of the samples is, and read it as it is now."""
        window = self._window
        file = window.bench.store.document.source.file
        if file is None:
            return
        old = Path(file.path)
        path = window.questions.data_path(f"Where is {old.name} now?", old.parent)
        if path is None:
            return
        try:
            found = relocated(file, path, Path(file.labels) if file.labels else None)
        except DataError as error:
            window.show_problem(str(error))
            return
        self._edit(f"Read {path.name} again", lambda document: data_edits.set_file(document, found, None))

    def _edit(self, label: str, edit: Callable[[Document], Document]) -> bool:
        """Make an edit; one that does not fit is told in the window."""

        def done() -> bool:
            self._window.bench.store.edit(label, edit)
            return True

        return self._window.guarded(done)

    def ask_export(self) -> None:
        """Write all samples as a table of text."""
        window = self._window
        path = window.questions.table_path(window.files.folder / f"{window.files.file_name}.csv")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".csv")
        samples = all_samples(window.bench.store.document)
        try:
            write_atomically(path, csv_text(samples).encode("utf-8"))
        except OSError as error:
            window.show_problem(f"Not exported. {path}: {error.strerror or error}")
            return
        window.bench.message.emit(f"Exported {samples.count:,} samples to {path.name}")
