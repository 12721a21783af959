"""Whether the engine and autograd agree on a textbook function: value and gradient at its point and along its paths.

|Δ| ≤ 1e-11·max(1, ‖point‖∞), where ‖point‖∞ is the largest finite magnitude that autograd has for that quantity at that
point. NaN agrees with NaN, and an infinity with the same one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.functions import point_of
from mlpviz.nn.descent import descend
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import Array, frozen
from mlpviz.nn.objective import FunctionObjective
from mlpviz.nn.plane import parameter_plane
from mlpviz.nn.schedule import Quantity
from mlpviz.oracle.compare import TOLERANCE, differences_of
from mlpviz.oracle.devices import failures, place_of
from mlpviz.oracle.objective import on_torch
from mlpviz.oracle.surface_messages import FunctionAnswer, FunctionQuestion, Place


@dataclass(frozen=True)
class FunctionDisagreement:
    """One number on which the two differ by more than the tolerance. `variable` is None for the value."""

    quantity: Quantity
    variable: str | None
    point: tuple[float, ...]
    ours: float
    theirs: float
    difference: float
    tolerance: float


@dataclass(frozen=True)
class FunctionVerdict:
    """What a comparison finds: the largest |Δ|, of each quantity too, over how many points.

    relative: the largest |Δ|/max(1, ‖point‖∞), as paths that diverge have values of any size.
    first: the first difference beyond the tolerance along the paths; worst: the one largest by its tolerance.
    """

    agrees: bool
    largest: float
    relative: float
    per_quantity: dict[Quantity, float]
    worst: FunctionDisagreement | None
    first: FunctionDisagreement | None
    points: int
    place: Place

    @property
    def device(self) -> str:
        return self.place.device

    @property
    def torch_version(self) -> str:
        return self.place.torch_version

    @property
    def note(self) -> str:
        return self.place.note


def question_of_function(document: Document, point: Array, number: int = 0, device: str = "cpu") -> FunctionQuestion:
    """The question that a function document puts at a point, shape (variables,). Raises ValueError for others."""
    if document.function is None:
        raise ValueError("this document is no function")
    surface = document.surface
    return FunctionQuestion(number, document.function, point, surface.paths, surface.steps, device)


def answer_function(question: FunctionQuestion, place: Place) -> FunctionAnswer:
    """Torch's values and gradients at the start and along the engine's own paths from there."""
    objective = FunctionObjective(question.function)
    plane = parameter_plane(question.start, range(objective.size), objective.function.names)
    descent = descend(objective, plane, question.start, question.specs, question.steps, "two", 0)
    walked = [path[1 : int(last) + 1] for path, last in zip(descent.points, descent.lasts, strict=True)]
    points = frozen(np.concatenate([question.start[None], *walked]))
    values, gradients = on_torch(objective, place.device).gradients(points)
    return FunctionAnswer(question.number, place, points, frozen(values), frozen(gradients))


def compare_function(function: str, answer: FunctionAnswer) -> FunctionVerdict:
    """Compare the engine's values and gradients with those that torch answered."""
    names = FUNCTIONS[function].names
    values, gradients = FunctionObjective(function).gradients(answer.points)
    ours, theirs = np.column_stack([values, gradients]), np.column_stack([answer.values, answer.gradients])
    differences = differences_of(ours, theirs)
    magnitudes = np.where(np.isfinite(theirs), np.abs(theirs), 0.0)
    scales = np.column_stack([magnitudes[:, 0], *[magnitudes[:, 1:].max(axis=1)] * len(names)])
    tolerances = TOLERANCE * np.maximum(1.0, scales)

    def found(index: int) -> FunctionDisagreement:
        row, column = divmod(index, ours.shape[1])
        return FunctionDisagreement(
            Quantity.GRADIENT if column else Quantity.LOSS,
            names[column - 1] if column else None,
            tuple(float(value) for value in answer.points[row]),
            *(float(array[row, column]) for array in (ours, theirs, differences, tolerances)),
        )

    bad = differences > tolerances
    agrees = not bad.any()
    return FunctionVerdict(
        agrees,
        float(differences.max()),
        float((differences / tolerances).max() * TOLERANCE),
        {Quantity.LOSS: float(differences[:, 0].max()), Quantity.GRADIENT: float(differences[:, 1:].max())},
        None if agrees else found(int(np.argmax(differences / tolerances))),
        None if agrees else found(int(np.argmax(bad))),
        len(answer.points),
        answer.place,
    )


def check_function(document: Document, device: str = "cpu") -> FunctionVerdict:
    """Compare a function document with autograd. Imports torch. Raises OracleError as `check` does."""
    question = question_of_function(document, point_of(document), device=device)
    place = place_of(device)
    with failures(place.device):
        answer = answer_function(question, place)
    return compare_function(question.function, answer)
