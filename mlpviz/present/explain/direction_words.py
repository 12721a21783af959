"""Why an update of an optimiser that remembers earlier gradients is what it is, in sentences made from the numbers."""

from __future__ import annotations

import math

from mlpviz.nn.optimisers import ADAM_BETA_1, ADAM_BETA_2, MOMENTUM
from mlpviz.present.explain.direction import Direction


def why_of_direction(made: Direction, what: str, step: float) -> list[str]:
    """`what` is "weight" or "bias"; `step` is −η d, which is not 0."""
    context = made.context
    rate = f"{context.symbols.rate().text} = {context.shown(context.walk.document.training.learning_rate)}"
    move = "up" if step > 0 else "down"
    moved = f"This {what} goes {move} by {context.shown(abs(step))}, {rate} times\N{NO-BREAK SPACE}{made.letter}."
    if not math.isfinite(made.value):
        return [moved]
    if context.optimiser.id in ("momentum", "nesterov"):
        return [moved, _carried(made, what, step)]
    return [moved, _scaled(made)]


def why_it_stays(made: Direction, what: str) -> str:
    """Where d is 0."""
    stays = f"so this {what} stays as it is."
    if math.inf in made.after:
        return f"The square of the gradient leaves the range of float64, {stays}"
    if not made.gradient:
        before = " and so were all before it" if made.count > 1 and made.before and not any(made.before) else ""
        return f"The gradient is 0{before}, {stays}"
    return f"Earlier gradients cancel this one, {stays}"


def _carried(made: Direction, what: str, step: float) -> str:
    """How much of a step comes from earlier gradients."""
    nesterov = made.context.optimiser.id == "nesterov"
    if made.count == 1:
        if nesterov:
            return "Nothing is remembered yet: looking ahead alone makes it 1.9 times the step of plain descent."
        return "Nothing is remembered yet: the first step is that of plain gradient descent."
    earlier = (MOMENTUM * MOMENTUM if nesterov else MOMENTUM) * made.before[0]
    if not made.gradient:
        return "The gradient is 0: the whole step comes from earlier gradients."
    if not earlier:
        return "Earlier gradients add nothing to it."
    own = made.value - earlier
    alone = made.context.shown(abs(step * own / made.value))
    if own * made.value < 0:
        other = "down" if step > 0 else "up"
        return f"Earlier gradients outweigh this one, which by itself would move this {what} {other} by {alone}."
    if earlier * made.value < 0:
        return f"Earlier gradients pull the other way: without them the step would be {alone}."
    return f"{_share(earlier / made.value)} of it comes from earlier gradients, which v carries on."


def _share(ratio: float) -> str:
    percent = round(100 * ratio)
    return "Less than 1 %" if percent < 1 else "Almost all" if percent > 99 else f"{percent} %"


def _scaled(made: Direction) -> str:
    """By what the gradient, or its mean, is divided."""
    context, name, rate = made.context, made.context.optimiser.id, made.context.symbols.rate().text
    times = {"rmsprop": 10.0, "adagrad": 1.0, "adam": 1.0, "adamw": 1.0}[name]
    if made.count == 1 and math.isclose(abs(made.value), times, rel_tol=1e-3):
        multiple = f"10 {rate}" if times == 10.0 else rate
        return f"Nothing is remembered yet, so the gradient is scaled by its own size: each first step is {multiple}."
    if name in ("adam", "adamw"):
        size = math.sqrt(made.after[1] / (1.0 - ADAM_BETA_2**made.count))
        mean = made.after[0] / (1.0 - ADAM_BETA_1**made.count)
        divided = f"The mean of the gradients of late, {context.shown(mean)}, is divided by their size of late"
        if made.gradient * made.value < 0:
            divided = (
                f"Earlier gradients outweigh this one: their mean, {context.shown(mean)}, is divided by their size"
            )
    else:
        size = math.sqrt(made.after[0])
        lately = "the size of all gradients so far" if name == "adagrad" else "the size of the gradients of late"
        divided = f"The gradient, {context.shown(made.gradient)}, is divided by {lately}"
    shorter = ", which only grows: steps get ever shorter" if name == "adagrad" else ""
    return f"{divided}, {context.shown(size)}{shorter}."
