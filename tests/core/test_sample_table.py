"""Samples as a table: its cells, their edits, and pasted text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core import data_edits, edits
from mlpviz.core.document import Document, DocumentError, check_document
from mlpviz.core.examples import find
from mlpviz.core.sample_table import all_samples, put_cells, remove_rows, set_cell, table_of
from mlpviz.data.recipe import Recipe, generate
from mlpviz.data.to_csv import csv_text


def document(name: str = "moons", **changes: object) -> Document:
    recipe = replace(Recipe(name, 12, 0.1, 3, 0.25), **changes)  # type: ignore[arg-type]
    return data_edits.set_recipe(find("xor-sigmoid").document(), recipe)


def rows(of: Document) -> list[list[str]]:
    table = table_of(of, of.data)
    return [[table.text(row, column) for column in range(len(table.heads.names))] for row in range(table.rows)]


@pytest.mark.parametrize(("name", "classes"), [("moons", 0), ("blobs", 4), ("iris", 0)])
def test_classes_are_told_by_name(name: str, classes: int) -> None:
    samples = generate(Recipe(name, 12, 0.1 if name != "iris" else 0.0, 3, 0.25, classes))
    made = document(name, classes=classes, noise=0.1 if name != "iris" else 0.0)
    table = table_of(made, made.data)
    assert table.heads.names == (*samples.names, "class") and table.heads.classes == samples.classes
    assert [line[-1] for line in rows(made)] == [samples.classes[int(n)] for n in samples.targets[: table.rows, 0]]
    assert made.test is not None
    assert table_of(made, made.test).rows == samples.held_out


def test_numbers_as_targets_and_hand_made_classes() -> None:
    assert table_of(document("sine"), document("sine").data).heads.names == ("x", "target")
    hand_made = find("softmax-label").document()
    assert table_of(hand_made, hand_made.data).heads.targets == ("target 1", "target 2", "target 3")
    blobs = document("blobs", classes=4)
    nameless = replace(blobs, source=replace(blobs.source.by_value(), classes=()))
    assert table_of(nameless, nameless.data).heads.targets == ("class number",)
    assert set_cell(nameless, 0, 2, 3.0).data.targets[0, 0] == 3.0


def test_what_the_table_shows_are_the_raw_inputs() -> None:
    plain = document()
    made = data_edits.standardise(data_edits.set_features(plain, ("x1", "x2", "x1^2")), True)
    assert rows(made) == rows(plain)
    changed = set_cell(made, 0, 0, 0.5)
    assert changed.data.points[0, 0] == 0.5 and changed.data.inputs.shape[1] == 3
    check_document(changed)


def test_a_cell_is_set_and_the_rest_keeps_its_bits() -> None:
    before = document()
    after = set_cell(set_cell(before, 2, 1, -0.0), 0, 2, 1 - table_of(before, before.data).value(0, 2))
    assert rows(after)[2][1] == "-0" and rows(after)[0][2] != rows(before)[0][2]
    assert rows(after)[3:] == rows(before)[3:] and after.test is before.test
    assert after.source.kept and after.source.classes == before.source.classes
    assert set_cell(after, 2, 1, -0.0) is after


@pytest.mark.parametrize("name", ["moons", "blobs", "sine"])
def test_what_is_copied_can_be_pasted(name: str) -> None:
    before = document(name, classes=3 if name == "blobs" else 0)
    cells = rows(before)
    count = len(cells)
    swapped = put_cells(before, 0, 0, [cells[1], cells[0]])
    assert rows(swapped) == [cells[1], cells[0], *cells[2:]]
    longer = put_cells(before, count - 1, 0, cells[:3])
    assert rows(longer) == [*cells[:-1], *cells[:3]]
    check_document(longer)


def test_a_decimal_comma_and_a_real_minus_sign_are_numbers() -> None:
    changed = put_cells(document(), 1, 0, [["−0,5", "2.5"]])
    assert rows(changed)[1][:2] == ["-0.5", "2.5"]


@pytest.mark.parametrize(
    ("row", "column", "cells", "place", "words"),
    [
        (1, 0, [["0", "x", "upper"]], "row 2, x2", "'x' is not a finite number"),
        (1, 0, [["0", "1"], ["0", "inf"]], "row 3, x2", "not a finite number"),
        (0, 2, [["sideways"]], "row 1, class", "'sideways' is no class: there are "),
        (0, 1, [["0", "upper", "1"]], "row 1", "3 cells from column 2 on do not fit: there are 3 columns"),
        (8, 1, [["0"], ["1"]], "row 10", "a new sample needs all 3 cells"),
        (8, 0, [["0"], ["1"]], "row 10", "a new sample needs all 3 cells"),
    ],
)
def test_what_cannot_be_pasted_says_where(
    row: int, column: int, cells: list[list[str]], place: str, words: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        put_cells(document(), row, column, cells)
    assert caught.value.place == place and words in caught.value.message


def test_rows_are_removed_but_for_the_last_one() -> None:
    before = document()
    kept = remove_rows(before, [0, 2, 2])
    assert rows(kept) == [line for index, line in enumerate(rows(before)) if index not in (0, 2)]
    assert remove_rows(before, []) is before
    with pytest.raises(DocumentError, match="at least one sample"):
        remove_rows(before, range(before.data.samples))


def test_added_samples_can_be_set() -> None:
    before = document()
    after = edits.add_sample(before, 3)
    assert rows(after)[4] == rows(before)[3]


@pytest.mark.parametrize(("name", "classes"), [("moons", 0), ("blobs", 4), ("sine", 0)])
def test_all_samples_are_those_of_the_recipe(name: str, classes: int) -> None:
    samples = generate(Recipe(name, 12, 0.1, 3, 0.25, classes))
    assert all_samples(document(name, classes=classes)) == samples
    assert csv_text(all_samples(document(name, classes=classes, test=0.0))).count("\n") == samples.count + 1


def test_signs_are_classes_too() -> None:
    signs = edits.set_output(document(), "tanh", "half_squared_error")
    signs = data_edits.set_recipe(signs, Recipe("circles", 12, 0.0))
    assert np.unique(signs.data.targets).tolist() == [-1.0, 1.0]
    flipped = set_cell(signs, 0, 2, 1 - table_of(signs, signs.data).value(0, 2))
    assert flipped.data.targets[0, 0] == -signs.data.targets[0, 0]
