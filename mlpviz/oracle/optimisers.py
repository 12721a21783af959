"""Torch's own updates under the ids of the engine's optimisers.

Called are the functions that the classes of torch.optim call: making such a class imports torch's compiler, which takes
seconds. Constants are the defaults of those classes, written out once more, so that the engine's are checked too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

    Slots: TypeAlias = list[list[Tensor]]
    Update: TypeAlias = Callable[[list[Tensor], list[Tensor], float, Slots, int], None]

_PLAIN: dict[str, Any] = {"foreach": False, "weight_decay": 0.0, "maximize": False}


def optimisers() -> dict[str, Update]:
    """(parameters, gradients, learning rate, slots, count) → None: changes parameters and slots in place.

    slots[i] holds, for each parameter, the i-th array that the optimiser remembers; `count` is the number of the
    update, from 1. Imports torch.
    """
    import torch
    from torch.optim.adagrad import adagrad
    from torch.optim.adam import adam
    from torch.optim.rmsprop import rmsprop
    from torch.optim.sgd import sgd

    def steps(parameters: list[Tensor], count: int) -> list[Tensor]:
        return [torch.tensor(float(count - 1)) for _ in parameters]

    def descent(momentum: float, nesterov: bool) -> Update:
        def update(parameters: list[Tensor], gradients: list[Tensor], rate: float, slots: Slots, count: int) -> None:
            buffers: list[Tensor | None] = [*slots[0]] if slots else [None] * len(parameters)
            sgd(parameters, gradients, buffers, lr=rate, momentum=momentum, dampening=0.0, nesterov=nesterov, **_PLAIN)

        return update

    def by_rmsprop(parameters: list[Tensor], gradients: list[Tensor], rate: float, slots: Slots, count: int) -> None:
        rmsprop(
            parameters, gradients, slots[0], [], [], steps(parameters, count),
            lr=rate, alpha=0.99, eps=1e-8, momentum=0.0, centered=False, **_PLAIN,
        )  # fmt: skip

    def by_adagrad(parameters: list[Tensor], gradients: list[Tensor], rate: float, slots: Slots, count: int) -> None:
        adagrad(parameters, gradients, slots[0], steps(parameters, count), lr=rate, lr_decay=0.0, eps=1e-10, **_PLAIN)

    def by_adam(parameters: list[Tensor], gradients: list[Tensor], rate: float, slots: Slots, count: int) -> None:
        adam(
            parameters, gradients, slots[0], slots[1], [], steps(parameters, count),
            lr=rate, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False, **_PLAIN,
        )  # fmt: skip

    return {
        "gradient_descent": descent(0.0, False),
        "momentum": descent(0.9, False),
        "nesterov": descent(0.9, True),
        "rmsprop": by_rmsprop,
        "adagrad": by_adagrad,
        "adam": by_adam,
        "adamw": by_adam,
    }
