"""A network of one input as a curve: samples, target, output, and what each hidden unit adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.maps import Bounds, Floats
from mlpviz.nn.network import Array, Network
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import SMALL, Label, heading, width_of
from mlpviz.present.labels import Board
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.symbols import small_sub
from mlpviz.present.train.class_style import class_style
from mlpviz.present.train.key import Key, Meaning, key_width, make_key
from mlpviz.present.train.lines import curve_pieces, dashes
from mlpviz.present.train.named_axes import named_axes
from mlpviz.present.train.on_area import OnArea
from mlpviz.present.train.points import Markers, Points, class_markers, plain_markers, radius_of
from mlpviz.present.train.tile_colors import not_finite_words

_PAD = 16.0
_KEY = 0.34  # of the width at most
_MARGIN = 0.08
_BEYOND = 1.0  # times the span of samples, target and output that hidden units may go beyond it
_DASH, _GAP = 7.0, 4.0  # pixels
_NUMBERED = 12  # hidden units at most whose curves are numbered
_ROOMY = 200.0  # pixels high, there is room for more than the title
_SPOTS = 31  # along the curve where a number may stand


@dataclass(frozen=True, eq=False)
class CurveLine:
    """pieces: shape (n, 4), in pixels; color: #rrggbb or a role; width in pixels; faint where another is looked at."""

    pieces: Array
    color: str
    width: float
    faint: bool = False


@dataclass(frozen=True, eq=False)
class CurveScene(OnArea):
    """In pixels from the panel's corner; lines from the back to the front.

    rings: samples of a class that are wrong, shape (r, 2); none where they are very many. middles: of each sample,
    shape (n, 2).
    """

    area: Area
    grid: tuple[Line, ...]
    lines: tuple[CurveLine, ...]
    markers: tuple[Markers, ...]
    rings: Array
    chosen: tuple[float, float] | None
    radius: float
    labels: tuple[Label, ...]
    plates: tuple[Label, ...]
    key: Key
    middles: Array
    scale: float


def contributions(network: Network, hidden: Floats, output: int = 0) -> Floats:
    """What each unit of the one hidden layer adds to an output's excitation: its outgoing weight times h.

    hidden: the activations of hidden layer 1, shape (units, n), and so is the result. Raises ValueError where the
    network has another number of hidden layers.
    """
    if network.depth != 2:
        raise ValueError("only with one hidden layer does each hidden unit add a term to the output")
    with np.errstate(over="ignore", invalid="ignore"):
        added: Floats = network.layers[1].weights[output][:, None].astype(hidden.dtype) * hidden
    return added


def curve_view(xs: Array, *values: Floats | None, hidden: Floats | None = None) -> Bounds:
    """A view that holds values of any shape, and of hidden units' curves what is not far beyond them."""
    finite = [v[np.isfinite(v)] for v in values if v is not None]
    known = np.concatenate([v.ravel() for v in finite]) if finite else np.empty(0)
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if hidden is not None and np.isfinite(hidden).any():
        reach = _BEYOND * (high - low)
        added = hidden[np.isfinite(hidden)]
        low, high = (min(low, max(float(added.min()), low - reach)), max(high, min(float(added.max()), high + reach)))
    room = _MARGIN * (high - low) or 0.5
    return float(xs.min()), float(xs.max()), low - room, high + room


def make_curve(
    xs: Array,
    outputs: Floats,
    view: Bounds,
    theme: Theme,
    width: float,
    height: float,
    *,
    title: str,
    names: tuple[str, str] = ("x", "y"),
    output_names: tuple[str, ...] = (),
    class_names: tuple[str, ...] = (),
    points: Points | None = None,
    target: Array | None = None,
    hidden: Floats | None = None,
    weights: Array | None = None,
    emphasised: int | None = None,
    chosen: int | None = None,
) -> CurveScene:
    """The scene in a panel of width × height pixels.

    xs: ascending, shape (n,). outputs: shape (outputs, n). target: the curve that is to be found, shape (n,). hidden:
    what `contributions` gives, with the outgoing `weights` of those units, shape (units,). emphasised: the hidden unit
    that is looked at. chosen: the sample that is looked at. class_names: of all classes, where samples have one.
    """
    s = theme.scale
    caption = f"{len(xs):,} points, each computed" if height > _ROOMY * s else ""
    labels, top = heading(title, (not_finite_words(outputs),), caption, width, s, _PAD * s)
    units = 0 if hidden is None else len(hidden)
    meanings = [
        *_meanings(outputs, output_names, class_names, points, target, theme),
        *(_of_unit(unit, weights, theme) for unit in range(units)),
    ]
    wide = key_width(meanings, None, s, _KEY * width)
    axes = named_axes((_PAD * s, top, width - (2 * _PAD + 14) * s - wide, height - top), view, names, theme, False)
    area = axes.area
    lines = list[CurveLine]()
    for unit, values in enumerate(() if hidden is None else hidden):
        style, looked_at = path_style(unit, theme), unit == emphasised
        pieces = _pieces(area, xs, values, style.hollow, s)
        faint = emphasised is not None and not looked_at
        lines.append(CurveLine(pieces, style.color, 2.6 if looked_at else 1.2, faint))
    if target is not None:
        lines.append(CurveLine(_pieces(area, xs, target, True, s), theme.agree, 2.2))
    for number, values in enumerate(outputs):
        lines.append(CurveLine(_pieces(area, xs, values, False, s), _output_color(number, len(outputs), theme), 2.6))
    middles = np.empty((0, 2)) if points is None else area.place(points.places)
    return CurveScene(
        area, axes.grid, tuple(lines), tuple(_markers(points, middles, len(class_names), theme)),
        np.empty((0, 2)) if points is None else middles[points.ringed],
        None if chosen is None or chosen >= len(middles) else (float(middles[chosen, 0]), float(middles[chosen, 1])),
        radius_of(len(middles), s), (*labels, *axes.labels), tuple(_numbers(area, xs, hidden, theme)),
        make_key(meanings, None, area.right + 14 * s, area.top, wide, height - _PAD * s, s), middles, s,
    )  # fmt: skip


def _pieces(area: Area, xs: Array, values: Floats, dashed: bool, s: float) -> Array:
    pieces = curve_pieces(area, np.column_stack([xs, values.astype(np.float64)]))
    return dashes(pieces, _DASH * s, _GAP * s) if dashed else pieces


def _output_color(number: int, count: int, theme: Theme) -> str:
    return "ink" if count == 1 else class_style(number, count, theme).color


def _markers(points: Points | None, middles: Array, classes: int, theme: Theme) -> Iterator[Markers]:
    if points is None:
        return iter(())
    by_class = points.classes is not None and classes
    return class_markers(points, middles, classes, theme) if by_class else plain_markers(points, middles, theme)


def _meanings(
    outputs: Floats, output_names: tuple[str, ...], class_names: tuple[str, ...], points: Points | None,
    target: Array | None, theme: Theme,
) -> Iterator[Meaning]:  # fmt: skip
    for number in range(len(outputs)):
        own = f"output {number + 1}" if len(outputs) > 1 else "output"
        name = output_names[number] if number < len(output_names) else own
        yield Meaning("line", name, _output_color(number, len(outputs), theme))
    if target is not None:
        yield Meaning("dashed", "target", theme.agree)
    if points is not None and points.classes is not None:
        for number, name in enumerate(class_names):
            style = class_style(number, len(class_names), theme)
            yield Meaning(style.marker, f"target {name}", style.color)
    if points is not None:
        tests = int(points.test.sum())
        yield Meaning("circle", f"{points.count - tests:,} for training", "muted")
        if tests:
            yield Meaning("circle", f"{tests:,} for testing", "muted", True)
        if points.wrong.any():
            kind = "ring" if len(points.ringed) else "none"
            yield Meaning(kind, f"{int(points.wrong.sum()):,} of {points.count:,} wrong")


def _of_unit(unit: int, weights: Array | None, theme: Theme) -> Meaning:
    style = path_style(unit, theme)
    weight = "w" if weights is None else shown(float(weights[unit]), 2)
    return Meaning("dashed" if style.hollow else "thin", f"{weight} · h{small_sub(str(unit + 1))}", style.color)


def _numbers(area: Area, xs: Array, hidden: Floats | None, theme: Theme) -> Iterator[Label]:
    """The numbers of hidden units on their curves, where there are few and there is room."""
    if hidden is None or len(hidden) > _NUMBERED:
        return
    size, board = SMALL * theme.scale, Board()
    for unit, values in enumerate(hidden):
        text = str(unit + 1)
        wide, tall = width_of(text, size) + 0.6 * size, 1.3 * size
        spots = np.linspace(0, len(xs) - 1, _SPOTS).astype(np.intp)
        for k in spots[np.argsort(-np.abs(values[spots]), kind="stable")].tolist():  # where it adds most
            x, y = area.place(np.array([xs[k], values[k]])).tolist()
            inside = (
                area.left + wide / 2 < x < area.right - wide / 2 and area.top + tall / 2 < y < area.bottom - tall / 2
            )
            if inside and board.free(x, y, wide, tall):
                board.take(x, y, wide, tall)
                color = path_style(unit, theme).color
                yield Label(text, x - wide / 2, y - tall / 2, wide, tall, size, color, weight=600, ground=theme.panel)
                break
