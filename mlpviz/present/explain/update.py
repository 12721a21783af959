"""An update: a parameter takes its step, and what that does to the loss."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import reduce
from mlpviz.nn.network import BIAS
from mlpviz.nn.passes import excite, sample_losses
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.direction import Direction
from mlpviz.present.explain.direction_words import why_apart, why_it_stays, why_of_direction, why_plain
from mlpviz.present.explain.formula import result
from mlpviz.present.explain.model import Explanation


def explain_update(context: Context) -> Explanation:
    """w ← w − η ∂L/∂w; where the optimiser remembers earlier gradients, its direction first and then w ← w − η d."""
    layer, unit, source = context.layer, context.unit, context.source
    weight, gradient = context.symbols.weight(layer, unit, source), context.symbols.gradient(layer, unit, source)
    rate, eta = context.symbols.rate(), context.rate
    value = context.walk.value(context.point.iteration, context.step)
    made = _direction(context)
    old, slope, decay = made.old, made.slope, made.decay
    step, shrinking = 0.0 - eta * made.value, 0.0 - eta * decay.factor * old if decay.shrinks else 0.0
    changes = (slope * (step + shrinking), _true_change(context, value - old))
    return context.explanation(
        [*(made.lines if context.optimiser.slots else []), *_lines(context, made), result(value, context.decimals)],
        value,
        _why(context, made, step, shrinking, changes),
        addends=(np.array([old, shrinking, step] if shrinking else [old, step]), value),
        named=(
            (f"{weight.plain} before", old),
            (rate.plain + context.epoch_words, eta),
            (gradient.plain, slope),
            *((("λ", decay.factor),) if decay.factor else ()),
            *((("g", made.gradient),) if decay.added else ()),
            *((f"{letter} before", number) for letter, number in zip(made.memories, made.before, strict=True)),
            *((f"{letter} after", number) for letter, number in zip(made.memories, made.after, strict=True)),
            *((("d", made.value),) if context.optimiser.slots and made.letter == "d" else ()),
            *((("step by weight decay", shrinking),) if decay.shrinks else ()),
            ("step", step),
            (f"{weight.plain} after", value),
            ("predicted change of the loss", changes[0]),
            ("true change of the loss", changes[1]),
        ),
        changes=changes,
    )


def _lines(context: Context, made: Direction) -> list[str]:
    """The update in symbols and in numbers, from its direction on."""
    rate, eta, decay = context.symbols.rate().latex, context.factor(context.rate), made.decay
    direction, numbers = made.letter, context.factor(made.value)
    if not context.optimiser.slots:
        direction = decay.direction(made.symbol, made.parameter)
        numbers = f"({made.with_decay})" if decay.added else numbers
    kept = context.number(made.old)
    if decay.shrinks:
        kept = decay.kept(context.factor(made.old), eta, context.factor(decay.factor), r"\cdot")
    return [
        rf"{made.parameter} \leftarrow {decay.kept(made.parameter, rate)} - {rate} \, {direction}",
        rf"= {kept} - {eta} \cdot {numbers}",
    ]


def _direction(context: Context) -> Direction:
    edge, iteration = (context.layer, context.unit, context.source), context.point.iteration
    before = context.walk.memory(iteration).parameter(*edge)
    after = context.walk.memory(iteration + 1).parameter(*edge)
    old, slope = context.row.parameter(*edge[1:]), context.result.gradient(*edge)
    decay = context.decay(context.source == BIAS)
    gradient = slope + decay.factor * old if decay.added else slope
    value, _ = context.optimiser.direction(np.array(gradient), tuple(np.array(slot) for slot in before), context.count)
    symbol, parameter = context.symbols.gradient(*edge).latex, context.symbols.weight(*edge).latex
    return Direction(
        context, symbol, slope, parameter, old, decay, gradient, before, after, float(value), context.count
    )  # fmt: skip


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


def _why(context: Context, made: Direction, step: float, shrinking: float, changes: tuple[float, float]) -> list[str]:
    what = "bias" if context.source == BIAS and not context.symbols.dummy_unit else "weight"
    if step + shrinking == 0:
        return [why_it_stays(made, what)]
    if made.decay.shrinks:
        why = why_apart(made, what, step, shrinking)
    else:
        why = why_of_direction(made, what, step) if context.optimiser.slots else why_plain(made, what, step)
    if context.source == BIAS:
        why.append(context.spared_words)
    predicted, true = changes
    if not np.isfinite(true):
        return [*why, "With this step alone the loss would leave the range of float64: the step is far too large."]
    what_it_says = f"a change of the loss by {context.shown(predicted)}" if predicted else "no change of the loss"
    what_is_true = f"the true change is {context.shown(true)}" if true else "the loss stays as it is"
    why.append(f"For this step alone the gradient predicts {what_it_says}; {what_is_true}.")
    if true > 0 and true > 1e-6 * abs(predicted):
        if predicted > 0:
            memory, decay = context.optimiser.slots > 0, made.decay.factor > 0
            uphill = "earlier gradients or weight decay carry" if decay else "earlier gradients carry"
            why.append(f"The loss would rise: {uphill if memory else 'weight decay carries'} this step uphill.")
        else:
            why.append("The loss would rise: the step is too large for the slope to hold that far.")
    return why
