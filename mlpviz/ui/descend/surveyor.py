"""Keeps the loss surface and its paths in step with the document: asks its lanes, and tells when results come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from mlpviz.core.descend import Problem
from mlpviz.core.document import DocumentError, axes_of
from mlpviz.core.session import Page, State
from mlpviz.present.descend.scene import Hover, Point, Scene
from mlpviz.present.descend.scenes import scene_of
from mlpviz.present.numbers import shown
from mlpviz.ui.curvature_witness import CurvatureWitness
from mlpviz.ui.descend.survey import Foot, Handover, Local, Survey, Wanted, hover_at, locate, survey_of
from mlpviz.ui.descend.torch_survey import TorchSurvey
from mlpviz.ui.lane import Lane
from mlpviz.ui.later import Later
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench


class Surveyor(QObject):
    """`changed` is emitted where anything new is to be shown."""

    changed = Signal()

    def __init__(self, workbench: Workbench, process: OracleProcess) -> None:
        super().__init__(workbench)
        self._bench = workbench
        self._whole, self._near, self._pointer = Lane(self), Lane(self), Lane(self)
        self._torch = TorchSurvey(process, self)
        self._torch_there = True
        self._asked: Wanted | None = None
        self._limits: tuple[object, ...] = ()
        self._known: Wanted | None = None  # what the survey on show is of
        self._asked_near: tuple[Problem, int, int] | None = None
        self._then: Callable[[Local], None] | None = None
        self._foot: Foot | None = None
        self._later = Later(self, self.changed.emit, 0)
        self.survey: Survey | None = None
        self.local: Local | None = None
        self.problem = ""
        """Why there is nothing to show, in words; "" where there is."""
        self.hover: Hover | None = None
        """What is under the pointer."""
        self.share = 1.0
        """How much of the work is done."""
        self.stopped = False
        """Whether the work was given up, so that what is shown is of earlier settings."""
        self._whole.arrived.connect(self._surveyed)
        self._whole.failed.connect(self._failed)
        self._whole.progressed.connect(self._progressed)
        self._whole.ended.connect(self._ended)
        self._torch.arrived.connect(self._surveyed)
        self._torch.progressed.connect(self._progressed)
        self._torch.ended.connect(self._ended)
        self._torch.refused.connect(self._without_torch)
        self._near.arrived.connect(self._located)
        self._near.failed.connect(self._raise)
        self._pointer.arrived.connect(self._pointed)
        self._pointer.failed.connect(self._raise)
        self._bending = CurvatureWitness(process, self)
        self._bending.changed.connect(self._later.soon)
        workbench.changed.connect(self._state_changed)

    @property
    def busy(self) -> bool:
        return self._whole.busy or self._torch.busy

    def scene(self) -> Scene | None:
        """What the page shows now, or None as long as there is nothing."""
        survey, local, bench = self.survey, self.local, self._bench
        if survey is None or survey.grid is None:
            return None
        near = local if local is not None and local.survey.problem is survey.problem else None
        scene = scene_of(
            survey.problem,
            survey.grid,
            survey.descent,
            survey.judgements,
            bench.store.session.view or survey.range,
            iteration=min(bench.update, survey.descent.steps),
            path=min(bench.path, len(survey.descent.specs) - 1),
            decimals=bench.preferences.decimals,
            device=" · ".join([survey.device, *([survey.words] if survey.words else [])]),
            start_limit=survey.start_limit,
            curvature=None if near is None else self._bending.curvature or near.curvature,
            along=None if near is None else near.along,
            noise=None if near is None else near.noise,
            hover=self.hover,
        )
        return replace(scene, scale=bench.store.document.surface.scale)

    @property
    def curvature_source(self) -> str:
        """How the curvature was computed, and how far its two witnesses are apart."""
        answer = self._bending.answer
        if answer is None:
            return self._bending.source or "The Hessian by central differences of the gradient; torch is being asked."
        difference = shown(answer.difference, 3)
        return f"The Hessian {self._bending.source}; largest difference to central differences: {difference}"

    def look_at(self, point: Point | None) -> None:
        """Compute loss and gradient at coordinates of the plane, for `hover`; None: nothing is under the pointer."""
        survey = self.survey
        if point is None or survey is None:
            self._pointer.cancel()
            self._pointed(None)
        else:
            self._pointer.ask(lambda _go_on: iter([hover_at(survey.problem, point)]))

    def _pointed(self, hover: Hover | None) -> None:
        self.hover = hover
        self._later.soon()

    def close(self) -> None:
        """Stop all work and wait for it."""
        self._whole.close()
        self._near.close()
        self._pointer.close()
        self._bending.close()

    def cancel(self) -> None:
        """Give up the work that is going on; what is there stays."""
        self._whole.cancel()
        self._torch.cancel()
        self.stopped = True
        self._progressed(1.0)

    def go_on(self) -> None:
        """Compute what was given up."""
        self._asked = None
        self.refresh()

    @property
    def foot(self) -> Foot | None:
        """What the surface was asked to go through, as long as that means something: else it goes through the start."""
        foot, document = self._foot, self._bench.store.document
        fits = foot is not None and document.surface.move == "all" and foot.holds_for(document)
        return foot if fits else None

    def redraw_through(self, local: Local) -> None:
        """Draw the surface through a point of a path; where it goes through one already, through the start again."""
        if self.foot is not None:
            self._foot = None
        else:
            rate = shown(local.survey.problem.document.surface.paths[local.along.path].learning_rate, 6)
            words = f"surface through iteration {local.along.iteration} of η {rate}"
            self._foot = Foot(local.theta, axes_of(self._bench.store.document), self._bench.store.document.data, words)
        self.refresh()

    def when_located(self, then: Callable[[Local], None]) -> None:
        """Call `then` with the point that is looked at: at once, or as soon as it is known, if it stays the same.

        Not at all while what is shown is no longer what was asked for.
        """
        local, asked = self.local, self._asked_near
        current = self._known is not None and self._known is self._asked
        there = local is not None and (local.survey.problem, local.along.path, local.along.iteration) == asked
        if current and there and local is not None:
            then(local)
        elif current:
            self._then = then

    def _state_changed(self, _old: State, _new: State) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Ask for what is missing. Does nothing while the page is not on show."""
        session = self._bench.store.session
        if session.page is not Page.DESCEND:
            return
        document, network = self._bench.store.document, self._bench.walk.network(self._bench.point.iteration)
        selection = session.selection if document.surface.over == "sample" else None
        foot = self.foot
        wanted = Wanted(document, network, selection, None if foot is None else foot.theta)
        limits = (session.view, document.surface.range)
        if self._asked is None or not wanted.same(self._asked) or limits != self._limits:
            self._asked, self._limits, self.stopped = wanted, limits, False
            kept, known = self.survey, self._known is not None and wanted.same(self._known)
            # on the processor the engine is several times faster than torch: it computes only what depends on the point
            torch = self._torch_there and self._bench.preferences.device != "cpu"
            self._torch.cancel()
            words = "" if foot is None else foot.words
            self._whole.ask(lambda go_on: survey_of(wanted, words, session.view, kept, known, torch, go_on))
        self._refresh_near()

    def _refresh_near(self) -> None:
        survey = self.survey
        if survey is None:
            return
        path = min(self._bench.path, len(survey.descent.specs) - 1)
        update = min(self._bench.update, int(survey.descent.lasts[path]))
        wanted = (survey.problem, path, update)
        if self._asked_near is None or wanted[0] is not self._asked_near[0] or wanted[1:] != self._asked_near[1:]:
            self._asked_near, self._then = wanted, None
            self._near.ask(lambda go_on: locate(survey, path, update, go_on))

    def _surveyed(self, survey: Survey | Handover) -> None:
        if isinstance(survey, Handover):
            self._torch.ask(survey, self._bench.preferences.device)
            return
        self.survey, self.problem, self._known = survey, "", self._asked
        self._refresh_near()
        self._later.soon()

    def _located(self, local: Local) -> None:
        self.local = local
        then, self._then = self._then, None
        if then is not None and self._known is self._asked:
            then(local)
        self._bending.ask(local.survey.problem, local.theta, self._bench.preferences.device)
        self._later.soon()

    def _progressed(self, share: float) -> None:
        self.share = share
        self._later.soon()

    def _ended(self) -> None:
        self._progressed(1.0 if not self._torch.busy else self.share)

    def _without_torch(self) -> None:
        """Torch is missing or has failed: the engine does it here."""
        self._torch_there, self._asked = False, None
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self.share = 1.0
        if not isinstance(error, DocumentError):
            raise error
        self.survey = self.local = self._asked_near = self._known = None
        self.problem = sentence(error.message)
        self._later.soon()

    def _raise(self, error: Exception) -> None:
        raise error
