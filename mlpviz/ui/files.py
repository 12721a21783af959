"""Opening, saving and exporting from the window: asks before anything is lost, and says what went wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.core.atomic import remove_strays, write_atomically
from mlpviz.core.document import Document
from mlpviz.core.files import SUFFIX, FileError, LostFileError, load, save
from mlpviz.data.errors import DataError
from mlpviz.export.picture import SUFFIXES, render
from mlpviz.ui.dialogs.questions import Answer
from mlpviz.ui.train.file_line import holds_samples

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


NOTHING_YET = "There is no picture yet: wait until the surface is drawn, or mend what the message says."


class Files:
    """What the File menu does."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def ask_open(self) -> None:
        path = self._window.questions.open_path(self.folder)
        if path is not None:
            self.open(path)

    def drop(self, path: Path) -> None:
        """Open a document, or import from a file of samples."""
        if holds_samples(path):
            self._window.samples.ask_import(path)
        else:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a file; where that fails the present document stays and the window says why."""
        if not self.may_leave():
            return False
        try:
            document = load(path)
        except LostFileError as error:
            return self._open_with_other_data(path, error)
        except FileError as error:
            self._window.show_problem(str(error))
            return False
        self._opened(document, path)
        return True

    def _opened(self, document: Document, path: Path) -> None:
        remove_strays(path.parent)
        self.put(document, path)
        self._window.bench.preferences.remember(path)

    def _open_with_other_data(self, path: Path, lost: LostFileError) -> bool:
        """Ask where files of samples are now, one after the other, and open the document with them, as an edit."""
        first = error = lost
        while True:
            place = self._window.questions.lost_data(error.missing, error.changed)
            if place is None:
                self._window.show_problem(str(error))
                return False
            try:
                found = error.found_at(place)
                document = load(path, found)
                break
            except LostFileError as another:
                error = another
            except (FileError, DataError) as problem:
                self._window.show_problem(str(problem))
                return False
        source = document.source
        self._opened(replace(document, source=replace(source, file=first.file)), path)
        self._window.bench.store.edit(f"Find {place.name}", lambda d: replace(d, source=source))
        if first.is_other(found):
            self._window.bench.message.emit(f"{place.name} holds other samples than before: save to keep them")
        return True

    def put(self, document: Document, path: Path | None) -> None:
        """Show a document that has just been read."""
        store = self._window.bench.store
        store.open(document, path, store.session)
        self._window.diagram.fit()
        self._window.bench.message.emit(f"Opened {document.title}")

    def save(self) -> bool:
        path = self._window.bench.store.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        suggested = self.folder / f"{self.file_name}{SUFFIX}"
        path = self._window.questions.save_path(suggested)
        return path is not None and self._write(path if path.suffix else path.with_suffix(SUFFIX))

    def _write(self, path: Path) -> bool:
        window = self._window
        try:
            save(window.bench.store.document, path)
        except (FileError, OSError) as error:
            window.show_problem(f"Not saved. {error}")
            return False
        window.bench.store.saved(path)
        window.bench.preferences.remember(path)
        window.bench.message.emit(f"Saved {path.name}")
        return True

    def may_leave(self) -> bool:
        """Whether the present document may be left: asks where it has changes that are not saved."""
        store = self._window.bench.store
        if not store.dirty:
            return True
        answer = self._window.questions.keep_changes(store.document.title)
        return answer is Answer.DISCARD or (answer is Answer.SAVE and self.save())

    def ask_export(self, view: str = "page") -> None:
        """Ask where to, and write what is seen; of the loss surface one `view`, as SurfacePicture has them."""
        suggested = self.folder / f"{self.file_name}.png"
        path = self._window.questions.export_path(suggested)
        if path is not None:
            self.export(path if path.suffix.lower() in SUFFIXES else path.with_suffix(".png"), view)

    def export(self, path: Path, view: str = "page") -> bool:
        """Write the picture of the present step, or of the loss surface."""
        picture = self._window.picture(view)
        if picture is None:
            self._window.show_problem(NOTHING_YET)
            return False
        try:
            write_atomically(path, render(picture, path.suffix.lower()))
        except OSError as error:
            self._window.show_problem(f"Not exported. {path}: {error.strerror or error}")
            return False
        self._window.bench.message.emit(f"Exported {path.name}")
        return True

    @property
    def folder(self) -> Path:
        """Where files are looked for first."""
        path = self._window.bench.store.path
        return path.parent if path is not None else Path.home()

    @property
    def file_name(self) -> str:
        """A name for a new file, without a suffix: the title of the document."""
        title = self._window.bench.store.document.title.lower()
        kept = "".join(character if character.isalnum() else "-" for character in title)
        return "-".join(part for part in kept.split("-") if part) or "network"
