"""The curves of training; a click or a drag goes back to the epoch under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from mlpviz.export.paint.train_progress import paint_progress
from mlpviz.present.palette import Theme
from mlpviz.present.train.progress import Progress, ProgressFrame, make_progress
from mlpviz.present.train.recorded import Recorded
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(260, 120)


class ProgressView(PaintedView[ProgressFrame]):
    """Loss, accuracy and learning rate by epoch."""

    def __init__(self, workbench: Workbench, runner: Runner) -> None:
        super().__init__(workbench, "Loss and accuracy by epoch", _LEAST)
        self._runner = runner
        self._recorded = Recorded()
        self._pointer: float | None = None

    def make(self, theme: Theme, width: float, height: float) -> ProgressFrame:
        return make_progress(self.progress(), theme, width, height, self._pointer)

    def progress(self) -> Progress:
        """What is known of the runs."""
        runner = self._runner
        return self._recorded.progress(runner.lockstep, runner.before, runner.update, runner.goal, runner.names)

    def paint(self, painter: QPainter, made: ProgressFrame, theme: Theme) -> None:
        paint_progress(painter, made, theme)

    def _epoch(self, at: QPointF) -> float | None:
        made = self.scene()
        return None if made is None or not made.plots else made.epoch_at(at.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())
            return
        pointer = self._epoch(event.position())
        if pointer != self._pointer:
            self._pointer = pointer
            self.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer = None
            self._go(event.position())

    def _go(self, at: QPointF) -> None:
        epoch = self._epoch(at)
        if epoch is not None and int(epoch) * self._runner.updates_an_epoch != self._runner.update:
            self._runner.go_to_epoch(int(epoch))
