"""What a descent path is asked to do: its learning rate, its optimiser, its batches, its mistake."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PathSpec:
    """One path. `batch_size` counts samples, None takes all of them; `accumulate`: the gradients are never zeroed."""

    learning_rate: float
    optimizer: str = "gradient_descent"
    batch_size: int | None = None
    accumulate: bool = False
