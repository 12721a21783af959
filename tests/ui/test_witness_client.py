"""The window and the process that checks: old answers, silence, noise and sudden ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from e2e.hands import count, press, run, wait_for
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from mlpviz.core import edits
from mlpviz.ui.window import Window
from mlpviz.ui.witness import Standing, Witness

OpenWindow = Callable[..., Window]
START = "import os, sys, time\nfrom mlpviz.oracle.framing import Decoder, encode\n"
START += "from mlpviz.oracle.messages import Question, Refusal\n"
ASKED = """
decoder = Decoder()
while data := os.read(0, 65536):
    for question in decoder.feed(data):
"""


@pytest.fixture
def asking(open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Window]:
    """A window whose witness is a program of the test's own."""

    def make(program: str) -> Window:
        script = tmp_path / "child.py"
        script.write_text(START + program, encoding="utf-8")
        launcher = tmp_path / "launcher"
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}"\n', encoding="utf-8")
        launcher.chmod(0o755)
        monkeypatch.setattr("mlpviz.ui.oracle_process.sys", SimpleNamespace(executable=str(launcher)))
        window = open_window()
        Witness.start(window.witness)
        return window

    return make


def badge_of(window: Window) -> QAbstractButton:
    buttons = window.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName() == "Check by torch")


def change(window: Window, value: float) -> None:
    window.bench.store.edit("Set", lambda document: edits.set_input(document, 0, 0, value))


def test_answers_to_older_questions_are_dropped(asking: Callable[[str], Window]) -> None:
    window = asking(
        ASKED + "        os.write(1, encode(Refusal(question.number - 1, 'an old answer')))\n"
        "        time.sleep(0.05)\n"
        "        os.write(1, b'noise' + encode(Refusal(question.number, f'answer {question.number}')))\n"
    )
    said: list[str] = []
    window.witness.changed.connect(lambda: said.append(window.witness.text))
    wait_for(lambda: window.witness.text == "answer 1", 20)
    for value in (2.0, 3.0, 4.0):  # one question for a burst of edits
        change(window, value)
    wait_for(lambda: window.witness.text == "answer 2", 20)
    press(window, "End")
    press(window, "Right")  # another iteration is another question
    wait_for(lambda: window.witness.text == "answer 3", 20)
    assert "an old answer" not in said
    assert badge_of(window).accessibleDescription() == "answer 3"


def test_a_program_that_ends_is_told_and_the_walk_goes_on(asking: Callable[[str], Window]) -> None:
    window = asking("os.write(1, b'no answer')\n")
    wait_for(lambda: window.witness.standing is Standing.MISSING, 20)
    assert badge_of(window).accessibleDescription() == "torch has stopped: the numbers are not checked"
    press(window, "Right")
    assert count(window) == "Step 2 of 26"
    assert dict(window.witness.values())["torch autograd"] is None
    run(window, "witness.go")
    assert count(window) == "Step 2 of 26"


def test_no_python_to_start(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpviz.ui.oracle_process.sys", SimpleNamespace(executable="/no/such/python"))
    window = open_window()
    Witness.start(window.witness)
    wait_for(lambda: window.witness.standing is Standing.MISSING, 20)
    press(window, "Right")
    assert count(window) == "Step 2 of 26"


def test_closing_ends_a_program_that_does_not_listen(asking: Callable[[str], Window], tmp_path: Path) -> None:
    note = tmp_path / "pid"
    window = asking(
        f"open({str(note)!r}, 'w').write(str(os.getpid()))\n"
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True: time.sleep(1)\n"
    )
    wait_for(lambda: note.exists() and note.read_text() != "", 20)
    number = int(note.read_text())
    begin = time.monotonic()
    window.close()
    assert time.monotonic() - begin < 2.0
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_the_window_does_not_wait_for_an_answer(asking: Callable[[str], Window]) -> None:
    window = asking("time.sleep(30)\n")
    QTest.qWait(500)
    slowest = 0.0
    for number in range(20):
        begin = time.monotonic()
        press(window, "Right")
        change(window, float(number))
        slowest = max(slowest, time.monotonic() - begin)
    assert window.witness.standing is Standing.WAITING and slowest < 1.0
    assert "torch" in window.witness.text


def test_a_click_on_the_badge_goes_to_what_is_wrong(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong number of the engine itself, as a mistake in it would make it."""
    from dataclasses import replace

    from mlpviz.core import timeline
    from mlpviz.nn.network import frozen
    from mlpviz.nn.schedule import Quantity

    honest = timeline.compute_pass

    def wrong(*arguments: object) -> object:
        result = honest(*arguments)
        gradients = list(result.weight_gradients)
        gradients[1] = frozen(gradients[1] * -1.0)
        return replace(result, weight_gradients=tuple(gradients))

    monkeypatch.setattr(timeline, "compute_pass", wrong)
    window = open_window("toy")
    Witness.start(window.witness)
    wait_for(lambda: window.witness.standing is Standing.DISAGREES, 90)
    badge = badge_of(window)
    assert "disagrees" in badge.text() and "gradient" in badge.accessibleDescription()
    assert badge.property("badge") == "wrong"
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    step = window.bench.point.step
    assert (step.quantity, step.layer, step.unit, step.source) == (Quantity.GRADIENT, 1, 0, 0)
