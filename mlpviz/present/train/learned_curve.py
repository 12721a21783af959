"""What a document's network gives over its one raw input, and the scene that shows it as a curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Data, Document
from mlpviz.core.input_plane import InputPlane, network_inputs, plane_names
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.maps import Bounds, Floats
from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme
from mlpviz.present.train.curve import CurveScene, contributions, curve_view, make_curve
from mlpviz.present.train.learned import finite_maps, predicted
from mlpviz.present.train.points import Points
from mlpviz.present.train.region import region_title

COUNT = 400
"""Points of a curve."""
_MOST_UNITS = 64  # hidden units whose terms are drawn

Unit = tuple[int, int]


@dataclass(frozen=True, eq=False)
class LearnedCurve:
    """xs: raw inputs, shape (n,). maps: h of every unit of each layer, shape (units, n).

    hidden: what each unit of the one hidden layer adds to the output, shape (units, n); None where that is no sum.
    """

    document: Document
    plane: InputPlane
    xs: Array
    maps: tuple[Floats, ...]
    hidden: Floats | None


def learn_curve(document: Document, plane: InputPlane) -> LearnedCurve:
    """Compute the curves of the present network over the range in view."""
    network, raw = document.network, plane.line(COUNT)
    maps = finite_maps(network, network_inputs(document.source, raw))
    summed = network.depth == 2 and network.widths[1] <= _MOST_UNITS and _plain_output(document)
    return LearnedCurve(document, plane, raw[:, 0], maps, contributions(network, maps[0]) if summed else None)


def curve_points(document: Document) -> Points:
    """The samples at their targets, those held out last; of several classes each at the 1 of its class."""
    parts = [document.data] if document.test is None else [document.data, document.test]
    numbers = [class_numbers_of(document, data) for data in parts]
    known = [found for found in numbers if found is not None]
    wrong = [
        np.zeros(data.samples, dtype=np.bool_) if found is None else found != predicted(document, data)[1]
        for data, found in zip(parts, numbers, strict=True)
    ]
    heights = [_heights(document, data) for data in parts]
    return Points(
        np.column_stack([np.concatenate([data.points[:, 0] for data in parts]), np.concatenate(heights)]),
        np.repeat([data is not document.data for data in parts], [data.samples for data in parts]),
        np.concatenate(wrong),
        np.concatenate(known) if known else None,
        None if known else np.concatenate(heights),
    )


def view_of(curve: LearnedCurve, points: Points) -> Bounds:
    """What holds the samples, the output, and of hidden units what is not far beyond them."""
    left, right = curve.plane.view[:2]
    low, high = curve_view(curve.xs, curve.maps[-1], points.places[:, 1], hidden=curve.hidden)[2:]
    return left, right, low, high


def curve_scene(
    curve: LearnedCurve, points: Points, view: Bounds, unit: Unit | None, theme: Theme, width: float, height: float,
    chosen: int | None = None,
) -> CurveScene:  # fmt: skip
    """The output with the samples, or one unit (layer from 1, unit from 0) where its term is not drawn anyway."""
    document, network = curve.document, curve.document.network
    term = unit[1] if unit is not None and unit[0] == 1 and curve.hidden is not None else None
    alone = unit is not None and term is None and unit[0] < network.depth
    names = plane_names(document, curve.plane)[0], "h" if alone else "y"
    outputs, title = curve.maps[-1], f"Output over {names[0]} · {_activation_title(document)}"
    if alone and unit is not None:
        outputs, title = curve.maps[unit[0] - 1][unit[1] : unit[1] + 1], region_title(network, *unit)
    classes = points.classes is not None
    return make_curve(
        curve.xs, outputs, view, theme, width, height, title=title, names=names,
        output_names=class_names(document) if classes and len(outputs) > 1 else (),
        class_names=class_names(document) if classes else (),
        points=points, hidden=None if alone else curve.hidden,
        weights=network.layers[1].weights[0] if curve.hidden is not None else None, emphasised=term, chosen=chosen,
    )  # fmt: skip


def _plain_output(document: Document) -> bool:
    return document.network.layers[-1].activation == "identity"


def _activation_title(document: Document) -> str:
    return ACTIVATIONS[document.network.layers[-1].activation].title.lower()


def _heights(document: Document, data: Data) -> Array:
    several = class_numbers_of(document, data) is not None and document.network.outputs > 1
    return np.ones(data.samples) if several else data.targets[:, 0]
