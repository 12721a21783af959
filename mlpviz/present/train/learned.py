"""What a document's network has learned, computed over the plane of its inputs, and the scenes that show it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.classes import class_decision, class_names, class_numbers_of
from mlpviz.core.document import Data, Document
from mlpviz.core.input_plane import InputPlane, network_inputs, places, plane_names
from mlpviz.core.samples import Source
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.maps import Floats, unit_maps, zero_lines
from mlpviz.nn.network import Array, Network
from mlpviz.nn.passes import forward
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.train.network_maps import NetworkMaps, Unit, make_network_maps
from mlpviz.present.train.points import Points
from mlpviz.present.train.region import RegionScene, make_region, region_title
from mlpviz.present.train.region_image import Reading, reading_of
from mlpviz.present.train.tile_colors import ValueScale, not_finite, peak_of, range_of, scale_of

SIDE = 100
"""Points a side of a map."""
_MANY = 1_200_000
"""Numbers in all maps from which fewer points a side are computed, so that a picture does not wait."""
_FEWEST = 40
_MANY_SAMPLES = 1000
_REMEMBERED = 4
_QUICK = 20_000_000  # samples × parameters: some 10 ms
_AXES = 2
_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
_NAMED = 3  # inputs beside the axes that are named
CHOOSABLE = " ▾"
"""Behind the name of an axis that can be another input's."""


@dataclass(frozen=True, eq=False)
class Learned:
    """maps: h of every unit of each layer, shape (units, side²). inputs: the network's inputs, shape (inputs, side²).

    lines: where units of the first layer have ξ = 0, None where inputs are not affine over the plane.
    """

    document: Document
    plane: InputPlane
    side: int
    maps: tuple[Floats, ...]
    inputs: Floats
    lines: Array | None


def side_of(network: Network) -> int:
    """Points a side of the maps of a network: fewer where it has very many units."""
    units = sum(network.widths[1:])
    return SIDE if units * SIDE * SIDE <= _MANY else max(_FEWEST, int(np.sqrt(_MANY / units)))


def finite_maps(network: Network, points: Array) -> tuple[Floats, ...]:
    """`unit_maps` in single precision, or in double precision where the single one overflows."""
    maps = unit_maps(network, points)
    if any(not_finite(values).any() for values in maps):
        return unit_maps(network, points, np.float64)
    return maps


def learn(document: Document, plane: InputPlane) -> Learned:
    """Compute the maps of the present network."""
    network, side = document.network, side_of(document.network)
    if plane.single:
        return _learn_curves(document, plane, side)
    points, transposed = _grid(_Key(document.source), plane, side)
    affine = not document.source.features
    lines = zero_lines(network, network_inputs(document.source, plane.corners())) if affine else None
    return Learned(document, plane, side, finite_maps(network, points), transposed, lines)


def _learn_curves(document: Document, plane: InputPlane, side: int) -> Learned:
    """Over one raw input a map is the area under the unit's curve."""
    network = document.network
    points = network_inputs(document.source, plane.line(side))
    scales = [range_of(layer.activation) for layer in network.layers]
    curves = finite_maps(network, points)
    maps = tuple(_areas(values, scale) for values, scale in zip(curves, scales, strict=True))
    return Learned(document, plane, side, maps, _areas(points.T.astype(np.float32), None), None)


def _areas(values: Floats, scale: ValueScale | None) -> Floats:
    """Curves of shape (units, side) as maps of shape (units, side²): ± full colour between the curve and the middle."""
    middle = 0.0 if scale is None else scale.middle
    halves = np.array([peak_of(unit) if scale is None else scale.half for unit in values])[:, None, None]
    heights = np.linspace(-1.0, 1.0, values.shape[1])[None, :, None]
    shares = ((values - middle)[:, None, :] / halves).clip(-1.0, 1.0)
    above, below = (heights >= 0) & (heights <= shares), (heights <= 0) & (heights >= shares)
    filled: Floats = (middle + halves * (above.astype(values.dtype) - below)).astype(values.dtype)
    known = np.isfinite(values)[:, None, :]
    areas: Floats = (filled if known.all() else np.where(known, filled, np.nan)).reshape(len(values), -1)
    return areas


class _Key:
    """A source as a key of a cache: recipes and files are not looked into, as they say nothing about the plane."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._how = (source.names, source.features, source.scaling)

    def __hash__(self) -> int:
        return hash(self._how)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._how == other._how


@lru_cache(maxsize=4)
def _grid(key: _Key, plane: InputPlane, side: int) -> tuple[Array, Floats]:
    points = network_inputs(key.source, plane.points(side))
    return points, np.ascontiguousarray(points.T, dtype=np.float32)


Predicted = tuple[Array, NDArray[np.intp] | None]
_predictions: OrderedDict[tuple[int, int], tuple[Document, Data, Predicted]] = OrderedDict()


def predicted(document: Document, data: Data) -> Predicted:
    """The outputs of samples, shape (n, outputs), and the classes they stand for, shape (n,), where there are any.

    Those of many samples are remembered for a while, as several pictures ask for them.
    """
    kept = _remembered(document, data)
    if kept is None:
        with np.errstate(over="ignore", invalid="ignore"):
            outputs, by = forward(document.network, data.inputs)[1][-1], class_decision(document)
        kept = outputs, None if by is None else by.classes(outputs)
        if data.samples >= _MANY_SAMPLES:
            _predictions[id(document.network), id(data)] = document, data, kept
            while len(_predictions) > _REMEMBERED:
                _predictions.popitem(last=False)
    return kept


def is_quick(document: Document, data: Data) -> bool:
    """Whether `predicted` takes no time to speak of, so that a picture may wait for it."""
    few = data.samples * document.network.parameter_count <= _QUICK
    return few or _remembered(document, data) is not None


def _remembered(document: Document, data: Data) -> Predicted | None:
    kept = _predictions.get((id(document.network), id(data)))
    if kept is None or kept[0].network is not document.network or kept[1] is not data or kept[0].loss != document.loss:
        return None
    return kept[2]


def points_of(document: Document, plane: InputPlane) -> Points:
    """The samples as they lie on the plane, those held out last, with what the network has wrong."""
    parts = [document.data] if document.test is None else [document.data, document.test]
    places_, classes, values, wrong, test = [], [], [], [], []
    for data in parts:
        numbers = class_numbers_of(document, data)
        found = predicted(document, data)[1]
        places_.append(places(plane, data))
        test.append(np.full(data.samples, data is not document.data))
        wrong.append(np.zeros(data.samples, dtype=np.bool_) if numbers is None else numbers != found)
        classes.append(numbers)
        values.append(data.targets[:, 0])
    known = [numbers for numbers in classes if numbers is not None]
    return Points(
        np.concatenate(places_), np.concatenate(test), np.concatenate(wrong),
        np.concatenate(known) if len(known) == len(parts) else None,
        None if known else np.concatenate(values),
    )  # fmt: skip


def reading_for(document: Document, values: Floats, layer: int, hard: bool) -> Reading:
    """How the maps of a layer become colours: of the output as its classes, of any other unit as its values."""
    network = document.network
    by = class_decision(document) if layer == network.depth else None
    if len(values) > 1 and by is None:
        values = values[:1]
    reading = reading_of(network.layers[layer - 1].activation, values, by is not None, hard)
    if by is None and reading.scale is not None and range_of(network.layers[layer - 1].activation) is None:
        peak = max(peak_of(values), peak_of(document.data.targets[:, :1]) if layer == network.depth else 0.0)
        return replace(reading, scale=replace(reading.scale, half=_step_above(peak)))
    if by is None or by.threshold is None or reading.scale is None:
        return reading
    return replace(reading, scale=replace(reading.scale, middle=by.threshold))


def _step_above(peak: float) -> float:
    """The least of 1, 1.5, 2, 3, 5, 7 times a power of ten that is not below: a scale that stays for many updates."""
    power = 10.0 ** np.floor(np.log10(peak))
    return float(next((step * power for step in _STEPS if step * power >= peak), 10 * power))


def network_scene(
    learned: Learned, theme: Theme, width: float, height: float, *,
    dead: Collection[Unit] = frozenset(), saturated: Collection[Unit] = frozenset(), emphasised: Unit | None = None,
) -> NetworkMaps:  # fmt: skip
    """The network as tiles."""
    document = learned.document
    outputs = document.network.outputs
    names = class_names(document) if outputs > 1 and class_numbers_of(document, document.data) is not None else ()
    return make_network_maps(
        document.network, learned.maps, learned.inputs, learned.side, theme, width, height,
        input_names=tuple(document.input_name(index) for index in range(document.network.inputs)),
        output_names=names, plane_names=plane_names(document, learned.plane),
        lines=learned.lines, dead=dead, saturated=saturated, emphasised=emphasised,
    )  # fmt: skip


def region_scene(
    learned: Learned, unit: Unit | None, hard: bool, theme: Theme, width: float, height: float,
    chosen: int | None = None, points: Points | None = None,
    choosable: bool = False,
) -> RegionScene:  # fmt: skip
    """The output over the plane with the samples on it, or one unit (layer from 1, unit from 0)."""
    document, network = learned.document, learned.document.network
    whole = unit is None or (unit[0] == network.depth and network.outputs == 1)
    layer = network.depth if unit is None or whole else unit[0]
    values = learned.maps[layer - 1]
    if not whole and unit is not None:
        values = values[unit[1] : unit[1] + 1]
        reading = Reading(scale_of(network.layers[layer - 1].activation, values), 0, False)
    else:
        reading = reading_for(document, values, layer, hard)
        if not reading.classes:
            values = values[:1]
    title = _output_title(document, reading) if whole or unit is None else region_title(network, *unit)
    return make_region(
        values, learned.side, learned.plane.view, reading, theme, width, height,
        title=title, note=_held(learned), names=_axis_names(learned, choosable),
        class_names=class_names(document) if reading.classes else (),
        points=points or points_of(document, learned.plane), chosen=chosen,
        lines=learned.lines if network.depth > 1 else None,
    )  # fmt: skip


def _output_title(document: Document, reading: Reading) -> str:
    activation = ACTIVATIONS[document.network.layers[-1].activation].title.lower()
    if not reading.classes:
        return f"Output over the plane · {activation}"
    return "Class at each point" if reading.hard else f"Output at each point · {activation}"


def _axis_names(learned: Learned, choosable: bool) -> tuple[str, str]:
    """The names of the axes; `choosable`: marked where there are more inputs to choose from."""
    across, up = plane_names(learned.document, learned.plane)
    mark = CHOOSABLE if choosable and len(learned.plane.at) > _AXES else ""
    return across + mark, up + mark


def _held(learned: Learned) -> str:
    """At what the inputs are held that are not on an axis."""
    plane = learned.plane
    others = [index for index in range(len(plane.at)) if index not in plane.axes]
    if not others:
        return ""
    every = learned.document.source.raw_names(len(plane.at))
    held = ", ".join(f"{every[index]} = {shown(plane.at[index], 2)}" for index in others[:_NAMED])
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"at {held}{more}, the mean{'s' if len(others) > 1 else ''}"
