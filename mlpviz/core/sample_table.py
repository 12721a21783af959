"""Samples as the rows of a table: raw inputs, then the class or the targets. What its cells hold, and edits of them.

Rows and columns from 0. Edits are functions Document → Document, for Store.edit; each raises DocumentError, with the
remedy, where its value does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.core import data_edits
from mlpviz.core.classes import class_names, class_numbers_of, target_row
from mlpviz.core.document import MAX_SAMPLES, Data, Document, DocumentError
from mlpviz.data.csv_rows import cell_number
from mlpviz.data.samples import Samples, make_samples
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array


@dataclass(frozen=True)
class Heads:
    """What the columns are called. Where there are `classes`, the only target is one of these, by name."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.inputs, *self.targets)

    def is_class(self, column: int) -> bool:
        return bool(self.classes) and column == len(self.inputs)


@dataclass(frozen=True, eq=False)
class SampleTable:
    """Some samples of a document, to be looked at: cell by cell, or many as text."""

    heads: Heads
    points: Array
    targets: Array
    numbers: NDArray[np.intp] | None
    """The class of each sample, where they have names."""

    @property
    def rows(self) -> int:
        return int(self.points.shape[0])

    def value(self, row: int, column: int) -> float:
        """The number in a cell; of a class its number."""
        inputs = len(self.heads.inputs)
        if column < inputs:
            return float(self.points[row, column])
        return float(self.targets[row, column - inputs] if self.numbers is None else self.numbers[row])

    def text(self, row: int, column: int) -> str:
        """A cell in full: the shortest digits that give the same number, or the name of the class."""
        value = self.value(row, column)
        return self.heads.classes[int(value)] if self.heads.is_class(column) else repr(value).removesuffix(".0")

    def samples(self, held_out: int = 0) -> Samples:
        """The same as samples, the last so many held out."""
        targets = self.targets if self.numbers is None else self.numbers[:, None]
        made = make_samples(self.points, targets, self.heads.inputs, self.heads.classes)
        return Samples(made.inputs, made.targets, made.names, made.classes, held_out)


def table_of(document: Document, data: Data) -> SampleTable:
    """The table of `data`, which are the samples of the document to train on, or those held out."""
    inputs = document.source.raw_names(data.points.shape[1])
    numbers = class_numbers_of(document, data) if document.source.classes else None
    if numbers is not None:
        heads = Heads(inputs, ("class",), class_names(document))
    else:
        heads = Heads(inputs, _target_names(document, data.targets.shape[1]))
    return SampleTable(heads, data.points, data.targets, numbers)


def _target_names(document: Document, width: int) -> tuple[str, ...]:
    if width > 1:
        return tuple(f"target {index}" for index in range(1, width + 1))
    return ("class number",) if LOSSES[document.loss].classes and document.network.outputs > 1 else ("target",)


def all_samples(document: Document) -> Samples:
    """Every sample of the document, raw; those held out last."""
    if document.test is None:
        return table_of(document, document.data).samples()
    both = (document.data, document.test)
    points, targets = (np.concatenate(parts) for parts in zip(*((d.points, d.targets) for d in both), strict=True))
    return table_of(document, Data(points, targets)).samples(document.test.samples)


def set_cell(document: Document, row: int, column: int, value: float) -> Document:
    """Another number in a cell of the samples to train on; of a class its number."""
    table = table_of(document, document.data)
    if repr(table.value(row, column)) == repr(float(value)):  # −0.0 is another number than 0.0
        return document
    if table.heads.is_class(column):
        return data_edits.set_point_class(document, row, int(value))
    points, targets = table.points.copy(), table.targets.copy()
    _put(points, targets, row, column, value)
    return document.with_data(points, targets)


def put_cells(document: Document, row: int, column: int, cells: Sequence[Sequence[str]]) -> Document:
    """Text in the cells from there on, down and to the right; rows after the last one are new samples."""
    table = table_of(document, document.data)
    more = row + len(cells) - table.rows
    _check_room(table, row, column, cells)
    points, targets = table.points, table.targets
    if more > 0:
        points = np.concatenate([points, np.zeros((more, points.shape[1]))])
        targets = np.concatenate([targets, np.zeros((more, targets.shape[1]))])
    points, targets = points.copy(), targets.copy()
    for down, line in enumerate(cells, start=row):
        for across, text in enumerate(line, start=column):
            where = f"row {down + 1}, {table.heads.names[across]}"
            if table.heads.is_class(across):
                targets[down] = target_row(document, _class(text, table.heads.classes, where))
            else:
                _put(points, targets, down, across, _number(text, where))
    return document.with_data(points, targets)


def _check_room(table: SampleTable, row: int, column: int, cells: Sequence[Sequence[str]]) -> None:
    """Raise DocumentError unless the cells fit to the right, and whole samples stand below the last one."""
    width = len(table.heads.names)
    for down, line in enumerate(cells, start=row):
        if column + len(line) > width:
            raise DocumentError(
                f"row {down + 1}",
                f"{len(line)} cells from column {column + 1} on do not fit: there are {width} columns",
            )
        if down >= table.rows and (column or len(line) < width):
            raise DocumentError(
                f"row {down + 1}", f"a new sample needs all {width} cells: paste whole rows below the last"
            )
    if row + len(cells) > MAX_SAMPLES:
        raise DocumentError("data", f"a document has at most {MAX_SAMPLES:,} samples: paste fewer")


def _put(points: Array, targets: Array, row: int, column: int, value: float) -> None:
    inputs = points.shape[1]
    if column < inputs:
        points[row, column] = value
    else:
        targets[row, column - inputs] = value


def _number(text: str, where: str) -> float:
    value = cell_number(text, ".")
    if value is None:
        value = cell_number(text, ",")
    if value is None:
        raise DocumentError(where, f"{_short(text)} is not a finite number: correct it and paste again")
    return value


def _class(text: str, classes: tuple[str, ...], where: str) -> int:
    if text not in classes:
        raise DocumentError(where, f"{_short(text)} is no class: there are {', '.join(classes[:8])}")
    return classes.index(text)


def _short(text: str) -> str:
    return repr(text if len(text) <= 20 else text[:19] + "…")


def remove_rows(document: Document, rows: Sequence[int]) -> Document:
    """The samples to train on without those in these rows; one stays at least."""
    data = document.data
    if len(set(rows)) >= data.samples:
        raise DocumentError("data", "a document keeps at least one sample")
    if not rows:
        return document
    wanted = list(rows)
    return document.with_data(np.delete(data.points, wanted, axis=0), np.delete(data.targets, wanted, axis=0))
