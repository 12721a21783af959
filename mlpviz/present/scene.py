"""The still part of a frame: where everything stands and every edge as arrays, the same for a whole iteration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.session import BiasMode
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS, Array, Network
from mlpviz.nn.schedule import Step
from mlpviz.present.labels import text_width
from mlpviz.present.layout import MAX_UNITS_SHOWN, Column, Layout, lay_out, shown_units, strengths
from mlpviz.present.notation import layer_title

CAPTION_SIZE = 12.5
MAX_EDGES_SHOWN = 300
"""Edges drawn into one layer; past it the strongest ones and those of the neuron in focus."""


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges drawn into one layer, all of length n.

    units, sources: indices from 0, source BIAS from the dummy unit; lines: shape (n, 4), x0 y0 x1 y1 from source to
    unit, at the rims of the neurons; weights: signed; widths: in pixels; drawn: whether an edge is in the still picture
    (the others are there for the neuron in focus alone); thinned: the layer has more weights than are drawn.
    """

    layer: int
    units: Array
    sources: Array
    lines: Array
    weights: Array
    widths: Array
    drawn: NDArray[np.bool_]
    thinned: bool


@dataclass(frozen=True)
class Caption:
    """A line of text centred at x, y."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, eq=False)
class Scene:
    """Layout, edges a layer (index 0 is layer 1) and captions."""

    layout: Layout
    edges: tuple[Edges, ...]
    captions: tuple[Caption, ...]
    scale: float


def focus_of(network: Network, step: Step) -> tuple[tuple[int, ...], ...]:
    """The units of each layer that `step` is about: its own, and the one that its weight comes from."""
    focus: list[tuple[int, ...]] = [()] * (network.depth + 1)
    if step.layer is not None and step.unit is not None:
        focus[step.layer] = (step.unit,)
        if step.source is not None and step.source != BIAS:
            focus[step.layer - 1] = (step.source,)
    return tuple(focus)


def _rims(start: Array, end: Array, start_radius: Array, end_radius: float) -> Array:
    """Centre-to-centre lines cut back to the rims; start, end of shape (n, 2)."""
    along = end - start
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    unit = along / length
    return np.hstack([start + unit * start_radius[:, None], end - unit * end_radius])


def _edges(network: Network, layout: Layout, layer: int, bias_units: bool, peak: float) -> Edges:
    row = network.layers[layer - 1]
    before, after = layout.columns[layer - 1], layout.columns[layer]
    units = np.repeat(np.array(after.units), len(before.units))
    sources = np.tile(np.array(before.units), len(after.units))
    weights = row.weights[np.ix_(after.units, before.units)].ravel()
    start = np.column_stack([np.full(len(sources), before.x), np.tile(np.array(before.ys), len(after.units))])
    end = np.column_stack([np.full(len(units), after.x), np.repeat(np.array(after.ys), len(before.units))])
    drawn = np.ones(len(weights), dtype=np.bool_)
    if len(weights) > MAX_EDGES_SHOWN:
        drawn[np.argsort(-np.abs(weights), kind="stable")[MAX_EDGES_SHOWN:]] = False
    thinned = int(drawn.sum()) < row.weights.size
    radii = np.full(len(units), before.radius)
    if bias_units and row.biases is not None and before.bias_y is not None:
        extra = np.array(after.units)
        units = np.concatenate([units, extra])
        sources = np.concatenate([sources, np.full(len(extra), BIAS)])
        weights = np.concatenate([weights, row.biases[extra]])
        start = np.vstack([start, np.tile([before.x, before.bias_y], (len(extra), 1))])
        end = np.vstack([end, np.column_stack([np.full(len(extra), after.x), np.array(after.ys)])])
        radii = np.concatenate([radii, np.full(len(extra), dummy_radius(before))])
        drawn = np.concatenate([drawn, np.ones(len(extra), dtype=np.bool_)])
    thin = min(1.0, 0.35 + min(before.radius, after.radius) / 50)
    size = np.abs(weights) / peak if peak > 0 and np.isfinite(peak) else np.zeros_like(weights)
    widths = thin * (1.0 + 3.4 * np.nan_to_num(size))
    return Edges(layer, units, sources, _rims(start, end, radii, after.radius), weights, widths, drawn, thinned)


def dummy_radius(column: Column) -> float:
    """The radius of a dummy unit 1 at the foot of a column."""
    return max(column.radius * 0.55, min(column.radius * 0.75, 9.0))


@lru_cache(maxsize=4)
def _scene(
    network: _Same, shown: tuple[tuple[int, ...], ...], bias_mode: BiasMode, width: float, height: float, scale: float
) -> Scene:
    net = network.value
    bias_units = bias_mode is BiasMode.UNIT
    biases = tuple(bias_units and number < net.depth and net.layers[number].has_bias for number in range(net.depth + 1))
    layout = lay_out(net.widths, shown, biases, width, height, scale)
    peak = max(float(np.abs(layer.weights).max()) for layer in net.layers)
    edges = tuple(_edges(net, layout, layer, bias_units, peak) for layer in range(1, net.depth + 1))
    return Scene(layout, edges, _captions(net, layout, edges, scale), scale)


def _captions(network: Network, layout: Layout, edges: tuple[Edges, ...], scale: float) -> tuple[Caption, ...]:
    captions = []
    size = CAPTION_SIZE * scale
    names = [layer_title(number, network.depth) for number in range(network.depth + 1)]
    kinds = ["", *(ACTIVATIONS[layer.activation].title for layer in network.layers)]
    long = [f"{name} · {kind}" if kind else name for name, kind in zip(names, kinds, strict=True)]
    one_line = max(text_width(text, size) for text in long) < layout.pitch - 8
    every = 1 + int(max(text_width(text, size) for text in (*names, *kinds)) // max(layout.pitch - 4, 1.0))
    thinned = any(group.thinned for group in edges)
    for number, column in enumerate(layout.columns):
        if one_line:
            captions.append(Caption(column.x, layout.caption_y - (0.6 * size if thinned else 0.0), long[number]))
        elif number % every == 0 or number == network.depth:
            captions.append(Caption(column.x, layout.caption_y - 0.6 * size, names[number]))
            captions.append(Caption(column.x, layout.caption_y + 0.7 * size, kinds[number]))
        if column.more_y is not None:
            captions.append(Caption(column.x, column.more_y, f"… {column.hidden:,} more"))
    drawn = sum(int(group.drawn.sum()) for group in edges)
    if thinned:
        text = f"the strongest {drawn:,} of {network.parameter_count:,} parameters are drawn"
        captions.append(Caption(layout.width / 2, layout.caption_y + (0.7 if one_line else -2.2) * size, text))
    return tuple(captions)


class _Same:
    """A cache key: one network, by identity."""

    def __init__(self, value: Network) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def make_scene(
    network: Network, step: Step, bias_mode: BiasMode, size: tuple[float, float], scale: float = 1.0
) -> Scene:
    """The scene of a network at a step; the very same object as long as nothing of it changes."""
    power = strengths(network) if max(network.widths) > MAX_UNITS_SHOWN else None
    shown = tuple(
        tuple(range(count)) if power is None else shown_units(count, power[layer], focus)
        for layer, (count, focus) in enumerate(zip(network.widths, focus_of(network, step), strict=True))
    )
    return _scene(_Same(network), shown, bias_mode, size[0], size[1], scale)
