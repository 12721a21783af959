"""Mistakes of the program in a running window: written down, told once, and the document is still there to be saved."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.hands import count, press, run, wheel
from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtTest import QTest

from mlpviz.core import edits
from mlpviz.core.files import load
from mlpviz.ui.crash import CrashGuard, log_path
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


@pytest.fixture
def guarded(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Window:
    """A window whose guard is installed and writes into a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    window = open_window()
    CrashGuard(window).install()
    log_path().unlink(missing_ok=True)
    return window


def told(window: Window) -> list[str]:
    return [question for question in window.questions.asked if question.startswith("failed")]


def broken(*_: object) -> None:
    raise LookupError("planted")


def test_an_exception_in_a_real_slot(guarded: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded.bench.store.edit("Set", lambda document: edits.set_input(document, 0, 0, 4.5))
    document = guarded.bench.store.document
    with monkeypatch.context() as patch:
        patch.setattr(guarded.diagram, "fit", broken)
        for _ in range(3):
            press(guarded, "0")
    assert told(guarded) == ["failed: LookupError: planted"]
    log = log_path().read_text(encoding="utf-8")
    assert log.count("LookupError: planted") == 3 and "Traceback" in log and "in broken" in log
    assert guarded.isVisible() and guarded.bench.store.document is document and guarded.bench.store.dirty
    press(guarded, "Right")
    assert count(guarded) == "Step 2 of 26"


def test_an_exception_in_every_paint_event(guarded: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("mlpviz.ui.diagram.view.paint_frame", broken)
        for _ in range(5):
            press(guarded, "Right")
            guarded.diagram.grab()
    assert told(guarded) == ["failed: LookupError: planted"]
    assert log_path().read_text(encoding="utf-8").count("LookupError: planted") >= 5
    assert count(guarded) == "Step 6 of 26"
    run(guarded, "view.fit")
    guarded.diagram.grab()


def test_an_exception_under_the_mouse(guarded: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(guarded.diagram, "zoom_by", broken)
        loop = QEventLoop()
        QTimer.singleShot(0, lambda: wheel(guarded.diagram, QPoint(50, 50), 2))
        QTimer.singleShot(50, loop.quit)
        loop.exec()
    assert len(told(guarded)) == 1 and "planted" in told(guarded)[0]
    wheel(guarded.diagram, QPoint(50, 50), 2)
    assert guarded.diagram.zoom > 1


def test_another_mistake_is_told_too(guarded: Window) -> None:
    for text in ("one", "two", "one"):
        sys.excepthook(ValueError, ValueError(text), None)
    QTest.qWait(20)
    assert told(guarded) == ["failed: ValueError: one", "failed: ValueError: two"]


def test_a_copy_of_the_document_is_offered(guarded: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded.bench.store.edit("Set", lambda document: edits.set_input(document, 0, 0, 4.5))
    monkeypatch.setattr(guarded.questions, "failed", lambda message, log: True)
    guarded.questions.save_answer = tmp_path / "rescued"
    sys.excepthook(ValueError, ValueError("planted"), None)
    QTest.qWait(20)
    assert load(tmp_path / "rescued.mlpviz") == guarded.bench.store.document


def test_the_log_does_not_grow_without_end(guarded: Window) -> None:
    log_path().parent.mkdir(parents=True, exist_ok=True)
    log_path().write_text("x" * 1_000_001, encoding="utf-8")
    sys.excepthook(ValueError, ValueError("planted"), None)
    assert 50 < log_path().stat().st_size < 2000


def test_where_the_log_cannot_be_written_it_is_told_all_the_same(guarded: Window) -> None:
    log_path().mkdir(parents=True)
    sys.excepthook(ValueError, ValueError("planted"), None)
    QTest.qWait(20)
    assert told(guarded) == ["failed: ValueError: planted"]


def test_without_a_terminal(guarded: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program started from a desktop may have no standard error."""
    monkeypatch.setattr(sys, "stderr", None)
    sys.excepthook(ValueError, ValueError("planted"), None)
    QTest.qWait(20)
    assert told(guarded) == ["failed: ValueError: planted"]
    assert "ValueError: planted" in log_path().read_text(encoding="utf-8")


def test_ctrl_c_is_no_mistake(guarded: Window) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    QTest.qWait(20)
    assert told(guarded) == [] and not log_path().exists()
