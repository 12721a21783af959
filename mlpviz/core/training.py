"""The settings of training: how the parameters move, in which batches, and how far."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mlpviz.core.errors import DocumentError
from mlpviz.nn.network import Network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import DECAYS, Rule

MAX_EPOCHS = 1_000_000


@dataclass(frozen=True)
class Training:
    """How the parameters move. `batch_size` counts samples; `seed` orders them. For the rest see Rule.

    Playing stops after `epochs`, and earlier where the loss falls to `until_loss` or the accuracy (0 … 1) reaches
    `until_accuracy`, both of the training samples at the end of an epoch.
    """

    learning_rate: float = 0.1
    optimizer: str = "gradient_descent"
    batch_size: int = 1
    seed: int = 0
    weight_decay: float = 0.0
    decay: str = "weights"
    schedule: str = "constant"
    schedule_epochs: int = 100
    schedule_factor: float = 0.1
    epochs: int = 100
    until_loss: float | None = None
    until_accuracy: float | None = None

    @property
    def rule(self) -> Rule:
        return Rule(
            self.optimizer, self.learning_rate, self.weight_decay, self.decay,
            self.schedule, self.schedule_epochs, self.schedule_factor,
        )  # fmt: skip


@dataclass(frozen=True)
class Rival:
    """A second network with its own training settings, on the same samples: it is trained in lockstep."""

    network: Network
    loss: str
    training: Training

    __hash__ = None  # type: ignore[assignment]


def check_training(training: Training, place: str = "training") -> None:
    """Raise DocumentError, naming the place and the remedy, at the first setting that does not fit."""
    if not (math.isfinite(training.learning_rate) and training.learning_rate > 0):
        raise DocumentError(f"{place}.learning_rate", "the learning rate must be a number above 0")
    for key, value, known in (
        ("optimizer", training.optimizer, OPTIMISERS),
        ("decay", training.decay, DECAYS),
        ("schedule", training.schedule, RATE_SCHEDULES),
    ):
        if value not in known:
            raise DocumentError(f"{place}.{key}", f"choose one of {', '.join(known)}")
    if training.batch_size < 1:
        raise DocumentError(f"{place}.batch_size", "the batch size must be at least 1")
    if training.seed < 0:
        raise DocumentError(f"{place}.seed", "the seed must not be negative")
    if not (math.isfinite(training.weight_decay) and training.weight_decay >= 0):
        raise DocumentError(f"{place}.weight_decay", "the weight decay must be 0 or a number above 0")
    if not 1 <= training.schedule_epochs <= MAX_EPOCHS:
        raise DocumentError(f"{place}.schedule_epochs", f"the schedule takes 1 to {MAX_EPOCHS:,} epochs")
    if not 0 <= training.schedule_factor <= 1:
        raise DocumentError(f"{place}.schedule_factor", "the factor must be a number from 0 to 1")
    if not 1 <= training.epochs <= MAX_EPOCHS:
        raise DocumentError(f"{place}.epochs", f"a run has 1 to {MAX_EPOCHS:,} epochs")
    if training.until_loss is not None and not math.isfinite(training.until_loss):
        raise DocumentError(f"{place}.until_loss", "must be a finite number, or null")
    if training.until_accuracy is not None and not 0 <= training.until_accuracy <= 1:
        raise DocumentError(f"{place}.until_accuracy", "must be a number from 0 to 1, or null")
