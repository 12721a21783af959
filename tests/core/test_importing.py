"""What files would become: their first rows, the samples, or what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mlpviz.core import importing
from mlpviz.core.document import check_document
from mlpviz.core.examples import find
from mlpviz.core.importing import (
    Import,
    Pictures,
    PicturesReader,
    PicturesWish,
    Problem,
    Result,
    Sheet,
    TableReader,
    TableWish,
    belong_together,
    labels_beside,
)
from mlpviz.data.csv_table import Columns, CsvFormat
from mlpviz.data.files import load_reference
from mlpviz.resources import asset

DOCUMENT = find("xor-sigmoid").document()
IRIS = asset("data", "iris.csv")
IMAGES, LABELS = asset("data", "digits-images-idx3-ubyte.gz"), asset("data", "digits-labels-idx1-ubyte.gz")


def results(wish: TableWish) -> list[Result]:
    return list(TableReader().read(wish, DOCUMENT))


def of_text(tmp_path: Path, text: str, **choices: object) -> list[Result]:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return results(TableWish(path, **choices))  # type: ignore[arg-type]


def test_a_table_is_seen_then_understood_then_imported() -> None:
    first, second, last = results(TableWish(IRIS, test=0.2, seed=4))
    assert isinstance(first, Sheet) and isinstance(second, Sheet) and isinstance(last, Import)
    assert first.columns is None and len(first.rows) == 100 and first.lines[:2] == (2, 3)
    assert first.names[-1] == "kind" and second.columns == Columns((0, 1, 2, 3), (4,), "classes")
    assert (last.samples.count, last.samples.held_out) == (150, 30)
    assert load_reference(last.file, None) == last.samples
    for kept in (False, True):
        made = last.into(DOCUMENT, kept)
        check_document(made)
        assert made.source.kept == kept and made.network.outputs == 3
        assert made.data == last.document.data


@pytest.mark.parametrize(
    ("text", "place", "words", "rows"),
    [
        ("a,b\n1,2\n3\n4,5\n", "line 3", "has 1 cell", 3),
        ('a,b\n1,2\n3,"4\n', "line 3", "never closed", 1),
        ("a,b,c\n1,2,x\n1,,y\n", "line 3, column 2 (b)", "is empty: fill it in", 2),
        ("a,b,c\n1,2,x\n3,4,x\n", "column 3 (c)", "has one label only", 2),
        ("a,a,c\n1,2,x\n3,4,y\n", "column 2", "is a second input called 'a'", 2),
        ("x\n1\n2\n", "", "a table needs a column of numbers", 2),
    ],
)
def test_what_is_wrong_comes_after_the_rows_that_can_be_seen(
    text: str, place: str, words: str, rows: int, tmp_path: Path
) -> None:
    *seen, last = of_text(tmp_path, text, format=CsvFormat())
    assert isinstance(last, Problem) and last.place == place and words in last.message
    assert (last.cell is not None) == place.startswith("line")
    assert isinstance(seen[0], Sheet) and len(seen[0].rows) == rows


def test_a_file_that_is_no_text_shows_no_rows(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(b"a,b\n1,\0\n")
    (problem,) = results(TableWish(tmp_path / "table.csv"))
    assert isinstance(problem, Problem) and str(problem).startswith("line 2: holds a NUL")
    (problem,) = results(TableWish(tmp_path / "none.csv"))
    assert isinstance(problem, Problem) and "is missing" in problem.message


def test_a_table_that_does_not_fit_a_network_says_so(tmp_path: Path) -> None:
    columns = 1100
    text = "\n".join(",".join(map(str, range(row, row + columns))) for row in range(3))
    last = of_text(tmp_path, text)[-1]
    assert isinstance(last, Problem) and "1 to 1024 inputs" in last.message


def test_a_long_row_is_not_shown_by_half(tmp_path: Path) -> None:
    row = ",".join(["0.5"] * 900)
    sheet = of_text(tmp_path, "\n".join([row] * 120))[0]
    assert isinstance(sheet, Sheet) and 1 < len(sheet.rows) < 100
    assert {len(cells) for cells in sheet.rows} == {900}


def test_names_are_given_where_there_are_none(tmp_path: Path) -> None:
    sheet = of_text(tmp_path, "1,2\n3,4\n")[0]
    assert isinstance(sheet, Sheet) and sheet.names == ("x1", "x2")
    sheet = of_text(tmp_path, ",b\n3,4\n")[0]
    assert isinstance(sheet, Sheet) and sheet.names == ("column 1", "b")


def test_a_file_is_read_once_for_all_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, count = TableReader(), 0
    read = importing.read_bytes

    def counted(path: Path, limit: int) -> bytes:
        nonlocal count
        count += 1
        return read(path, limit)

    monkeypatch.setattr(importing, "read_bytes", counted)
    for test in (0.0, 0.5):
        *_, last = reader.read(TableWish(IRIS, test=test), DOCUMENT)
        assert isinstance(last, Import) and last.samples.held_out == 150 * test
    *_, last = reader.read(TableWish(IRIS, columns=Columns((0,), (1,), "numbers")), DOCUMENT)
    assert isinstance(last, Import) and last.samples.names == ("sepal length",)
    assert count == 1


def test_pictures_are_seen_and_imported() -> None:
    wish = PicturesWish(IMAGES, LABELS, limit=100, divisor=16.0, test=0.1)
    pictures, last = PicturesReader().read(wish, DOCUMENT)
    assert isinstance(pictures, Pictures) and pictures.pixels.shape == (60, 8, 8) and pictures.count == 1797
    assert isinstance(last, Import) and last.samples.held_out == 10 and last.samples.inputs.max() == 1.0
    assert load_reference(last.file, None) == last.samples


def test_pictures_without_their_labels_are_seen_all_the_same() -> None:
    pictures, last = PicturesReader().read(PicturesWish(IMAGES, IRIS), DOCUMENT)
    assert isinstance(pictures, Pictures) and isinstance(last, Problem)
    assert str(last).startswith("labels, byte 1: is not the beginning of an IDX file")
    last = list(PicturesReader().read(PicturesWish(LABELS, IMAGES), DOCUMENT))[-1]
    assert isinstance(last, Problem) and "exchanged" in last.message


def test_every_picture_is_there() -> None:
    pictures = next(iter(PicturesReader().read(PicturesWish(IMAGES, LABELS), DOCUMENT)))
    assert isinstance(pictures, Pictures) and np.count_nonzero(pictures.pixels.max(axis=(1, 2))) == 60


@pytest.mark.parametrize(
    ("images", "labels", "together"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", True),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", True),
        ("train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz", False),
        ("pictures", "t10k-labels-idx1-ubyte", True),
    ],
)
def test_names_say_whose_labels_they_are(images: str, labels: str, together: bool, tmp_path: Path) -> None:
    assert belong_together(tmp_path / images, tmp_path / "elsewhere" / labels) is together


def test_labels_are_found_beside_their_images_packed_or_not(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a-images-idx3-ubyte", tmp_path / "a-images-idx3-ubyte.gz"
    for path in (plain, packed, tmp_path / "pictures"):
        path.touch()
    assert labels_beside(plain) is None and labels_beside(tmp_path / "pictures") is None
    labels = tmp_path / "a-labels-idx1-ubyte.gz"
    labels.touch()
    assert labels_beside(plain) == labels_beside(packed) == labels
    (tmp_path / "a-labels-idx1-ubyte").touch()
    assert labels_beside(plain) == tmp_path / "a-labels-idx1-ubyte" and labels_beside(packed) == labels
