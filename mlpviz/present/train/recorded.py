"""From the records of runs to the curves of training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training_run import Record, TrainingRun
from mlpviz.present.train.progress import Progress, Stop
from mlpviz.present.train.progress_words import Curve
from mlpviz.present.train.runs import BEFORE


class Columns:
    """The records of a run as columns, which grow as it goes on."""

    def __init__(self, run: TrainingRun) -> None:
        self.run = run
        self._records: list[Record] = []
        self._count = 0
        self._columns: dict[str, list[float]] = {}

    def curves(self, what: str, number: int, name: str = "") -> list[Curve]:
        """The curves of "loss", "accuracy" or "rate": of the training samples, then of those held out, if any."""
        self._grow()
        epochs, found = np.array(self._columns["epoch"]), []
        if what in self._columns:
            found.append(Curve(name, epochs, np.array(self._columns[what]), "train", number))
        if f"test {what}" in self._columns:
            found.append(Curve(name, epochs, np.array(self._columns[f"test {what}"]), "test", number))
        return found

    def _grow(self) -> None:
        records = self.run.records
        if records is not self._records:  # thinned
            self._records, self._count, self._columns = records, 0, {}
        for record in records[self._count :]:
            self._count += 1
            for key, value in (
                ("epoch", float(record.epoch)), ("rate", record.rate),
                ("loss", record.train.loss), ("accuracy", record.train.accuracy),
                ("test loss", record.test_loss), ("test accuracy", record.test_accuracy),
            ):  # fmt: skip
                if value is not None:
                    self._columns.setdefault(key, []).append(value)


class Recorded:
    """Keeps the columns of the runs that were seen last."""

    def __init__(self) -> None:
        self._columns: dict[TrainingRun, Columns] = {}

    def progress(
        self, made: Lockstep | None, before: Lockstep | None, update: int, goal: int, names: Sequence[str] = ("", "")
    ) -> Progress:
        """What is known of the runs; `update` is on show, playing stops at the epoch `goal`."""
        runs = () if made is None else made.runs
        seen = (*runs, *(() if before is None else before.runs[:1]))
        self._columns = {run: self._columns.get(run) or Columns(run) for run in seen}
        losses: list[Curve] = []
        accuracies: list[Curve] = []
        rates: list[Curve] = []
        stops: list[Stop] = []
        if before is not None:
            losses += self._columns[before.first].curves("loss", BEFORE)[:1]
            accuracies += self._columns[before.first].curves("accuracy", BEFORE)[:1]
        for number, (run, name) in enumerate(zip(runs, names, strict=False)):
            columns = self._columns[run]
            losses += columns.curves("loss", number, name)
            accuracies += columns.curves("accuracy", number, name)
            if run.document.training.schedule != "constant":
                rates += columns.curves("rate", number, name)
            if run.broken is not None:
                at = (run.broken.update - 1) / run.updates_an_epoch
                stops.append(Stop(number, at, f"stopped at update {run.broken.update:,}"))
        epoch = update / made.first.updates_an_epoch if made is not None else 0.0
        return Progress(tuple(losses), tuple(accuracies), tuple(rates), epoch, float(goal), tuple(stops))
