"""What is said while a document trains: JSON lines on standard output, or progress on standard error and a summary."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TextIO, TypeAlias

if TYPE_CHECKING:
    from mlpviz.core.lockstep import Lockstep
    from mlpviz.core.training_run import TrainingRun

_REDRAW, _NOW_AND_THEN = 0.1, 5.0  # seconds
_BAR = 12  # characters
_COLUMNS = 80  # where the terminal does not tell

Values: TypeAlias = dict[str, float | None]
"""What is measured, by the keys of the JSON; None where there is no such thing."""


class Report(Protocol):
    """Is told how training goes, and says it in its way."""

    def moved(self, lockstep: Lockstep) -> None:
        """An update is made."""

    def epoch(self, lockstep: Lockstep) -> None:
        """An epoch has ended, or none has begun."""

    def done(self, lockstep: Lockstep, seconds: float, stopped: str) -> None:
        """Nothing more comes; `stopped` says why before all epochs were done, "" where they were."""


class JsonReport:
    """A line for each epoch as it ends, and a last one."""

    def moved(self, lockstep: Lockstep) -> None:
        """Says nothing."""

    def epoch(self, lockstep: Lockstep) -> None:
        row = _row(lockstep.first)
        if len(lockstep.runs) > 1:
            row["rival"] = _row(lockstep.runs[1])
        _print_json(row)

    def done(self, lockstep: Lockstep, seconds: float, stopped: str) -> None:
        _print_json(
            {"done": True, "epochs": lockstep.first.epoch, "seconds": round(seconds, 3), "stopped": stopped or None}
        )


def _row(run: TrainingRun) -> dict[str, Any]:
    values = _measured(run)
    known = {key: value if value is not None and math.isfinite(value) else None for key, value in values.items()}
    return {"epoch": run.epoch, **known}


def _print_json(row: dict[str, Any]) -> None:
    print(json.dumps(row, allow_nan=False), flush=True)


class TextReport:
    """Progress on a stream, one line drawn again and again on a terminal, else a line now and then; then a summary."""

    def __init__(self, title: str, epochs: int, stream: TextIO | None) -> None:
        self._title, self._epochs, self._stream = title, epochs, stream
        self._terminal = stream if stream is not None and stream.isatty() else None
        self._every = _NOW_AND_THEN if self._terminal is None else _REDRAW
        self._began = self._told = time.monotonic()
        self._width = 0

    def moved(self, lockstep: Lockstep) -> None:
        now = time.monotonic()
        if now - self._told >= self._every:
            self._told = now
            speed = f"{lockstep.update / max(now - self._began, 1e-9):,.0f} updates/s"
            if self._terminal is not None:
                self._draw(self._bar(lockstep, speed, _columns(self._terminal)), self._terminal)
            elif self._stream is not None:
                where = f"epoch {lockstep.first.epoch:,} of {self._epochs:,}"
                print(f"{where}: {_standings(lockstep, _recorded)}, {speed}", file=self._stream, flush=True)

    def epoch(self, lockstep: Lockstep) -> None:
        """Says nothing: there may be thousands a second."""

    def done(self, lockstep: Lockstep, seconds: float, stopped: str) -> None:
        self.clear()
        epochs = lockstep.first.epoch
        count = f"{epochs:,} epoch" + "s" * (epochs != 1)
        reached = lockstep.reached(lockstep.document.training)  # what else may have stopped it is an error's to say
        words = f"{self._title}: {count} in {seconds:.1f} s: {_standings(lockstep, _measured)}"
        print(f"{words}. {reached}" if reached else words, flush=True)

    def clear(self) -> None:
        """Take the line away that is drawn on a terminal."""
        if self._terminal is not None:
            self._draw("", self._terminal)
            print("\r", end="", file=self._terminal, flush=True)

    def _bar(self, lockstep: Lockstep, speed: str, columns: int) -> str:
        """How far it is, and as much of how it stands as a line has room for."""
        run = lockstep.first
        done = round(_BAR * min(run.update / (self._epochs * run.updates_an_epoch), 1.0))
        head = f"epoch {run.epoch:,}/{self._epochs:,} [{'#' * done}{'-' * (_BAR - done)}]"
        whole = f"{head} {_standings(lockstep, _recorded)}, {speed}"
        return whole if len(whole) < columns else f"{head} {_words(_recorded(run), _TRAIN)}, {speed}"[: columns - 1]

    def _draw(self, line: str, terminal: TextIO) -> None:
        """Put a line in the place of the last one."""
        print("\r" + line.ljust(self._width), end="", file=terminal, flush=True)
        self._width = len(line)


def _columns(terminal: TextIO) -> int:
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _COLUMNS
    except (OSError, ValueError):
        return _COLUMNS


def _standings(lockstep: Lockstep, measure: Callable[[TrainingRun], Values]) -> str:
    """How each run stands: "loss 0.1234, accuracy 97.5 %, held out: loss 0.2345, accuracy 95 %"."""
    words = [_words(measure(run)) for run in lockstep.runs]
    return (
        words[0] if len(words) == 1 else "; ".join(f"run {run}: {said}" for run, said in zip("AB", words, strict=True))
    )


_TRAIN = (("train_loss", "loss", "loss"), ("train_accuracy", "accuracy", "accuracy"))
_ALL = (*_TRAIN, ("test_loss", "held out: loss", "loss"), ("test_accuracy", "accuracy", "accuracy"))


def _words(values: Values, rows: tuple[tuple[str, str, str], ...] = _ALL) -> str:
    """Rows of key, name and kind of number, as far as there are such values: "loss 0.1234, accuracy 97.5 %"."""
    from mlpviz.present.train.progress_words import value_words

    found = ((name, kind, values[key]) for key, name, kind in rows)
    return ", ".join(f"{name} {value_words(kind, value)}" for name, kind, value in found if value is not None)


def _recorded(run: TrainingRun) -> Values:
    """What was measured last."""
    record = run.record_at(run.epoch)
    return {
        "train_loss": record.train.loss,
        "train_accuracy": record.train.accuracy,
        "test_loss": record.test_loss,
        "test_accuracy": record.test_accuracy,
        "learning_rate": record.rate,
    }


def _measured(run: TrainingRun) -> Values:
    """What the network gives now, within an epoch too; a long run has no record of every epoch."""
    from mlpviz.nn.losses import expand_targets
    from mlpviz.nn.metrics import evaluate

    if run.record_at(run.epoch).epoch * run.updates_an_epoch == run.update:
        return _recorded(run)
    document, network = run.document, run.network
    values: Values = {}
    for part, data in (("train", document.data), ("test", document.test)):
        values[f"{part}_loss"] = values[f"{part}_accuracy"] = None
        if data is not None:
            targets = expand_targets(document.loss, data.targets, network.outputs)
            found = evaluate(network, data.inputs, targets, document.loss, document.reduction)
            values[f"{part}_loss"], values[f"{part}_accuracy"] = found
    return {**values, "learning_rate": run.rate}
