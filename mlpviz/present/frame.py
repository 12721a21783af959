"""A frame: everything that is seen of a walk at one position, ready to be painted on any surface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.core.session import BiasMode
from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.network import BIAS
from mlpviz.nn.passes import Pass
from mlpviz.nn.schedule import Quantity, Step
from mlpviz.present.beams import Beam, beams_of
from mlpviz.present.chips import callouts, edge_chips, loss_chips
from mlpviz.present.labels import Board, text_width
from mlpviz.present.layout import Column
from mlpviz.present.numbers import shown
from mlpviz.present.parts import Chip, Node, View
from mlpviz.present.scene import Scene, dummy_radius, make_scene
from mlpviz.present.symbols import Symbol

_BEYOND = 1000.0  # pixels above and below the picture in which nothing may stand


@dataclass(frozen=True, eq=False)
class Frame:
    """The still scene and, over it, nodes, beams (edges at work) and chips. `links` join outputs and targets."""

    scene: Scene
    nodes: tuple[Node, ...]
    beams: tuple[Beam, ...]
    chips: tuple[Chip, ...]
    links: tuple[tuple[float, float, float, float], ...]
    delta_tag: str
    text_size: float


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
    beams = tuple(beams_of(walk, point, scene, sample, view.words))
    nodes = tuple(_nodes(walk, point, scene, result, sample, view))
    boxes = list(loss_chips(walk, point, scene, result, sample, view))
    board = _board(nodes, boxes, view)
    boxes += callouts(nodes, board, view)
    boxes += edge_chips(walk, point, scene, beams, board, view)
    links = tuple(_links(scene))
    return Frame(scene, nodes, beams, tuple(boxes), links, view.symbols.delta_tag, 12.0 * view.scale)


def _board(nodes: tuple[Node, ...], boxes: list[Chip], view: View) -> Board:
    """What labels must stay away from: neurons with their names and δ, boxes that are there already, and the rims."""
    scale = view.scale
    board = Board((node.x, node.y, node.radius + 1, node.radius + 1) for node in nodes)
    for rim in (-_BEYOND, view.height + _BEYOND):
        board.take(view.width / 2, rim, 2 * view.width, 2 * _BEYOND)
    for node in nodes:
        if not node.readable or node.unit == BIAS:
            continue
        if node.compact:
            board.take(node.x - node.radius * 0.95, node.y - node.radius * 0.95, 26 * scale, 18 * scale)
        else:
            board.take(node.x, node.y - node.radius - 12 * scale, 40 * scale, 24 * scale)
        if node.delta is not None:
            below = node.radius + (4.0 if node.compact else 15.0) * scale
            width = (
                text_width(f"{view.symbols.delta_tag} {node.delta}", min(13 * scale, node.radius * 0.4)) + 14 * scale
            )
            board.take(node.x, node.y + below, width, 22 * scale)
    for chip in boxes:
        board.take(chip.x, chip.y, chip.width, chip.height)
    return board


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
    network = walk.network(point.iteration)
    marks = _emphases(point.step, network.depth)
    for layer, column in enumerate(scene.layout.columns):
        yield from _units(walk, point, layer, column, result, sample, view, marks)
        if column.bias_y is not None:
            yield Node(
                layer=layer, unit=BIAS, x=column.x, y=column.bias_y, radius=dummy_radius(column), symbol=Symbol(""),
                excitation=None, activation="1", delta=None, delta_sign=0, bias=None,
                emphasis=marks.get((layer, BIAS), "known"), level=None, compact=column.compact, tags=("", ""),
            )  # fmt: skip


def _units(
    walk: Walk, point: Point, layer: int, column: Column, result: Pass, sample: int, view: View,
    marks: dict[tuple[int, int], str],
) -> Iterator[Node]:  # fmt: skip
    symbols, decimals = view.symbols, view.decimals
    biases = walk.network(point.iteration).layers[layer - 1].biases if layer else None
    h = result.activations[layer][sample]
    peak = float(np.abs(h).max())
    excited, activated, judged = (
        walk.schedule.done(quantity, layer, sample, point.local) if layer else len(h)
        for quantity in (Quantity.EXCITATION, Quantity.ACTIVATION, Quantity.DELTA)
    )
    tags = (symbols.excitation_tag_of(layer), symbols.activation_tag_of(layer)) if layer else ("", "")
    for unit, y in zip(column.units, column.ys, strict=True):
        known = unit < activated
        excitation = delta = bias = None
        sign = 0
        if layer and unit < excited:
            excitation = shown(float(result.excitation(layer)[sample, unit]), decimals)
        if layer and unit < judged:
            value = float(result.delta(layer)[sample, unit])
            delta, sign = shown(value, decimals), (value > 0) - (value < 0)
        if biases is not None and view.bias_mode is BiasMode.NUMBER:
            bias = shown(float(biases[unit]), decimals)
        yield Node(
            layer=layer, unit=unit, x=column.x, y=y, radius=column.radius, symbol=symbols.activation(layer, unit),
            excitation=excitation, activation=shown(float(h[unit]), decimals) if known else None,
            delta=delta, delta_sign=sign, bias=bias,
            emphasis=marks.get((layer, unit), "known" if excitation or known else "faint"),
            level=(float(h[unit]) / peak if 0 < peak < np.inf else 0.0) if known else None,
            compact=column.compact, tags=tags,
        )  # fmt: skip


def _links(scene: Scene) -> Iterator[tuple[float, float, float, float]]:
    column, layout = scene.layout.columns[-1], scene.layout
    for y in column.ys:
        yield column.x + column.radius, y, layout.target_x, y
