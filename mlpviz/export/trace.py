"""Every step of a walk with its number: as JSON for programs, as a transcript for people. Both are streams."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from mlpviz.core.document import Document
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.notation import Symbols, layer_title, symbols
from mlpviz.present.numbers import exact

FORMAT = "mlpviz-trace"
VERSION = 1

_HEADINGS = {
    Phase.FORWARD: "Forward",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "Backward",
    Phase.GRADIENT: "Gradients",
    Phase.UPDATE: "Update",
}


def walk_steps(walk: Walk, updates: int) -> Iterator[tuple[int, int, Step, float]]:
    """(index, iteration, step, value) of every step of the first `updates` iterations; all count from 0."""
    schedule, index = walk.schedule, 0
    count = schedule.count(Grain.NEURON)
    for iteration in range(updates):
        for local in range(count):
            step = schedule.step(local)
            yield index, iteration, step, walk.value(iteration, step)
            index += 1


def trace_steps(walk: Walk, updates: int = 1) -> Iterator[dict[str, Any]]:
    """Every step as the trace format has it; keys that do not apply to a step are left out.

    `index` counts from 0; `layer` from 1; `unit`, `source` and `sample` (its row in the data) from 1, and the bias is
    source 0. `value` is the step's number, of an update the new parameter; what is not finite is None.
    """
    for index, _, step, value in walk_steps(walk, updates):
        entry: dict[str, Any] = {"index": index, "phase": step.phase.value, "quantity": step.quantity.value}
        if step.layer is not None:
            entry["layer"] = step.layer
        if step.unit is not None:
            entry["unit"] = step.unit + 1
        if step.source is not None:
            entry["source"] = 0 if step.source == BIAS else step.source + 1
        if step.sample is not None:
            entry["sample"] = walk.rows[step.sample] + 1
        entry["value"] = value if math.isfinite(value) else None
        yield entry


def json_lines(walk: Walk, updates: int = 1) -> Iterator[str]:
    """The lines of the JSON trace, one step a line."""
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "steps": ['
    held = ""
    for entry in trace_steps(walk, updates):
        if held:
            yield held + ","
        held = json.dumps(entry, allow_nan=False)
    yield held
    yield "]}"


def transcript_lines(walk: Walk, notation: str, updates: int = 1) -> Iterator[str]:
    """The lines of the transcript: a heading for each phase and layer, then a line a step in `notation`.

    Numbers stand at full precision, each line opens with the step's index.
    """
    document = walk.document
    names = symbols(notation, document.network.widths)
    digits = len(str(walk.schedule.count(Grain.NEURON) * updates - 1))
    yield document.title or "Untitled"
    yield "Steps count from 0, as `mlpviz export --step` does; the window counts them from 1."
    last: tuple[object, ...] = ()
    width = 0
    for index, iteration, step, value in walk_steps(walk, updates):
        group = (iteration, step.phase, step.layer, step.sample)
        if group != last:
            yield ""
            if updates > 1 and last[:1] != group[:1]:
                yield f"Iteration {iteration + 1}"
                yield ""
            if step.phase is Phase.GRADIENT and last[1:2] == (Phase.BACKWARD,) and len(walk.rows) > 1:
                yield f"Loss of the batch, the {_reduction(walk)}: {exact(walk.result(iteration).loss)}"
                yield ""
            yield _heading(walk, step)
            last, width = group, _width(names, document, step)
        relation = "←" if step.quantity is Quantity.UPDATE else "="
        shown = exact(value)
        sign = "" if shown.startswith("−") else " "
        yield f"  {index:>{digits}}  {_name(names, step):<{width}} {relation} {sign}{shown}"


def _reduction(walk: Walk) -> str:
    return f"{walk.document.reduction} over {len(walk.rows)} samples"


def _heading(walk: Walk, step: Step) -> str:
    network = walk.document.network
    parts = [_HEADINGS[step.phase]]
    if step.layer is not None:
        title = layer_title(step.layer, network.depth).lower()
        if step.phase is Phase.FORWARD:
            title += f" ({network.layers[step.layer - 1].activation})"
        parts.append(title)
    if step.phase is Phase.LOSS:
        parts.append(walk.document.loss.replace("_", " "))
    if step.phase is Phase.GRADIENT and len(walk.rows) > 1:
        parts.append(_reduction(walk))
    if step.sample is not None and walk.document.data.samples > 1:
        parts.append(f"sample {walk.rows[step.sample] + 1}")
    return ", ".join(parts)


def _name(names: Symbols, step: Step) -> str:
    layer, unit, source = step.layer, step.unit, step.source
    if layer is None or unit is None:
        return names.loss().plain
    if source is not None:
        symbol = names.gradient if step.quantity is Quantity.GRADIENT else names.weight
        return symbol(layer, unit, source).plain
    if step.quantity is Quantity.EXCITATION:
        return names.excitation(layer, unit).plain
    if step.quantity is Quantity.ACTIVATION:
        return names.activation(layer, unit).plain
    return names.delta(layer, unit).plain


def _width(names: Symbols, document: Document, step: Step) -> int:
    """The longest name in the group that `step` opens: indices are longest at its last unit and source."""
    if step.layer is None:
        return len(_name(names, step))
    layer = document.network.layers[step.layer - 1]
    sources = [None] if step.source is None else [layer.fan_in - 1, *([BIAS] if layer.has_bias else [])]
    quantities = (Quantity.EXCITATION, Quantity.ACTIVATION) if step.phase is Phase.FORWARD else (step.quantity,)
    return max(
        len(_name(names, Step(step.phase, quantity, step.layer, layer.units - 1, source)))
        for quantity in quantities
        for source in sources
    )
