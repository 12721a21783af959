"""The training settings of a document in its file (see schema)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from mlpviz.core.json_text import number_text
from mlpviz.core.reader import Reader
from mlpviz.core.training import Training

_ALWAYS = ("learning_rate", "optimizer", "batch_size", "seed")


def read_training(read: Reader, place: str) -> Training:
    """The settings that come next. Raises ReadError."""

    def number_or_null(where: str) -> float | None:
        return None if read.null() else read.number(where)

    readers: dict[str, Callable[[str], Any]] = {
        "learning_rate": read.number,
        "optimizer": read.text,
        "batch_size": read.integer,
        "seed": read.integer,
        "weight_decay": read.number,
        "decay": read.text,
        "schedule": read.text,
        "schedule_epochs": read.integer,
        "schedule_factor": read.number,
        "epochs": read.integer,
        "until_loss": number_or_null,
        "until_accuracy": number_or_null,
    }
    return Training(**read.fields(place, readers, frozenset()))


def training_text(training: Training, indent: int) -> str:
    """The object of the settings: the first four always, the others where they are not as at first."""
    first = Training()
    values = {field.name: getattr(training, field.name) for field in fields(Training)}
    kept = {key: value for key, value in values.items() if key in _ALWAYS or value != getattr(first, key)}
    space = " " * indent
    lines = ",\n".join(f'{space}  "{key}": {_text(value)}' for key, value in kept.items())
    return f"{{\n{lines}\n{space}}}"


def _text(value: float | int | str | None) -> str:
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) else str(value) if isinstance(value, int) else number_text(value)
