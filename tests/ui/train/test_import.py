"""Samples from files in the window: by command, by drop, with every choice, and what is wrong while it is chosen."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from mlpviz.core.files import load, save
from mlpviz.core.session import Page
from mlpviz.data.csv_table import Columns
from mlpviz.resources import asset

IRIS = asset("data", "iris.csv")
IMAGES, LABELS = asset("data", "digits-images-idx3-ubyte.gz"), asset("data", "digits-labels-idx1-ubyte.gz")


@pytest.fixture
def window(open_window: Callable[..., Any]) -> Any:
    return open_window("xor-sigmoid")


def settled(window: Any, qtbot: Any) -> Any:
    """The dialog once its file has been read."""
    dialog = window.samples.dialog
    qtbot.waitUntil(lambda: not dialog._lane.busy and dialog.message.text() != "Reading …", timeout=5000)
    return dialog


def opened(window: Any, qtbot: Any, path: Path) -> Any:
    window.samples.ask_import(path)
    return settled(window, qtbot)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def accept(dialog: Any) -> None:
    QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)


def test_a_table_is_imported_by_reference_and_can_be_undone(window: Any, qtbot: Any, tmp_path: Path) -> None:
    store, before = window.bench.store, window.bench.store.document
    window.questions.data_answers = [IRIS]
    window.actions_by_id["data.import"].trigger()
    dialog = window.samples.dialog
    assert dialog.message.text() == "Choose a file first." and not dialog.take_button.isEnabled()
    QTest.keyClick(dialog.csv.line.button, Qt.Key.Key_Space)
    settled(window, qtbot)
    dialog.held.set_value(20)
    dialog._set_held(20.0, None)
    settled(window, qtbot)
    assert dialog.message.text() == (
        "150 samples, 30 of them held out. 4 inputs, 3 classes: setosa 50, versicolor 50, virginica 50. "
        "The network becomes 4–2–3 with softmax output and cross-entropy."
    )
    accept(dialog)
    document = store.document
    assert (document.data.samples, document.test.samples) == (120, 30)
    assert document.source.file.path == IRIS.as_posix() and store.session.page is Page.TRAIN
    assert window.samples.dialog is None and store.undo_label == "Import iris.csv"
    save(document, tmp_path / "iris.mlpviz")
    assert load(tmp_path / "iris.mlpviz") == document
    store.undo()
    assert store.document is before


def test_samples_can_be_kept_in_the_document(window: Any, qtbot: Any) -> None:
    dialog = opened(window, qtbot, IRIS)
    dialog.kept.click()
    accept(dialog)
    assert window.bench.store.document.source.kept and window.bench.store.document.data.samples == 150


def test_cancelling_changes_nothing_and_another_dialog_opens(window: Any, qtbot: Any) -> None:
    before = window.bench.store.document
    opened(window, qtbot, IRIS).reject()
    assert window.bench.store.document is before and window.samples.dialog is None
    assert settled_again(window, qtbot)


def settled_again(window: Any, qtbot: Any) -> bool:
    dialog = opened(window, qtbot, IRIS)
    found: bool = dialog.take_button.isEnabled()
    dialog.reject()
    return found


def test_columns_are_chosen_with_keys_and_with_clicks(window: Any, qtbot: Any) -> None:
    dialog = opened(window, qtbot, IRIS)
    preview, form = dialog.csv.preview, dialog.csv
    preview.setCurrentIndex(preview.model().index(3, 0))
    QTest.keyClick(preview, Qt.Key.Key_U)
    settled(window, qtbot)
    assert preview.sheet.columns == Columns((1, 2, 3), (4,), "classes")
    QTest.keyClick(preview, Qt.Key.Key_Space)  # from unused to input again
    preview.horizontalHeader().sectionClicked.emit(3)  # from input to target: classes stand in one column
    settled(window, qtbot)
    assert preview.sheet.columns == Columns((0, 1, 2), (3,), "classes")
    form.kind.chosen.emit("numbers")
    QTest.keyClick(preview, Qt.Key.Key_T)
    settled(window, qtbot)
    assert preview.sheet.columns == Columns((1, 2), (0, 3), "numbers")
    assert "2 inputs, 2 targets that are numbers" in dialog.message.text()
    accept(dialog)
    document = window.bench.store.document
    assert document.source.names == ("sepal width", "petal length") and document.network.outputs == 2


def test_numbers_that_look_like_classes_are_doubted(window: Any, qtbot: Any, tmp_path: Path) -> None:
    dialog = opened(window, qtbot, written(tmp_path / "a.csv", "a,b\n0.5,0\n1.5,1\n2.5,1\n3.5,0\n"))
    form = dialog.csv
    assert form.kind.choice == "classes" and form.hint.text().startswith("Click a column")
    form.kind.chosen.emit("numbers")
    settled(window, qtbot)
    assert form.hint.text().startswith("These look like classes") and not form.hint.property("muted")
    form.kind.chosen.emit("classes")
    settled(window, qtbot)
    assert form.hint.text().startswith("Click a column") and form.hint.property("muted")


def test_a_broken_table_says_where_and_a_choice_mends_it(window: Any, qtbot: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a;b;kind\n0,5;1;cat\n1,5;x;dog\n1;2;cat\n0;0;dog\n")
    dialog = opened(window, qtbot, path)
    assert dialog.message.text().startswith("Line 3, column 2 (b): 'x' is not a finite number")
    assert not dialog.take_button.isEnabled() and dialog.csv.preview._model._is_wrong(2, 1)
    assert (dialog.csv.delimiter.choice, dialog.csv.decimal.choice) == (";", ",")
    dialog.csv.preview.setCurrentIndex(dialog.csv.preview.model().index(1, 1))
    QTest.keyClick(dialog.csv.preview, Qt.Key.Key_U)
    settled(window, qtbot)
    assert dialog.take_button.isEnabled() and "4 samples. 1 input, 2 classes" in dialog.message.text()
    dialog.csv.decimal.chosen.emit(".")
    settled(window, qtbot)
    assert "choose a decimal comma" in dialog.message.text() and not dialog.take_button.isEnabled()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n3\n", "Line 3: has 1 cell where line 1 has 2"),
        (b"\xef\xbb\xbf", "There is nothing in this file"),
        (b"a,b\n1,\0\n", "Line 2: holds a NUL"),
        ("a,b\n1,2\n", "1 sample. 1 input, 1 target that"),
        ("x\n1\n2\n", "A table needs a column of numbers"),
        ("1,2\n" * 100_001, "Line 100001: is more than fits"),
    ],
)
def test_files_that_are_broken_on_purpose(
    content: str | bytes, words: str, window: Any, qtbot: Any, tmp_path: Path
) -> None:
    dialog = opened(window, qtbot, written(tmp_path / "a.csv", content))
    assert dialog.message.text().startswith(words)
    assert dialog.take_button.isEnabled() == ("sample. " in words)


def test_a_large_table_is_read_beside_the_window(window: Any, qtbot: Any, tmp_path: Path) -> None:
    dialog = opened(window, qtbot, IRIS)
    threads: list[str] = []
    form = dialog.csv
    work = form.work

    def watched(*arguments: Any) -> Any:
        inner = work(*arguments)

        def outer(go_on: Any) -> Any:
            threads.append(threading.current_thread().name)
            return inner(go_on)

        return outer

    form.work = watched
    dialog.put(written(tmp_path / "large.csv", "a,b,c\n" + "0.5,1.5,0\n1.5,0.5,1\n" * 20_000))
    assert dialog.message.text() == "Reading …" and not dialog.take_button.isEnabled()
    settled(window, qtbot)
    assert dialog.message.text().startswith("40,000 samples.")
    assert threads and threads[0] != threading.main_thread().name


def test_pictures_and_their_labels(window: Any, qtbot: Any) -> None:
    dialog = opened(window, qtbot, IMAGES)
    assert dialog.idx.labels.path == LABELS  # lies beside it under the usual name
    assert "1,797 samples. 64 inputs, 10 classes of 174 to 183 samples" in dialog.message.text()
    dialog.idx.limit.committed.emit(100.0, None)
    dialog.idx.divisor.chosen.emit("16")
    settled(window, qtbot)
    assert dialog.idx.strip.scene() is not None
    accept(dialog)
    file, data = window.bench.store.document.source.file, window.bench.store.document.data
    assert (file.limit, file.divisor, data.samples, data.inputs.max()) == (100, 16.0, 100, 1.0)


def test_other_images_do_not_keep_the_labels_of_those_before(window: Any, qtbot: Any, tmp_path: Path) -> None:
    train, test, lone = (written(tmp_path / f"{name}-images-idx3-ubyte.gz", IMAGES.read_bytes()) for name in "abc")
    own = [written(tmp_path / f"{name}-labels-idx1-ubyte.gz", LABELS.read_bytes()) for name in "ab"]
    dialog = opened(window, qtbot, train)
    form = dialog.idx
    assert form.labels.path == own[0] and form.pair.text() == f"{train.name} with {own[0].name}"
    dialog.put(test)
    assert form.labels.path == own[1] and form.pair.text() == f"{test.name} with {own[1].name}"
    dialog.put(own[0])
    settled(window, qtbot)
    assert form.pair.text().endswith("these are labels of other images.") and form.pair.property("role") == "problem"
    dialog.put(lone)
    settled(window, qtbot)
    assert form.labels.path is None and form.pair.isHidden() and not dialog.take_button.isEnabled()


def test_pictures_that_break_off(window: Any, qtbot: Any, tmp_path: Path) -> None:
    raw = gzip.decompress(IMAGES.read_bytes())
    cut = written(tmp_path / "digits-images-idx3-ubyte", raw[:5000])
    dialog = opened(window, qtbot, cut)
    assert dialog.message.text() == "Choose the labels of these images too."
    dialog.put(LABELS)
    settled(window, qtbot)
    assert "breaks off" in dialog.message.text() and not dialog.take_button.isEnabled()


@pytest.mark.parametrize(("field", "value"), [("held", 100.0), ("held", -1.0), ("seed", -3.0)])
def test_a_share_or_a_seed_that_does_not_fit(field: str, value: float, window: Any, qtbot: Any) -> None:
    dialog = opened(window, qtbot, IRIS)
    getattr(dialog, field).committed.emit(value, None)
    assert getattr(dialog, field).problem and dialog.message.text() == getattr(dialog, field).problem


def test_a_table_dropped_on_the_window_is_imported_and_a_document_opened(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "other.mlpviz"
    save(window.bench.store.document, path)
    for dropped in (path, IRIS):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dropped))])
        window.dropEvent(
            QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
        )
    assert window.bench.store.path == path
    assert "150 samples" in settled(window, qtbot).message.text()


def test_a_function_takes_no_samples(open_window: Callable[..., Any]) -> None:
    window = open_window("bowl")
    window.files.drop(IRIS)
    assert window.samples.dialog is None
    assert not window.actions_by_id["data.import"].isEnabled()


def test_a_file_that_changed_is_read_again(window: Any, qtbot: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "pets.csv", "a,b,kind\n0,1,cat\n1,0,dog\n")
    accept(opened(window, qtbot, path))
    written(path, "a,b,kind\n0,1,cat\n1,0,dog\n1,1,dog\n")
    window.questions.data_answers = [path]
    window.actions_by_id.run("data.relocate")
    assert window.bench.store.document.data.samples == 3
    assert window.bench.store.undo_label == "Read pets.csv again"


def test_samples_are_exported_and_come_back(window: Any, qtbot: Any, tmp_path: Path) -> None:
    accept(opened(window, qtbot, IRIS))
    before = window.bench.store.document.data
    window.questions.table_answer = tmp_path / "out"
    window.actions_by_id.run("data.export_csv")
    accept(opened(window, qtbot, tmp_path / "out.csv"))
    assert window.bench.store.document.data == before
