"""The rule of an update: optimiser, weight decay and learning rate put together, in one place for walks and training.

Weight decay draws parameters towards 0 (Krogh and Hertz, "A simple weight decay can improve generalization", 1992): λw
is added to the gradient, as if ½λ‖w‖² were added to the loss, w ← w − η d(g + λw). A decoupled optimiser keeps it out
of its direction: w ← w(1 − ηλ) − η d(g) (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019). The
order of the operations is that of torch.optim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array, Layer, Network, frozen
from mlpviz.nn.optimisers import OPTIMISERS, Memory, Optimiser, Slots
from mlpviz.nn.passes import Pass
from mlpviz.nn.rates import RATE_SCHEDULES

DECAYS: dict[str, str] = {"weights": "Weights", "all": "Weights and biases"}
"""What weight decay draws towards 0: id to title."""


@dataclass(frozen=True)
class Rule:
    """How parameters move: `optimizer` and `schedule` are ids of their tables, `decay` one of DECAYS.

    `weight_decay` is λ (0: none); `schedule_epochs` and `schedule_factor` are k and γ of the schedule.
    """

    optimizer: str = "gradient_descent"
    learning_rate: float = 0.1
    weight_decay: float = 0.0
    decay: str = "weights"
    schedule: str = "constant"
    schedule_epochs: int = 100
    schedule_factor: float = 0.1

    @property
    def optimiser(self) -> Optimiser:
        return OPTIMISERS[self.optimizer]

    @property
    def biases_decay(self) -> bool:
        return self.decay == "all"

    def rate(self, epoch: int) -> float:
        """The learning rate of an epoch (from 0)."""
        row = RATE_SCHEDULES[self.schedule]
        return row.rate(self.learning_rate, epoch, self.schedule_epochs, self.schedule_factor)

    def step(
        self,
        parameters: Array,
        gradient: Array,
        slots: Slots,
        count: int,
        rate: float,
        decays: bool | NDArray[np.bool_] = True,
    ) -> tuple[Array, Slots]:
        """The parameters after update number `count` (from 1), and what is remembered then; all of one shape.

        `decays` says whether weight decay is for these parameters: for all of them, or for each by itself.
        """
        decoupled = self.optimiser.decoupled
        if self.weight_decay and not decoupled:
            gradient = self._with_decay(parameters, gradient, decays)
        way, slots = self.optimiser.direction(gradient, slots, count)
        if self.weight_decay and decoupled:
            parameters = parameters * np.where(decays, 1.0 - rate * self.weight_decay, 1.0)
        return parameters - rate * way, slots

    def _with_decay(self, parameters: Array, gradient: Array, decays: bool | NDArray[np.bool_]) -> Array:
        """g + λw where the parameter decays; elsewhere g to the bit, −0.0 as well."""
        total = gradient.copy()
        np.add(gradient, self.weight_decay * parameters, out=total, where=decays)
        return total


def updated(
    network: Network, result: Pass, rule: Rule, rate: float, memory: Memory, count: int
) -> tuple[Network, Memory]:
    """The network after update number `count` (from 1) from the gradients of `result`, and what is remembered then.

    `rate` is the learning rate of this update: the rule's, by its schedule.
    """
    layers: list[Layer] = []
    weight_slots: list[Slots] = []
    bias_slots: list[Slots] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for number, layer in enumerate(network.layers, start=1):
            biases, gradient, remembered = layer.biases, result.bias_gradients[number], memory.biases[number - 1]
            if biases is not None and gradient is not None:
                biases, remembered = rule.step(biases, gradient, remembered, count, rate, rule.biases_decay)
                biases = frozen(biases)
            weights, weight_memory = rule.step(
                layer.weights, result.weight_gradient(number), memory.weights[number - 1], count, rate
            )
            layers.append(replace(layer, weights=frozen(weights), biases=biases))
            weight_slots.append(tuple(map(frozen, weight_memory)))
            bias_slots.append(tuple(map(frozen, remembered)))
    return replace(network, layers=tuple(layers)), Memory(tuple(weight_slots), tuple(bias_slots))
