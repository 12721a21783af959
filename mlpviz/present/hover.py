"""What lies under a point of a frame, what can be said of it, and which step computed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.explain.titles import parameter_name
from mlpviz.present.frame import Frame, shown_sample
from mlpviz.present.notation import Symbols, unit_title
from mlpviz.present.numbers import exact
from mlpviz.present.parts import Node

_REACH = 6.0  # pixels from an edge that still count as on it


class Kind(StrEnum):
    EXCITATION = "excitation"
    ACTIVATION = "activation"
    DELTA = "delta"
    EDGE = "edge"
    LOSS = "loss"
    TARGET = "target"


@dataclass(frozen=True)
class Hit:
    """A part of the picture; `layer`, `unit` and `source` as in a Step. `label` is whether it is an edge's label."""

    kind: Kind
    layer: int = 0
    unit: int = 0
    source: int = 0
    label: bool = False


def hit(frame: Frame, x: float, y: float) -> Hit | None:
    """The uppermost part at (x, y) in the frame's own pixels."""
    for chip in frame.chips:
        if abs(x - chip.x) <= chip.width / 2 and abs(y - chip.y) <= chip.height / 2:
            if chip.key is not None:
                return Hit(Kind.EDGE, *chip.key, label=True)
            if chip.role == "loss":
                return Hit(Kind.LOSS)
            return Hit(Kind.TARGET, len(frame.scene.layout.columns) - 1, chip.unit)
    for node in frame.nodes:
        found = _hit_node(frame, node, x, y)
        if found is not None:
            return found
    return _hit_edge(frame, x, y)


def _hit_node(frame: Frame, node: Node, x: float, y: float) -> Hit | None:
    dx, dy = x - node.x, y - node.y
    if dx * dx + dy * dy <= node.radius * node.radius:
        if node.unit == BIAS:
            return None
        kind = Kind.EXCITATION if node.layer and dy < 0 else Kind.ACTIVATION
        return Hit(kind, node.layer, node.unit)
    below = node.radius + 26 * frame.scene.scale
    if node.delta is not None and abs(dx) < node.radius and 0 < dy < below:
        return Hit(Kind.DELTA, node.layer, node.unit)
    return None


def _hit_edge(frame: Frame, x: float, y: float) -> Hit | None:
    best, distance = None, _REACH
    for edges in frame.scene.edges:
        if not len(edges.lines):
            continue
        x0, y0, x1, y1 = edges.lines.T
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / np.maximum(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        gaps = np.hypot(x0 + along * dx - x, y0 + along * dy - y)
        gaps[~edges.drawn] = np.inf
        nearest = int(np.argmin(gaps))
        if gaps[nearest] < distance:
            distance = float(gaps[nearest])
            best = Hit(Kind.EDGE, edges.layer, int(edges.units[nearest]), int(edges.sources[nearest]))
    return best


def step_of(walk: Walk, position: int, found: Hit) -> Step | None:
    """The step that computed what was hit, for the sample on the screen; of an input or a target there is none."""
    point = walk.point(position)
    sample = shown_sample(walk, point)
    if found.kind is Kind.LOSS:
        return Step(Phase.LOSS, Quantity.LOSS, sample=sample)
    if found.kind is Kind.EDGE:
        phase, quantity = Phase.GRADIENT, Quantity.GRADIENT
        if point.step.phase is Phase.UPDATE:
            phase, quantity = Phase.UPDATE, Quantity.UPDATE
        return Step(phase, quantity, found.layer, found.unit, found.source)
    if found.layer == 0 or found.kind is Kind.TARGET:
        return None
    if found.kind is Kind.DELTA:
        return Step(Phase.BACKWARD, Quantity.DELTA, found.layer, found.unit, None, sample)
    return Step(Phase.FORWARD, Quantity(found.kind.value), found.layer, found.unit, None, sample)


def describe(walk: Walk, position: int, symbols: Symbols, found: Hit) -> str:
    """Lines for the hint beside the pointer: names and values at full precision, as far as they are known."""
    point = walk.point(position)
    result = walk.result(point.iteration)
    sample = shown_sample(walk, point)
    document = walk.document
    if found.kind is Kind.TARGET:
        return f"Target {symbols.target(found.unit).plain} = {exact(float(result.targets[sample, found.unit]))}"
    if found.kind is Kind.LOSS:
        known = walk.known(Step(Phase.LOSS, Quantity.LOSS, sample=sample), point.local)
        lines = [f"Loss {symbols.loss().plain} = {exact(float(result.losses[sample])) if known else 'not known yet'}"]
        if known and len(walk.rows) > 1:
            lines.append(
                f"of sample {walk.rows[sample] + 1}; {document.reduction} over the batch = {exact(result.loss)}"
            )
        return "\n".join(lines)
    if found.kind is Kind.EDGE:
        return "\n".join(_edge_lines(walk, position, symbols, found))
    title = unit_title(found.layer, found.unit, document.network.depth)
    lines = [title[:1].upper() + title[1:]]
    if found.layer == 0:
        name, count = document.input_name(found.unit), found.unit + 1
        given = "" if name in (f"x{count}", f"x_{count}") else f", {name}"
        value = exact(float(result.activations[0][sample, found.unit]))
        return f"{lines[0]}{given}\n{symbols.input(found.unit).plain} = {value}"
    for kind, symbol in (
        (Kind.EXCITATION, symbols.excitation(found.layer, found.unit)),
        (Kind.ACTIVATION, symbols.activation(found.layer, found.unit)),
        (Kind.DELTA, symbols.delta(found.layer, found.unit)),
    ):
        step = step_of(walk, position, Hit(kind, found.layer, found.unit))
        if step is not None and walk.known(step, point.local):
            lines.append(f"{symbol.plain} = {exact(walk.value(point.iteration, step))}")
        else:
            lines.append(f"{symbol.plain}: not known yet")
    return "\n".join(lines)


def _edge_lines(walk: Walk, position: int, symbols: Symbols, found: Hit) -> list[str]:
    point = walk.point(position)
    layer, unit, source = found.layer, found.unit, found.source
    weight = symbols.weight(layer, unit, source).plain
    name = parameter_name(layer, unit, source, symbols, walk.document.input_names)
    lines = [name[:1].upper() + name[1:]]
    old = walk.network(point.iteration).layers[layer - 1].parameter(unit, source)
    lines.append(f"{weight} = {exact(old)}")
    gradient = Step(Phase.GRADIENT, Quantity.GRADIENT, layer, unit, source)
    if walk.known(gradient, point.local):
        value = exact(walk.value(point.iteration, gradient))
        lines.append(f"{symbols.gradient(layer, unit, source).plain} = {value}")
    update = Step(Phase.UPDATE, Quantity.UPDATE, layer, unit, source)
    if walk.known(update, point.local):
        lines.append(f"after the update {exact(walk.value(point.iteration, update))}")
    return lines
