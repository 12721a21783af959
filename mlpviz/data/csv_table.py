"""Text tables: cells as text with their lines, and samples from the columns that are chosen of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.data.csv_rows import DECIMALS, cell_number, check_format, decoded, rows_of
from mlpviz.data.csv_rows import CsvFormat as CsvFormat
from mlpviz.data.csv_sniffer import sniffed as sniffed
from mlpviz.data.errors import DataError
from mlpviz.data.samples import MAX_CLASSES, MAX_SAMPLES, Samples, make_samples
from mlpviz.nn.network import Array

_MAX_CELLS = 10_000_000
_FEW = 26
"""A column of whole numbers seems to hold classes where it has so many of them at most, each twice or more."""


@dataclass(frozen=True)
class Table:
    """Cells as text, one tuple a row, all of one length; `lines` says on which line of the file each row begins."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    decimal: str = "."

    @property
    def columns(self) -> int:
        return len(self.names)

    def numeric(self, column: int) -> bool:
        """Whether every cell of the column is a finite number."""
        return all(cell_number(row[column], self.decimal) is not None for row in self.rows)

    def empty(self, column: int) -> bool:
        """Whether no cell of the column has anything in it."""
        return not any(row[column] for row in self.rows)

    def place(self, row: int, column: int) -> str:
        return f"line {self.lines[row]}, column {column + 1} ({self.names[column]})"


def read_table(raw: bytes, format: CsvFormat) -> Table:
    """The cells of a file. Blank lines, and rows of empty cells, are passed over.

    Raises DataError, with line and remedy, where the file is too large, is not text of this encoding, is empty, has
    rows of different lengths, or breaks off within quotes.
    """
    check_format(format)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, cells in rows_of(decoded(raw, format.encoding), format.delimiter):
        if rows and len(cells) != len(rows[0]):
            raise DataError(
                f"line {line}",
                f"has {_cells(len(cells))} where line {lines[0]} has {len(rows[0])}: "
                "give every row the same number, or choose another delimiter",
            )
        if len(rows) >= min(MAX_SAMPLES + format.header, _MAX_CELLS // len(cells)):
            raise DataError(
                f"line {line}",
                f"is more than fits: keep at most {MAX_SAMPLES:,} rows of samples, and {_MAX_CELLS:,} cells in all",
            )
        rows.append(tuple(cells))
        lines.append(line)
    if len(rows) <= format.header:
        what = "there is a header and no row below it" if rows else "there is nothing in this file"
        raise DataError("", f"{what}: choose a file with a row for each sample")
    names = _names(rows.pop(0)) if format.header else _numbered(len(rows[0]))
    return Table(names, tuple(rows), tuple(lines[format.header :]), format.decimal)


@dataclass(frozen=True)
class Columns:
    """Which columns (from 0) are inputs and targets; `kind` is "classes", of one target column, or "numbers"."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    kind: str


def guessed(table: Table) -> Columns:
    """The last column that is not empty as the target, the others that are mostly numbers as inputs.

    The target is of classes where it is mostly text, or few whole numbers. A cell that is no number among numbers does
    not hide its column: it is named when samples are made. Raises DataError where no input is left.
    """
    used = [column for column in range(table.columns) if not table.empty(column)]
    target = used[-1]
    inputs = tuple(column for column in used[:-1] if 2 * len(_found(table, column)) >= len(table.rows))
    if not inputs:
        raise DataError(
            "", "a table needs a column of numbers for an input and one for the target: is the delimiter right?"
        )
    return Columns(inputs, (target,), "classes" if _seems_classes(table, target) else "numbers")


def samples_of(table: Table, columns: Columns) -> Samples:
    """Samples from the columns that are chosen; the labels of classes, sorted, become class numbers.

    Raises DataError with line, column and remedy where a cell is no number or a label is missing, or where the columns
    do not fit the table.
    """
    check_columns(columns, table.columns)
    names = tuple(table.names[column] for column in columns.inputs)
    for index, name in enumerate(names):
        if name in names[:index]:
            raise DataError(
                f"column {columns.inputs[index] + 1}",
                f"is a second input called {name!r}: rename one, or leave one out",
            )
    inputs = _numbers(table, columns.inputs)
    if columns.kind == "numbers":
        return make_samples(inputs, _numbers(table, columns.targets), names)
    targets, classes = _classes(table, columns.targets[0])
    return make_samples(inputs, targets, names, classes)


def check_columns(columns: Columns, count: int) -> None:
    """Raise DataError unless the columns are different ones of a table with `count` of them, some on each side."""
    if columns.kind not in ("classes", "numbers"):
        raise DataError("kind", f"must be 'classes' or 'numbers', not {columns.kind!r}")
    if not columns.inputs or not columns.targets:
        raise DataError("columns", "choose at least one input and one target")
    if columns.kind == "classes" and len(columns.targets) > 1:
        raise DataError("columns", "classes stand in one column: choose one target, or targets that are numbers")
    chosen = (*columns.inputs, *columns.targets)
    for index, column in enumerate(chosen):
        if not 0 <= column < count:
            raise DataError("columns", f"the table has no column {column + 1}: choose among its {count}")
        if column in chosen[:index]:
            raise DataError(f"column {column + 1}", "is chosen twice: it can be one input or one target")


def _numbers(table: Table, columns: tuple[int, ...]) -> Array:
    values = np.empty((len(table.rows), len(columns)))
    for row, cells in enumerate(table.rows):
        for index, column in enumerate(columns):
            value = cell_number(cells[column], table.decimal)
            if value is None:
                raise DataError(table.place(row, column), _no_number(cells[column], table.decimal))
            values[row, index] = value
    return values


def _no_number(text: str, decimal: str) -> str:
    if not text:
        return "is empty: fill it in, or take the row away"
    other = "," if decimal == "." else "."
    shown = repr(text if len(text) <= 20 else text[:19] + "…")
    if cell_number(text, other) is not None:
        return f"{shown} is not a number with a decimal {DECIMALS[decimal]}: choose a decimal {DECIMALS[other]}"
    return f"{shown} is not a finite number: correct it, or take the row or the column away"


def _classes(table: Table, column: int) -> tuple[Array, tuple[str, ...]]:
    """Class numbers of shape (n, 1), and the labels by number: sorted by value where all are numbers, else as text."""
    numbers = _found(table, column)
    cells = [cells[column] for cells in table.rows]
    if "" in cells:
        raise DataError(table.place(cells.index(""), column), "has no label: fill it in, or take the row away")
    if len(numbers) == len(cells):
        labels = [str(int(value)) if value.is_integer() else repr(value) for value in numbers]
        classes = sorted(set(labels), key=float)
    else:
        labels = cells
        classes = sorted(set(cells))
    place = f"column {column + 1} ({table.names[column]})"
    if len(classes) == 1:
        raise DataError(place, f"has one label only, {classes[0]!r}: classes are two or more")
    if len(classes) > MAX_CLASSES:
        raise DataError(place, f"has {len(classes):,} labels, and the limit is {MAX_CLASSES:,}: choose another column")
    number_of = {label: number for number, label in enumerate(classes)}
    return np.array([[float(number_of[label])] for label in labels]), tuple(classes)


def _found(table: Table, column: int) -> list[float]:
    """The numbers in a column, its other cells left out."""
    values = (cell_number(cells[column], table.decimal) for cells in table.rows)
    return [value for value in values if value is not None]


def _seems_classes(table: Table, column: int) -> bool:
    numbers, count = _found(table, column), len(table.rows)
    different = len({cells[column] for cells in table.rows})
    few = 2 <= different <= min(_FEW, count // 2) and all(map(float.is_integer, numbers))
    return few or 2 * len(numbers) < count


def _names(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) or f"column {index}" for index, name in enumerate(header, start=1))


def _numbered(columns: int) -> tuple[str, ...]:
    return tuple(f"x{index}" for index in range(1, columns + 1))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
