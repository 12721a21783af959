"""What files would become as samples of a document: first what can be seen in them, then the samples or a problem.

A reader keeps what it has read, so that a change of one choice costs no more than it must. It is used by one thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.data_edits import take_samples
from mlpviz.core.document import Document, DocumentError, check_document
from mlpviz.data import csv_rows, idx
from mlpviz.data.csv_rows import decoded, rows_of
from mlpviz.data.csv_table import Columns, CsvFormat, Table, guessed, read_table, samples_of, sniffed
from mlpviz.data.errors import DataError
from mlpviz.data.files import FileReference, checksum, read_bytes
from mlpviz.data.idx import idx_samples, read_idx
from mlpviz.data.samples import Samples, split

_CELL = re.compile(r"line (\d+)(?:, column (\d+))?")
_ROWS = 100  # of a table that are looked at
_CHARACTERS = 250_000
_PICTURES = 60


@dataclass(frozen=True)
class Sheet:
    """The first rows of a table, as long as each is, with their lines in the file; and how it is read.

    columns: None as long as they are not known.
    """

    format: CsvFormat
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    columns: Columns | None = None


@dataclass(frozen=True, eq=False)
class Pictures:
    """The first pictures of a file, shape (n, height, width), and how many there are."""

    pixels: NDArray[np.float64]
    count: int


@dataclass(frozen=True, eq=False)
class Import:
    """Samples for a document: `document` is what it would become with them."""

    samples: Samples
    file: FileReference
    document: Document

    def into(self, document: Document, kept: bool) -> Document:
        """The document with these samples, `kept` by value or by reference to the file."""
        return take_samples(document, self.samples, None if kept else self.file)


@dataclass(frozen=True)
class Problem:
    """Why there are no samples: where, what, and what to do."""

    place: str
    message: str

    @property
    def cell(self) -> tuple[int, int | None] | None:
        """The line, and the column from 0, where that is what the place says."""
        found = _CELL.match(self.place)
        return found and (int(found[1]), int(found[2]) - 1 if found[2] else None)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


Result = Sheet | Pictures | Import | Problem


@dataclass(frozen=True)
class TableWish:
    """How a text table is to be read; None: as it seems to be."""

    path: Path
    format: CsvFormat | None = None
    columns: Columns | None = None
    test: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class PicturesWish:
    """How IDX files are to be read; see FileReference."""

    images: Path
    labels: Path
    limit: int = 0
    divisor: float = 1.0
    test: float = 0.0
    seed: int = 0


T = TypeVar("T")


class _Last(Generic[T]):
    """The last value that was computed, and what it was computed from."""

    def __init__(self) -> None:
        self._key: object = None
        self._value: list[T] = []

    def of(self, key: object, compute: Callable[[], T]) -> T:
        if not self._value or key != self._key:
            self._value = [compute()]
            self._key = key
        return self._value[0]


class TableReader:
    """Reads a text table again and again as it is asked for."""

    def __init__(self) -> None:
        self._bytes: _Last[tuple[bytes, str]] = _Last()
        self._sniffed: _Last[CsvFormat] = _Last()
        self._table: _Last[Table] = _Last()
        self._guess: _Last[Columns] = _Last()
        self._samples: _Last[Samples] = _Last()

    def read(self, wish: TableWish, document: Document) -> Iterator[Result]:
        """The sheet, the sheet with its columns, and the import; a problem ends it."""
        yield from _told(lambda: self._read(wish, document))

    def _read(self, wish: TableWish, document: Document) -> Iterator[Result]:
        raw, digits = self._bytes.of(wish.path, lambda: _read(wish.path, csv_rows.MAX_BYTES))
        format = wish.format or self._sniffed.of(digits, lambda: sniffed(raw))
        sheet = _sheet(raw, format)
        yield sheet
        table = self._table.of((digits, format), lambda: read_table(raw, format))
        columns = wish.columns or self._guess.of((digits, format), lambda: guessed(table))
        yield replace(sheet, columns=columns)
        found = self._samples.of((digits, format, columns), lambda: samples_of(table, columns))
        samples = split(found, wish.test, wish.seed)
        path = wish.path.resolve().as_posix()
        yield _import(
            samples,
            FileReference(path, digits, "csv", format=format, columns=columns, test=wish.test, seed=wish.seed),
            document,
        )


class PicturesReader:
    """Reads IDX images and labels again and again as they are asked for."""

    def __init__(self) -> None:
        self._images: _Last[tuple[bytes, str]] = _Last()
        self._labels: _Last[tuple[bytes, str]] = _Last()
        self._samples: _Last[Samples] = _Last()

    def read(self, wish: PicturesWish, document: Document) -> Iterator[Result]:
        """The first pictures, and the import; a problem ends it."""
        yield from _told(lambda: self._read(wish, document))

    def _read(self, wish: PicturesWish, document: Document) -> Iterator[Result]:
        images, digits = self._images.of(wish.images, lambda: _read(wish.images, idx.MAX_BYTES))
        pixels = read_idx(images)
        if pixels.ndim == 3:
            yield Pictures(pixels[:_PICTURES].astype(np.float64), len(pixels))
        labels, label_digits = self._labels.of(wish.labels, lambda: _read(wish.labels, idx.MAX_BYTES))
        key = (digits, label_digits, wish.limit, wish.divisor)
        samples = self._samples.of(key, lambda: idx_samples(images, labels, wish.limit or None, wish.divisor))
        file = FileReference(
            wish.images.resolve().as_posix(), digits, "idx", wish.labels.resolve().as_posix(), label_digits,
            limit=wish.limit, divisor=wish.divisor, test=wish.test, seed=wish.seed,
        )  # fmt: skip
        yield _import(split(samples, wish.test, wish.seed), file, document)


def labels_beside(images: Path) -> Path | None:
    """The file of labels that lies beside images under the usual name, packed or not; None where there is none."""
    wanted = _usual_labels(images)
    packed, plain = images.with_name(f"{wanted}.gz"), images.with_name(wanted)
    order = (packed, plain) if images.suffix == ".gz" else (plain, packed)
    return next((path for path in order if path != images and path.is_file()), None)


def belong_together(images: Path, labels: Path) -> bool:
    """Whether two files are images and their own labels by their names; so are names that do not say it."""
    named = "images" in images.name and "labels" in labels.name
    return not named or _usual_labels(images) == labels.name.removesuffix(".gz")


def _usual_labels(images: Path) -> str:
    return images.name.removesuffix(".gz").replace("images", "labels").replace("idx3", "idx1")


def _read(path: Path, limit: int) -> tuple[bytes, str]:
    raw = read_bytes(path, limit)
    return raw, checksum(raw)


def _sheet(raw: bytes, format: CsvFormat) -> Sheet:
    """The first rows, also of a table that is broken further down."""
    csv_rows.check_format(format)
    text = decoded(raw, format.encoding)
    if len(text) > _CHARACTERS:
        text = text[: text.rfind("\n", 0, _CHARACTERS) + 1] or text[:_CHARACTERS]
    found: list[tuple[int, list[str]]] = []
    with suppress(DataError):  # a row that is broken: what stands above it is shown
        for row in islice(rows_of(text, format.delimiter), _ROWS + 1):
            found.append(row)
    first = found.pop(0)[1] if format.header and found else []
    width = max((len(cells) for _, cells in found), default=len(first))
    names = [*first, *[""] * width][: max(width, len(first))]
    shown = tuple(name or (f"column {i}" if format.header else f"x{i}") for i, name in enumerate(names, start=1))
    return Sheet(format, shown, tuple(tuple(cells) for _, cells in found), tuple(line for line, _ in found))


def _import(samples: Samples, file: FileReference, document: Document) -> Import:
    made = take_samples(document, samples, file)
    check_document(made)
    return Import(samples, file, made)


def _told(results: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """The results, and what went wrong as the last one."""
    try:
        yield from results()
    except (DataError, DocumentError) as error:
        yield Problem(error.place, error.message)
