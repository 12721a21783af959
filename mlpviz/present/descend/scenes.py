"""Scenes of a problem that has been computed: the window and the command line make them alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlpviz.core.descend import Problem, Range
from mlpviz.core.document import Document
from mlpviz.nn.curvature import Curvature, losses_along
from mlpviz.nn.descent import Descent
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import Array, frozen
from mlpviz.nn.surface import Grid
from mlpviz.nn.verdicts import Judgement
from mlpviz.present.descend.scene import Along, Noise, Scene, moved_limit

_RATES = 241
_BEYOND = 1.2  # of the largest rate on the axis
_FAR = 4.0  # times the limit: rates beyond are told by an arrow, not by the axis
_NEAR = 1.5  # of the largest rate: a limit beyond is told by an arrow


def scene_of(
    problem: Problem, grid: Grid, descent: Descent, judgements: tuple[Judgement, ...], view: Range, **shown: Any
) -> Scene:
    """A scene; `shown` are further fields of Scene, `iteration` among them."""
    document = problem.document
    return Scene(
        title=document.title,
        formula="" if document.function is None else FUNCTIONS[document.function].plain,
        grid=grid,
        descent=descent,
        judgements=judgements,
        view=view,
        start=tuple(problem.plane.coordinates(problem.start).tolist()),
        present=tuple(problem.plane.coordinates(problem.present).tolist()),
        scale=document.surface.scale,
        **shown,
    )


def along_of(problem: Problem, theta: Array, path: int, iteration: int, curvature: Curvature) -> Along:
    """The loss along −∇L from θ, shape (parameters,), where one path stands at an iteration."""
    projected = problem.document.surface.move == "all" and problem.plane.origin.size > problem.plane.dimensions
    rates = np.linspace(0.0, _reach(problem.document, moved_limit(curvature, projected)), _RATES)
    chosen = np.array([spec.learning_rate for spec in problem.document.surface.paths])
    losses = losses_along(problem.objective, theta, problem.moved_gradient(theta), np.concatenate([rates, chosen]))
    return Along(path, iteration, rates, losses[: len(rates)], losses[len(rates) :])


def noise_of(problem: Problem, theta: Array, path: int, iteration: int) -> Noise | None:
    """The noise of the batch that a path's update of `iteration` takes from θ, shape (parameters,).

    None where it takes all samples, and where a gradient is not finite.
    """
    rows = problem.taken_rows(path, iteration)
    if rows is None:
        return None
    full, batch = problem.moved_gradient(theta), problem.moved_gradient(theta, rows)
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm([full, batch, batch - full], axis=1)
    if not np.isfinite(lengths).all():
        return None
    along = problem.plane.along
    return Noise(path, iteration, len(rows), frozen(along(full)), frozen(along(batch)), frozen(lengths))


def _reach(document: Document, limit: float | None) -> float:
    """The largest rate on the axis: chosen rates and limit are in sight, unless one is far beyond the other."""
    rates = [spec.learning_rate for spec in document.surface.paths]
    if limit is None or limit > _NEAR * max(rates):
        return _BEYOND * max(rates)
    return _BEYOND * max([limit, *(rate for rate in rates if rate <= _FAR * limit)])
