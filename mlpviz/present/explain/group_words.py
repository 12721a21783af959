"""What stands out in a whole layer or a whole phase, in one sentence made from its numbers."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import BIAS, Array
from mlpviz.nn.optimisers import Slots
from mlpviz.nn.schedule import Phase
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.decay import Decay
from mlpviz.present.explain.slope import fold, function_name, nearly_flat
from mlpviz.present.explain.titles import parameter_name


def why_of_layer(context: Context) -> str:
    """About the layer of this step, in its phase."""
    phase = context.step.phase
    if phase is Phase.FORWARD:
        return _forward(context)
    if phase is Phase.BACKWARD:
        return _backward(context)
    return _parameters(context, [context.layer])


def why_of_phase(context: Context) -> str:
    """About all layers, in the phase of this step."""
    phase, depth = context.step.phase, context.depth
    if phase is Phase.FORWARD:
        if depth == 1:
            return "There is but one layer: it takes the inputs and gives the outputs."
        return f"{depth} layers, one after the other: each takes what the one before gives on."
    if phase is Phase.BACKWARD:
        return _fading(context)
    if phase is Phase.GRADIENT:
        return _parameters(context, list(range(depth, 0, -1)))
    before, after = context.result.loss, context.walk.result(context.point.iteration + 1).loss
    if not np.isfinite(after):
        return "The loss leaves the range of float64: the step is far too large."
    way = "lower" if after < before else "raise" if after > before else "leave"
    change = f"from {context.shown(before)} to {context.shown(after)}" if after != before else "as it is"
    # with a memory they may lead uphill however small they are
    cause = ": the steps are too large" if after > before and not context.optimiser.slots else ""
    return f"All steps together {way} the loss {change}{cause}."


def _forward(context: Context) -> str:
    row, layer = context.activation, context.layer
    xi, h = context.xi(layer), context.h(layer)
    count, name = len(h), function_name(row)
    if row.id == "softmax":
        winner = context.unit_name(layer, int(np.argmax(h)))
        return f"{winner.capitalize()} has the largest share, {context.shown(float(h.max()))}."
    if row.id == "argmax":
        return f"{context.unit_name(layer, int(np.argmax(h))).capitalize()} wins and takes 1, all others 0."
    if row.id == "relu":
        off = int((xi <= 0).sum())
        return f"{_of(off, count)} off and give{'s' if off == 1 else ''} 0." if off else "No neuron is off."
    if row.id in ("sigmoid", "tanh", "elu", "selu", "softplus", "gelu", "silu"):
        flat = int(nearly_flat(row, row.derivative(xi, h)).sum())
        if flat:
            return f"{_of(flat, count)} where {name} is almost flat."
        return f"No neuron stands where {name} is almost flat."
    return "Every neuron takes the same inputs, each with its own weights."


def _of(some: int, count: int) -> str:
    return f"{some:,} of {count:,} neurons {'is' if some == 1 else 'are'}"


def _backward(context: Context) -> str:
    layer, name = context.layer, context.delta_name
    delta = context.result.delta(layer)[context.sample]
    if not delta.any():
        return f"Every {name} of this layer is 0: nothing goes further back."
    largest = int(np.nanargmax(np.abs(delta)))
    zeros = int((delta == 0).sum())
    rest = f"; {zeros:,} of {len(delta):,} {'is' if zeros == 1 else 'are'} 0" if zeros else ""
    unit = context.unit_name(layer, largest)
    return f"The largest {name} is that of {unit}, {context.shown(float(delta[largest]))}{rest}."


def _fading(context: Context) -> str:
    """How the size of δ changes from the output back to the first layer."""
    sizes = [float(np.abs(context.result.delta(layer)[context.sample]).max()) for layer in (context.depth, 1)]
    last, first = sizes
    name = context.symbols.delta_name
    if not last:
        return f"Every {name} is 0: there is nothing to correct."
    if not first:
        return f"No {name} reaches the first layer: nothing is learnt there."
    path = f"The largest {name} goes from {context.shown(last)} at the output to {context.shown(first)} in layer 1"
    if first < last / 2:
        return f"{path}: it shrinks {fold(last / first)}."
    return f"{path}: it grows {fold(first / last)}." if first > 2 * last else f"{path}."


def _parameters(context: Context, layers: list[int]) -> str:
    """The largest gradient of these layers, or the largest step."""
    updates = context.step.phase is Phase.UPDATE
    best: tuple[float, int, int, int] = (-1.0, 0, 0, 0)
    for layer in layers:
        weights, biases = context.result.weight_gradient(layer), context.result.bias_gradients[layer]
        if updates:
            row, memory = context.network.layers[layer - 1], context.walk.memory(context.point.iteration)
            weights = _direction(context, row.weights, weights, memory.weights[layer - 1], context.decay(bias=False))
            if row.biases is not None and biases is not None:
                biases = _direction(context, row.biases, biases, memory.biases[layer - 1], context.decay(bias=True))
        for array, is_bias in ((weights, False), (biases, True)):
            if array is None or not array.size:
                continue
            index = int(np.argmax(np.nan_to_num(np.abs(array), nan=-1.0)))
            size = float(np.abs(array.flat[index]))
            unit, source = (index, BIAS) if is_bias else divmod(index, array.shape[1])
            if size > best[0]:
                best = (size, layer, unit, source)
    size, layer, unit, source = best
    if size <= 0 and updates and (context.optimiser.slots or context.rule.weight_decay):
        return "Every step is 0, so nothing moves."
    if size <= 0:
        return "Every gradient is 0, so nothing moves." if updates else "Every gradient is 0."
    name = parameter_name(layer, unit, source, context.symbols, context.input_names)
    gradient = context.result.gradient(layer, unit, source)
    if not updates:
        return f"The largest gradient is that of the {name}, {context.shown(gradient)}."
    old = context.network.layers[layer - 1].parameter(unit, source)
    new = context.walk.network(context.point.iteration + 1).layers[layer - 1].parameter(unit, source)
    way = "up" if new > old else "down"
    return f"The largest step is that of the {name}, {way} by {context.shown(abs(new - old))}."


def _direction(context: Context, parameters: Array, gradient: Array, memory: Slots, decay: Decay) -> Array:
    """What the learning rate multiplies, for each parameter; λw is a part of it."""
    with np.errstate(over="ignore", invalid="ignore"):
        pull = decay.factor * parameters
        way, _ = context.optimiser.direction(gradient + pull if decay.added else gradient, memory, context.count)
        return way + pull if decay.shrinks else way
