"""Where the neurons stand: geometry in numpy, in pixels of the drawing area, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array, Network

MAX_UNITS_SHOWN = 24
_FIRST = 8
_RADIUS = 40.0
_STEP = 200.0  # neighbours stand no farther apart
_PITCH = 360.0  # nor do columns
_LAST_GAP = 0.75  # from the outputs to their targets, of the distance between columns
TARGET_REACH = 68.0
"""Half of what targets and loss may take in width."""
_DUMMY = 0.75  # from the last neuron to the dummy unit below it, of the distance between neighbours
_LARGER = 2.5  # a sparse column's neurons are at most so much larger than those of the densest one


@dataclass(frozen=True)
class Column:
    """One layer of the picture: the units shown (from 0, ascending), how many are not, and where they stand.

    compact: the neurons stand so close that their names and δ move onto their rims.
    """

    units: tuple[int, ...]
    hidden: int
    x: float
    ys: tuple[float, ...]
    bias_y: float | None
    more_y: float | None
    radius: float
    compact: bool


@dataclass(frozen=True)
class Layout:
    """Columns from the input to the output, the pitch between them, and where the targets and the loss stand."""

    width: float
    height: float
    columns: tuple[Column, ...]
    pitch: float
    target_x: float
    loss_y: float
    caption_y: float

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
    """Columns spread over the width, neurons over the height; neurons are centred, dummy units hang below them.

    counts[l] units of layer l, of which shown[l] are drawn; biases[l] says whether a dummy unit stands at the foot
    of column l. The last column leaves room for targets and loss at its right.
    """
    xs, target_x, pitch = _across(len(counts), width, scale)
    caption = 44.0 * scale
    rows = [len(units) + (len(units) < count) for count, units in zip(counts, shown, strict=True)]
    # below the last neuron of each column: a dummy unit, in steps, or in pixels under the line "… 760 more"
    crowded = [len(units) < count for count, units in zip(counts, shown, strict=True)]
    hanging = [
        (0.0, 0.0) if not bias else (0.0, 26.0 * scale) if more else (_DUMMY, 0.0)
        for bias, more in zip(biases, crowded, strict=True)
    ]
    if rows[-1] > 1:
        hanging[-1] = (0.0, min(50.0 * scale, 0.2 * (height - caption)))  # the loss stands below the targets
    widest = 0.36 * pitch

    def down(margins: list[float]) -> tuple[float, list[float]]:
        """The middle of all columns, and each one's distance between neighbours."""
        bottom = height - caption
        sizes = list(zip(rows, hanging, margins, strict=True))
        fits = [_step(bottom - 2 * margin - px, n - 1 + steps, scale) for n, (steps, px), margin in sizes]
        ends = [steps * fit + px for fit, (steps, px) in zip(fits, hanging, strict=True)]
        tallest = max(range(len(rows)), key=lambda n: (rows[n] - 1) * fits[n] + ends[n] + 2 * margins[n])
        middle = (bottom - ends[tallest]) / 2
        return middle, [
            min(
                _step(2 * (middle - margin), n - 1, scale),
                _step(bottom - margin - middle - px, (n - 1) / 2 + steps, scale),
            )
            for n, (steps, px), margin in sizes
        ]

    wide = (_RADIUS + 32.0) * scale  # from a neuron to the edge: its radius and its name or δ
    middle, steps = down([wide] * len(rows))
    margins = [min(wide, 0.42 * step + 16.0 * scale) if _radius(step, widest, scale)[1] else wide for step in steps]
    middle, steps = down(margins)  # small neurons, with their names on the rim, need less
    smallest = min(_radius(step, widest, scale)[0] for step in steps)
    columns = []
    for number, (count, units) in enumerate(zip(counts, shown, strict=True)):
        step, start = steps[number], middle - steps[number] * (rows[number] - 1) / 2
        radius, compact = _radius(step, widest, scale)
        radius = min(radius, _LARGER * smallest)
        ys = tuple(start + step * row for row in range(len(units)))
        last = start + step * (rows[number] - 1)
        columns.append(
            Column(
                units,
                count - len(units),
                xs[number],
                ys,
                last + hanging[number][0] * step + hanging[number][1] if biases[number] else None,
                last if len(units) < count else None,
                radius,
                compact,
            )
        )
    end = columns[-1]
    loss_y = min(end.ys[-1] + max(end.radius + 30.0 * scale, 46.0 * scale), height - caption - 26.0 * scale)
    return Layout(width, height, tuple(columns), pitch, target_x, loss_y, height - caption / 2)


def _across(count: int, width: float, scale: float) -> tuple[list[float], float, float]:
    """Where the columns and the targets stand from left to right, and the distance between columns."""
    left, right = min(76.0 * scale, 0.08 * width + 12.0 * scale), TARGET_REACH * scale
    inner = width - left - right
    pitch = min(inner / (count - 1 + _LAST_GAP), _PITCH * scale)
    last_gap = max(_LAST_GAP * pitch, min(_RADIUS * scale, 0.36 * pitch) + (TARGET_REACH + 8.0) * scale)
    pitch = min(max((inner - last_gap) / max(count - 1, 1), 1.0), _PITCH * scale)
    x0 = left + (inner - pitch * (count - 1) - last_gap) / 2
    return [x0 + pitch * n for n in range(count)], x0 + pitch * (count - 1) + last_gap, pitch


def _step(room: float, gaps: float, scale: float) -> float:
    """The distance of neighbours where `room` holds so many gaps."""
    return min(max(room / max(gaps, 1.0), 1.0), _STEP * scale)


def _radius(step: float, widest: float, scale: float) -> tuple[float, bool]:
    """The radius of neurons so far apart, and whether names and δ go onto their rims."""
    roomy = (step - 50.0 * scale) / 2  # a name above and δ below
    compact = roomy < 0.85 * _RADIUS * scale
    share = 0.37 if 0.37 * step >= 16.0 else 0.42  # neurons that carry text leave room for the δ on their rim
    return max(3.5, min(_RADIUS * scale, share * step if compact else roomy, widest)), compact
