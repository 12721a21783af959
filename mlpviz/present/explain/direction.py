"""How an optimiser makes the direction of one parameter: in formulas, where it is more than the gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlpviz.nn.optimisers import ADAM_BETA_1, ADAM_BETA_2, MOMENTUM, RMSPROP_RHO
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.decay import Decay
from mlpviz.present.explain.formula import colored


@dataclass(frozen=True, eq=False)
class Direction:
    """One parameter's direction d at update number `count` (from 1), with what was remembered before and is after.

    `symbol` and `slope` are the gradient of the loss, `parameter` and `old` what is updated, before its update.
    `gradient` is what the optimiser takes for the gradient: with λw where weight decay is added to it.
    """

    context: Context
    symbol: str
    slope: float
    parameter: str
    old: float
    decay: Decay
    gradient: float
    before: tuple[float, ...]
    after: tuple[float, ...]
    value: float
    count: int

    @property
    def letter(self) -> str:
        """What the learning rate multiplies: the velocity v is a direction itself."""
        return "v" if self.context.optimiser.id == "momentum" else "d"

    @property
    def memories(self) -> tuple[str, ...]:
        """The letters of what is remembered."""
        return _MEMORIES.get(self.context.optimiser.id, ())

    @property
    def lines(self) -> list[str]:
        """The memory and then d: each in symbols and in numbers."""
        return _LINES[self.context.optimiser.id](self)

    def number(self, value: float) -> str:
        return self.context.number(value)

    def factor(self, value: float) -> str:
        return self.context.factor(value)

    @property
    def short(self) -> str:
        """The gradient as one letter."""
        return "g" if self.decay.added or self.symbol.startswith(r"\frac") else self.symbol

    @property
    def named(self) -> list[str]:
        """The line that gives the gradient its letter, where it has none yet; with its decay in a line of its own."""
        if self.decay.added:
            return [
                f"g = {self.decay.gradient(self.symbol, self.parameter)}",
                f"= {self.with_decay} = {self.result(self.gradient)}",
            ]
        return [f"g = {self.symbol} = {self.result(self.gradient)}"] if self.short != self.symbol else []

    @property
    def with_decay(self) -> str:
        """The gradient in numbers, with λw where it is added to it."""
        factor, old = self.factor(self.decay.factor), self.factor(self.old)
        return self.decay.gradient(self.number(self.slope), old, factor, r"\cdot")

    def squared(self) -> tuple[str, str]:
        """g² in symbols and in numbers."""
        text = self.factor(self.gradient)
        return f"{self.short}^2", f"({text})^2" if r"\cdot" in text and not text.startswith("(") else f"{text}^2"

    def result(self, value: float) -> str:
        return colored(value, self.number(value))


def general_rule(context: Context) -> list[str]:
    """How the optimiser makes d of any gradient g; nothing where d is the gradient."""
    if not context.optimiser.slots:
        return []
    rules, decay = context.optimiser.latex.split(r", \quad "), context.decay(bias=False)
    if context.symbols.dummy_unit:  # there g is the gradient's own letter
        return [rf"g \leftarrow {decay.gradient('g', 'w')}", *rules] if decay.added else rules
    gradient = rf"\frac{{\partial {context.symbols.loss().latex}}}{{\partial w}}"
    return [f"g = {decay.gradient(gradient, 'w')}", *rules]


def _momentum(made: Direction) -> list[str]:
    if made.decay.added:
        return [*made.named, *_velocity(made, made.short)]
    return _velocity(made, made.symbol)


def _velocity(made: Direction, symbol: str) -> list[str]:
    g = made.gradient
    gradient = f"- {made.number(-g)}" if g < 0 else f"+ {made.number(g)}"
    return [
        rf"v \leftarrow \mu \, v + {symbol}",
        rf"= {made.number(MOMENTUM)} \cdot {made.factor(made.before[0])} {gradient} = {made.result(made.after[0])}",
    ]


def _nesterov(made: Direction) -> list[str]:
    return [
        *made.named,
        *_velocity(made, made.short),
        rf"d = {made.short} + \mu \, v",
        rf"= {made.number(made.gradient)} + {made.number(MOMENTUM)} \cdot {made.factor(made.after[0])} "
        f"= {made.result(made.value)}",
    ]


def _mean(made: Direction, slot: int, letter: str, keep: float, new: tuple[str, str]) -> list[str]:
    """A running mean that keeps the share `keep` (its letter is given) of what it was; `new` in symbols and numbers."""
    memory, share = made.memories[slot], made.number(round(1.0 - keep, 12))
    return [
        rf"{memory} \leftarrow {letter} \, {memory} + (1 - {letter}) \, {new[0]}",
        rf"= {made.number(keep)} \cdot {made.factor(made.before[slot])} + {share} \cdot {new[1]} "
        f"= {made.result(made.after[slot])}",
    ]


def _divided(made: Direction, epsilon: int) -> list[str]:
    """The gradient by the size of those before it; ε is a power of ten."""
    below = rf"\sqrt{{{made.number(made.after[0])}}} + 10^{{-{epsilon}}}"
    above = made.number(made.gradient)
    return [rf"d = \frac{{{made.short}}}{{\sqrt{{r}} + \varepsilon}}", _fraction(made, above, below)]


def _fraction(made: Direction, above: str, below: str) -> str:
    """The line of numbers of a d that is a fraction."""
    return rf"= \frac{{{above}}}{{{below}}} = {made.result(made.value)}"


def _rmsprop(made: Direction) -> list[str]:
    return [*made.named, *_mean(made, 0, r"\rho", RMSPROP_RHO, made.squared()), *_divided(made, 8)]


def _adagrad(made: Direction) -> list[str]:
    symbol, numbers = made.squared()
    return [
        *made.named,
        rf"r \leftarrow r + {symbol}",
        f"= {made.number(made.before[0])} + {numbers} = {made.result(made.after[0])}",
        *_divided(made, 10),
    ]


def _adam(made: Direction) -> list[str]:
    t = made.count
    above = rf"{made.number(made.after[0])} / (1 - {ADAM_BETA_1}^{{{t}}})"
    below = rf"\sqrt{{{made.number(made.after[1])} / (1 - {ADAM_BETA_2}^{{{t}}})}} + 10^{{-8}}"
    return [
        *made.named,
        *_mean(made, 0, r"\beta_1", ADAM_BETA_1, (made.short, made.factor(made.gradient))),
        *_mean(made, 1, r"\beta_2", ADAM_BETA_2, made.squared()),
        r"d = \frac{m / (1 - \beta_1^t)}{\sqrt{r / (1 - \beta_2^t)} + \varepsilon}",
        _fraction(made, above, below),
    ]


_LINES: dict[str, Callable[[Direction], list[str]]] = {
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adagrad": _adagrad,
    "adam": _adam,
    "adamw": _adam,
}

_MEMORIES = {
    "momentum": ("v",),
    "nesterov": ("v",),
    "rmsprop": ("r",),
    "adagrad": ("r",),
    "adam": ("m", "r"),
    "adamw": ("m", "r"),
}
