"""How training goes: loss, accuracy and learning rate over the epochs, of one run or of two side by side. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area, distinct
from mlpviz.present.descend.plot import Line, Mark
from mlpviz.present.descend.text import BODY, SMALL, Label, centred, width_of
from mlpviz.present.descend.ticks import nice_ticks
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD, Axes, Box, axes_in, cells
from mlpviz.present.train.legend import Key, legend
from mlpviz.present.train.lines import curve_pieces, dashes, steps
from mlpviz.present.train.progress_axis import Quantity, ends_of, has_zero, is_log, units_of, whole, y_ticks_of
from mlpviz.present.train.progress_words import Curve, entries, epoch_text, epoch_words, title_words
from mlpviz.present.train.runs import BEFORE, run_letter, run_path, run_style

_LEAST = (230.0, 125.0)  # a plot that is smaller leaves its place to the others
_TWO_LINES = 115.0  # high, a plot has a legend of two lines
_DASH = (5.0, 3.5)
_EMPTY = 10.0  # epochs on an axis that has nothing yet


@dataclass(frozen=True)
class Stop:
    """Where a run ended before its time, and what to say of it: "stopped at update 37"."""

    run: int
    epoch: float
    words: str


@dataclass(frozen=True, eq=False)
class Progress:
    """What is known of the runs.

    accuracies: shares, 0 … 1. epoch: the one that is shown now. end: the axis reaches at least so far. log: whether
    the loss has a logarithmic axis, where no loss is below 0.
    """

    losses: tuple[Curve, ...]
    accuracies: tuple[Curve, ...] = ()
    rates: tuple[Curve, ...] = ()
    epoch: float = 0.0
    end: float = 0.0
    stops: tuple[Stop, ...] = ()
    log: bool = True


@dataclass(frozen=True, eq=False)
class Stroke:
    """A curve in pieces, shape (n, 4); those of test samples are cut into dashes already."""

    run: int
    pieces: Array


@dataclass(frozen=True, eq=False)
class ProgressPlot:
    """One quantity, from the back to the front. now, pointer, stops: upright lines."""

    quantity: Quantity
    axes: Axes
    strokes: tuple[Stroke, ...]
    now: Line
    pointer: Line | None
    stops: tuple[Line, ...]
    marks: tuple[Mark, ...]
    keys: tuple[Key, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, eq=False)
class ProgressFrame:
    """plots: those that found room, the loss first; epochs: those of each curve, ascending."""

    plots: tuple[ProgressPlot, ...]
    epochs: tuple[Array, ...] = ()

    def epoch_at(self, x: float) -> float | None:
        """The epoch with values that is nearest to a pixel column; None where there are none."""
        area = min(
            (plot.axes.area for plot in self.plots),
            key=lambda area: max(area.left - x, x - area.right, 0.0),
        )
        epoch = area.point(min(max(x, area.left), area.right), area.top)[0]
        found = (float(epochs[np.abs(epochs - epoch).argmin()]) for epochs in self.epochs if epochs.size)
        return min(found, key=lambda at: abs(at - epoch), default=None)


def make_progress(
    progress: Progress, theme: Theme, width: float, height: float, pointer: float | None = None
) -> ProgressFrame:
    """The curves up to their ends, a line at the epoch shown, and the values there, or at the epoch of the pointer."""
    s = theme.scale
    known: dict[Quantity, tuple[Curve, ...]] = {
        "loss": progress.losses, "accuracy": progress.accuracies, "rate": progress.rates,
    }  # fmt: skip
    quantities = [quantity for quantity, curves in known.items() if curves or quantity == "loss"]
    box = (PAD * s, 8 * s, max(width - 2 * PAD * s, 40.0), max(height - 16 * s, 30.0))
    places = [*cells(len(quantities), box, _LEAST, s)]
    shown, none = quantities[: len(places)], _LeftOut()
    left_out = _LeftOut(*(() if name in shown else known[name] for name in ("accuracy", "rate")))
    plots = (
        _plot(progress, quantity, known[quantity], left_out if quantity == "loss" else none, place, theme, pointer)
        for quantity, place in zip(shown, places, strict=True)
    )
    return ProgressFrame(tuple(plots), tuple(curve.epochs for curve in progress.losses if curve.run != BEFORE))


@dataclass(frozen=True)
class _LeftOut:
    """What found no room for a plot of its own: its values stand beside the losses."""

    accuracies: tuple[Curve, ...] = ()
    rates: tuple[Curve, ...] = ()


def _plot(
    progress: Progress, quantity: Quantity, curves: tuple[Curve, ...], left_out: _LeftOut, box: Box, theme: Theme,
    pointer: float | None,
) -> ProgressPlot:  # fmt: skip
    s, size = theme.scale, SMALL * theme.scale
    log = is_log(quantity, curves, progress.log)
    at = progress.epoch if pointer is None else pointer
    units = [units_of(curve.values, log) for curve in curves]
    zero = has_zero(units, log)
    title = title_words(quantity, log, zero)
    head, keys, foot = _head(title, at, pointer is None, curves, left_out, quantity, box, theme)
    inner = (box[0], foot + 2 * s, box[2], box[1] + box[3] - foot - 2 * s)
    several = any(curve.run == 1 for curve in curves)
    low, high = ends_of(quantity, curves, units, log)
    if zero:
        units = [np.maximum(part, low) for part in units]
    begun = any(curve.epochs.size for curve in curves)
    last = max([progress.end, progress.epoch, *(float(curve.epochs[-1]) for curve in curves if curve.epochs.size)])
    last = last or _EMPTY
    up, across = max(2.0, inner[3] / (38 * s)), max(2.0, inner[2] / (80 * s))
    axes = axes_in(
        inner, (0.0, last, low, high),
        (whole(nice_ticks(0.0, last, across)), y_ticks_of(quantity, log, low, high, up, zero)),
        theme, 1.6 * size if several else 4 * s,
    )  # fmt: skip
    area = axes.area
    order = sorted(range(len(curves)), key=lambda k: (curves[k].run, curves[k].role == "train"))
    strokes = tuple(_stroke(curves[k], units[k], area, s, quantity == "rate") for k in order)
    x_now, x_at = _x(area, progress.epoch), _x(area, at)
    stops = tuple(stop for stop in progress.stops if any(curve.run == stop.run for curve in curves))
    letters = tuple(_letters(curves, units, area, size, {stop.run for stop in stops})) if several else ()
    leaving = tuple(_leaving(curves, units, letters, area, size, theme)) if quantity == "loss" else ()
    labels = [
        *_tick_labels(
            axes, [(x_now, progress.epoch, "now")] + [(x_at, at, "ink")] * (pointer is not None), box[0] + box[2], size
        ),
        *head,
        *letters,
        *leaving,
        *(_stop_labels(stops, area, size, theme, strokes, several, leaving) if quantity == "loss" else ()),
    ]
    if not begun:
        labels.append(_nothing(area, size, theme))
    return ProgressPlot(
        quantity, axes, strokes, (x_now, area.top, x_now, area.bottom),
        None if pointer is None else (x_at, area.top, x_at, area.bottom),
        tuple((x, area.top, x, area.bottom) for x in (_x(area, stop.epoch) for stop in stops)),
        tuple(_marks(curves, units, at, area)), keys, tuple(labels),
    )  # fmt: skip


def _nothing(area: Area, size: float, theme: Theme) -> Label:
    words = "No epoch yet: train to see the curve."
    wide = min(width_of(words, size) + size, area.width - 2)
    left, top = area.left + (area.width - wide) / 2, area.top + (area.height - 1.5 * size) / 2
    return Label(words, left, top, wide, 1.5 * size, size, ground=theme.panel)


def _x(area: Area, epoch: float) -> float:
    return float(area.place(np.array([min(max(epoch, area.x0), area.x1), area.y0]))[0])


def _stroke(curve: Curve, units: Array, area: Area, scale: float, stairs: bool) -> Stroke:
    points = np.stack([curve.epochs, units], axis=-1)
    pieces = curve_pieces(area, steps(points) if stairs else points)
    dashed = curve.role == "test"
    return Stroke(curve.run, dashes(pieces, _DASH[0] * scale, _DASH[1] * scale) if dashed else distinct(pieces))


def _marks(curves: Sequence[Curve], units: Sequence[Array], epoch: float, area: Area) -> Iterator[Mark]:
    """Each run's marker on its curves, where they have a value in view."""
    for curve, part in zip(curves, units, strict=True):
        index = curve.index(epoch)
        if curve.run == BEFORE or index is None:
            continue
        share = area.shares(np.array([curve.epochs[index], part[index]]))
        if np.isfinite(share).all() and area.sees(share):
            yield Mark(run_path(curve.run), *area.pixels(share).tolist())


def _head(
    title: str, epoch: float, now: bool, curves: Sequence[Curve], left_out: _LeftOut, quantity: Quantity, box: Box,
    theme: Theme,
) -> tuple[list[Label], tuple[Key, ...], float]:  # fmt: skip
    """The title, at the right the epoch that is read, and below the legend with the values there. And their foot."""
    s, size = theme.scale, BODY * theme.scale
    left, top, width, height = box
    wide = width_of(title, size, 600) + 4
    words = epoch_words(epoch, left_out.rates) if curves else ("",)
    text = next(text for text in (*words, "") if wide + width_of(text, size) + 10 * s <= width or not text)
    labels = [Label(title, left, top, min(wide, width), 1.5 * size, size, "ink", "left", 600)]
    if text:
        room = width - wide - 6 * s
        labels.append(Label(text, left + width - room, top, room, 1.5 * size, size, "now" if now else "ink", "right"))
    levels = [entries(quantity, curves, left_out.accuracies, epoch, level) for level in range(4)]
    found = legend(levels, left, top + 1.5 * size, width, s, 2 if height > _TWO_LINES * s else 1)
    return [*labels, *found.labels], found.keys, found.foot


def _tick_labels(axes: Axes, marked: Sequence[tuple[float, float, str]], right: float, size: float) -> list[Label]:
    """The labels of the axes, and below them the marked epochs instead of those that they would lie over.

    right: no label reaches further.
    """
    board, found = Board(), list[Label]()
    for x, epoch, role in reversed(marked):
        text = epoch_text(epoch)
        wide = width_of(text, size, 600) + 4
        left = min(x - wide / 2, right - wide)
        label = Label(text, left, axes.area.bottom + 0.4 * size, wide, size * 1.4, size, role, weight=600)
        if board.free(*label.bounds):
            board.take(*label.bounds)
            found.append(label)
    return [label for label in axes.labels if board.free(*label.bounds)] + found


def _letters(
    curves: Sequence[Curve], units: Sequence[Array], area: Area, size: float, stopped: set[int]
) -> Iterator[Label]:
    """A and B at the ends of their lines, apart from one another; a run that stopped is named at its stop."""
    ends = dict[int, tuple[float, float]]()
    for curve, part in zip(curves, units, strict=True):
        known = np.flatnonzero(np.isfinite(part))
        if curve.role == "train" and curve.run not in (BEFORE, *stopped) and known.size:
            share = np.clip(area.shares(np.array([curve.epochs[known[-1]], part[known[-1]]])), 0.0, 1.0)
            x, y = area.pixels(share).tolist()
            ends[curve.run] = (x, y)
    order = sorted(ends, key=lambda run: ends[run][1])
    ys = [ends[run][1] for run in order]
    if len(ys) == 2 and ys[1] - ys[0] < 1.3 * size:
        middle = min(max((ys[0] + ys[1]) / 2, area.top + 0.65 * size), area.bottom - 0.65 * size)
        ys = [middle - 0.65 * size, middle + 0.65 * size]
    for run, y in zip(order, ys, strict=True):
        x = ends[run][0] + 0.2 * size
        yield Label(run_letter(run), x, y - 0.65 * size, 1.4 * size, 1.3 * size, size, "ink", weight=600)


def _leaving(
    curves: Sequence[Curve], units: Sequence[Array], others: Sequence[Label], area: Area, size: float, theme: Theme
) -> Iterator[Label]:
    """An arrow at the top where the training loss of a run first leaves the axis."""
    board = _taken(others)
    for curve, part in zip(curves, units, strict=True):
        above = np.flatnonzero(part > area.y1)
        if curve.run == BEFORE or curve.role == "test" or not above.size:
            continue
        x = max(_x(area, float(curve.epochs[max(int(above[0]) - 1, 0)])), area.left + size)
        for at in (x, x + 1.5 * size, x - 1.5 * size):  # not on a letter or another arrow
            label = centred("↑", at, area.top + 0.8 * size, 1.2 * size, run_style(curve.run, theme).color)
            if board.free(*label.bounds):
                board.take(*label.bounds)
                yield replace(label, weight=600, ground=theme.panel)
                break


def _stop_labels(
    stops: Sequence[Stop], area: Area, size: float, theme: Theme, strokes: Sequence[Stroke], several: bool,
    others: Sequence[Label],
) -> Iterator[Label]:  # fmt: skip
    """What is said of runs that stopped, beside their lines, where no curve passes if there is such a place."""
    board = _taken(others)
    pieces = np.concatenate([np.empty((0, 4)), *(stroke.pieces for stroke in strokes)])
    points = np.concatenate([pieces[:, :2] + t * (pieces[:, 2:] - pieces[:, :2]) for t in np.linspace(0.0, 1.0, 6)])
    for stop in stops:
        letter, x = run_letter(stop.run), _x(area, stop.epoch)
        for words in (f"{letter} {stop.words}", letter) if several else (stop.words,):
            wide, tall = min(width_of(words, size, 600) + size, area.width), 1.5 * size
            lefts = [left for left in (x + 5, x - 5 - wide) if area.left <= left <= area.right - wide]
            lefts += [area.right - wide, area.left]
            ys = [area.top + 3 + k * (tall + 2) for k in range(max(1, int((area.height - 4) / (tall + 2))))]
            free = [(x, y) for x in lefts for y in ys if board.free(x + wide / 2, y + tall / 2, wide, tall)]
            if not free:
                continue
            left, y = next((spot for spot in free if not _passes(points, *spot, wide, tall)), free[0])
            board.take(left + wide / 2, y + tall / 2, wide, tall)
            yield Label(words, left, y, wide, tall, size, theme.wrong, weight=600, ground=theme.panel)
            break


def _taken(labels: Sequence[Label]) -> Board:
    board = Board()
    for label in labels:
        board.take(*label.bounds)
    return board


def _passes(points: Array, left: float, top: float, width: float, height: float) -> bool:
    """Whether one of the points lies in a box or within two pixels of it."""
    middle, half = np.array([left + width / 2, top + height / 2]), np.array([width / 2 + 2, height / 2 + 2])
    return bool((np.abs(points - middle) < half).all(axis=1).any())
