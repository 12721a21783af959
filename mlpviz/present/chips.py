"""The boxes of a frame: targets and loss, labels on edges, and what a neuron too small for text has to say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS
from mlpviz.nn.passes import Pass
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.beams import Beam
from mlpviz.present.labels import Board, Placed, Wanted, place, places, text_width
from mlpviz.present.layout import TARGET_REACH
from mlpviz.present.numbers import shown
from mlpviz.present.parts import Chip, Node, View
from mlpviz.present.scene import Edges, Scene

MAX_LABELS_A_LAYER = 40
MAX_PRODUCTS = 8
"""Where more edges than twice this are at work, the largest so many products are labelled."""


def loss_chips(walk: Walk, point: Point, scene: Scene, result: Pass, sample: int, view: View) -> Iterator[Chip]:
    """Each output's target, and the loss: of the sample on the screen and, for a batch, of all samples."""
    layout, scale = scene.layout, view.scale
    column, size = layout.columns[-1], 12.5 * view.scale
    reading = point.step.quantity is Quantity.LOSS
    gap = abs(column.ys[1] - column.ys[0]) if len(column.ys) > 1 else 100.0
    if gap >= size + 6:
        for unit, y in zip(column.units, column.ys, strict=True):
            text = f"{view.symbols.target(unit).plain} = {shown(float(result.targets[sample, unit]), view.decimals)}"
            width = min(text_width(text, size) + 18 * scale, 2 * TARGET_REACH * scale)
            emphasis = "near" if reading else "known"
            yield Chip("target", text, layout.target_x, y, width, min(size + 11, gap - 2), 0, emphasis, None, unit)
    letter, samples = view.symbols.loss().plain, len(walk.rows)
    known = walk.known(Step(Phase.LOSS, Quantity.LOSS, sample=sample), point.local)
    value = shown(float(result.losses[sample]), view.decimals) if known else "?"
    lines = [LOSSES[walk.document.loss].title, f"{letter} = {value}"]
    if samples > 1:
        lines[1] = f"sample {walk.rows[sample] + 1}: {value}"
        all_known = walk.known(Step(Phase.LOSS, Quantity.LOSS, sample=samples - 1), point.local)
        lines.append(f"{walk.document.reduction}: {shown(result.loss, view.decimals) if all_known else '?'}")
    emphasis = "now" if reading else "known" if known else "faint"
    width, height = (2 * TARGET_REACH - 6) * scale, (12 + 17 * len(lines)) * scale
    y = min(layout.loss_y + (height - 42 * scale) / 2, layout.height - height / 2 - 4 * scale)
    yield Chip("loss", "\n".join(lines), layout.target_x, y, width, height, 0, emphasis)


def edge_chips(
    walk: Walk, point: Point, scene: Scene, beams: tuple[Beam, ...], board: Board, view: View
) -> Iterator[Chip]:
    """Labels on edges: the products of the beams first, then weights or gradients where all of a layer fit.

    Where they don't, the edges into the neuron in focus are labelled alone.
    """
    size = 12.0 * view.scale
    working = {beam.key: beam for beam in beams}
    for edges in scene.edges:
        before, after = scene.layout.columns[edges.layer - 1], scene.layout.columns[edges.layer]
        spots = places(len(before.ys) + (before.bias_y is not None), len(after.ys))
        lit = [beam for key, beam in working.items() if key[0] == edges.layer and beam.texts]
        lit.sort(key=lambda beam: (not beam.now, -abs(beam.value) if beam.value == beam.value else 0.0))
        if len(lit) > 2 * MAX_PRODUCTS:
            lit = lit[:MAX_PRODUCTS]
        reach = max(before.radius, after.radius) + 6 * view.scale
        wanted = [Wanted(beam.key, beam.texts, beam.line, aside=reach) for beam in lit]
        for label in place(wanted, board, spots, size) or []:
            yield _chip(label, "product", working[label.key].value, "now")
        yield from _plain(walk, point, edges, working, board, spots, size, view)


def _plain(
    walk: Walk,
    point: Point,
    edges: Edges,
    working: dict[tuple[int, int, int], Beam],
    board: Board,
    spots: tuple[float, ...],
    size: float,
    view: View,
) -> Iterator[Chip]:
    focus = view.focus[1] if view.focus and view.focus[0] == edges.layer else None
    crowded = len(edges.units) > MAX_LABELS_A_LAYER
    if crowded and focus is None:
        return
    indices = np.flatnonzero(edges.units == focus).tolist() if crowded else range(len(edges.units))
    wanted, found = [], {}
    computed, updated = (
        walk.schedule.done(quantity, edges.layer, None, point.local)
        for quantity in (Quantity.GRADIENT, Quantity.UPDATE)
    )
    computed = computed if point.step.phase is Phase.GRADIENT else 0
    for index in indices:
        key = (edges.layer, int(edges.units[index]), int(edges.sources[index]))
        role, text, value = _weight_text(walk, point, edges, index, view, computed, updated)
        x0, y0, x1, y1 = (float(v) for v in edges.lines[index])
        wanted.append(Wanted(key, (text,), (x0, y0, x1, y1)))
        found[key] = (role, value)
    fits = place(wanted, board.copy() if not working else Board(), spots, size, all_or_none=True) is not None
    if not fits and focus is not None:
        wanted = [label for label in wanted if label.key[1] == focus]
    elif not fits:
        return
    for label in place([label for label in wanted if label.key not in working], board, spots, size) or []:
        yield _chip(label, *found[label.key], "known")


def _weight_text(
    walk: Walk, point: Point, edges: Edges, index: int, view: View, computed: int, updated: int
) -> tuple[str, str, float]:
    """(role, text, value) of an edge's label: its gradient while those are computed, else its weight by now.

    So many of the layer's gradients are `computed`, and so many of its parameters `updated`.
    """
    unit, source = int(edges.units[index]), int(edges.sources[index])
    row = walk.document.network.layers[edges.layer - 1]
    columns = row.fan_in + row.has_bias
    number = unit * columns + (source if source != BIAS else row.fan_in)
    if number < computed:
        value = walk.result(point.iteration).gradient(edges.layer, unit, source)
        return "gradient", f"{view.words.gradient} {shown(value, view.decimals)}", value
    value = float(edges.weights[index])
    if number < updated:
        value = walk.network(point.iteration + 1).layers[edges.layer - 1].parameter(unit, source)
    return "weight", shown(value, view.decimals), value


def _chip(label: Placed, role: str, value: float, emphasis: str) -> Chip:
    sign = (value > 0) - (value < 0)
    return Chip(role, label.text, label.x, label.y, label.width, label.height, sign, emphasis, label.key)


def callouts(nodes: tuple[Node, ...], board: Board, view: View) -> Iterator[Chip]:
    """What the neuron at work has come to, beside it, where it is too small to carry text."""
    size = 12.5 * view.scale
    for node in nodes:
        if node.emphasis != "now" or node.readable:
            continue
        parts = [node.symbol.plain]
        named = zip((*node.tags, view.symbols.delta_tag), (node.excitation, node.activation, node.delta), strict=True)
        parts += [f"{tag} {text}" for tag, text in named if text is not None]
        text = "\n".join(parts)
        width = max(text_width(part, size) for part in parts) + 16 * view.scale
        height = len(parts) * (size + 3 * view.scale) + 8 * view.scale
        side = node.radius + 6 * view.scale + width / 2
        over = node.radius + 6 * view.scale + height / 2
        spots = [(node.x + side, node.y), (node.x - side, node.y), (node.x, node.y - over), (node.x, node.y + over)]
        x, y = next((spot for spot in spots if board.free(*spot, width, height)), spots[0])
        x = min(max(x, width / 2 + 2), view.width - width / 2 - 2)
        board.take(x, y, width, height)
        yield Chip("callout", text, x, y, width, height, 0, "now")
