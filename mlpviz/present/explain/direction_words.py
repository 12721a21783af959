"""Why an update is what it is, in sentences made from the numbers."""

from __future__ import annotations

import math

from mlpviz.nn.optimisers import ADAM_BETA_1, ADAM_BETA_2, MOMENTUM
from mlpviz.present.explain.direction import Direction


def why_plain(made: Direction, what: str, step: float) -> list[str]:
    """Of gradient descent. `what` is "weight" or "bias"; `step` is −η g, which is not 0."""
    context = made.context
    by = f"by {context.shown(abs(step))}, {context.rate_words} times the gradient"
    if not made.decay.added:
        return [f"The gradient is {'negative' if step > 0 else 'positive'}, so this {what} goes {_way(step)}: {by}."]
    pull = context.rate * made.decay.factor * made.old
    if not made.slope:
        return [f"The gradient is 0: weight decay alone draws this {what} towards 0, by {context.shown(abs(pull))}."]
    alone = 0.0 - context.rate * made.slope
    return [
        f"This {what} goes {_way(step)} {by} with its decay.",
        f"The gradient alone would move it {_way(alone)} by {context.shown(abs(alone))}; {_drawn(made, pull)}.",
    ]


def why_of_direction(made: Direction, what: str, step: float) -> list[str]:
    """Of an optimiser that remembers earlier gradients; `step` is −η d, which is not 0."""
    context = made.context
    by = f"by {context.shown(abs(step))}, {context.rate_words} times\N{NO-BREAK SPACE}{made.letter}"
    moved = f"This {what} goes {_way(step)} {by}."
    pull = made.decay.factor * made.old
    decayed = [f"Weight decay adds {context.shown(pull)} to its gradient."] if made.decay.added and pull else []
    if not math.isfinite(made.value):
        return [moved, *decayed]
    return [moved, *decayed, _of_memory(made, what, step)]


def why_apart(made: Direction, what: str, step: float, shrinking: float) -> list[str]:
    """Where weight decay shrinks the parameter by itself, by `shrinking`, beside a step of −η d."""
    context = made.context
    drawn = _drawn(made, shrinking)
    if not step:
        return [f"{_cause(made)}: {drawn}."]
    way = f"{_way(step)} by {context.shown(abs(step))}"
    moved = f"{context.rate_words} times\N{NO-BREAK SPACE}{made.letter} moves this {what} {way}; {drawn}."
    return [moved, _of_memory(made, what, step)] if math.isfinite(made.value) else [moved]


def _drawn(made: Direction, pull: float) -> str:
    if not pull:
        return "at 0 there is nothing to decay"
    return f"weight decay draws it towards 0 by {made.context.shown(abs(pull))}"


def _way(step: float) -> str:
    return "up" if step > 0 else "down"


def _of_memory(made: Direction, what: str, step: float) -> str:
    if made.context.optimiser.id in ("momentum", "nesterov"):
        return _carried(made, what, step)
    return _scaled(made)


def why_it_stays(made: Direction, what: str) -> str:
    """Where nothing moves."""
    both = made.decay.shrinks and made.value and made.old
    return f"{'Step and weight decay cancel' if both else _cause(made)}, so this {what} stays as it is."


def _cause(made: Direction) -> str:
    """Why d is 0."""
    if math.inf in made.after:
        return "The square of the gradient leaves the range of float64"
    if made.slope and not made.gradient:
        return "Gradient and weight decay cancel"
    if not made.gradient:
        before = " and so were all before it" if made.count > 1 and made.before and not any(made.before) else ""
        return f"The gradient is 0{before}"
    return "Earlier gradients cancel this one"


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
