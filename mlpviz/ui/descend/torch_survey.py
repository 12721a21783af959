"""Paths and surface of a large network by torch, in its own process, on the device that was chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from mlpviz.core.descend import grid_values, shown_range
from mlpviz.nn.network import Array
from mlpviz.nn.surface import Grid
from mlpviz.nn.verdicts import judge
from mlpviz.oracle.messages import Refusal
from mlpviz.oracle.surface_messages import Progress, SurfaceAnswer, SurfaceQuestion, subject_of
from mlpviz.ui.descend.survey import SIDES, Handover, Survey
from mlpviz.ui.oracle_process import OracleProcess


class TorchSurvey(QObject):
    """Speaks as a Lane does: arrived(survey), ended(), refused(), progressed(share)."""

    arrived = Signal(object)
    ended = Signal()
    refused = Signal()
    progressed = Signal(float)

    def __init__(self, process: OracleProcess, parent: QObject) -> None:
        super().__init__(parent)
        self._process = process
        self._number = 0
        self._work: Handover | None = None
        self._survey: Survey | None = None
        self._device = "cpu"
        self._sides: list[int] = []
        process.heard.connect(self._hear)
        process.ended.connect(self._refuse)

    @property
    def busy(self) -> bool:
        return self._work is not None

    def ask(self, work: Handover, device: str) -> None:
        """Do this instead of whatever is being done."""
        self._work, self._survey, self._device, self._sides = work, work.survey, device, [*SIDES]
        if work.survey is not None:
            self._ask_grid()
            return
        problem, surface = work.problem, work.problem.document.surface
        paths = replace(
            self._question(np.empty(0), np.empty(0)),
            start=problem.start,
            specs=surface.paths,
            steps=surface.steps,
            move=surface.move,
            seed=problem.document.training.seed,
        )
        self._number = self._process.ask(paths)

    def cancel(self) -> None:
        """Give up whatever is being done."""
        if self._work is not None:
            self._process.cancel(self._number)
        self._work, self._number = None, 0

    def _ask_grid(self) -> None:
        assert self._survey is not None
        self._number = self._process.ask(self._question(*grid_values(self._survey.range, self._sides[0])))

    def _question(self, xs: Array, ys: Array) -> SurfaceQuestion:
        """The question for the surface at coordinates, without paths."""
        assert self._work is not None
        problem = self._work.problem
        return SurfaceQuestion(0, subject_of(problem.objective), problem.plane, xs, ys, device=self._device)

    def _hear(self, message: object) -> None:
        if self._work is None or getattr(message, "number", None) != self._number:
            return
        if isinstance(message, Progress):
            self.progressed.emit(message.share)
        elif isinstance(message, Refusal):
            self._refuse()
        elif isinstance(message, SurfaceAnswer):
            self._take(self._work, message)

    def _take(self, work: Handover, answer: SurfaceAnswer) -> None:
        device = f"torch, {answer.place.device}"
        if answer.descent is not None:
            limits = work.view or shown_range(work.problem, answer.descent)
            self._survey = Survey(work.problem, answer.descent, judge(answer.descent), limits, None, device, work.words)
        elif answer.losses is not None and self._survey is not None:
            xs, ys = grid_values(self._survey.range, self._sides.pop(0))
            grid = Grid(work.problem.plane, xs, ys, answer.losses)
            self._survey = replace(self._survey, grid=grid, device=device)
            self.arrived.emit(self._survey)
        if self._sides and self._work is work:
            self._ask_grid()
        elif self._work is work:
            self._work = None
            self.ended.emit()

    def _refuse(self) -> None:
        if self._work is not None:
            self._work = None
            self.refused.emit()
