"""A text table taken apart: its encoding, delimiter and decimal mark, and its rows with their lines.

The csv module takes the lines apart; every size is bounded before memory is spent on it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

from mlpviz.data.errors import DataError

MAX_BYTES = 64 * 2**20
MAX_COLUMNS = 4096
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
DECIMALS = {".": "point", ",": "comma"}
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "latin-1": "Latin-1"}

_MAX_LINE = 1_000_000
_MAX_LINES = 1_000_000  # ten for each row there may be


@dataclass(frozen=True)
class CsvFormat:
    """How a table is written: keys of DELIMITERS, DECIMALS and ENCODINGS; whether the first row holds names.

    UTF-8 may begin with a byte order mark.
    """

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    encoding: str = "utf-8"


def check_format(format: CsvFormat) -> None:
    """Raise DataError where a part of the format is none that there is."""
    for field, value, known in (
        ("delimiter", format.delimiter, DELIMITERS),
        ("decimal", format.decimal, DECIMALS),
        ("encoding", format.encoding, ENCODINGS),
    ):
        if value not in known:
            raise DataError(field, f"must be one of {', '.join(map(repr, known))}, not {value!r}")
    if format.delimiter == format.decimal:
        raise DataError("decimal", "cannot be the delimiter too: choose a decimal point")


def cell_number(text: str, decimal: str) -> float | None:
    """The finite number that a cell stands for, or None. A real minus sign is one too; digits stand in no groups."""
    text = text.replace("−", "-")
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def decoded(raw: bytes, encoding: str) -> str:
    """The text of a file. Raises DataError where it is too large, holds a NUL, or is not of this encoding."""
    if len(raw) >= MAX_BYTES:
        raise DataError("", f"the file has {len(raw) // 2**20} MB, and the limit is 64: keep a part of its rows")
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start + 1}", f"is not {encoding}: choose another encoding") from None
    if "\0" in text:
        at = text.index("\0")
        line = text.count("\n", 0, at) + 1
        raise DataError(f"line {line}", "holds a NUL, so this is no text: save the table as CSV in UTF-8")
    return text


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that has something in it, cells stripped, with the line on which it begins (from 1)."""
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    begins = 1
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(f"line {begins}", _reason(str(error))) from None
        if len(cells) > MAX_COLUMNS:
            raise DataError(f"line {begins}", f"has {len(cells):,} cells, and the limit is {MAX_COLUMNS:,}")
        if any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    """The lines as they end in \\n, \\r\\n or \\r alone; one that is far too long, or one too many, is refused."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > _MAX_LINE:
            raise DataError(f"line {number}", "is longer than a million characters: is this a table of text?")
        if number > _MAX_LINES:
            raise DataError(f"line {number}", f"is more than fits: keep at most {_MAX_LINES:,} lines")
        yield line


def _reason(message: str) -> str:
    """What the csv module's message means to who reads it."""
    if "field larger than" in message or "unexpected end" in message:
        return "a quote opens here and is never closed: close it or take it away"
    return 'text follows a closing quote: write "" for a quote within quotes'
