"""A frame: everything that is seen of a walk at one position, ready to be painted on any surface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.core.session import BiasMode
from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS
from mlpviz.nn.passes import Pass
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.beams import Beam, beams_of
from mlpviz.present.labels import Board, Placed, Wanted, place, places
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import shown
from mlpviz.present.scene import Edges, Scene, dummy_radius, make_scene
from mlpviz.present.symbols import Symbol

MAX_LABELS_A_LAYER = 40


@dataclass(frozen=True)
class Node:
    """A neuron: its name, and what is known of it by now as text (None: not yet).

    emphasis: "now" for the neuron at work, "near" for one it takes part with, "known", or "faint". `level` is its
    activation from −1 to 1 of the layer's largest, None where it is not known. unit is BIAS for a dummy unit.
    """

    layer: int
    unit: int
    x: float
    y: float
    radius: float
    symbol: Symbol
    excitation: str | None
    activation: str | None
    delta: str | None
    delta_sign: int
    bias: str | None
    emphasis: str
    level: float | None


@dataclass(frozen=True)
class Chip:
    """A small box with text at its centre. role: weight, product, gradient, target or loss; sign −1, 0 or 1.

    key: (layer, unit, source) of the edge it speaks of, or None; unit: the output of a target.
    """

    role: str
    text: str
    x: float
    y: float
    width: float
    height: float
    sign: int
    emphasis: str
    key: tuple[int, int, int] | None = None
    unit: int = 0


@dataclass(frozen=True, eq=False)
class Frame:
    """The still scene and, over it, nodes, beams (edges at work) and chips. `links` join outputs and loss."""

    scene: Scene
    nodes: tuple[Node, ...]
    beams: tuple[Beam, ...]
    chips: tuple[Chip, ...]
    links: tuple[tuple[float, float, float, float], ...]
    excitation_tag: str
    activation_tag: str
    delta_tag: str
    text_size: float


@dataclass(frozen=True)
class View:
    """How a frame is to be shown: size of the drawing area in pixels, notation, decimals, biases, type scale."""

    width: float
    height: float
    symbols: Symbols
    decimals: int = 4
    bias_mode: BiasMode = BiasMode.UNIT
    scale: float = 1.0


def shown_sample(walk: Walk, point: Point) -> int:
    """The row in the batch whose values are drawn: the step's, or the one whose term a gradient has reached."""
    if point.step.sample is not None:
        return point.step.sample
    return point.place.term if point.step.quantity is Quantity.GRADIENT else len(walk.rows) - 1


def make_frame(walk: Walk, position: int, view: View) -> Frame:
    """The frame at `position` of the walk."""
    point = walk.point(position)
    network = walk.network(point.iteration)
    scene = make_scene(network, point.step, view.bias_mode, (view.width, view.height), view.scale)
    result = walk.result(point.iteration)
    sample = shown_sample(walk, point)
    beams = tuple(beams_of(walk, point, scene, sample, view.decimals))
    nodes = tuple(_nodes(walk, point, scene, result, sample, view))
    chips = [*_loss_chips(walk, point, scene, result, sample, view)]
    chips += _labels(walk, point, scene, beams, nodes, chips, view)
    return Frame(
        scene,
        nodes,
        beams,
        tuple(chips),
        tuple(_links(scene)),
        view.symbols.excitation_tag,
        view.symbols.activation_tag,
        view.symbols.delta_tag,
        12.5 * view.scale,
    )


def _emphases(step: Step, depth: int) -> dict[tuple[int, int], str]:
    """Which units are at work ("now") and which take part ("near")."""
    if step.layer is None or step.unit is None:
        return {}
    marks = {(step.layer, step.unit): "now"}
    if step.source is not None:
        marks[step.layer, step.unit] = "near"
        marks[step.layer - 1, step.source] = "near"
    return marks


def _nodes(walk: Walk, point: Point, scene: Scene, result: Pass, sample: int, view: View) -> Iterator[Node]:
    schedule, layout, step = walk.schedule, scene.layout, point.step
    network = walk.network(point.iteration)
    marks = _emphases(step, network.depth)
    for layer, column in enumerate(layout.columns):
        h = result.activations[layer][sample]
        peak = float(np.abs(h).max())
        done = {
            quantity: schedule.done(quantity, layer, sample, point.local) if layer else len(h)
            for quantity in (Quantity.EXCITATION, Quantity.ACTIVATION, Quantity.DELTA)
        }
        for unit, y in zip(column.units, column.ys, strict=True):
            known = unit < done[Quantity.ACTIVATION]
            excitation = delta = bias = None
            sign = 0
            if layer:
                row = network.layers[layer - 1]
                if unit < done[Quantity.EXCITATION]:
                    excitation = shown(float(result.excitation(layer)[sample, unit]), view.decimals)
                if unit < done[Quantity.DELTA]:
                    value = float(result.delta(layer)[sample, unit])
                    delta, sign = shown(value, view.decimals), int(np.sign(np.nan_to_num(value)))
                if view.bias_mode is BiasMode.NUMBER and row.biases is not None:
                    bias = shown(float(row.biases[unit]), view.decimals)
            level = None
            if known:
                level = float(h[unit]) / peak if 0 < peak < np.inf else 0.0
            emphasis = marks.get((layer, unit), "known" if excitation or known else "faint")
            symbol = view.symbols.activation(layer, unit)
            activation = shown(float(h[unit]), view.decimals) if known else None
            yield Node(
                layer,
                unit,
                column.x,
                y,
                layout.radius,
                symbol,
                excitation,
                activation,
                delta,
                sign,
                bias,
                emphasis,
                level,
            )
        if column.bias_y is not None:
            emphasis = marks.get((layer, BIAS), "known")
            yield Node(
                layer,
                BIAS,
                column.x,
                column.bias_y,
                dummy_radius(layout),
                Symbol(""),
                None,
                "1",
                None,
                0,
                None,
                emphasis,
                1.0,
            )


def _links(scene: Scene) -> Iterator[tuple[float, float, float, float]]:
    column, layout = scene.layout.columns[-1], scene.layout
    for y in column.ys:
        yield column.x + layout.radius, y, layout.target_x, y


def _loss_chips(walk: Walk, point: Point, scene: Scene, result: Pass, sample: int, view: View) -> Iterator[Chip]:
    layout, size = scene.layout, 12.5 * view.scale
    column = layout.columns[-1]
    reading = point.step.quantity is Quantity.LOSS
    gap = abs(column.ys[1] - column.ys[0]) if len(column.ys) > 1 else 100.0
    if gap >= size + 6:
        for unit, y in zip(column.units, column.ys, strict=True):
            text = f"{view.symbols.target(unit).plain} = {shown(float(result.targets[sample, unit]), view.decimals)}"
            width = 14 * view.scale + 7.4 * view.scale * len(text)
            yield Chip(
                "target", text, layout.target_x, y, width, size + 11, 0, "near" if reading else "known", None, unit
            )
    name = LOSSES[walk.document.loss].title
    known = walk.known(Step(Phase.LOSS, Quantity.LOSS, sample=sample), point.local)
    value = shown(float(result.losses[sample]), view.decimals) if known else "?"
    text = f"{view.symbols.loss().plain} = {value}"
    width = max(14 * view.scale + 8.2 * view.scale * len(text), 92.0 * view.scale)
    emphasis = "now" if reading else "known" if known else "faint"
    yield Chip("loss", f"{name}\n{text}", layout.target_x, layout.loss_y, width, 42 * view.scale, 0, emphasis, None)


def _weight_text(walk: Walk, point: Point, edges: Edges, index: int, view: View) -> tuple[str, str, float]:
    """(role, text, value) of an edge's label: its gradient while those are computed, else its weight by now."""
    unit, source = int(edges.units[index]), int(edges.sources[index])
    row = walk.document.network.layers[edges.layer - 1]
    columns = row.fan_in + row.has_bias
    number = unit * columns + (source if source != BIAS else row.fan_in)
    if point.step.phase is Phase.GRADIENT and number < walk.schedule.done(
        Quantity.GRADIENT, edges.layer, None, point.local
    ):
        value = walk.result(point.iteration).gradient(edges.layer, unit, source)
        return "gradient", "∂ " + shown(value, view.decimals), value
    value = float(edges.weights[index])
    if number < walk.schedule.done(Quantity.UPDATE, edges.layer, None, point.local):
        value = walk.network(point.iteration + 1).layers[edges.layer - 1].parameter(unit, source)
    return "weight", shown(value, view.decimals), value


def _labels(
    walk: Walk,
    point: Point,
    scene: Scene,
    beams: tuple[Beam, ...],
    nodes: tuple[Node, ...],
    chips: list[Chip],
    view: View,
) -> list[Chip]:
    size = 12.0 * view.scale
    board = Board([(n.x, n.y, n.radius + 1, n.radius + 1) for n in nodes])
    for node in nodes:
        if node.delta is not None:
            below = 2.0 if scene.layout.compact else 15.0
            board.take(node.x, node.y + node.radius + below * view.scale, 2.1 * node.radius, 22 * view.scale)
    for chip in chips:
        board.take(chip.x, chip.y, chip.width, chip.height)
    labels: list[Chip] = []
    working = {beam.key: beam for beam in beams}
    for edges in scene.edges:
        before, after = scene.layout.columns[edges.layer - 1], scene.layout.columns[edges.layer]
        spots = places(len(before.ys) + (before.bias_y is not None), len(after.ys))
        lit = [beam for key, beam in working.items() if key[0] == edges.layer]
        lit.sort(key=lambda beam: -abs(np.nan_to_num(beam.value)))
        placed = (
            place([Wanted(beam.key, beam.texts, beam.line) for beam in lit if beam.texts], board, spots, size) or []
        )
        labels += [_chip(label, "product", working[label.key].value, "now") for label in placed]
        if len(edges.units) <= MAX_LABELS_A_LAYER:
            labels += _plain_labels(walk, point, edges, working, board, spots, size, view)
    return labels


def _plain_labels(
    walk: Walk,
    point: Point,
    edges: Edges,
    working: dict[tuple[int, int, int], Beam],
    board: Board,
    spots: tuple[float, ...],
    size: float,
    view: View,
) -> list[Chip]:
    wanted, found = [], {}
    for index in range(len(edges.units)):
        key = (edges.layer, int(edges.units[index]), int(edges.sources[index]))
        role, text, value = _weight_text(walk, point, edges, index, view)
        x0, y0, x1, y1 = (float(v) for v in edges.lines[index])
        wanted.append(Wanted(key, (text,), (x0, y0, x1, y1)))
        found[key] = (role, value)
    if place(wanted, board.copy() if not working else Board(), spots, size, all_or_none=True) is None:
        return []
    rest = [label for label in wanted if label.key not in working]
    placed = place(rest, board, spots, size) or []
    return [_chip(label, *found[label.key], "known") for label in placed]


def _chip(label: Placed, role: str, value: float, emphasis: str) -> Chip:
    sign = int(np.sign(np.nan_to_num(value)))
    return Chip(role, label.text, label.x, label.y, label.width, label.height, sign, emphasis, label.key)
