"""A problem with its paths and its surface, and how a worker comes to it: no Qt, nothing kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.core.descend import Problem, Range, grid_values, make_problem, shown_range
from mlpviz.core.document import Data, Document, Training, axes_of
from mlpviz.core.surface import Surface
from mlpviz.core.timeline import Selection
from mlpviz.nn.curvature import Curvature, by_difference
from mlpviz.nn.descent import Descent
from mlpviz.nn.network import Array, Network, same_bits
from mlpviz.nn.objective import FunctionObjective, NetworkObjective, Objective
from mlpviz.nn.surface import GoOn, Grid, grid
from mlpviz.nn.verdicts import Judgement, judge
from mlpviz.present.descend.scene import Along, Hover, Noise, Point
from mlpviz.present.descend.scenes import along_of, noise_of

SIDES = (101, 201)
"""Grid points a side, at once and refined."""
LINE_POINTS = (401, 1601)
"""The same over one parameter."""
_LARGE = 5_000_000  # parameters × samples
_MOST_BYTES = 1_000_000_000  # of samples that are sent to torch, whose process keeps them too


@dataclass(frozen=True, eq=False)
class Survey:
    """A problem, its paths, and the surface in the range that is in view (None as long as it is not computed)."""

    problem: Problem
    descent: Descent
    judgements: tuple[Judgement, ...]
    range: Range
    grid: Grid | None = None
    device: str = "NumPy"
    words: str = ""
    """What the surface goes through, where that is not the start."""
    start_limit: float | None = None
    """2/λmax at the start over what is moved, as far as the axes tell."""


@dataclass(frozen=True, eq=False)
class Local:
    """What holds at one point of one path, θ: the loss at θ − η·∇L over η, how the surface bends there, and the noise
    in the gradient of the coming batch, None where all samples are taken.
    """

    survey: Survey
    theta: Array
    along: Along
    curvature: Curvature
    noise: Noise | None


@dataclass(frozen=True, eq=False)
class Foot:
    """θ that the surface was asked to go through, over what and with which data, and how that is said."""

    theta: Array
    axes: tuple[object, ...]
    data: Data
    words: str

    def holds_for(self, document: Document) -> bool:
        """Whether it still is a point of this document's surface."""
        fits = self.theta.size == document.network.parameter_count
        return fits and self.data is document.data and self.axes == axes_of(document)


@dataclass(frozen=True, eq=False)
class Wanted:
    """What paths and surface depend on, but for the range: the document, the present network, the sample, the foot."""

    document: Document
    network: Network
    selection: Selection
    foot: Array | None

    def same(self, other: Wanted) -> bool:
        """Whether both put the same problem: settings by value, what holds arrays by identity."""
        return all(
            x is y or (isinstance(x, str | int | tuple | Surface | Training) and x == y)
            for x, y in zip(self._parts(), other._parts(), strict=True)
        )

    def _parts(self) -> tuple[object, ...]:
        document = self.document
        surface = replace(document.surface, scale="linear", range=None)
        settings = (document.loss, document.reduction, document.training, document.function, surface)
        return (*settings, document.data, self.network, self.selection, self.foot)


@dataclass(frozen=True, eq=False)
class Handover:
    """A problem that torch is to compute: all of it, or the surface alone where `survey` has the paths already."""

    problem: Problem
    view: Range | None
    survey: Survey | None = None
    words: str = ""


def is_large(problem: Problem) -> bool:
    """Whether a problem is worth another process; a line is quickly computed."""
    objective = problem.objective
    return (
        isinstance(objective, NetworkObjective)
        and problem.plane.dimensions == 2
        and objective.size * objective.samples >= _LARGE
        and objective.inputs.nbytes <= _MOST_BYTES
    )


def survey_of(
    wanted: Wanted, words: str, view: Range | None, kept: Survey | None, known: bool, torch: bool, go_on: GoOn
) -> Iterator[Survey | Handover]:
    """What is wanted, step by step: first with a coarse surface, then a fine one.

    `kept` is what is on show, `known` whether it has this very problem, so that only the range is new. Where torch is
    there, a large problem is handed over to it.
    """
    document = wanted.document
    if known and kept is not None:
        survey = replace(kept, range=view or shown_range(replace(kept.problem, document=document), kept.descent))
        if torch and is_large(kept.problem):
            yield Handover(kept.problem, view, survey)
            return
    else:
        problem = make_problem(document, wanted.network, wanted.selection, wanted.foot, go_on)
        if torch and is_large(problem):
            yield Handover(problem, view, None, words)
            return
        descent = problem.descend(go_on)
        survey = Survey(problem, descent, judge(descent), view or shown_range(problem, descent), words=words)
        survey = replace(survey, start_limit=start_limit(problem))
    coarse, fine = SIDES if survey.problem.plane.dimensions == 2 else LINE_POINTS
    drawn = kept.grid if kept is not None and kept.range == survey.range else None
    if kept is not None and drawn is not None and _same_sheet(kept.problem, survey.problem):
        yield replace(survey, grid=drawn)
        counts = [fine] if len(drawn.xs) < fine else []
    else:
        counts = [coarse, fine]
    for count in counts:
        xs, ys = grid_values(survey.range, count)
        yield replace(survey, grid=grid(survey.problem.objective, survey.problem.plane, xs, ys, go_on))


def _same_sheet(a: Problem, b: Problem) -> bool:
    """Whether two problems have the same loss at the same coordinates, as when the start moves over its plane."""
    return (
        same_bits(a.plane.origin, b.plane.origin)
        and same_bits(a.plane.axes, b.plane.axes)
        and _same_objective(a.objective, b.objective)
    )


def _same_objective(a: Objective, b: Objective) -> bool:
    if isinstance(a, FunctionObjective) and isinstance(b, FunctionObjective):
        return a.function is b.function
    if isinstance(a, NetworkObjective) and isinstance(b, NetworkObjective):
        shapes = [
            [(layer.activation, layer.weights.shape, layer.has_bias) for layer in o.network.layers] for o in (a, b)
        ]
        return (
            shapes[0] == shapes[1]
            and (a.loss, a.reduction) == (b.loss, b.reduction)
            and same_bits(a.inputs, b.inputs)
            and same_bits(a.targets, b.targets)
        )
    return False


def start_limit(problem: Problem) -> float | None:
    """2/λmax at the start over the axes; None where more than those is moved."""
    if problem.document.surface.move == "all" and problem.start.size > problem.plane.dimensions:
        return None
    return by_difference(problem.objective, problem.plane, problem.start).limit


def locate(survey: Survey, path: int, update: int, go_on: GoOn) -> Iterator[Local]:
    """What holds where a path stands after so many updates."""
    problem = survey.problem
    theta = problem.parameters_at(path, update, go_on)
    curvature = by_difference(problem.objective, problem.plane, theta)
    along, noise = along_of(problem, theta, path, update, curvature), noise_of(problem, theta, path, update)
    yield Local(survey, theta, along, curvature, noise)


def hover_at(problem: Problem, point: Point) -> Hover:
    """Loss and gradient at coordinates of the plane, computed there."""
    losses, gradients = problem.objective.gradients(problem.plane.at(np.array([point])))
    return Hover(point, float(losses[0]), tuple(problem.plane.along(gradients)[0].tolist()))
