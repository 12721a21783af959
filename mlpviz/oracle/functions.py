"""Torch's own expressions of the textbook functions, under the ids of the engine's table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

    Evaluate: TypeAlias = Callable[[Tensor], Tensor]


def functions() -> dict[str, Evaluate]:
    """Points of shape (N, variables) → values of shape (N,)."""

    def of_two(expression: Callable[[Tensor, Tensor], Tensor]) -> Evaluate:
        return lambda points: expression(*points.unbind(-1))

    def of_one(expression: Callable[[Tensor], Tensor]) -> Evaluate:
        return lambda points: expression(points.squeeze(-1))

    return {
        "bowl": of_two(lambda x, y: x.square() + y.square()),
        "stretched-bowl": of_two(lambda x, y: x.square() + 10 * y.square()),
        "saddle": of_two(lambda x, y: x.square() - y.square()),
        "rosenbrock": of_two(lambda x, y: (1 - x).square() + 100 * (y - x.square()).square()),
        "himmelblau": of_two(lambda x, y: (x.square() + y - 11).square() + (x + y.square() - 7).square()),
        "beale": of_two(
            lambda x, y: (
                (1.5 - x + x * y).square() + (2.25 - x + x * y.pow(2)).square() + (2.625 - x + x * y.pow(3)).square()
            )
        ),
        "valleys": of_one(lambda x: x.pow(4) / 4 - x.pow(3) / 3 - x.square()),
    }
