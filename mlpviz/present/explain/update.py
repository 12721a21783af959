"""An update: a parameter takes its step, and what that does to the loss."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import reduce
from mlpviz.nn.network import BIAS
from mlpviz.nn.passes import excite, sample_losses
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.direction import Direction
from mlpviz.present.explain.direction_words import why_it_stays, why_of_direction
from mlpviz.present.explain.formula import result
from mlpviz.present.explain.model import Explanation


def explain_update(context: Context) -> Explanation:
    """w ← w − η ∂L/∂w; where the optimiser remembers earlier gradients, its direction first and then w ← w − η d."""
    layer, unit, source = context.layer, context.unit, context.source
    symbols, iteration = context.symbols, context.point.iteration
    weight, gradient = symbols.weight(layer, unit, source), symbols.gradient(layer, unit, source)
    rate, eta = symbols.rate(), context.walk.document.training.learning_rate
    old, slope = context.row.parameter(unit, source), context.result.gradient(layer, unit, source)
    value = context.walk.value(iteration, context.step)
    made = _direction(context, gradient.latex, slope)
    plain = not context.optimiser.slots
    direction = gradient.latex if plain else made.letter
    lines = [
        *([] if plain else made.lines),
        rf"{weight.latex} \leftarrow {weight.latex} - {rate.latex} \, {direction}",
        rf"= {context.number(old)} - {context.factor(eta)} \cdot {context.factor(made.value)}",
        result(value, context.decimals),
    ]
    step = 0.0 - eta * made.value
    changes = (slope * step, _true_change(context, value - old))
    return context.explanation(
        lines,
        value,
        _why(context, made, step, changes),
        addends=(np.array([old, step]), value),
        named=(
            (f"{weight.plain} before", old),
            (rate.plain, eta),
            (gradient.plain, slope),
            *((f"{letter} before", number) for letter, number in zip(made.memories, made.before, strict=True)),
            *((f"{letter} after", number) for letter, number in zip(made.memories, made.after, strict=True)),
            *((("d", made.value),) if direction == "d" else ()),
            ("step", step),
            (f"{weight.plain} after", value),
            ("predicted change of the loss", changes[0]),
            ("true change of the loss", changes[1]),
        ),
        changes=changes,
    )


def _direction(context: Context, symbol: str, gradient: float) -> Direction:
    edge, iteration = (context.layer, context.unit, context.source), context.point.iteration
    before = context.walk.memory(iteration).parameter(*edge)
    after = context.walk.memory(iteration + 1).parameter(*edge)
    slots = tuple(np.array(slot) for slot in before)
    value, _ = context.optimiser.direction(np.array(gradient), slots, iteration + 1)
    return Direction(context, symbol, gradient, before, after, float(value), iteration + 1)


def _true_change(context: Context, step: float) -> float:
    """How much the loss changes if this parameter alone takes its step: the loss is computed again with it.

    From this unit on only: its ξ moves by step · h (by step for a bias), all other excitations of its layer stay.
    """
    layer, unit, source, network = context.layer, context.unit, context.source, context.network
    xi = context.result.excitation(layer).copy()
    xi[:, unit] += step * (1.0 if source == BIAS else context.result.activations[layer - 1][:, source])
    h = ACTIVATIONS[network.layers[layer - 1].activation].value(xi)
    for number in range(layer + 1, network.depth + 1):
        xi = excite(network, number, h)
        h = ACTIVATIONS[network.layers[number - 1].activation].value(xi)
    losses = sample_losses(network, context.loss.id, xi, h, context.result.targets)
    return float(reduce(losses - context.result.losses, context.result.reduction))


def _why(context: Context, made: Direction, step: float, changes: tuple[float, float]) -> list[str]:
    what = "bias" if context.source == BIAS and not context.symbols.dummy_unit else "weight"
    if step == 0:
        return [why_it_stays(made, what)]
    why = why_of_direction(made, what, step) if context.optimiser.slots else [_plainly(context, what, step)]
    predicted, true = changes
    if not np.isfinite(true):
        return [*why, "With this step alone the loss would leave the range of float64: the step is far too large."]
    what_it_says = f"a change of the loss by {context.shown(predicted)}" if predicted else "no change of the loss"
    what_is_true = f"the true change is {context.shown(true)}" if true else "the loss stays as it is"
    why.append(f"For this step alone the gradient predicts {what_it_says}; {what_is_true}.")
    if true > 0 and true > 1e-6 * abs(predicted):
        if predicted > 0:
            why.append("The loss would rise: earlier gradients carry this step uphill.")
        else:
            why.append("The loss would rise: the step is too large for the slope to hold that far.")
    return why


def _plainly(context: Context, what: str, step: float) -> str:
    """The step of plain gradient descent."""
    rate = f"{context.symbols.rate().text} = {context.shown(context.walk.document.training.learning_rate)}"
    move = "up" if step > 0 else "down"
    sign = "negative" if step > 0 else "positive"
    size = f"{context.shown(abs(step))}, {rate} times the gradient"
    return f"The gradient is {sign}, so this {what} goes {move}: by {size}."
