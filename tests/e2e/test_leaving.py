"""Before a document is left it is asked about, and what cannot be read or written leaves all as it was."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.hands import in_dialog, press, problem, run
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QToolButton

from mlpviz.core import edits
from mlpviz.core.examples import examples, find
from mlpviz.core.files import load, save
from mlpviz.ui.dialogs.questions import Answer
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def change(window: Window) -> None:
    window.bench.store.edit("Set", lambda document: edits.set_input(document, 0, 0, 4.5))


@pytest.fixture
def saved(open_window: OpenWindow, tmp_path: Path) -> Window:
    """A window on a file, with a change that is not in it."""
    path = tmp_path / "own.mlpviz"
    save(find("toy").document(), path)
    window = open_window(load(path), path)
    change(window)
    return window


def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes nothing, whoever asks."""
    honest = os.open

    def refuse(path: object, flags: int, *rest: object, **more: object) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return honest(path, flags, *rest, **more)

    monkeypatch.setattr("mlpviz.core.atomic.os.open", refuse)


def test_a_read_only_disk_is_told_and_the_document_stays_unsaved(
    saved: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / "own.mlpviz").read_bytes()
    with monkeypatch.context() as patch:
        read_only(patch)
        press(saved, "Ctrl+S")
        assert "this disk is read-only: save elsewhere" in problem(saved)
        assert saved.bench.store.dirty and saved.isWindowModified()
        saved.questions.keep_answer = Answer.SAVE
        saved.close()
        assert saved.isVisible() and saved.bench.store.dirty
    assert (tmp_path / "own.mlpviz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == ["own.mlpviz"]
    press(saved, "Ctrl+S")
    assert not saved.bench.store.dirty and load(tmp_path / "own.mlpviz") == saved.bench.store.document


def test_a_file_that_may_not_be_written(saved: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpviz.core.atomic.os.access", lambda path, mode: False)
    press(saved, "Ctrl+S")
    assert "you may not write here: save elsewhere" in problem(saved) and saved.bench.store.dirty
    button = next(b for b in saved.findChildren(QToolButton) if b.accessibleName() == "Hide this message")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert problem(saved) == ""


def test_closing_stops_where_no_name_is_given(window: Window) -> None:
    change(window)
    window.questions.keep_answer = Answer.SAVE
    window.questions.save_answer = None
    press(window, "Ctrl+Q")
    assert window.isVisible() and window.bench.store.dirty
    assert window.questions.asked == ["keep", "save"]


def test_a_playing_walk_stops_when_the_window_is_closed(window: Window) -> None:
    window.bench.store.look(speed=8.0)
    press(window, "Space")
    window.close()
    cursor = window.bench.store.session.cursor
    QTest.qWait(250)
    assert window.bench.store.session.cursor == cursor


def choose_example(window: Window, number: int) -> None:
    """Open the gallery and choose by keys."""

    def keys(dialog: QDialog) -> None:
        cards = dialog.findChild(QListWidget)
        cards.setFocus()
        QTest.keyClick(cards, Qt.Key.Key_Home)
        for _ in range(number):
            QTest.keyClick(cards, Qt.Key.Key_Right)
        QTest.keyClick(cards, Qt.Key.Key_Return)

    visit = in_dialog(keys)
    press(window, "Ctrl+E")
    assert visit.dialogs == ["Gallery"]


def test_an_example_is_opened_from_the_gallery(window: Window) -> None:
    choose_example(window, 2)
    assert window.bench.store.document == examples()[2].document()
    assert window.bench.store.path is None and not window.bench.store.dirty
    change(window)
    kept = window.bench.store.document
    window.questions.keep_answer = Answer.CANCEL
    choose_example(window, 1)
    assert window.bench.store.document is kept and window.questions.asked == ["keep"]
    window.questions.keep_answer = Answer.DISCARD
    choose_example(window, 1)
    assert window.bench.store.document == examples()[1].document()


def test_the_gallery_may_be_left(window: Window) -> None:
    before = window.bench.state
    in_dialog(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    press(window, "Ctrl+E")
    assert window.bench.state is before


def drop(window: Window, *urls: QUrl) -> bool:
    """Drop on the window; says whether it takes what is dragged over it."""
    mime, middle = QMimeData(), QPointF(window.rect().center())
    mime.setUrls(list(urls))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(40, 40), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(middle, copy, mime, left, none))
    return enter.isAccepted()


def test_dropping_over_unsaved_changes_asks(saved: Window, tmp_path: Path) -> None:
    other = tmp_path / "other.mlpviz"
    save(find("and").document(), other)
    kept = saved.bench.store.document
    saved.questions.keep_answer = Answer.CANCEL
    assert drop(saved, QUrl.fromLocalFile(str(other)))
    assert saved.bench.store.document is kept
    saved.questions.keep_answer = Answer.SAVE
    assert drop(saved, QUrl.fromLocalFile(str(other)))
    assert saved.bench.store.path == other
    assert load(tmp_path / "own.mlpviz") == kept


def test_a_link_to_the_web_is_not_taken(window: Window) -> None:
    assert not drop(window, QUrl("https://example.org/net.mlpviz"))
    assert not drop(window)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", ""),
        (b"[" * 100_000, ""),
        (b'{"format": "mlpviz", "version": 2}', "newer mlpviz"),
        (b'{"format": "mlpviz", "version": 1, "colour": 3}', "colour"),
        (None, "is a folder"),
    ],
)
def test_what_is_no_document_is_told_in_one_line(
    window: Window, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "bad.mlpviz"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    run(window, "step.last")
    before = window.bench.state
    assert drop(window, QUrl.fromLocalFile(str(path)))
    assert problem(window).startswith(f"{path}: ") and reason in problem(window) and "\n" not in problem(window)
    assert window.bench.state is before and window.bench.preferences.recent == []
