"""A whole layer or a whole phase as one step: its rule, its numbers in brief, and a row for every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS, Array
from mlpviz.nn.schedule import Grain, Phase
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.direction import general_rule
from mlpviz.present.explain.formula import DOTS, colored
from mlpviz.present.explain.group_words import why_of_layer, why_of_phase
from mlpviz.present.explain.model import Explanation, Listing
from mlpviz.present.explain.rules import Rules
from mlpviz.present.explain.titles import group_title, step_title
from mlpviz.present.numbers import latex_number

_FEW = 4  # numbers of a vector that a line shows
_ROWS, _COLUMNS = 2, 3  # of a matrix
_LAYERS = 4  # that a phase writes out

_Part = tuple[Array, Callable[[int], str]]


def is_group(walk: Walk, position: int, grain: Grain) -> bool:
    """Whether the stop of `grain` at `position` stands for several steps, which are all complete there."""
    if grain not in (Grain.LAYER, Grain.PHASE) or walk.snapped(position, grain) != position:
        return False
    local = position % walk.schedule.size
    stop = walk.schedule.index(local, grain)
    before = walk.schedule.position(stop - 1, grain) if stop else -1
    return walk.schedule.index(local) > walk.schedule.index(before + 1)


def stop_title(context: Context, position: int, grain: Grain) -> str:
    """What the stop of `grain` at `position` computes."""
    point: Point = context.walk.point(position)
    if is_group(context.walk, position, grain):
        title = group_title(point.step, grain, context.symbols, context.walk.rows)
    else:
        title = step_title(point.step, context.symbols, context.walk.rows, context.input_names)
    return f"Next iteration: {title}" if point.iteration > context.point.iteration else title


def explain_group(context: Context, grain: Grain) -> Explanation:
    """The explanation of the layer or the phase that is complete at the context's position."""
    step = context.step
    layers = [context.layer] if grain is Grain.LAYER else _layers(context)
    lines = general_rule(context) if step.phase is Phase.UPDATE else []
    for layer in _written(layers):
        lines += [DOTS] if layer is None else _lines(context, layer, brief=grain is Grain.PHASE)
    last = step_title(step, context.symbols, context.walk.rows, context.input_names)
    last = f"the {last[:1].lower()}{last[1:]}" if step.source is not None else last
    why = why_of_layer(context) if grain is Grain.LAYER else why_of_phase(context)
    biases = any(context.network.layers[layer - 1].has_bias for layer in layers)
    spared = context.spared_words if step.phase is Phase.UPDATE and biases else ""
    told = context.explanation(lines, context.walk.value(context.point.iteration, step), [why, spared])
    return replace(
        told,
        title=stop_title(context, context.position, grain),
        listing=Listing(tuple(part for layer in layers for part in _parts(context, layer)), context.decimals),
        witnessed=f"Witnesses of {last}",
        whole=True,
    )


def _layers(context: Context) -> list[int]:
    """The layers of a phase in the order in which it comes to them."""
    numbers = list(range(1, context.depth + 1))
    return numbers[::-1] if context.step.phase in (Phase.BACKWARD, Phase.GRADIENT) else numbers


def _written(layers: list[int]) -> list[int | None]:
    half = _LAYERS // 2
    return [*layers] if len(layers) <= _LAYERS else [*layers[:half], None, *layers[-half:]]


def _rules(context: Context, layer: int) -> Rules:
    row = context.network.layers[layer - 1]
    mean = context.walk.document.reduction == "mean"
    return Rules(context.symbols, layer, ACTIVATIONS[row.activation], row.has_bias, context.loss, context.batch, mean)


def _lines(context: Context, layer: int, brief: bool) -> list[str]:
    """The rules of a layer with their results; in brief without excitations and biases."""
    rules, phase = _rules(context, layer), context.step.phase
    made = [values for values, _ in _parts(context, layer)]
    if phase is Phase.FORWARD:
        equations = [rules.excite(), rules.activate()]
    elif phase is Phase.BACKWARD:
        equations = [rules.back()]
    elif phase is Phase.GRADIENT:
        equations = [rules.gradients(), rules.bias_gradients()]
    else:
        direction = "d" if context.optimiser.slots else ""
        equations = [rules.update(context.decay(biases), biases, direction) for biases in (False, True)]
    sign = r"\leftarrow" if phase is Phase.UPDATE else "="
    pairs = list(zip(equations, made, strict=False))
    if brief:
        pairs = pairs[-1:] if phase is Phase.FORWARD else pairs[:1]
    lines: list[str] = []
    for (left, right), values in pairs:
        lines += [f"{left} {sign} {right}", f"= {in_brief(values, context.decimals)}"]
    return lines


def _parts(context: Context, layer: int) -> Iterator[_Part]:
    """What the phase computes of a layer, each array with the names of its numbers, in the order of the walk."""
    phase, symbols, result = context.step.phase, context.symbols, context.result
    if phase is Phase.FORWARD:
        yield context.xi(layer), lambda unit: symbols.excitation(layer, unit).plain
        yield context.h(layer), lambda unit: symbols.activation(layer, unit).plain
    elif phase is Phase.BACKWARD:
        yield result.delta(layer)[context.sample], lambda unit: symbols.delta(layer, unit).plain
    else:
        updates = phase is Phase.UPDATE
        symbol = symbols.weight if updates else symbols.gradient
        after = context.walk.network(context.point.iteration + 1).layers[layer - 1] if updates else None
        weights = result.weight_gradient(layer) if after is None else after.weights
        biases = result.bias_gradients[layer] if after is None else after.biases
        width = weights.shape[1]
        yield weights, lambda index: symbol(layer, *divmod(index, width)).plain
        if biases is not None:
            yield biases, lambda unit: symbol(layer, unit, BIAS).plain


def in_brief(values: Array, decimals: int) -> str:
    """The first numbers of a vector, or of the first rows of a matrix, then dots."""
    if values.ndim == 2 and 1 in values.shape:
        values = values.ravel()
    if values.ndim == 2:
        rows = [", ".join(_few(row, _COLUMNS, decimals)) for row in values[:_ROWS]]
        return f"({'; '.join([*rows, *([DOTS] if len(values) > _ROWS else [])])})"
    numbers = _few(values, _FEW, decimals)
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def _few(values: Array, limit: int, decimals: int) -> list[str]:
    """Numbers in the colours of their signs; the last may be left to dots, so that dots never stand for one alone."""
    count = len(values) if len(values) <= limit + 1 else limit
    numbers = [colored(value, latex_number(value, decimals)) for value in np.asarray(values[:count]).tolist()]
    return numbers if count == len(values) else [*numbers, DOTS]
