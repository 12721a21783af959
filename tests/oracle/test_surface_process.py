"""Questions about surfaces, from process to process, among questions of other kinds."""

from __future__ import annotations

import pickle
import time
from dataclasses import replace

import numpy as np
import pytest
from oracle.objectives import objective_of
from oracle.test_witness_process import stub

from mlpviz.core.functions import function_document
from mlpviz.nn.descent import descend
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.objective import FunctionObjective
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.nn.surface import grid
from mlpviz.oracle.function_check import compare_function, question_of_function
from mlpviz.oracle.mailbox import Mailbox
from mlpviz.oracle.messages import Answer, Refusal, question_of
from mlpviz.oracle.surface_messages import (
    Cancel,
    CurvatureAnswer,
    CurvatureQuestion,
    FunctionAnswer,
    FunctionSubject,
    Progress,
    SurfaceAnswer,
    SurfaceQuestion,
    subject_of,
)

XS = np.linspace(-1, 1, 21)


@pytest.fixture(scope="module")
def small(make_walk):
    """Question about curvature and surface of a small network, with its engine's objective."""
    objective, theta = objective_of(make_walk())
    plane = parameter_plane(theta, [0, 5], ["a", "b"])
    subject = subject_of(objective)
    specs = (PathSpec(0.1), PathSpec(0.01, "adam", 2))
    return (
        objective,
        CurvatureQuestion(1, subject, plane, theta),
        SurfaceQuestion(2, subject, plane, XS, XS, theta, specs, 20, "all", 3),
    )


@pytest.fixture(scope="module")
def slow(make_walk):
    """A grid that takes a minute."""
    objective, theta = objective_of(make_walk((20, 60, 60, 5), ("gelu", "gelu", "identity"), samples=300))
    plane = gradient_plane(theta, objective.gradients(theta[None])[1][0], 0)
    many = np.linspace(-1, 1, 401)
    return SurfaceQuestion(50, subject_of(objective), plane, many, many)


def but_progress(process):
    """The next message that is not about progress."""
    while isinstance(message := process.receive(), Progress):
        assert 0 <= message.share <= 1
    return message


def test_every_kind_crosses_and_comes_back(child, small, make_walk):
    objective, curvature, surface = small
    process = child()
    process.send(curvature)
    first, last = but_progress(process), but_progress(process)
    assert isinstance(first, CurvatureAnswer) and not first.complete and first.curvature.largest is None
    assert isinstance(last, CurvatureAnswer) and last.complete and last.number == 1
    assert last.curvature.largest >= last.curvature.eigenvalues[-1] - 1e-12
    assert last.difference < 1e-6 and last.place.device == "cpu"
    value, gradient = objective.gradients(curvature.theta[None])
    assert last.value == pytest.approx(value[0], rel=1e-12)
    np.testing.assert_allclose(last.gradient, curvature.plane.along(gradient[0]), rtol=1e-10)

    process.send(surface)
    found = but_progress(process)
    assert isinstance(found, SurfaceAnswer) and found.number == 2
    ours = descend(objective, surface.plane, surface.start, surface.specs, 20, "all", 3)
    np.testing.assert_allclose(found.losses, grid(objective, surface.plane, XS, XS).losses, rtol=1e-9)
    np.testing.assert_allclose(found.descent.points, ours.points, rtol=1e-9, atol=1e-9)

    process.send(replace(surface, number=3, start=None))
    alone = but_progress(process)
    assert alone.descent is None and alone.losses.shape == (21, 21)
    process.send(replace(surface, number=4, xs=XS[:0]))
    alone = but_progress(process)
    assert alone.losses is None and alone.descent.steps == 20
    assert process.close() == 0


def test_a_quick_question_is_answered_in_the_midst_of_a_slow_one(child, small, slow, make_walk):
    process = child()
    process.send(slow)
    first = process.receive()
    assert isinstance(first, Progress) and first.number == slow.number
    started = time.monotonic()
    process.send(question_of(make_walk(), 0, 51), replace(small[1], number=52))
    kinds = [but_progress(process) for _ in range(3)]
    assert time.monotonic() - started < 10
    assert [type(kind) for kind in kinds] == [Answer, CurvatureAnswer, CurvatureAnswer]
    assert [kind.number for kind in kinds] == [51, 52, 52]
    assert isinstance(process.receive(), Progress)  # and the slow one goes on


def test_a_newer_question_ends_a_slow_one_of_its_kind(child, small, slow):
    process = child()
    process.send(slow)
    process.receive()
    started = time.monotonic()
    process.send(replace(small[2], number=53))
    found = but_progress(process)
    assert found.number == 53 and time.monotonic() - started < 10


def test_a_cancelled_question_is_not_answered(child, small, slow):
    process = child()
    process.send(slow)
    process.receive()
    process.send(Cancel(slow.number), replace(small[1], number=54))
    assert but_progress(process).number == 54
    assert but_progress(process).number == 54
    process.process.stdin.close()
    assert process.process.stdout.read() == b""


def test_the_end_of_the_input_ends_slow_work(child, slow):
    process = child()
    process.send(slow)
    process.receive()
    started = time.monotonic()
    assert process.close() == 0 and time.monotonic() - started < 10


def test_functions_are_checked_along_their_paths(child):
    process = child()
    for name, row in FUNCTIONS.items():
        document = function_document(name)
        process.send(question_of_function(document, np.array(row.start), 7))
        found = process.receive()
        assert isinstance(found, FunctionAnswer) and found.number == 7
        verdict = compare_function(name, found)
        assert verdict.agrees, verdict.first
        assert verdict.points > document.surface.steps and found.points[0].tolist() == list(row.start)


def test_a_subject_that_fails_is_refused(child, small):
    process = child()
    for number, bad in enumerate([replace(small[1], theta=np.zeros(3)), replace(small[1], device="tpu")]):
        process.send(replace(bad, number=number))
        refused = process.receive()
        assert isinstance(refused, Refusal) and refused.number == number and "\n" not in refused.message
    process.send(replace(small[1], subject=FunctionSubject("no-such"), number=9))
    assert isinstance(process.receive(), Refusal)


def test_without_torch_every_kind_is_refused(child, small, tmp_path):
    process = child(**stub(tmp_path, "raise ImportError('x')"))
    for question in small[1:]:
        process.send(question)
        refused = process.receive()
        assert refused == Refusal(question.number, "torch fails to import: x", True)


def test_the_mailbox_keeps_the_newest_of_each_kind(small, make_walk):
    _, curvature, surface = small
    walk = make_walk()
    box = Mailbox()
    for number in (1, 2, 3):
        for question in (surface, curvature, question_of(walk, 0)):
            box.put(replace(question, number=10 * number))
    assert box.wait()
    assert box.take(0) is None
    taken = [box.take(), box.take()]
    assert [type(one).__name__ for one in taken] == ["Question", "CurvatureQuestion"]
    assert {one.number for one in taken} == {30}
    box.put(Cancel(30))
    assert box.take() is None and not box.wanted(replace(surface, number=30))
    assert box.wanted(surface)
    box.put(surface)
    assert not box.wanted(surface) and box.wanted(curvature)
    box.close()
    assert box.wait() and box.take() is surface and not box.wait() and not box.wanted(curvature)


def test_subjects_are_small_enough_to_send():
    assert len(pickle.dumps(subject_of(FunctionObjective("bowl")))) < 200
    with pytest.raises(TypeError):
        subject_of(None)  # type: ignore[arg-type]
