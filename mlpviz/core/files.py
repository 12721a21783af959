"""Documents in files: load, save, and every error as one line that names file, place and remedy.

A document in memory has the whole paths of the files that its samples are in; in a file they are relative to it.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mlpviz.core.atomic import write_atomically
from mlpviz.core.document import Document, DocumentError
from mlpviz.core.reader import ReadError
from mlpviz.core.samples_format import MissingDataError
from mlpviz.core.schema import read_document, write_document
from mlpviz.data.files import FileReference, absolute, relative_to, relocated

MAX_BYTES = 64 * 1024 * 1024
SUFFIX = ".mlpviz"


class FileError(Exception):
    """A file that cannot be read or written: `place` is its path inside the file ("" for the whole of it)."""

    def __init__(self, path: Path | str, place: str, message: str) -> None:
        self.path = path
        self.place = place
        self.message = message
        parts = (str(path), place, message) if place else (str(path), message)
        super().__init__(": ".join(map(_one_line, parts)))


class LostFileError(FileError):
    """A document whose samples are in a file that is not there or has `changed`.

    missing: where the file was.   file: how the document refers to it.
    """

    def __init__(self, path: Path | str, folder: Path | None, error: MissingDataError) -> None:
        super().__init__(path, error.place, error.message)
        self.missing = Path(error.missing)
        self.changed = error.changed
        self.file = absolute(error.file, folder or Path())

    def found_at(self, path: Path) -> FileReference:
        """What to load the document with instead, where the file is at `path` now. Raises DataError."""
        if self.file.labels and self.missing.resolve() == Path(self.file.labels):
            return relocated(self.file, Path(self.file.path), path)
        return relocated(self.file, path)

    def is_other(self, found: FileReference) -> bool:
        """Whether what was found is not, to the bit, what the document was made with."""
        return (found.sha256, found.labels_sha256) != (self.file.sha256, self.file.labels_sha256)


def _one_line(text: str) -> str:
    """`text` with what is not printable written as an escape, and cut where it is very long."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:1000])
    return shown if len(text) <= 1000 else shown + "…"


def load(path: Path, file: FileReference | None = None) -> Document:
    """The document in the file at `path`, with its samples in `file` where that is given.

    Raises FileError for anything that is not a fitting document; LostFileError where its samples are not there.
    """
    try:
        raw = _bytes_of(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if isinstance(error, FileNotFoundError):
            reason = "there is no such file: check its name"
        elif isinstance(error, PermissionError):
            reason = "you may not read this file: change its permissions"
        raise FileError(path, "", reason) from None
    return loads(raw, path, path.parent, file)


def _bytes_of(path: Path) -> bytes:
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise OSError("is a folder: choose a document in it")
    if not stat.S_ISREG(found.st_mode):
        raise OSError("is no ordinary file: choose a document")
    if found.st_size <= MAX_BYTES:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) <= MAX_BYTES:
            return raw
    raise OSError(f"is larger than {MAX_BYTES // 2**20} MB: use fewer parameters or samples")


def loads(
    content: str | bytes,
    name: Path | str = "document",
    folder: Path | None = None,
    file: FileReference | None = None,
) -> Document:
    """The document in `content`; `name` stands for the file in messages. Raises FileError as `load` does.

    Relative paths of its samples start at `folder`; without one they stay relative.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        document = read_document(raw, folder, file)
    except MissingDataError as error:
        raise LostFileError(name, folder, error) from None
    except (ReadError, DocumentError) as error:
        raise FileError(name, error.place, error.message) from None
    return document if folder is None else _with_file(document, lambda file: absolute(file, folder))


def _with_file(document: Document, change: Callable[[FileReference], FileReference]) -> Document:
    file = document.source.file
    return document if file is None else replace(document, source=replace(document.source, file=change(file)))


def dumps(document: Document) -> str:
    """The text that `save` writes; `loads` gives an equal document back. Raises DocumentError where it cannot."""
    return write_document(document)


def save(document: Document, path: Path) -> None:
    """Write `document` to `path`, whole or not at all. Raises FileError; the old file is then as it was."""
    try:
        raw = dumps(_with_file(document, lambda file: relative_to(file, path.parent))).encode("utf-8")
        if len(raw) > MAX_BYTES:
            raise FileError(path, "", f"not saved, it would be larger than {MAX_BYTES // 2**20} MB: use fewer samples")
        write_atomically(path, raw)
    except DocumentError as error:
        raise FileError(path, error.place, f"not saved, {error.message}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(path, "", reason) from error
