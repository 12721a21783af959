"""What format a text table seems to have, from its first rows."""

from __future__ import annotations

import codecs
from collections import Counter
from itertools import islice

from mlpviz.data.csv_rows import DECIMALS, DELIMITERS, MAX_BYTES, CsvFormat, cell_number, decoded, rows_of
from mlpviz.data.errors import DataError

_ROWS = 64
_CHARACTERS = 250_000


def sniffed(raw: bytes) -> CsvFormat:
    """The format that the file seems to have. Raises DataError where it is too large or no text."""
    encoding = _encoding(raw)
    text = decoded(raw, encoding)[:_CHARACTERS]
    best, best_score = CsvFormat(header=False, encoding=encoding), (0.0, 0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = [cells for _, cells in islice(rows_of(text, delimiter), _ROWS)]
        except DataError:
            continue
        for decimal in DECIMALS:
            score = _fit(rows, decimal)
            if decimal != delimiter and score > best_score:
                best, best_score = CsvFormat(delimiter, decimal, _has_header(rows, decimal), encoding), score
    return best


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw[:MAX_BYTES].decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _fit(rows: list[list[str]], decimal: str) -> tuple[float, float, int]:
    """How well a delimiter fits, the weightiest first: the share of rows of the most frequent length times that of
    numbers among the cells, the former share, cells a row; nothing where it parts no row.
    """
    if not rows:
        return 0.0, 0.0, 0
    width, frequency = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0, 0.0, 0
    cells = [cell for row in rows for cell in row]
    numbers = sum(cell_number(cell, decimal) is not None for cell in cells)
    alike = frequency / len(rows)
    return alike * numbers / len(cells), alike, width


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """Whether the first row is names: no cell of it is a number, and in a later row one is."""

    def any_number(row: list[str]) -> bool:
        return any(cell_number(cell, decimal) is not None for cell in row)

    return not any_number(rows[0]) and any(map(any_number, rows[1:]))
