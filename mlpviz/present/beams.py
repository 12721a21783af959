"""Beams: the edges that the present step reads from, with the product on each and the way it flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Quantity
from mlpviz.present.numbers import MINUS, shown
from mlpviz.present.scene import Edges, Scene

LOSS = 0
"""The layer in the key of a beam between an output and the loss; no edge has it."""


@dataclass(frozen=True)
class Words:
    """How labels are written: decimals, the letter of a gradient, and whether h or δ comes before the weight."""

    decimals: int
    gradient: str
    other_first: bool


@dataclass(frozen=True)
class Beam:
    """A lit edge. line: x0 y0 x1 y1 from source to unit; backward: the arrow points at the source.

    texts are its labels, the fullest first; value what they say, width in pixels; `now` is the term at hand where
    a sum grows term by term, else every beam is.
    """

    key: tuple[int, int, int]
    line: tuple[float, float, float, float]
    texts: tuple[str, ...]
    value: float
    width: float
    backward: bool
    now: bool = True


def beams_of(walk: Walk, point: Point, scene: Scene, sample: int, words: Words) -> Iterator[Beam]:
    """The beams of the step at `point`, for the batch's row `sample`."""
    step, quantity = point.step, point.step.quantity
    if quantity is Quantity.LOSS or (quantity is Quantity.DELTA and step.layer == walk.document.network.depth):
        yield from _loss_beams(point, scene)
    if step.layer is None or step.unit is None:
        return
    result = walk.result(point.iteration)
    network = walk.network(point.iteration)
    place = point.place
    if quantity is Quantity.EXCITATION:
        edges, row = scene.edges[step.layer - 1], network.layers[step.layer - 1]
        h = result.activations[step.layer - 1][sample]
        for index in np.flatnonzero(edges.units == step.unit).tolist():
            source = int(edges.sources[index])
            term = source if source != BIAS else row.fan_in
            if term > place.term:
                continue
            weight = row.parameter(step.unit, source)
            value = weight if source == BIAS else weight * float(h[source])
            other = 1.0 if source == BIAS else float(h[source])
            yield _beam(
                edges,
                index,
                _product(weight, other, value, words),
                value,
                False,
                _now(place.term, term, place.terms),
            )
    elif quantity is Quantity.DELTA and step.layer < network.depth:
        edges, row = scene.edges[step.layer], network.layers[step.layer]
        delta = result.delta(step.layer + 1)[sample]
        for index in np.flatnonzero(edges.sources == step.unit).tolist():
            unit = int(edges.units[index])
            if unit > place.term:
                continue
            weight = row.parameter(unit, step.unit)
            value = weight * float(delta[unit])
            texts = _product(weight, float(delta[unit]), value, words)
            yield _beam(edges, index, texts, value, True, _now(place.term, unit, place.terms))
    elif step.source is not None:
        edges = scene.edges[step.layer - 1]
        for index in np.flatnonzero((edges.units == step.unit) & (edges.sources == step.source)).tolist():
            if quantity is Quantity.GRADIENT:
                value = result.gradient(step.layer, step.unit, step.source)
                yield _beam(edges, index, (f"{words.gradient} {shown(value, words.decimals)}",), value, True, True)
            else:
                old = network.layers[step.layer - 1].parameter(step.unit, step.source)
                value = walk.value(point.iteration, step)
                new = shown(value, words.decimals)
                texts = (f"{shown(old, words.decimals)} → {new}", f"→ {new}")
                yield _beam(edges, index, texts, value, False, True)


def _now(term: int, index: int, terms: int) -> bool:
    """Whether term `index` is the one at hand; at the last term the sum is complete and all are."""
    return index == term or term == terms - 1


def _product(weight: float, other: float, value: float, view: Words) -> tuple[str, ...]:
    """The product on one line, on two lines, and its value alone."""
    first, second = shown(weight, view.decimals), shown(other, view.decimals)
    if view.other_first:
        first, second = second, first
    if second.startswith(MINUS):
        second = f"({second})"
    product = f"{first} · {second}"
    result = f"= {shown(value, view.decimals)}"
    return f"{product} {result}", f"{product}\n{result}", result


def _beam(edges: Edges, index: int, texts: tuple[str, ...], value: float, backward: bool, now: bool) -> Beam:
    key = (edges.layer, int(edges.units[index]), int(edges.sources[index]))
    x0, y0, x1, y1 = (float(v) for v in edges.lines[index])
    return Beam(key, (x0, y0, x1, y1), texts, value, float(edges.widths[index]) + 0.8, backward, now)


def _loss_beams(point: Point, scene: Scene) -> Iterator[Beam]:
    layout, step = scene.layout, point.step
    column = layout.columns[-1]
    for unit, y in zip(column.units, column.ys, strict=True):
        if step.unit is None or step.unit == unit:
            line = (column.x + column.radius, y, layout.target_x - 40 * scene.scale, y)
            yield Beam((LOSS, unit, unit), line, (), 1.0, 2.4, step.unit is not None)
