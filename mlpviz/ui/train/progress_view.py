"""The curves of training; a click or a drag goes back to the epoch under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from mlpviz.core.training_run import Record
from mlpviz.export.paint.train_progress import paint_progress
from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme
from mlpviz.present.train.progress import Progress, ProgressFrame, Stop, make_progress
from mlpviz.present.train.progress_words import Curve
from mlpviz.present.train.runs import BEFORE
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(260, 120)


class ProgressView(PaintedView[ProgressFrame]):
    """Loss, accuracy and learning rate by epoch."""

    def __init__(self, workbench: Workbench, runner: Runner) -> None:
        super().__init__(workbench, "Loss and accuracy by epoch", _LEAST)
        self._runner = runner
        self._pointer: float | None = None

    def make(self, theme: Theme, width: float, height: float) -> ProgressFrame:
        return make_progress(progress_of(self._runner), theme, width, height, self._pointer)

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


def progress_of(runner: Runner) -> Progress:
    """What is known of the runs."""
    made = runner.lockstep
    losses: list[Curve] = []
    accuracies: list[Curve] = []
    rates: list[Curve] = []
    stops: list[Stop] = []
    if runner.before is not None:
        losses += _curves("", BEFORE, runner.before.first.records, "loss")[:1]
        accuracies += _curves("", BEFORE, runner.before.first.records, "accuracy")[:1]
    for number, run in enumerate(made.runs if made is not None else ()):
        records = list(run.records)
        losses += _curves("", number, records, "loss")
        accuracies += _curves("", number, records, "accuracy")
        if run.document.training.schedule != "constant":
            epochs = _epochs(records)
            rates.append(Curve("", epochs, np.array([record.rate for record in records]), "train", number))
        if run.broken is not None:
            at = (run.broken.update - 1) / run.updates_an_epoch
            stops.append(Stop(number, at, f"stopped at update {run.broken.update:,}"))
    epoch = runner.update / runner.updates_an_epoch
    return Progress(tuple(losses), tuple(accuracies), tuple(rates), epoch, float(runner.goal), tuple(stops))


def _epochs(records: list[Record]) -> Array:
    return np.array([float(record.epoch) for record in records])


def _curves(name: str, run: int, records: list[Record], what: str) -> list[Curve]:
    """The curve of the training samples, and that of those held out where there are any."""
    pairs = [
        (record.train.loss, record.test_loss) if what == "loss" else (record.train.accuracy, record.test_accuracy)
        for record in records
    ]
    curves = []
    epochs = _epochs(records)
    for index in (0, 1):
        values = [pair[index] for pair in pairs]
        if values and values[0] is not None:
            numbers = np.array([np.nan if value is None else value for value in values])
            curves.append(Curve(name, epochs, numbers, ("train", "test")[index], run))
    return curves
