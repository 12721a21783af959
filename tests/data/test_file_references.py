"""Samples in files that a document refers to: found, missing, changed, moved."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from mlpviz.data import csv_rows
from mlpviz.data.csv_table import Columns, CsvFormat
from mlpviz.data.errors import DataError, MissingError
from mlpviz.data.files import load_reference, read_bytes, reference_for_csv, reference_for_idx, relocated
from mlpviz.data.recipe import Recipe, generate
from mlpviz.data.samples import split
from mlpviz.data.to_csv import csv_text
from mlpviz.resources import asset

SAMPLES = generate(Recipe("moons", 20))
COLUMNS = Columns((0, 1), (2,), "classes")
IMAGES, LABELS = asset("data", "digits-images-idx3-ubyte.gz"), asset("data", "digits-labels-idx1-ubyte.gz")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "course" / "moons.csv"
    path.parent.mkdir()
    path.write_text(csv_text(SAMPLES), encoding="utf-8")
    return path


def test_a_table_beside_the_document_moves_with_it(table, tmp_path):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS, folder=tmp_path)
    assert reference.path == "course/moons.csv"
    assert load_reference(reference, tmp_path) == SAMPLES
    shutil.move(table.parent, tmp_path / "elsewhere" / "course")
    assert load_reference(reference, tmp_path / "elsewhere") == SAMPLES


def test_a_table_elsewhere_has_its_whole_path(table, tmp_path):
    for folder in (None, tmp_path / "documents"):
        reference = reference_for_csv(table, CsvFormat(), COLUMNS, folder=folder)
        assert reference.path == table.as_posix()
        assert load_reference(reference, folder) == SAMPLES


def test_samples_of_a_file_are_split(table):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS, test=0.25, seed=3)
    assert load_reference(reference, None) == split(SAMPLES, 0.25, 3)


def test_idx_files(tmp_path):
    reference = reference_for_idx(IMAGES, LABELS, limit=50, divisor=16.0)
    samples = load_reference(reference, None)
    assert samples.count == 50 and samples.inputs.max() == 1.0
    assert load_reference(replace(reference, limit=0), None).count == 1797


def test_a_file_that_is_missing_says_where_it_was(table, tmp_path):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS, folder=tmp_path)
    table.unlink()
    with pytest.raises(MissingError, match="is missing: choose where it is now") as caught:
        load_reference(reference, tmp_path)
    assert caught.value.place == str(tmp_path / "course/moons.csv") and not caught.value.changed
    table.mkdir()
    with pytest.raises(MissingError, match="is missing"):
        load_reference(reference, tmp_path)


def test_a_file_that_has_changed_is_not_taken_in_silence(table):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS)
    table.write_text(table.read_text(encoding="utf-8") + "0,0,1\n", encoding="utf-8")
    with pytest.raises(MissingError, match="has changed since it was chosen") as caught:
        load_reference(reference, None)
    assert caught.value.changed
    assert load_reference(relocated(reference, table), None).count == 21


def test_labels_that_are_missing_or_have_changed(tmp_path):
    images, labels = (tmp_path / path.name for path in (IMAGES, LABELS))
    shutil.copy(IMAGES, images)
    shutil.copy(LABELS, labels)
    reference = reference_for_idx(images, labels, folder=tmp_path)
    assert (reference.path, reference.labels) == (images.name, labels.name)
    labels.write_bytes(images.read_bytes())
    with pytest.raises(MissingError, match=r"labels-idx1.* has changed"):
        load_reference(reference, tmp_path)
    labels.unlink()
    with pytest.raises(MissingError, match=r"labels-idx1.* is missing"):
        load_reference(reference, tmp_path)
    assert load_reference(relocated(reference, images, LABELS, tmp_path), tmp_path).count == 1797


def test_a_file_that_moved_is_the_same_file(table, tmp_path):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS, test=0.5, folder=tmp_path)
    moved = table.rename(tmp_path / "moved.csv")
    found = relocated(reference, moved, folder=tmp_path)
    assert found == replace(reference, path="moved.csv")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "xls"}, "kind: must be 'csv' or 'idx'"),
        ({"path": ""}, "path: is empty"),
        ({"sha256": "abc"}, "sha256: must be 64 hexadecimal digits"),
        ({"sha256": "A" * 64}, "sha256: must be 64"),
        ({"format": None}, "format: and columns are needed"),
        ({"columns": None}, "format: and columns are needed"),
        ({"kind": "idx"}, "labels: are needed"),
        ({"kind": "idx", "labels": "x"}, "labels_sha256: must be 64"),
        ({"limit": -1}, "limit: must be 0"),
        ({"seed": -1}, "seed: must be a whole number"),
        ({"test": 1.0}, "test: the share"),
        ({"format": CsvFormat(delimiter="x")}, "delimiter: must be one of"),
        ({"columns": Columns((0,), (9,), "classes")}, "columns: the table has no column 10"),
    ],
)
def test_a_reference_that_does_not_fit(table, changes, words):
    reference = replace(reference_for_csv(table, CsvFormat(), COLUMNS), **changes)
    with pytest.raises(DataError) as caught:
        load_reference(reference, None)
    assert str(caught.value).startswith(words)


def test_a_reference_that_does_not_fit_is_told_before_the_file_is_looked_for(table):
    reference = reference_for_csv(table, CsvFormat(), COLUMNS)
    table.unlink()
    for changes in ({"format": CsvFormat(decimal=";")}, {"columns": replace(COLUMNS, kind="?")}):
        with pytest.raises(DataError, match="must be") as caught:
            load_reference(replace(reference, **changes), None)
        assert not isinstance(caught.value, MissingError)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(csv_rows.MAX_BYTES + 1)
    with pytest.raises(DataError, match="is larger than 64 MB"):
        read_bytes(path, csv_rows.MAX_BYTES)


def test_a_file_that_may_not_be_read(table, monkeypatch):
    def refused(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(table), "open", refused)
    with pytest.raises(MissingError, match=r"cannot be read \(Permission denied\)"):
        read_bytes(table, 1000)
