"""A mistake of the program: written down, told once, and the document is still there."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mlpviz.ui.crash import CrashGuard, log_path


@pytest.fixture
def guarded(open_window: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A window whose guard is installed, for one test."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_path().unlink(missing_ok=True)
    window = open_window()
    CrashGuard(window).install()
    return window


def told(window: Any) -> list[str]:
    return [question for question in window.questions.asked if question.startswith("failed")]


def test_an_exception_in_a_slot(guarded: Any, qtbot: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(ValueError, ValueError("planted"), None)
    sys.excepthook(ValueError, ValueError("planted"), None)
    qtbot.wait(20)
    assert told(guarded) == ["failed: ValueError: planted"]
    assert log_path().read_text(encoding="utf-8").count("ValueError: planted") == 2
    guarded.actions_by_id.run("step.forward")
    assert guarded.bench.walk.schedule.index(guarded.bench.point.local) == 1


def test_an_exception_while_painting_is_told_once(
    guarded: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("no paint")

    with monkeypatch.context() as patch:
        patch.setattr("mlpviz.ui.diagram.view.paint_marks", broken)
        for _ in range(3):
            guarded.diagram.refresh()
            qtbot.wait(20)
    assert told(guarded) == ["failed: RuntimeError: no paint"]
    document = guarded.bench.store.document
    guarded.diagram.refresh()
    qtbot.wait(20)
    assert guarded.bench.store.document is document and guarded.isVisible()


def test_an_exception_on_a_thread(guarded: Any, qtbot: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise OSError("far away")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: told(guarded) == ["failed: OSError: far away"], timeout=2000)
