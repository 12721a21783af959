"""One process for every kind of question, and the curvature that is asked of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlpviz.core.descend import Problem, make_problem
from mlpviz.core.document import Data, Document
from mlpviz.core.examples import find
from mlpviz.core.functions import function_document
from mlpviz.core.surface import Surface
from mlpviz.nn.curvature import by_difference
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.paths import PathSpec
from mlpviz.oracle.curvature import largest_difference
from mlpviz.oracle.messages import Answer, question_of
from mlpviz.oracle.surface_messages import (
    CurvatureAnswer,
    CurvatureQuestion,
    Progress,
    SurfaceAnswer,
    SurfaceQuestion,
    subject_of,
)
from mlpviz.ui.curvature_witness import CurvatureWitness
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.witness import Standing, Witness
from mlpviz.ui.workbench import Workbench


def problem_of(name: str, **surface: Any) -> Problem:
    document = find(name).document()
    document = replace(document, surface=replace(document.surface, **surface))
    return make_problem(document, document.network, None)


@pytest.fixture
def process(qtbot: Any) -> Iterator[OracleProcess]:
    made = OracleProcess()
    yield made
    made.close()


@pytest.fixture
def curvature(process: OracleProcess) -> Iterator[CurvatureWitness]:
    made = CurvatureWitness(process)
    yield made
    made.close()


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch cannot be imported."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise ImportError('libtorch is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.fixture
def crashing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends with the first question."""
    launcher = tmp_path / "launcher"
    launcher.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'import os; os.read(0, 1)'\n")
    launcher.chmod(0o755)
    monkeypatch.setattr("mlpviz.ui.oracle_process.sys", SimpleNamespace(executable=str(launcher)))


def until(qtbot: Any, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=60_000)


def test_all_kinds_share_one_process(process: OracleProcess, curvature: CurvatureWitness, qtbot: Any) -> None:
    heard: list[Any] = []
    process.heard.connect(lambda message: heard.append(message))
    assert not process.running
    problem, bench = problem_of("toy"), Workbench(find("toy").document())
    curvature.ask(problem)
    xs = np.linspace(-1, 1, 5)
    grid = process.ask(SurfaceQuestion(0, subject_of(problem.objective), problem.plane, xs, xs))
    check = process.ask(question_of(bench.walk, 0))
    assert process.running and grid != check
    until(qtbot, lambda: curvature.answer is not None and curvature.answer.complete and len(heard) >= 4)
    by_kind = {type(message): message for message in heard if not isinstance(message, Progress)}
    assert set(by_kind) == {Answer, SurfaceAnswer, CurvatureAnswer}
    assert (by_kind[SurfaceAnswer].number, by_kind[Answer].number) == (grid, check)
    assert process.devices[0] == "cpu"


def test_the_curvature_of_a_network(curvature: CurvatureWitness, qtbot: Any) -> None:
    problem = problem_of("toy")
    curvature.ask(problem)
    assert curvature.curvature is None and curvature.source == ""
    until(qtbot, lambda: curvature.curvature is not None and curvature.curvature.largest is not None)
    ours = by_difference(problem.objective, problem.plane, problem.present)
    assert largest_difference(curvature.curvature, ours) < 1e-8
    assert curvature.source == "by torch's double backward, cpu"
    assert curvature.answer is not None and curvature.answer.difference < 1e-8


def test_only_the_last_point_of_a_drag_is_answered(curvature: CurvatureWitness, qtbot: Any) -> None:
    problem = problem_of("toy")
    seen: list[float] = []
    curvature.changed.connect(lambda: curvature.answer and seen.append(curvature.answer.value))
    thetas = [problem.present + 0.1 * step for step in range(1, 6)]
    for theta in thetas:
        curvature.ask(problem, theta)
    until(qtbot, lambda: curvature.answer is not None and curvature.answer.complete)
    assert seen == pytest.approx([problem.objective.losses(thetas[-1][None])[0]] * 2, rel=1e-12)
    curvature.ask(problem, thetas[0])
    assert curvature.curvature is None  # what was known is not left standing
    until(qtbot, lambda: curvature.answer is not None and curvature.answer.complete)
    assert seen[-1] == pytest.approx(problem.objective.losses(thetas[0][None])[0], rel=1e-12)


@pytest.mark.usefixtures("broken")
def test_without_torch_differences_are_taken_and_named(curvature: CurvatureWitness, qtbot: Any) -> None:
    document = function_document("stretched-bowl")
    curvature.ask(make_problem(document, document.network, None))
    until(qtbot, lambda: curvature.curvature is not None)
    np.testing.assert_allclose(curvature.curvature.eigenvalues, [2, 20], rtol=1e-8)
    assert curvature.source == "by central differences: torch is missing" and curvature.answer is None
    assert curvature.curvature.largest is None


@pytest.mark.usefixtures("crashing")
def test_a_crash_is_told_once_and_differences_are_taken(
    process: OracleProcess, curvature: CurvatureWitness, qtbot: Any
) -> None:
    ends: list[int] = []
    process.ended.connect(lambda: ends.append(1))
    curvature.ask(problem_of("toy"))
    until(qtbot, lambda: curvature.curvature is not None)
    qtbot.wait(100)
    assert ends == [1] and not process.running
    assert curvature.source == "by central differences: torch has stopped"


def test_closing_in_the_midst_of_work_leaves_nothing(process: OracleProcess, qtbot: Any) -> None:
    problem, many = problem_of("toy"), np.linspace(-1, 1, 3001)
    number = process.ask(SurfaceQuestion(0, subject_of(problem.objective), problem.plane, many, many))
    heard: list[Any] = []
    process.heard.connect(lambda message: heard.append(message))
    until(qtbot, lambda: bool(heard))
    process.cancel(number)
    process.close()
    assert not process.running
    process.close()
    process.cancel(number)


@pytest.fixture
def asking(qtbot: Any) -> Iterator[Callable[..., Witness]]:
    """A witness of a function document, without a window."""
    made: list[Workbench] = []

    def make(document: Any) -> Witness:
        bench = Workbench(document)
        made.append(bench)
        witness = Witness(bench)
        witness.start()
        return witness

    yield make
    for bench in made:
        for witness in bench.findChildren(Witness):
            witness.close()
        bench.deleteLater()


def test_the_badge_of_a_function_speaks_of_the_function(asking: Callable[..., Witness], qtbot: Any) -> None:
    witness = asking(function_document("bowl"))
    until(qtbot, lambda: witness.standing is Standing.AGREES)
    assert witness.text == "autograd agrees, largest relative difference 0, cpu"
    assert witness.answer is None and witness.disagreeing_step() is None
    bench = witness.parent()
    assert isinstance(bench, Workbench)
    first = witness.verdict.points
    surface = Surface(paths=(PathSpec(0.25),), steps=4)
    bench.store.edit("Set", lambda document: replace(document, surface=surface))
    assert witness.standing is Standing.WAITING
    until(qtbot, lambda: witness.standing is Standing.AGREES)
    assert witness.verdict.points == 5 != first


def test_a_wrong_gradient_of_a_function_is_told(
    asking: Callable[..., Witness], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlpviz.nn.functions import FUNCTIONS

    wrong = replace(FUNCTIONS["saddle"], gradient=lambda points: 2 * points)
    monkeypatch.setitem(FUNCTIONS, "saddle", wrong)
    witness = asking(function_document("saddle"))
    until(qtbot, lambda: witness.standing is Standing.DISAGREES)
    assert witness.text == "autograd disagrees: gradient along y at (2, 0.01), by 4.0e-2, cpu"
    assert witness.disagreeing_step() is None


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system has no such priorities")
def test_the_process_lets_the_window_go_first(process: OracleProcess, qtbot: Any) -> None:
    process.ask(question_of(Workbench(find("toy").document()).walk, 0))
    child = process._process
    assert child is not None
    qtbot.waitUntil(lambda: os.getpriority(os.PRIO_PROCESS, child.processId()) > os.getpriority(os.PRIO_PROCESS, 0))


def test_a_large_question_is_handed_over_in_pieces_and_its_data_once(process: OracleProcess, qtbot: Any) -> None:
    rng = np.random.default_rng(0)
    network = make_network(20, [make_layer("tanh", rng.normal(size=(1, 20)), [0.1])])
    data = Data(frozen(rng.normal(size=(100_000, 20))), frozen(rng.normal(size=(100_000, 1))))
    problem = make_problem(Document("Large", network, "half_squared_error", data), network, None)
    curvature = by_difference(problem.objective, problem.plane, problem.present)
    written: list[int] = []
    for _ in range(2):
        found: list[CurvatureAnswer] = []
        process.heard.connect(found.append)
        process.ask(CurvatureQuestion(0, subject_of(problem.objective), problem.plane, problem.present))
        child = process._process
        assert child is not None
        assert child.bytesToWrite() <= 2_200_000  # of 16 MB
        if not written:
            child.bytesWritten.connect(written.append)
        else:
            written.clear()
        qtbot.waitUntil(lambda found=found: any(isinstance(one, CurvatureAnswer) for one in found), timeout=60_000)
        answer = next(one for one in found if isinstance(one, CurvatureAnswer))
        np.testing.assert_allclose(answer.curvature.matrix, curvature.matrix, atol=1e-6)
    assert sum(written) < 20_000
