"""How an optimiser that remembers earlier gradients makes the direction of one parameter: in formulas and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlpviz.nn.optimisers import ADAM_BETA_1, ADAM_BETA_2, MOMENTUM, RMSPROP_RHO
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import colored


@dataclass(frozen=True, eq=False)
class Direction:
    """One parameter's direction d at update number `count` (from 1), with what was remembered before and is after."""

    context: Context
    symbol: str
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

    def squared(self) -> tuple[str, str]:
        """g² in symbols and in numbers."""
        symbol, text = self.symbol, self.factor(self.gradient)
        if symbol.startswith(r"\frac"):
            symbol = rf"\left( {symbol} \right)"
        return f"{symbol}^2", f"({text})^2" if r"\cdot" in text and not text.startswith("(") else f"{text}^2"

    def result(self, value: float) -> str:
        return colored(value, self.number(value))


def general_rule(context: Context) -> list[str]:
    """How the optimiser makes d of any gradient g; nothing where d is the gradient."""
    if not context.optimiser.slots:
        return []
    rules = context.optimiser.latex.split(r", \quad ")
    if context.symbols.dummy_unit:  # there g is the gradient's own letter
        return rules
    return [rf"g = \frac{{\partial {context.symbols.loss().latex}}}{{\partial w}}", *rules]


def _velocity(made: Direction) -> list[str]:
    g = made.gradient
    gradient = f"- {made.number(-g)}" if g < 0 else f"+ {made.number(g)}"
    return [
        rf"v \leftarrow \mu \, v + {made.symbol}",
        rf"= {made.number(MOMENTUM)} \cdot {made.factor(made.before[0])} {gradient} = {made.result(made.after[0])}",
    ]


def _nesterov(made: Direction) -> list[str]:
    return [
        *_velocity(made),
        rf"d = {made.symbol} + \mu \, v",
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
    return [
        rf"d = \frac{{1}}{{\sqrt{{r}} + \varepsilon}} \, {made.symbol}",
        rf"= \frac{{{made.number(made.gradient)}}}{{{below}}} = {made.result(made.value)}",
    ]


def _rmsprop(made: Direction) -> list[str]:
    return [*_mean(made, 0, r"\rho", RMSPROP_RHO, made.squared()), *_divided(made, 8)]


def _adagrad(made: Direction) -> list[str]:
    symbol, numbers = made.squared()
    return [
        rf"r \leftarrow r + {symbol}",
        f"= {made.number(made.before[0])} + {numbers} = {made.result(made.after[0])}",
        *_divided(made, 10),
    ]


def _adam(made: Direction) -> list[str]:
    t = made.count
    above = rf"{made.number(made.after[0])} / (1 - {ADAM_BETA_1}^{{{t}}})"
    below = rf"\sqrt{{{made.number(made.after[1])} / (1 - {ADAM_BETA_2}^{{{t}}})}} + 10^{{-8}}"
    return [
        *_mean(made, 0, r"\beta_1", ADAM_BETA_1, (made.symbol, made.factor(made.gradient))),
        *_mean(made, 1, r"\beta_2", ADAM_BETA_2, made.squared()),
        r"d = \frac{m / (1 - \beta_1^t)}{\sqrt{r / (1 - \beta_2^t)} + \varepsilon}",
        rf"= \frac{{{above}}}{{{below}}} = {made.result(made.value)}",
    ]


_LINES: dict[str, Callable[[Direction], list[str]]] = {
    "momentum": _velocity,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adagrad": _adagrad,
    "adam": _adam,
}

_MEMORIES = {"momentum": ("v",), "nesterov": ("v",), "rmsprop": ("r",), "adagrad": ("r",), "adam": ("m", "r")}
