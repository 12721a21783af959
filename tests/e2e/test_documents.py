"""Opening, saving, dropping, exporting and closing through the real window: nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QSplitter

from mlpviz.core import edits
from mlpviz.core.examples import find
from mlpviz.core.files import load, save
from mlpviz.export.picture import export_picture
from mlpviz.ui.dialogs.questions import Answer


def change(window: Any) -> None:
    window.bench.store.edit("Set", lambda d: edits.set_parameter(d, 1, 0, 0, 7.5))


def problem(window: Any) -> str:
    return str(window._diagram_panel._problem.text())


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    path = tmp_path / "own.mlpviz"
    save(find("or").document(), path)
    return path


def test_a_file_is_opened_from_the_dialog_and_remembered(window: Any, own_file: Path) -> None:
    window.questions.open_answer = own_file
    window.actions_by_id.run("file.open")
    assert window.bench.store.document == find("or").document()
    assert window.bench.store.path == own_file and not window.bench.store.dirty
    assert window.bench.preferences.recent[0] == own_file
    window._recent.aboutToShow.emit()
    assert [action.text() for action in window._recent.actions()] == ["own.mlpviz"]


def test_a_bad_file_is_refused_and_the_document_stays(window: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mlpviz"
    bad.write_text('{"format": "mlpviz", "version": 1, "title": 3}', encoding="utf-8")
    before = window.bench.store.state
    assert not window.files.open(bad)
    assert "bad.mlpviz: title" in problem(window)
    assert window.bench.store.state is before
    change(window)
    assert problem(window) == ""


def test_a_file_is_dropped_on_the_window(window: Any, own_file: Path) -> None:
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(own_file))])
    middle = QPointF(window.rect().center())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle.toPoint(), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(middle, Qt.DropAction.CopyAction, mime, buttons, keys))
    assert window.bench.store.path == own_file


def test_save_as_and_save(window: Any, tmp_path: Path) -> None:
    change(window)
    assert window.bench.store.dirty and window.isWindowModified()
    window.questions.save_answer = tmp_path / "mine"
    window.actions_by_id.run("file.save")  # an example has no file yet, so this asks
    path = tmp_path / "mine.mlpviz"
    assert load(path) == window.bench.store.document
    assert not window.bench.store.dirty and not window.isWindowModified()
    window.bench.store.edit("Set", lambda d: edits.set_parameter(d, 1, 0, 1, -1.25))
    window.actions_by_id.run("file.save")
    assert load(path).network.layers[0].weights[0, 1] == -1.25
    assert window.questions.asked == ["save"]
    window.actions_by_id.run("edit.undo")
    assert window.bench.store.dirty


def test_what_cannot_be_saved_is_not_saved(window: Any, tmp_path: Path) -> None:
    change(window)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    window.questions.save_answer = blocked / "mine.mlpviz"
    window.actions_by_id.run("file.save_as")
    assert problem(window).startswith("Not saved.")
    assert window.bench.store.dirty and window.bench.store.path is None


@pytest.mark.parametrize(
    ("answer", "closed", "saved"),
    [(Answer.CANCEL, False, False), (Answer.DISCARD, True, False), (Answer.SAVE, True, True)],
)
def test_closing_with_unsaved_changes_asks(
    window: Any, tmp_path: Path, answer: Answer, closed: bool, saved: bool
) -> None:
    change(window)
    window.questions.keep_answer = answer
    window.questions.save_answer = tmp_path / "kept.mlpviz"
    window.close()
    assert window.questions.asked[0] == "keep"
    assert window.isVisible() is not closed
    assert (tmp_path / "kept.mlpviz").exists() is saved


def test_closing_without_changes_does_not_ask(window: Any) -> None:
    window.actions_by_id.run("step.last")
    window.close()
    assert window.questions.asked == [] and not window.isVisible()


def test_opening_over_unsaved_changes_asks(window: Any, own_file: Path) -> None:
    change(window)
    window.questions.keep_answer = Answer.CANCEL
    assert not window.files.open(own_file)
    assert window.bench.store.path is None


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_window_exports_what_the_command_line_does(window: Any, tmp_path: Path, suffix: str) -> None:
    for _ in range(8):
        window.actions_by_id.run("step.forward")
    window.questions.export_answer = tmp_path / f"window{suffix}"
    window.actions_by_id.run("file.export")
    export_picture(find("toy").document(), tmp_path / f"command{suffix}", step=8)
    exported = (tmp_path / f"window{suffix}").read_bytes()
    assert exported == (tmp_path / f"command{suffix}").read_bytes()
    assert len(exported) > 5000


def test_picture_formula_and_explanation_are_copied(window: Any, qtbot: Any) -> None:
    from PySide6.QtGui import QGuiApplication

    for _ in range(8):
        window.actions_by_id.run("step.forward")
    clipboard = QGuiApplication.clipboard()
    window.actions_by_id.run("edit.copy_formula")
    assert clipboard.text().startswith(r"\begin{aligned}") and r"\delta" in clipboard.text()
    window.actions_by_id.run("edit.copy_explanation")
    assert "δ of hidden neuron 1" in clipboard.text().replace("\N{NO-BREAK SPACE}", " ")
    window.actions_by_id.run("edit.copy_picture")
    assert (clipboard.image().width(), clipboard.image().height()) == (2400, 1600)


def test_what_the_user_likes_is_there_the_next_time(open_window: Callable[..., Any]) -> None:
    first = open_window()
    first.actions_by_id.run("theme.dark")
    first.actions_by_id.run("view.more_decimals")
    split = first.findChild(QSplitter)
    split.moveSplitter(310, 1)
    split.moveSplitter(850, 2)
    sizes = split.sizes()
    first.close()
    second = open_window()
    assert second.bench.preferences.theme.id == "dark"
    assert second.bench.preferences.decimals == 5
    assert second.findChild(QSplitter).sizes() == pytest.approx(sizes, abs=12)
