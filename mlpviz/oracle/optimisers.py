"""Torch's own updates under the ids of the engine's optimisers.

Called are the functions that the classes of torch.optim call: making such a class imports torch's compiler, which takes
seconds. Constants are the defaults of those classes, written out once more, so that the engine's are checked too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, eq=False)
class Group:
    """Parameters that one update changes alike, and all that it needs.

    slots[i] holds, for each parameter, the i-th array that the optimiser remembers; `count` is the number of the
    update, from 1.
    """

    parameters: list[Tensor]
    gradients: list[Tensor]
    slots: list[list[Tensor]]
    rate: float
    weight_decay: float
    count: int

    @property
    def steps(self) -> list[Tensor]:
        """How many updates there were, for each parameter."""
        import torch

        return [torch.tensor(float(self.count - 1)) for _ in self.parameters]

    @property
    def options(self) -> dict[str, Any]:
        """What all updates take by name."""
        return {"lr": self.rate, "weight_decay": self.weight_decay, "foreach": False, "maximize": False}


Update: TypeAlias = Callable[[Group], None]


def optimisers() -> dict[str, Update]:
    """Each changes the parameters of a group and what it remembers of them, in place. Imports torch."""
    from torch.optim.adagrad import adagrad
    from torch.optim.adam import adam
    from torch.optim.adamw import adamw
    from torch.optim.rmsprop import rmsprop
    from torch.optim.sgd import sgd

    def descent(momentum: float, nesterov: bool) -> Update:
        def update(group: Group) -> None:
            buffers: list[Tensor | None] = [*group.slots[0]] if group.slots else [None] * len(group.parameters)
            sgd(
                group.parameters, group.gradients, buffers,
                momentum=momentum, dampening=0.0, nesterov=nesterov, **group.options,
            )  # fmt: skip

        return update

    def by_rmsprop(group: Group) -> None:
        rmsprop(
            group.parameters, group.gradients, group.slots[0], [], [], group.steps,
            alpha=0.99, eps=1e-8, momentum=0.0, centered=False, **group.options,
        )  # fmt: skip

    def by_adagrad(group: Group) -> None:
        adagrad(
            group.parameters, group.gradients, group.slots[0], group.steps, lr_decay=0.0, eps=1e-10, **group.options
        )

    def with_means(function: Callable[..., None]) -> Update:
        def update(group: Group) -> None:
            function(
                group.parameters, group.gradients, group.slots[0], group.slots[1], [], group.steps,
                beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False, **group.options,
            )  # fmt: skip

        return update

    return {
        "gradient_descent": descent(0.0, False),
        "momentum": descent(0.9, False),
        "nesterov": descent(0.9, True),
        "rmsprop": by_rmsprop,
        "adagrad": by_adagrad,
        "adam": with_means(adam),
        "adamw": with_means(adamw),
    }
