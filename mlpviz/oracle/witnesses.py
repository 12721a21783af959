"""Three witnesses for the value of one step: the engine, autograd, and a third that shares nothing with either.

For what is a derivative (δ, gradient, update) the third is the central difference of the loss; a value (ξ, h, loss)
is computed once more from its definition. Each third witness starts from the engine's own numbers one step before.
"""

from __future__ import annotations

import math

from mlpviz.core.timeline import Walk
from mlpviz.nn.difference import difference_of_excitation, difference_of_parameter
from mlpviz.nn.network import BIAS, Array
from mlpviz.nn.schedule import Quantity, Step
from mlpviz.oracle import scalars
from mlpviz.oracle.messages import Answer

NUMPY = "NumPy"
BACKPROP = "NumPy backprop"
TORCH = "torch autograd"
DIFFERENCE = "central difference"
EXACT_SUM = "exact sum"
SCALAR = "scalar formula"

_DERIVATIVES = (Quantity.DELTA, Quantity.GRADIENT, Quantity.UPDATE)


def three(walk: Walk, iteration: int, step: Step, answer: Answer | None) -> list[tuple[str, float | None]]:
    """(name, value) of each witness; None where one has nothing to say.

    The value is that of the complete step, in the midst of its sum too.

    `answer` is torch's to this very iteration, or None while there is none. Free of torch.
    """
    torch = None if answer is None else _of_answer(answer, step)
    ours = BACKPROP if step.quantity in _DERIVATIVES else NUMPY
    return [(ours, walk.value(iteration, step)), (TORCH, torch), _third(walk, iteration, step)]


def _third(walk: Walk, iteration: int, step: Step) -> tuple[str, float | None]:
    if step.quantity is Quantity.EXCITATION:
        return EXACT_SUM, _excitation(walk, iteration, step)
    if step.quantity in (Quantity.ACTIVATION, Quantity.LOSS):
        try:
            value = _activation(walk, iteration, step) if step.layer is not None else _loss(walk, iteration, step)
        except (ArithmeticError, ValueError):  # the math module raises where the number is not finite
            value = math.nan
        return SCALAR, value
    if step.quantity is Quantity.DELTA:
        return DIFFERENCE, _delta(walk, iteration, step)
    if step.quantity is Quantity.GRADIENT:
        return DIFFERENCE, _gradient(walk, iteration, step)
    return DIFFERENCE, _update(walk, iteration, step)


def _excitation(walk: Walk, iteration: int, step: Step) -> float:
    layer, unit, sample = _key(step.layer), _key(step.unit), _key(step.sample)
    row = walk.network(iteration).layers[layer - 1]
    before = walk.result(iteration).activations[layer - 1][sample]
    bias = row.parameter(unit, BIAS) if row.has_bias else None
    return scalars.exact_sum(row.weights[unit].tolist(), before.tolist(), bias)


def _activation(walk: Walk, iteration: int, step: Step) -> float:
    layer = _key(step.layer)
    xi = walk.result(iteration).excitation(layer)[_key(step.sample)]
    activation = walk.network(iteration).layers[layer - 1].activation
    return scalars.ACTIVATIONS[activation](xi.tolist(), _key(step.unit))


def _loss(walk: Walk, iteration: int, step: Step) -> float:
    result, sample = walk.result(iteration), _key(step.sample)
    xi, h = result.excitation(len(result.excitations) - 1)[sample], result.activations[-1][sample]
    return scalars.LOSSES[walk.document.loss](xi.tolist(), h.tolist(), walk.targets[sample].tolist())


def _delta(walk: Walk, iteration: int, step: Step) -> float:
    layer, sample = _key(step.layer), _key(step.sample)
    return difference_of_excitation(
        walk.network(iteration),
        walk.result(iteration).excitation(layer)[[sample]],
        walk.targets[[sample]],
        walk.document.loss,
        layer,
        _key(step.unit),
    )


def _gradient(walk: Walk, iteration: int, step: Step) -> float:
    return difference_of_parameter(
        walk.network(iteration),
        walk.inputs,
        walk.targets,
        walk.document.loss,
        walk.document.reduction,
        _key(step.layer),
        _key(step.unit),
        _key(step.source),
    )


def _update(walk: Walk, iteration: int, step: Step) -> float | None:
    """By the difference in the gradient's place; what is remembered of earlier gradients is the engine's own.

    None where the optimiser divides by the gradient's size: it would magnify the error of the difference.
    """
    edge = _key(step.layer), _key(step.unit), _key(step.source)
    rule, gradient = walk.document.training.rule, _gradient(walk, iteration, step)
    memory = walk.memory(iteration).parameter(*edge)
    before = walk.network(iteration).layers[edge[0] - 1].parameter(*edge[1:])
    if step.source != BIAS or rule.biases_decay:
        gradient += rule.weight_decay * before
    if rule.optimizer == "gradient_descent":
        direction = gradient
    elif rule.optimizer == "momentum":
        direction = 0.9 * memory[0] + gradient
    elif rule.optimizer == "nesterov":
        direction = gradient + 0.9 * (0.9 * memory[0] + gradient)
    else:
        return None
    return before - walk.rate(iteration) * direction


def _of_answer(answer: Answer, step: Step) -> float:
    if step.quantity is Quantity.LOSS:
        return float(answer.losses[_key(step.sample)])
    layer, unit = _key(step.layer), _key(step.unit)
    if step.quantity in (Quantity.GRADIENT, Quantity.UPDATE):
        updates = step.quantity is Quantity.UPDATE
        if step.source == BIAS:
            return float(_array((answer.updated_biases if updates else answer.bias_gradients)[layer])[unit])
        weights = answer.updated_weights if updates else answer.weight_gradients
        return float(_array(weights[layer])[unit, _key(step.source)])
    arrays: tuple[Array | None, ...] = {
        Quantity.EXCITATION: answer.excitations,
        Quantity.ACTIVATION: answer.activations,
        Quantity.DELTA: answer.deltas,
    }[step.quantity]
    return float(_array(arrays[layer])[_key(step.sample), unit])


def _array(array: Array | None) -> Array:
    if array is None:
        raise ValueError("this layer has no such value")
    return array


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("this step has no such key")
    return value
