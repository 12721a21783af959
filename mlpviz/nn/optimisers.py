"""Optimisers: one table of rows, which walking and training share.

Every update is w ← w − η d; weight decay is in `rule`. The rows differ in the direction d alone, which is made of the
gradient g and of what the optimiser remembers of earlier ones, element by element. Constants are the defaults of
torch.optim, which calls ρ α; μ, ρ and r are the letters of Goodfellow, Bengio and Courville, "Deep Learning", 2016, and
clash with no notation.

Sources: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964 (momentum); Sutskever et al.,
"On the importance of initialization and momentum in deep learning", 2013 (Nesterov); Tieleman and Hinton, "Lecture 6.5:
rmsprop", 2012; Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011 (Adagrad); Kingma and Ba, "Adam", 2015;
Loshchilov and Hutter, "Decoupled weight decay regularization", 2019 (AdamW).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mlpviz.nn.network import BIAS, Array, Network, frozen

MOMENTUM = 0.9
RMSPROP_RHO = 0.99
ADAM_BETA_1, ADAM_BETA_2 = 0.9, 0.999
RMSPROP_EPSILON = ADAM_EPSILON = 1e-8
ADAGRAD_EPSILON = 1e-10

Slots: TypeAlias = tuple[Array, ...]
"""What an optimiser remembers of one array of parameters: arrays of its shape, the first update's all zero."""


@dataclass(frozen=True)
class Optimiser:
    """One row of the table.

    latex:      the direction d in symbols, of the gradient g, the memory and t, the number of this update (from 1).
    note:       what it does, in one plain sentence.
    slots:      how many arrays it remembers.
    direction:  (g, memory, t) → (d, new memory), element-wise, all of one shape; pure.
    decoupled:  weight decay stays out of the direction and shrinks the parameter itself.
    """

    id: str
    title: str
    latex: str
    note: str
    slots: int
    direction: Callable[[Array, Slots, int], tuple[Array, Slots]]
    decoupled: bool = False

    def memory(self, shape: int | tuple[int, ...]) -> Slots:
        """The memory before the first update of parameters of this shape."""
        return tuple(frozen(np.zeros(shape)) for _ in range(self.slots))


def _momentum(gradient: Array, memory: Slots, count: int) -> tuple[Array, Slots]:
    velocity = MOMENTUM * memory[0] + gradient
    return velocity, (velocity,)


def _nesterov(gradient: Array, memory: Slots, count: int) -> tuple[Array, Slots]:
    velocity = MOMENTUM * memory[0] + gradient
    return gradient + MOMENTUM * velocity, (velocity,)


def _rmsprop(gradient: Array, memory: Slots, count: int) -> tuple[Array, Slots]:
    squares = RMSPROP_RHO * memory[0] + (1.0 - RMSPROP_RHO) * (gradient * gradient)
    return gradient / (np.sqrt(squares) + RMSPROP_EPSILON), (squares,)


def _adagrad(gradient: Array, memory: Slots, count: int) -> tuple[Array, Slots]:
    squares = memory[0] + gradient * gradient
    return gradient / (np.sqrt(squares) + ADAGRAD_EPSILON), (squares,)


def _adam(gradient: Array, memory: Slots, count: int) -> tuple[Array, Slots]:
    mean = ADAM_BETA_1 * memory[0] + (1.0 - ADAM_BETA_1) * gradient
    squares = ADAM_BETA_2 * memory[1] + (1.0 - ADAM_BETA_2) * (gradient * gradient)
    # both start at 0, and so are too small at first: these factors make up for it
    whole_mean, whole_squares = mean / (1.0 - ADAM_BETA_1**count), squares / (1.0 - ADAM_BETA_2**count)
    return whole_mean / (np.sqrt(whole_squares) + ADAM_EPSILON), (mean, squares)


_ADAM_LATEX = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad r \leftarrow \beta_2 r + (1 - \beta_2) g^2, \quad "
    r"d = \frac{m / (1 - \beta_1^t)}{\sqrt{r / (1 - \beta_2^t)} + \varepsilon}"
)

_ROWS = (
    Optimiser(
        "gradient_descent", "Gradient descent", r"d = g",
        "Each parameter steps against its gradient, in proportion to it.",
        0, lambda gradient, memory, count: (gradient, ()),
    ),
    Optimiser(
        "momentum", "Momentum", r"v \leftarrow \mu v + g, \quad d = v",
        "Steps carry on: nine tenths of the last direction is added to the gradient.",
        1, _momentum,
    ),
    Optimiser(
        "nesterov", "Nesterov momentum", r"v \leftarrow \mu v + g, \quad d = g + \mu v",
        "Momentum that looks ahead: the direction is the one that the next step would carry on with.",
        1, _nesterov,
    ),
    Optimiser(
        "rmsprop", "RMSProp",
        r"r \leftarrow \rho r + (1 - \rho) g^2, \quad d = \frac{g}{\sqrt{r} + \varepsilon}",
        "The gradient is divided by the size that it had lately, so that all parameters step about alike.",
        1, _rmsprop,
    ),
    Optimiser(
        "adagrad", "Adagrad", r"r \leftarrow r + g^2, \quad d = \frac{g}{\sqrt{r} + \varepsilon}",
        "The gradient is divided by the size of all gradients so far, so that the steps grow ever shorter.",
        1, _adagrad,
    ),
    Optimiser(
        "adam", "Adam", _ADAM_LATEX,
        "Momentum and RMSProp together: the recent mean of the gradient, divided by its recent size.",
        2, _adam,
    ),
    Optimiser(
        "adamw", "AdamW", _ADAM_LATEX,
        "Adam whose weight decay shrinks the parameters themselves; without weight decay it is Adam.",
        2, _adam, decoupled=True,
    ),
)  # fmt: skip

OPTIMISERS: dict[str, Optimiser] = {row.id: row for row in _ROWS}


@dataclass(frozen=True, eq=False)
class Memory:
    """What an optimiser remembers of a network: `weights[l-1]` and `biases[l-1]` are the slots of layer l.

    A layer without biases has no slots there.
    """

    weights: tuple[Slots, ...]
    biases: tuple[Slots, ...]

    def parameter(self, layer: int, unit: int, source: int) -> tuple[float, ...]:
        """What is remembered of one weight, or of one bias where source is BIAS."""
        if source == BIAS:
            return tuple(float(slot[unit]) for slot in self.biases[layer - 1])
        return tuple(float(slot[unit, source]) for slot in self.weights[layer - 1])


def start_memory(network: Network, optimiser: str) -> Memory:
    """The memory of a network before its first update."""
    row = OPTIMISERS[optimiser]
    return Memory(
        tuple(row.memory(layer.weights.shape) for layer in network.layers),
        tuple(() if layer.biases is None else row.memory(layer.biases.shape) for layer in network.layers),
    )
