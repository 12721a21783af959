"""A training run: a document's network from its present weights on, with what was measured at the end of each epoch.

Checkpoints are kept so that any update can be gone back to, to the very same bits: from the nearest one before it the
same updates are made again. They are thinned as the run grows, so that memory stays bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.training import Training
from mlpviz.nn.batches import updates_an_epoch
from mlpviz.nn.metrics import Metrics, evaluate, measure
from mlpviz.nn.network import Network
from mlpviz.nn.not_finite import NotFiniteError
from mlpviz.nn.surface import CancelledError, GoOn, always
from mlpviz.nn.training import Checkpoint, Trainer

_MOST_BYTES = 64_000_000
_MOST_KEPT = 512
_FEWEST_KEPT = 16
_MOST_RECORDS = 4096


@dataclass(frozen=True)
class Record:
    """What was measured after an epoch (0: before the first); `rate` is that of the coming one.

    test_loss, test_accuracy: None where no samples are held out, or they are no classes.
    """

    epoch: int
    train: Metrics
    test_loss: float | None
    test_accuracy: float | None
    rate: float


class TrainingRun:
    """A run of `document`, changed in place: by one thread at a time.

    records: of the epochs that were reached, in order: of each, and of fewer where there would be too many.
    furthest: the last epoch that was reached.   broken: the error that ended it, where one did.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        data, training = document.data, document.training
        self._trainer = Trainer(
            document.network, data.inputs, document.targets, document.loss, document.reduction,
            training.rule, training.batch_size, training.seed,
        )  # fmt: skip
        test = document.test
        self._test = None if test is None else (test.inputs, document.targets_of(test))
        self.updates_an_epoch = updates_an_epoch(data.samples, training.batch_size)
        self.broken: NotFiniteError | None = None
        self._checkpoints = [self._trainer.checkpoint()]
        self._stride = self._every = 1  # epochs between checkpoints, and between records
        self.furthest = 0
        size = 8 * document.network.parameter_count * (1 + len(self._checkpoints[0].slots))
        self._most_kept = int(np.clip(_MOST_BYTES // size, _FEWEST_KEPT, _MOST_KEPT))
        self.records: list[Record] = [self._record()]

    @property
    def update(self) -> int:
        """Updates made where the run is now."""
        return self._trainer.update

    @property
    def epoch(self) -> int:
        """Whole epochs behind it where the run is now."""
        return self.update // self.updates_an_epoch

    @property
    def network(self) -> Network:
        return self._trainer.network()

    @property
    def rate(self) -> float:
        """The learning rate of the coming update."""
        return self._trainer.rate

    def rows(self) -> tuple[int, ...]:
        """The samples that the coming update takes."""
        return tuple(self._trainer.rows.tolist())

    def checkpoint(self) -> Checkpoint:
        return self._trainer.checkpoint()

    def step(self) -> bool:
        """One update, and a record where it ends an epoch; False where the run is broken."""
        if self.broken is not None and self.update >= self.broken.update - 1:
            return False
        try:
            self._trainer.step()
        except NotFiniteError as error:
            self.broken = error
            return False
        if self.update % self.updates_an_epoch == 0 and self.epoch > self.furthest:
            self.furthest = self.epoch
            if self.epoch % self._every == 0:
                self._add_record()
            if self.epoch % self._stride == 0:
                self._keep()
        return True

    def record_at(self, epoch: int) -> Record:
        """The record of this epoch, or of the last one before it that has one."""
        records = self.records
        return records[max(bisect_right(records, epoch, key=lambda record: record.epoch) - 1, 0)]

    def reached(self, goals: Training) -> str:
        """Which of the goals is reached at the end of this epoch, in words; "" where none is, or it has not ended."""
        record = self.record_at(self.epoch)
        if self.update % self.updates_an_epoch or not self.epoch or record.epoch != self.epoch:
            return ""
        train = record.train
        if goals.until_loss is not None and train.loss <= goals.until_loss:
            return f"The loss has fallen to {goals.until_loss:g}."
        if goals.until_accuracy is not None and (train.accuracy or 0.0) >= goals.until_accuracy:
            return f"The accuracy has reached {100 * goals.until_accuracy:g} %."
        return ""

    def go_to(self, update: int, go_on: GoOn = always) -> None:
        """Be after so many updates, back or on; stops where the run breaks. Raises CancelledError."""
        if update < self.update:
            starts = [checkpoint.update for checkpoint in self._checkpoints]
            self._trainer.restore(self._checkpoints[bisect_right(starts, update) - 1])
        first = self.update
        while self.update < update:
            if not go_on((self.update - first) / (update - first)):
                raise CancelledError
            if not self.step():
                return

    def _record(self) -> Record:
        document, network = self.document, self._trainer.network()
        train = measure(
            network,
            document.data.inputs,
            document.targets,
            document.loss,
            document.reduction,
            self._trainer.network_before(),
        )
        loss = accuracy = None
        if self._test is not None:
            loss, accuracy = evaluate(network, *self._test, document.loss, document.reduction)
        return Record(self.epoch, train, loss, accuracy, self._trainer.rate)

    def _add_record(self) -> None:
        """Measure; where there are too many records, every other one goes, and fewer are made."""
        self.records.append(self._record())
        if len(self.records) > _MOST_RECORDS:
            self._every *= 2
            self.records = [record for record in self.records if record.epoch % self._every == 0]

    def _keep(self) -> None:
        """Keep a checkpoint; where there are too many, every other one goes, but the first stays."""
        self._checkpoints.append(self._trainer.checkpoint())
        if len(self._checkpoints) > self._most_kept:
            self._stride *= 2
            whole = self._stride * self.updates_an_epoch
            self._checkpoints = [kept for kept in self._checkpoints if kept.update % whole == 0]
