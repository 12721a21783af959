"""Documents whose samples are in other files: found beside them, missing, changed, and saved elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mlpviz.cli import main
from mlpviz.core import data_edits
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.files import FileError, LostFileError, load, save
from mlpviz.data.csv_table import Columns, CsvFormat
from mlpviz.data.files import reference_for_csv, reference_for_idx
from mlpviz.resources import asset

TABLE = "a,b,kind\n0,1,cat\n1,0,dog\n1,1,cat\n0,0,dog\n"
COLUMNS = Columns((0, 1), (2,), "classes")
IDX = ("digits-images-idx3-ubyte.gz", "digits-labels-idx1-ubyte.gz")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a document and, in a folder below, the table of its samples."""
    folder = tmp_path / "course"
    table = folder / "data" / "pets.csv"
    table.parent.mkdir(parents=True)
    table.write_text(TABLE, encoding="utf-8")
    save(reading(table), folder / "pets.mlpviz")
    return folder


def reading(table: Path) -> Document:
    reference = reference_for_csv(table, CsvFormat(), COLUMNS)
    return data_edits.set_file(find("xor-sigmoid").document(), reference, None)


def written(path: Path) -> dict[str, str]:
    file: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["data"]["file"]
    return file


def path_in(document: Document) -> str:
    assert document.source.file is not None
    return document.source.file.path


def test_a_table_beside_the_document_moves_with_it(course: Path, tmp_path: Path) -> None:
    assert written(course / "pets.mlpviz")["path"] == "data/pets.csv"
    moved = course.rename(tmp_path / "elsewhere")
    document = load(moved / "pets.mlpviz")
    assert document.data.samples == 4 and document.source.classes == ("cat", "dog")
    assert path_in(document) == (moved / "data/pets.csv").as_posix()


def test_a_document_saved_elsewhere_still_finds_its_table(course: Path, tmp_path: Path) -> None:
    document = load(course / "pets.mlpviz")
    for name, path in (("far/a.mlpviz", (course / "data/pets.csv").as_posix()), ("course/data/b.mlpviz", "pets.csv")):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        save(document, target)
        assert written(target)["path"] == path
        assert load(target) == document


def test_a_relative_path_given_on_the_command_line(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course)
    document = load(Path("pets.mlpviz"))
    save(document, Path("again.mlpviz"))
    assert written(course / "again.mlpviz")["path"] == "data/pets.csv"


def test_a_table_that_moved_alone_is_found_again(course: Path, tmp_path: Path) -> None:
    before = load(course / "pets.mlpviz")
    moved = (course / "data/pets.csv").rename(tmp_path / "animals.csv")
    with pytest.raises(LostFileError, match=r"data\.file: .*pets\.csv: is missing: choose where it is now") as caught:
        load(course / "pets.mlpviz")
    assert caught.value.missing == course / "data/pets.csv" and not caught.value.changed
    found = caught.value.found_at(moved)
    document = load(course / "pets.mlpviz", found)
    assert not caught.value.is_other(found)
    assert document.data == before.data and path_in(document) == moved.as_posix()


def test_a_table_that_has_changed_is_taken_when_that_is_said(course: Path) -> None:
    table = course / "data/pets.csv"
    table.write_text(TABLE.replace("dog", "hen") + "1,2,hen\n", encoding="utf-8")
    with pytest.raises(LostFileError, match="has changed since it was chosen") as caught:
        load(course / "pets.mlpviz")
    found = caught.value.found_at(table)
    assert caught.value.changed and caught.value.is_other(found)
    document = load(course / "pets.mlpviz", found)
    assert document.data.samples == 5 and document.source.classes == ("cat", "hen")


def test_a_file_that_is_found_and_does_not_fit_says_why(course: Path) -> None:
    table = course / "data/pets.csv"
    table.write_text("a,b,kind\n0,1,cat\n1,x,dog\n", encoding="utf-8")
    with pytest.raises(LostFileError) as caught:
        load(course / "pets.mlpviz")
    with pytest.raises(FileError, match=r"data\.file: line 3, column 2 \(b\): 'x' is not a finite number") as again:
        load(course / "pets.mlpviz", caught.value.found_at(table))
    assert not isinstance(again.value, LostFileError)


def test_images_and_labels_are_found_one_after_the_other(tmp_path: Path) -> None:
    for name in IDX:
        shutil.copy(asset("data", name), tmp_path / name)
    reference = reference_for_idx(tmp_path / IDX[0], tmp_path / IDX[1], limit=50)
    document = data_edits.set_file(find("xor-sigmoid").document(), reference, None)
    save(document, tmp_path / "digits.mlpviz")
    moved = [(tmp_path / name).rename(tmp_path / f"moved-{name}") for name in IDX]
    found = None
    for was, now in zip(IDX, moved, strict=True):
        with pytest.raises(LostFileError) as caught:
            load(tmp_path / "digits.mlpviz", found)
        assert caught.value.missing == tmp_path / was
        found = caught.value.found_at(now)
    assert load(tmp_path / "digits.mlpviz", found).data == document.data


@pytest.mark.parametrize("changed", [False, True])
def test_the_command_line_says_in_one_line_what_to_do(
    changed: bool, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = course / "data/pets.csv"
    table.write_text("a,b\n", encoding="utf-8") if changed else table.unlink()
    assert main(["trace", str(course / "pets.mlpviz")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(table) in said
    assert ("has changed: open the document" if changed else "is missing: put it back, or open") in said


def test_a_path_that_is_no_path(course: Path) -> None:
    document = course / "pets.mlpviz"
    document.write_text(document.read_text(encoding="utf-8").replace("data/pets", "data\\u0000"), encoding="utf-8")
    with pytest.raises(FileError, match="path: is empty or no name of a file") as caught:
        load(document)
    assert not isinstance(caught.value, LostFileError)
