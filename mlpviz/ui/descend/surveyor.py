"""Keeps the loss surface and its paths in step with the document: asks its lanes, and tells when results come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from mlpviz.core.descend import Problem, Range, grid_values, make_problem, shown_range
from mlpviz.core.document import Document, DocumentError, Training
from mlpviz.core.session import Page, State
from mlpviz.core.surface import Surface
from mlpviz.nn.curvature import Curvature, by_difference, losses_along
from mlpviz.nn.descent import Descent
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import Array, Network, same_bits
from mlpviz.nn.objective import FunctionObjective, NetworkObjective, Objective
from mlpviz.nn.surface import GoOn, Grid, grid
from mlpviz.nn.verdicts import Judgement, judge
from mlpviz.present.descend.scene import Along, Hover, Scene
from mlpviz.present.numbers import shown
from mlpviz.ui.curvature_witness import CurvatureWitness
from mlpviz.ui.lane import Lane
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

SIDES = (101, 201)
"""Grid points a side, at once and refined."""
_LINE_POINTS = (401, 1601)
_RATES = 241
_BEYOND = 1.2  # of the largest rate on the axis
_FAR = 4.0  # times the limit: rates beyond are told by an arrow, not by the axis


@dataclass(frozen=True, eq=False)
class Survey:
    """A problem, its paths, and the surface in the range that is in view (None as long as it is not computed)."""

    problem: Problem
    descent: Descent
    judgements: tuple[Judgement, ...]
    range: Range
    grid: Grid | None = None


@dataclass(frozen=True, eq=False)
class Local:
    """What holds at one point of one path, θ: the loss at θ − η·∇L over η, and how the surface bends there."""

    survey: Survey
    theta: Array
    along: Along
    curvature: Curvature


class Surveyor(QObject):
    """`changed` is emitted where anything new is to be shown."""

    changed = Signal()

    def __init__(self, workbench: Workbench, process: OracleProcess) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self._whole, self._near = Lane(self), Lane(self)
        self._asked: tuple[object, ...] | None = None
        self._asked_near: tuple[object, ...] | None = None
        self._foot: Array | None = None
        self.survey: Survey | None = None
        self.local: Local | None = None
        self.problem = ""
        """Why there is nothing to show, in words; "" where there is."""
        self.share = 1.0
        """How much of the work is done."""
        self._whole.arrived.connect(self._surveyed)
        self._whole.failed.connect(self._failed)
        self._whole.progressed.connect(self._progressed)
        self._whole.ended.connect(lambda: self._progressed(1.0))
        self._near.arrived.connect(self._located)
        self._near.failed.connect(self._raise)
        self._bending = CurvatureWitness(process, self)
        self._bending.changed.connect(self.changed)
        workbench.changed.connect(self._state_changed)

    @property
    def busy(self) -> bool:
        return self._whole.busy

    def scene(self, hover: Hover | None = None) -> Scene | None:
        """What the page shows now, or None as long as there is nothing."""
        survey, local, bench = self.survey, self.local, self._bench
        if survey is None or survey.grid is None:
            return None
        near = local if local is not None and local.survey.problem is survey.problem else None
        problem, surface = survey.problem, bench.store.document.surface
        return Scene(
            title=problem.document.title,
            formula="" if problem.document.function is None else FUNCTIONS[problem.document.function].plain,
            grid=survey.grid,
            descent=survey.descent,
            judgements=survey.judgements,
            view=bench.store.session.view or survey.range,
            start=tuple(problem.plane.coordinates(problem.start).tolist()),
            present=tuple(problem.plane.coordinates(problem.present).tolist()),
            iteration=min(bench.update, survey.descent.steps),
            path=min(bench.path, len(survey.descent.specs) - 1),
            scale=surface.scale,
            decimals=bench.preferences.decimals,
            curvature=None if near is None else self._bending.curvature or near.curvature,
            along=None if near is None else near.along,
            hover=hover,
        )

    @property
    def curvature_source(self) -> str:
        """How the curvature was computed, and how far its two witnesses are apart."""
        answer = self._bending.answer
        if answer is None:
            return self._bending.source or "The Hessian by central differences of the gradient; torch is being asked."
        difference = shown(answer.difference, 3)
        return f"The Hessian {self._bending.source}; largest difference to central differences: {difference}"

    def hover_at(self, point: tuple[float, ...]) -> Hover | None:
        """Loss and gradient at coordinates of the plane, computed there."""
        if self.survey is None:
            return None
        problem = self.survey.problem
        losses, gradients = problem.objective.gradients(problem.plane.at(np.array([point])))
        return Hover(point, float(losses[0]), tuple(problem.plane.along(gradients)[0].tolist()))

    def close(self) -> None:
        """Stop all work and wait for it."""
        self._whole.close()
        self._near.close()
        self._bending.close()

    def cancel(self) -> None:
        """Give up the work that is going on; what is there stays."""
        self._whole.cancel()
        self._progressed(1.0)

    def redraw_through(self, theta: Array | None) -> None:
        """Draw the surface through θ, shape (parameters,), or through the start again."""
        self._foot = theta
        self._asked = None
        self.refresh()

    def _state_changed(self, _old: State, _new: State) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Ask for what is missing. Does nothing while the page is not on show."""
        session = self._bench.store.session
        if session.page is not Page.DESCEND:
            return
        document, network = self._bench.store.document, self._bench.walk.network(self._bench.point.iteration)
        selection = session.selection if document.surface.over == "sample" else None
        key = (*_parts(document), network, selection, self._foot)
        wanted = (*key, session.view, document.surface.range)
        if self._asked is None or not _same(wanted, self._asked):
            same_problem = self._asked is not None and _same(key, self._asked[: len(key)])
            kept, view, foot = self.survey, session.view, self._foot
            self._asked = wanted
            self._whole.ask(lambda go_on: _survey(document, network, selection, foot, view, kept, same_problem, go_on))
        self._refresh_near()

    def _refresh_near(self) -> None:
        survey = self.survey
        if survey is None:
            return
        path = min(self._bench.path, len(survey.descent.specs) - 1)
        update = min(self._bench.update, int(survey.descent.lasts[path]))
        wanted = (survey.problem, path, update)
        if self._asked_near is None or not _same(wanted, self._asked_near):
            self._asked_near = wanted
            self._near.ask(lambda go_on: _locate(survey, path, update))

    def _surveyed(self, survey: Survey) -> None:
        self.survey, self.problem = survey, ""
        self._refresh_near()
        self.changed.emit()

    def _located(self, local: Local) -> None:
        self.local = local
        self._bending.ask(local.survey.problem, local.theta, self._bench.preferences.device)
        self.changed.emit()

    def _progressed(self, share: float) -> None:
        self.share = share
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.share = 1.0
        if not isinstance(error, DocumentError):
            raise error
        self.survey = self.local = self._asked_near = None
        self.problem = sentence(error.message)
        self.changed.emit()

    def _raise(self, error: Exception) -> None:
        raise error


def _parts(document: Document) -> tuple[object, ...]:
    """What of a document the paths and the surface depend on."""
    surface = replace(document.surface, scale="linear", range=None)
    return document.data, document.loss, document.reduction, document.training, document.function, surface


def _same(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    """Whether all parts are the same: settings by value, what holds arrays by identity, as it is never changed."""
    plain = (str, int, float, tuple, Surface, Training)
    return all(x is y or (isinstance(x, plain) and x == y) for x, y in zip(a, b, strict=True))


def _survey(
    document: Document, network: Network, selection: int | None, foot: Array | None, view: Range | None,
    kept: Survey | None, same_problem: bool, go_on: GoOn,
) -> Iterator[Survey]:  # fmt: skip
    if same_problem and kept is not None:
        survey = replace(kept, range=view or shown_range(replace(kept.problem, document=document), kept.descent))
    else:
        problem = make_problem(document, network, selection, foot, go_on)
        descent = problem.descend(go_on)
        survey = Survey(problem, descent, judge(descent), view or shown_range(problem, descent))
    coarse, fine = SIDES if survey.problem.plane.dimensions == 2 else _LINE_POINTS
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


def _locate(survey: Survey, path: int, update: int) -> Iterator[Local]:
    problem = survey.problem
    theta = problem.parameters_at(path, update)
    curvature = by_difference(problem.objective, problem.plane, theta)
    rates = np.linspace(0.0, _reach(problem.document, curvature), _RATES)
    chosen = np.array([spec.learning_rate for spec in problem.document.surface.paths])
    losses = losses_along(problem.objective, theta, problem.moved_gradient(theta), np.concatenate([rates, chosen]))
    along = Along(path, update, rates, losses[: len(rates)], losses[len(rates) :])
    yield Local(survey, theta, along, curvature)


def _reach(document: Document, curvature: Curvature) -> float:
    """The largest rate on the axis: the chosen ones and the limit are in sight, but for rates far beyond it."""
    rates, limit = [spec.learning_rate for spec in document.surface.paths], curvature.limit
    if limit is None:
        return _BEYOND * max(rates)
    return _BEYOND * max([limit, *(rate for rate in rates if rate <= _FAR * limit)])
