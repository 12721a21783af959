"""From a question to its answers, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.nn.curvature import Curvature, by_difference
from mlpviz.nn.descent import descend
from mlpviz.nn.network import frozen
from mlpviz.nn.surface import CancelledError, GoOn, always
from mlpviz.oracle import sheet
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.curvature import largest_difference, largest_eigenvalue, over_axes
from mlpviz.oracle.devices import devices, failures, place_of
from mlpviz.oracle.function_check import answer_function
from mlpviz.oracle.messages import AnyQuestion, Message, OracleError, Question, Refusal, first_line
from mlpviz.oracle.objective import on_torch
from mlpviz.oracle.surface_messages import (
    CurvatureAnswer,
    CurvatureQuestion,
    FunctionQuestion,
    Place,
    SurfaceAnswer,
    SurfaceQuestion,
    objective_of,
)


def replies(question: AnyQuestion, go_on: GoOn = always) -> Iterator[Message]:
    """The answers to a question, each as soon as it is there; a Refusal where there is none.

    Imports torch. Ends without an answer where `go_on` says no.
    """
    try:
        yield from _replies(question, go_on)
    except CancelledError:
        return
    except OracleError as error:
        yield Refusal(question.number, error.message, error.missing, () if error.missing else tuple(devices()))
    except Exception as error:  # one question that fails must not end the process
        yield Refusal(question.number, f"the check fails: {first_line(error)}")


def _replies(question: AnyQuestion, go_on: GoOn) -> Iterator[Message]:
    if isinstance(question, Question):
        yield answer(question)
        return
    place = place_of(question.device)
    with failures(place.device):
        if isinstance(question, FunctionQuestion):
            yield answer_function(question, place)
        elif isinstance(question, CurvatureQuestion):
            yield from _curvature(question, place, go_on)
        else:
            yield _surface(question, place, go_on)


def _curvature(question: CurvatureQuestion, place: Place, go_on: GoOn) -> Iterator[CurvatureAnswer]:
    ours, plane, theta = objective_of(question.subject), question.plane, question.theta
    theirs = on_torch(ours, place.device)
    values, gradients = theirs.gradients(theta[None])
    matrix = over_axes(theirs, plane, theta)
    difference = largest_difference(Curvature(matrix), by_difference(ours, plane, theta))
    value, gradient = float(values[0]), frozen(plane.along(gradients[0]))

    def answered(largest: float | None, complete: bool) -> CurvatureAnswer:
        bent = Curvature(matrix, largest)
        return CurvatureAnswer(question.number, place, value, gradient, bent, difference, complete)

    yield answered(None, False)
    yield answered(largest_eigenvalue(theirs, theta, go_on), True)


def _surface(question: SurfaceQuestion, place: Place, go_on: GoOn) -> SurfaceAnswer:
    """The paths first, as they are of use alone; they and the grid count as half of the work each."""
    objective, plane = on_torch(objective_of(question.subject), place.device), question.plane
    descent = losses = None
    paths = question.start is not None
    both = paths and len(question.xs) > 0
    if question.start is not None:
        specs, steps, move, seed = question.specs, question.steps, question.move, question.seed
        scaled = (lambda share: go_on(share / 2)) if both else go_on
        descent = descend(objective, plane, question.start, specs, steps, move, seed, scaled)
    if len(question.xs):
        scaled = (lambda share: go_on((1 + share) / 2)) if both else go_on
        losses = sheet.grid(objective, plane, np.asarray(question.xs), np.asarray(question.ys), scaled).losses
    return SurfaceAnswer(question.number, place, losses, descent)
