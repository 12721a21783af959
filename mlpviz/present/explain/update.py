"""An update: a parameter takes its step, and what that does to the loss."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import reduce
from mlpviz.nn.network import BIAS
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.passes import excite, sample_losses
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import result
from mlpviz.present.explain.model import Explanation


def explain_update(context: Context) -> Explanation:
    """w ← w − η ∂L/∂w."""
    layer, unit, source = context.layer, context.unit, context.source
    symbols, training = context.symbols, context.walk.document.training
    weight, gradient = symbols.weight(layer, unit, source), symbols.gradient(layer, unit, source)
    rate, eta = symbols.rate(), training.learning_rate
    old, slope = context.row.parameter(unit, source), context.result.gradient(layer, unit, source)
    value = context.walk.value(context.point.iteration, context.step)
    lines = [
        rf"{weight.latex} \leftarrow {weight.latex} - {rate.latex} \, {gradient.latex}",
        rf"= {context.number(old)} - {context.factor(eta)} \cdot {context.factor(slope)}",
        result(value, context.decimals),
    ]
    memory = tuple(
        np.array(slot) for slot in context.walk.memory(context.point.iteration).parameter(layer, unit, source)
    )
    direction, _ = OPTIMISERS[training.optimizer].direction(np.array(slope), memory, context.point.iteration + 1)
    step = 0.0 - eta * float(direction)
    changes = (slope * step, _true_change(context, value - old))
    return context.explanation(
        lines,
        value,
        _why(context, step, changes),
        addends=(np.array([old, step]), value),
        named=(
            (f"{weight.plain} before", old),
            (rate.plain, eta),
            (gradient.plain, slope),
            ("step", step),
            (f"{weight.plain} after", value),
            ("predicted change of the loss", changes[0]),
            ("true change of the loss", changes[1]),
        ),
        changes=changes,
    )


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


def _why(context: Context, step: float, changes: tuple[float, float]) -> list[str]:
    what = "bias" if context.source == BIAS and not context.symbols.dummy_unit else "weight"
    rate = f"{context.symbols.rate().text} = {context.shown(context.walk.document.training.learning_rate)}"
    if step == 0:
        return [f"The gradient is 0, so this {what} stays as it is."]
    move = "up" if step > 0 else "down"
    sign = "negative" if step > 0 else "positive"
    size = f"{context.shown(abs(step))}, {rate} times the gradient"
    why = [f"The gradient is {sign}, so this {what} goes {move}: by {size}."]
    predicted, true = changes
    if not np.isfinite(true):
        return [*why, "With this step alone the loss would leave the range of float64: the step is far too large."]
    what_it_says = f"a change of the loss by {context.shown(predicted)}" if predicted else "no change of the loss"
    what_is_true = f"the true change is {context.shown(true)}" if true else "the loss stays as it is"
    why.append(f"For this step alone the gradient predicts {what_it_says}; {what_is_true}.")
    if true > 0 and true > 1e-6 * abs(predicted):
        why.append("The loss would rise: the step is too large for the slope to hold that far.")
    return why
