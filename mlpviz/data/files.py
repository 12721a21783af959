"""Samples in files that a document refers to: where they are, how they are read, and a checksum that tells changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from mlpviz.data import csv_rows, idx
from mlpviz.data.csv_rows import MAX_COLUMNS, CsvFormat, check_format
from mlpviz.data.csv_table import Columns, check_columns, read_table, samples_of
from mlpviz.data.errors import DataError, MissingError
from mlpviz.data.idx import idx_samples
from mlpviz.data.samples import Samples, check_share, split

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FileReference:
    """A text table (kind "csv", with `format` and `columns`), or IDX images (kind "idx") with their `labels`.

    path, labels: absolute, or relative to the folder of the document, with / between folders.
    sha256, labels_sha256: of the bytes of the files, in hexadecimal.
    limit: how many of the first samples of IDX are taken, 0 for all; their pixels are divided by `divisor`.
    test: the share that is held out, shuffled by `seed`.
    """

    path: str
    sha256: str
    kind: str
    labels: str = ""
    labels_sha256: str = ""
    format: CsvFormat | None = None
    columns: Columns | None = None
    limit: int = 0
    divisor: float = 1.0
    test: float = 0.0
    seed: int = 0


def reference_for_csv(
    path: Path, format: CsvFormat, columns: Columns, *, test: float = 0.0, seed: int = 0, folder: Path | None = None
) -> FileReference:
    """A reference to the table as it is now, relative where it lies in or below `folder`. Raises DataError."""
    found = checksum(read_bytes(path, csv_rows.MAX_BYTES))
    return FileReference(_written(path, folder), found, "csv", format=format, columns=columns, test=test, seed=seed)


def reference_for_idx(
    images: Path,
    labels: Path,
    *,
    limit: int = 0,
    divisor: float = 1.0,
    test: float = 0.0,
    seed: int = 0,
    folder: Path | None = None,
) -> FileReference:
    """A reference to the two files as they are now, relative where they lie in or below `folder`. Raises DataError."""
    sums = [checksum(read_bytes(path, idx.MAX_BYTES)) for path in (images, labels)]
    return FileReference(
        _written(images, folder), sums[0], "idx", _written(labels, folder), sums[1],
        limit=limit, divisor=divisor, test=test, seed=seed,
    )  # fmt: skip


def relocated(
    reference: FileReference, path: Path, labels: Path | None = None, folder: Path | None = None
) -> FileReference:
    """The same reference to files that are elsewhere now, or have changed: with their present checksums.

    Raises DataError where they cannot be read; whether they still fit is seen when they are loaded.
    """
    limit = _limit(reference)
    found = replace(reference, path=_written(path, folder), sha256=checksum(read_bytes(path, limit)))
    if labels is None:
        return found
    return replace(found, labels=_written(labels, folder), labels_sha256=checksum(read_bytes(labels, limit)))


def load_reference(reference: FileReference, folder: Path | None) -> Samples:
    """The samples; relative paths start at `folder`, that of the document, or else at the current one.

    Raises MissingError where a file is not there or has changed; DataError where it, or the reference, does not fit.
    """
    check_reference(reference)
    raw = _unchanged(reference.path, reference.sha256, folder, _limit(reference))
    if reference.kind == "idx":
        labels = _unchanged(reference.labels, reference.labels_sha256, folder, _limit(reference))
        samples = idx_samples(raw, labels, reference.limit or None, reference.divisor)
    else:
        assert reference.format is not None and reference.columns is not None
        samples = samples_of(read_table(raw, reference.format), reference.columns)
    return split(samples, reference.test, reference.seed)


def check_reference(reference: FileReference) -> None:
    """Raise DataError at the first field that does not fit, whatever the files hold."""
    is_csv = reference.kind == "csv"
    if not is_csv and reference.kind != "idx":
        raise DataError("kind", f"must be 'csv' or 'idx', not {reference.kind!r}")
    if not reference.path or "\0" in reference.path + reference.labels:
        raise DataError("path", "is empty or no name of a file: choose a file")
    if is_csv:
        if reference.format is None or reference.columns is None:
            raise DataError("format", "and columns are needed for a table: choose the file again")
        check_format(reference.format)
        check_columns(reference.columns, MAX_COLUMNS)
    if not is_csv and not reference.labels:
        raise DataError("labels", "are needed beside the images: choose the file that holds them")
    for field, digits in (("sha256", reference.sha256), ("labels_sha256", reference.labels_sha256)):
        needed = field == "sha256" or not is_csv
        if needed and not _SHA256.fullmatch(digits):
            raise DataError(field, "must be 64 hexadecimal digits: choose the file again")
    if reference.limit < 0:
        raise DataError("limit", "must be 0, for all samples, or more")
    if reference.seed < 0:
        raise DataError("seed", "must be a whole number, 0 or more")
    check_share(reference.test)


def read_bytes(path: Path, limit: int) -> bytes:
    """All of a file of at most `limit` bytes. Raises MissingError where there is none, DataError where it is larger."""
    try:
        if not path.is_file():
            raise MissingError(str(path), "is missing: choose where it is now")
        if path.stat().st_size > limit:
            raise DataError(str(path), f"is larger than {limit // 2**20:,} MB: keep a part of it")
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise MissingError(str(path), f"cannot be read ({error.strerror}): choose where it is now") from None


def _unchanged(path: str, expected: str, folder: Path | None, limit: int) -> bytes:
    place = Path(path) if folder is None else folder / path
    raw = read_bytes(place, limit)
    if checksum(raw) != expected:
        raise MissingError(
            str(place), "has changed since it was chosen: choose it again to take it as it is now", changed=True
        )
    return raw


def _limit(reference: FileReference) -> int:
    return csv_rows.MAX_BYTES if reference.kind == "csv" else idx.MAX_BYTES


def checksum(raw: bytes) -> str:
    """What a reference keeps of the bytes of a file."""
    return hashlib.sha256(raw).hexdigest()


def absolute(reference: FileReference, folder: Path) -> FileReference:
    """The same files with their whole paths; those that are relative start at `folder`."""
    return _with_paths(reference, lambda path: _written(folder / path, None))


def relative_to(reference: FileReference, folder: Path) -> FileReference:
    """The same files, with paths relative to `folder` where they lie in or below it."""
    return _with_paths(reference, lambda path: _written(Path(path), folder))


def _with_paths(reference: FileReference, change: Callable[[str], str]) -> FileReference:
    labels = change(reference.labels) if reference.labels else ""
    return replace(reference, path=change(reference.path), labels=labels)


def _written(path: Path, folder: Path | None) -> str:
    """How a path stands in a document: relative where it lies in or below `folder`, else absolute."""
    path = path.resolve()
    if folder is not None and path.is_relative_to(folder.resolve()):
        path = path.relative_to(folder.resolve())
    return path.as_posix()
