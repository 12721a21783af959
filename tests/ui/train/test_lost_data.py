"""A document whose samples are in a file that has moved or changed: the window asks, and cancelling changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpviz.core import data_edits
from mlpviz.core.examples import find
from mlpviz.core.files import load, save
from mlpviz.data.csv_table import Columns, CsvFormat
from mlpviz.data.files import reference_for_csv

TABLE = "a,b,kind\n0,1,cat\n1,0,dog\n1,1,cat\n0,0,dog\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of samples, with a document that reads it."""
    path = tmp_path / "pets.csv"
    path.write_text(TABLE, encoding="utf-8")
    reference = reference_for_csv(path, CsvFormat(), Columns((0, 1), (2,), "classes"))
    save(data_edits.set_file(find("xor-sigmoid").document(), reference, None), tmp_path / "pets.mlpviz")
    return path


def problem(window: Any) -> str:
    text: str = window._diagram_panel._problem.text()
    return text


def test_a_file_that_moved_is_asked_for(table: Path, open_window: Callable[..., Any]) -> None:
    window = open_window("toy")
    store = window.bench.store
    moved = table.rename(table.with_name("animals.csv"))
    window.questions.data_answers = [moved]
    assert window.files.open(table.with_name("pets.mlpviz"))
    assert window.questions.asked == ["pets.csv missing"]
    assert store.document.source.file.path == moved.as_posix()
    assert store.dirty and store.undo_label == "Find animals.csv"
    store.undo()
    assert not store.dirty and store.document.source.file.path == table.as_posix()
    store.redo()
    assert window.files.save() and not store.dirty
    assert load(table.with_name("pets.mlpviz")) == store.document


def test_cancelling_leaves_the_open_document(table: Path, open_window: Callable[..., Any]) -> None:
    window = open_window("toy")
    before = window.bench.store.document
    table.unlink()
    assert not window.files.open(table.with_name("pets.mlpviz"))
    assert window.bench.store.document is before and not window.bench.store.dirty
    assert "pets.csv: is missing: choose where it is now" in problem(window)


def test_a_file_that_changed_is_taken_as_it_is_now(table: Path, open_window: Callable[..., Any]) -> None:
    window = open_window("toy")
    said: list[str] = []
    window.bench.message.connect(said.append)
    table.write_text(TABLE + "2,2,dog\n", encoding="utf-8")
    window.questions.data_answers = [table]
    assert window.files.open(table.with_name("pets.mlpviz"))
    assert window.questions.asked == ["pets.csv changed"]
    assert window.bench.store.document.data.samples == 5 and window.bench.store.dirty
    assert said[-1] == "pets.csv holds other samples than before: save to keep them"


@pytest.mark.parametrize("content", ["a,b,kind\n0,x,cat\n1,1,dog\n", None])
def test_a_file_that_does_not_do_is_refused(content: str | None, table: Path, open_window: Callable[..., Any]) -> None:
    window = open_window("toy")
    before = window.bench.store.document
    table.unlink()
    other = table.with_name("other.csv")
    if content is not None:
        other.write_text(content, encoding="utf-8")
    window.questions.data_answers = [other]
    assert not window.files.open(table.with_name("pets.mlpviz"))
    assert window.bench.store.document is before
    assert ("line 2, column 2" if content else "other.csv: is missing") in problem(window)
