"""Where the neurons stand: geometry in numpy, in pixels of the drawing area, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array, Network

MAX_UNITS_SHOWN = 24
_FIRST = 8
_RADIUS = 40.0
_LAST_GAP = 0.75  # between the outputs and their targets, of the distance between columns


@dataclass(frozen=True)
class Column:
    """One layer of the picture: the units shown (from 0, ascending), how many are not, and where they stand."""

    units: tuple[int, ...]
    hidden: int
    x: float
    ys: tuple[float, ...]
    bias_y: float | None
    more_y: float | None


@dataclass(frozen=True)
class Layout:
    """Columns from the input to the output, the radius of a neuron, and where the targets and the loss stand."""

    width: float
    height: float
    columns: tuple[Column, ...]
    radius: float
    target_x: float
    loss_y: float
    caption_y: float
    compact: bool
    """Whether neurons stand so close that names and δ move onto their rims."""

    def at(self, layer: int, unit: int) -> tuple[float, float] | None:
        """The centre of a unit, or None where it is not shown."""
        column = self.columns[layer]
        try:
            return column.x, column.ys[column.units.index(unit)]
        except ValueError:
            return None


def strengths(network: Network) -> list[Array]:
    """How strongly each unit of each layer is connected: the length of its weight vector (input: outgoing)."""
    first = np.linalg.norm(network.layers[0].weights, axis=0)
    return [first, *(np.linalg.norm(layer.weights, axis=1) for layer in network.layers)]


def shown_units(count: int, strength: Array, focus: tuple[int, ...]) -> tuple[int, ...]:
    """All units of a small layer; of a large one the first, the ones in focus, and then the strongest."""
    if count <= MAX_UNITS_SHOWN:
        return tuple(range(count))
    chosen = set(range(_FIRST)) | {unit for unit in focus if 0 <= unit < count}
    for unit in np.argsort(-strength, kind="stable"):
        if len(chosen) >= MAX_UNITS_SHOWN:
            break
        chosen.add(int(unit))
    return tuple(sorted(chosen))


def lay_out(
    counts: tuple[int, ...],
    shown: tuple[tuple[int, ...], ...],
    biases: tuple[bool, ...],
    width: float,
    height: float,
    scale: float = 1.0,
) -> Layout:
    """Columns spread over the width, neurons over the height.

    counts[l] units of layer l, of which shown[l] are drawn; biases[l] says whether a dummy unit stands at the foot
    of column l. The last column leaves room for targets and loss at its right.
    """
    caption = 34.0 * scale
    gaps = len(counts) - 1 + _LAST_GAP  # between columns, and between the last and the targets
    left, right = min(80.0 * scale, 0.09 * width), min(66.0 * scale, 0.10 * width)
    pitch = min((width - left - right) / gaps, 360.0 * scale)
    slots = [len(units) + has_bias + (len(units) < n) for n, units, has_bias in zip(counts, shown, biases, strict=True)]
    slots[-1] += len(shown[-1]) > 3  # the loss stands below the targets
    margin = (_RADIUS + 30.0) * scale  # from a neuron to the edge: its radius, and its name or δ
    top, bottom = margin, height - caption - margin
    spacing = _step(bottom - top, max(slots), scale)
    roomy = (spacing - 50.0 * scale) / 2
    compact = roomy < 0.85 * _RADIUS * scale
    if compact:  # small neurons with names and δ on their rims need less of a margin
        margin = min(margin, 0.40 * spacing + 14.0 * scale)
        top, bottom = margin, height - caption - margin
        spacing = _step(bottom - top, max(slots), scale)
    radius = max(4.0, min(_RADIUS * scale, 0.40 * spacing if compact else roomy, 0.27 * pitch))
    x0 = left + (width - left - right - pitch * gaps) / 2
    columns = []
    for number, (count, units) in enumerate(zip(counts, shown, strict=True)):
        step = _step(bottom - top, slots[number], scale)
        start = (top + bottom) / 2 - step * (slots[number] - 1) / 2
        places = [start + step * i for i in range(slots[number])]
        ys = tuple(places[: len(units)])
        hidden = count - len(units)
        more_y = places[len(units)] if hidden else None
        bias_y = places[-1] if biases[number] else None
        columns.append(Column(units, hidden, x0 + pitch * number, ys, bias_y, more_y))
    target_x = x0 + pitch * gaps
    loss_y = min(columns[-1].ys[-1] + max(radius + 46.0 * scale, 0.5 * spacing), height - caption - 34.0 * scale)
    return Layout(width, height, tuple(columns), radius, target_x, loss_y, height - caption / 2, compact)


def _step(room: float, slots: int, scale: float) -> float:
    """The distance of neighbours where `slots` of them share `room`."""
    return min(max(room / max(slots - 1, 1), 1.0), 200.0 * scale)
