"""The badge: torch in its own process, heard or missing, agreeing or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.nn.network import frozen
from mlpviz.nn.schedule import Quantity
from mlpviz.oracle.compare import compare
from mlpviz.ui.witness import Standing, Witness


@pytest.fixture
def asking(open_window: Callable[..., Any]) -> Any:
    """A window whose witness is at work."""
    window = open_window("toy")
    Witness.start(window.witness)
    return window


def test_torch_agrees_and_goes_on_agreeing_after_an_edit(asking: Any, qtbot: Any) -> None:
    witness = asking.witness
    assert witness.text == "loading torch …"
    qtbot.waitUntil(lambda: witness.standing is Standing.AGREES, timeout=60_000)
    assert witness.text.startswith("autograd agrees, largest difference ") and witness.text.endswith(", cpu")
    for _ in range(8):
        asking.actions_by_id.run("step.forward")
    names = dict(witness.values())
    assert names["torch autograd"] == pytest.approx(-0.0075277323821079855, abs=1e-16)
    asking.bench.store.edit("Set", lambda d: edits.set_parameter(d, 1, 0, 0, -2.0))
    assert witness.standing is Standing.WAITING and dict(witness.values())["torch autograd"] is None
    qtbot.waitUntil(lambda: witness.standing is Standing.AGREES, timeout=60_000)


def test_a_wrong_number_is_named_and_a_click_goes_there(
    asking: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted(result: Any, after: Any, answer: Any, rows: Any) -> Any:
        deltas = list(result.deltas)
        wrong = np.array(deltas[1])
        wrong[0, 1] += 3e-3
        deltas[1] = frozen(wrong)
        return compare(replace(result, deltas=tuple(deltas)), after, answer, rows)

    monkeypatch.setattr("mlpviz.ui.witness.compare", planted)
    witness = asking.witness
    qtbot.waitUntil(lambda: witness.standing is Standing.DISAGREES, timeout=60_000)
    assert witness.text.startswith("autograd disagrees: δ") and "unit 2" in witness.text
    qtbot.wait(20)
    asking.actions_by_id.run("witness.go")
    step = asking.bench.point.step
    assert (step.quantity, step.layer, step.unit) == (Quantity.DELTA, 1, 1)


def test_without_torch_the_badge_says_so_and_all_else_works(
    open_window: Callable[..., Any], qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = tmp_path / "torch"
    stub.mkdir()
    (stub / "__init__.py").write_text("raise ImportError('libtorch is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    window = open_window("toy")
    Witness.start(window.witness)
    qtbot.waitUntil(lambda: window.witness.standing is Standing.MISSING, timeout=30_000)
    assert "torch" in window.witness.text and "\n" not in window.witness.text
    window.actions_by_id.run("step.forward")
    assert window.bench.walk.schedule.index(window.bench.point.local) == 1
    assert dict(window.witness.values())["torch autograd"] is None


def test_closing_in_the_middle_of_a_question_leaves_no_process(asking: Any, qtbot: Any) -> None:
    from PySide6.QtCore import QProcess

    qtbot.waitUntil(lambda: asking.witness.process.running, timeout=10_000)
    process = asking.witness.process._process
    asking.close()
    assert process.state() == QProcess.ProcessState.NotRunning
