"""How much each layer learns, as bars from the first layer to the last, of one run or of two side by side. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import BODY, SMALL, Label, centred, width_of
from mlpviz.present.descend.ticks import Tick, log_ticks, nice_ticks
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import rounded_to
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD, Axes, Box, axes_in, cells
from mlpviz.present.train.layers_words import LayerStats, Spread, spread
from mlpviz.present.train.runs import run_letter
from mlpviz.present.train.turner import Turner, make_turner, turned, turner_size

CUSTOMARY = 1e-3
"""The update-to-weight ratio that is aimed at (A. Karpathy, CS231n course notes, "Learning", 2015)."""

_LEAST = (190.0, 95.0)
_FILLED = 0.74  # of the room of a layer
_MOST = 46.0  # pixels is a bar wide
_DECADES = 20.0  # at most on an axis
_FOOT = 0.35  # decades below the least bar
_SWATCH = 12.0
_LOW = 135.0  # pixels high, a panel has one line of sentences
_TOP = 8.0


@dataclass(frozen=True)
class Bar:
    """layer: from 1 on, 0 in the legend. hatched: of saturated units."""

    run: int
    layer: int
    x: float
    y: float
    width: float
    height: float
    hatched: bool = False


@dataclass(frozen=True, eq=False)
class BarPlot:
    """One quantity; mark: a dashed line across."""

    quantity: str
    axes: Axes
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    mark: Line | None = None


@dataclass(frozen=True, eq=False)
class LayersFrame:
    """plots: those on show, of which the first is number `first` (from 0) of `count`.

    swatches: of the runs, in the legend. turner: None where there is room for all plots.
    """

    runs: tuple[LayerStats, ...]
    plots: tuple[BarPlot, ...]
    swatches: tuple[Bar, ...]
    labels: tuple[Label, ...]
    first: int
    count: int
    turner: Turner | None

    @property
    def layers(self) -> int:
        """How many the deepest run has."""
        return _layers(self.runs)

    def turned(self, way: int) -> int:
        """The first plot to show after a turn on (1) or back (−1)."""
        return turned(self.first, len(self.plots), self.count, way)

    def layer_at(self, x: float, y: float) -> int | None:
        """The layer, from 1 on, whose bars stand at a pixel."""
        for plot in self.plots:
            if plot.axes.area.holds(x, y):
                return min(max(round(plot.axes.area.point(x, y)[0]), 1), self.layers)
        return None


@dataclass(frozen=True)
class _Quantity:
    """A plot's titles, fuller ones first, and the values of a run."""

    id: str
    titles: tuple[str, ...]


def make_layers(
    runs: Sequence[LayerStats], symbols: Symbols, theme: Theme, width: float, height: float, first: int = 0
) -> LayersFrame:
    """As many quantities as find room from number `first` on (0: |δ|), with a sentence for each run.

    Runs may have different numbers of layers: each has its bars at its own.
    """
    s = theme.scale
    left, room = PAD * s, max(width - 2 * PAD * s, 40.0)
    quantities = _quantities(symbols)
    count = len(quantities)
    wide, tall = turner_size(count, s)
    for aside, least in ((0.0, 0.0), (wide + PAD * s, _TOP * s + tall)):
        swatches, labels, top = _sentences(runs, symbols, theme, left, room, aside, height < _LOW * s)
        top = max(top, least)
        places = [*cells(count, (left, top, room, max(height - top - 8 * s, 30.0)), _LEAST, s)]
        if len(places) == count:
            break
    shown = len(places)
    first = min(max(first, 0), count - shown)
    turner = make_turner(first, shown, count, left + room, _TOP * s - 2 * s, theme) if shown < count else None
    plots = tuple(_plot(quantities[first + k], runs, place, theme) for k, place in enumerate(places))
    return LayersFrame(tuple(runs), plots, swatches, labels, first, count, turner)


def _layers(runs: Sequence[LayerStats]) -> int:
    return max((len(run.deltas) for run in runs), default=0)


def _quantities(symbols: Symbols) -> tuple[_Quantity, ...]:
    delta, gradient = f"Mean |{symbols.delta_name}|", f"Mean |∂{symbols.loss().text}/∂W|"
    return (
        _Quantity("deltas", (f"{delta} by layer (log)", f"{delta} (log)", delta)),
        _Quantity(
            "ratios",
            ("Update to weight by layer (log, dashed: the customary 10⁻³)", "Update to weight (log, dashed: 10⁻³)",
             "Update to weight (log)", "Update to weight"),
        ),
        _Quantity("gradients", (f"{gradient} by layer (log)", f"{gradient} (log)", gradient)),
        _Quantity(
            "units",
            ("Units by layer that are dead (full) or saturated (hatched)", "Dead (full), saturated (hatched) units",
             "Dead, saturated units", "Dead, saturated"),
        ),
    )  # fmt: skip


def _sentences(
    runs: Sequence[LayerStats], symbols: Symbols, theme: Theme, left: float, room: float, kept: float, low: bool
) -> tuple[tuple[Bar, ...], tuple[Label, ...], float]:
    """What becomes of |δ| in each run, with the run's colour where there are two; and their foot.

    kept: pixels at the right of the first line that are kept free. low: there is room for one line alone.
    """
    s, several = theme.scale, len(runs) > 1
    size = (SMALL if low else BODY) * s
    aside = (_SWATCH + 6) * s if several else 0.0
    half = (room - kept - PAD * s) / 2
    rooms = [half, half] if low and several else [room - kept, room]
    spreads = [spread(run, symbols) for run in runs]
    rows = [*_wordings(runs, spreads)]
    fitting = (
        row
        for row in rows
        if all(width_of(text, size, 600) <= wide - aside for text, wide in zip(row, rooms, strict=False))
    )
    chosen = next(fitting, rows[-1])
    swatches, labels, top = list[Bar](), list[Label](), _TOP * s
    for k, (run, found, text, wide) in enumerate(zip(runs, spreads, chosen, rooms, strict=False)):
        x = left + k * (wide + PAD * s) if low and several else left
        if several:
            swatches.append(Bar(run.run, 0, x, top + 0.75 * size - _SWATCH * s / 2, _SWATCH * s, _SWATCH * s))
        role = theme.wrong if found.alarming else "ink"
        labels.append(Label(text, x + aside, top, wide - aside, 1.5 * size, size, role, "left", 600))
        if text and (not low or k == len(runs) - 1):
            top += 1.6 * size
    return tuple(swatches), tuple(label for label in labels if label.text), top + 2 * s


def _wordings(runs: Sequence[LayerStats], spreads: Sequence[Spread]) -> Iterator[list[str]]:
    """What to say of each run, in fewer and fewer words, as many for one as for the other."""
    several = len(runs) > 1
    for level in range(max([1, *(len(found.words) for found in spreads)])):
        for named in (True, False) if several else (False,):
            yield [_wording(run, found, level, named, several) for run, found in zip(runs, spreads, strict=True)]


def _wording(run: LayerStats, found: Spread, level: int, named: bool, several: bool) -> str:
    words = found.words[min(level, len(found.words) - 1)] if found.words else ""
    head = f"{run_letter(run.run)} {run.name if named else ''}".rstrip() if several else ""
    return f"{head}: {words}" if head and words else head + words


def _plot(quantity: _Quantity, runs: Sequence[LayerStats], box: Box, theme: Theme) -> BarPlot:
    s, size, body = theme.scale, SMALL * theme.scale, BODY * theme.scale
    left, top, width, height = box
    title = next((text for text in quantity.titles if width_of(text, size, 600) <= width), quantity.titles[-1])
    head = Label(title, left, top, width, 1.5 * size, size, "ink", "left", 600)
    inner = (left, top + 1.6 * body, width, height - 1.6 * body)
    layers = max(_layers(runs), 1)
    shares = quantity.id == "units"
    low, high = (0.0, 1.0) if shares else _decades(quantity.id, runs)
    high += (high - low) * 1.6 * size / max(inner[3], 1.0)  # room for a number over the highest bar
    up = max(2.0, inner[3] / (38 * s))
    if shares:
        y_ticks = tuple(Tick(t.at / 100, f"{t.text} %") for t in nice_ticks(0.0, 100.0, min(up, 4.0)))
    else:
        y_ticks = log_ticks(low, high, up)
    x_ticks = tuple(Tick(float(k), str(k)) for k in range(1, layers + 1))
    axes = axes_in(inner, (0.5, layers + 0.5, low, high), (x_ticks, y_ticks), theme)
    bars = _unit_bars(runs, axes.area, s) if shares else _bars(quantity.id, runs, axes.area, s)
    numbers = [
        *(_counts(runs, axes.area, s, size) if shares else _values(quantity.id, runs, axes.area, s, size, theme))
    ]
    mark = None
    if quantity.id == "ratios" and low <= np.log10(CUSTOMARY) <= high:
        y = float(axes.area.place(np.array([1.0, np.log10(CUSTOMARY)]))[1])
        mark = (axes.area.left, y, axes.area.right, y)
        numbers = [
            replace(label, ground=theme.panel) if label.top < y < label.top + label.height else label
            for label in numbers
        ]
    return BarPlot(quantity.id, axes, tuple(bars), (*axes.labels, head, *numbers), mark)


def _decades(quantity: str, runs: Sequence[LayerStats]) -> tuple[float, float]:
    """Bottom and top of a logarithmic axis, the customary ratio among what is seen."""
    values = np.concatenate([getattr(run, quantity) for run in runs] or [np.empty(0)])
    known = np.log10(values[np.isfinite(values) & (values > 0)])
    if quantity == "ratios":
        known = np.append(known, np.log10(CUSTOMARY))
    if not known.size:
        return -1.0, 0.0
    low, high = float(known.min()), float(known.max())
    return max(low, high - _DECADES) - max(_FOOT, 0.08 * (high - low)), high + 0.05


def _slots(runs: Sequence[LayerStats], area: Area, scale: float) -> Iterator[tuple[LayerStats, Array, float]]:
    """Of each run the left ends of its bars, shape (its layers,), and how wide they are."""
    layers = round(area.x1 - area.x0)
    count = max(len(runs), 1)
    wide = min(_FILLED * area.width / layers / count, _MOST * scale)
    middles = area.left + (np.arange(layers) + 0.5) * area.width / layers
    for k, run in enumerate(runs):
        yield run, middles[: len(run.deltas)] - wide * count / 2 + k * wide, wide


def _tops(values: Array, area: Area) -> Array:
    """Pixels of values in the units of the axis, kept inside of it."""
    shares = area.shares(np.stack([np.ones(len(values)), values], axis=-1))[:, 1]
    return area.bottom - np.clip(shares, 0.0, 1.0) * area.height


def _log_tops(values: Array, area: Area) -> Array:
    """Pixels of log10 of the values; the bottom for what has none."""
    known = np.isfinite(values) & (values > 0)
    return _tops(np.log10(values, where=known, out=np.full(len(values), -np.inf)), area)


def _bars(quantity: str, runs: Sequence[LayerStats], area: Area, scale: float) -> Iterator[Bar]:
    """From the bottom of the axis up to log10 of the value; none of 0, nor of what is not finite."""
    for run, lefts, wide in _slots(runs, area, scale):
        values = getattr(run, quantity)
        tops = _log_tops(values, area)
        gap = min(1.0, wide * 0.1)
        for k, (x, y) in enumerate(zip(lefts.tolist(), tops.tolist(), strict=True)):
            if y < area.bottom:
                yield Bar(run.run, k + 1, x + gap, y, wide - 2 * gap, area.bottom - y)


def _unit_bars(runs: Sequence[LayerStats], area: Area, scale: float) -> Iterator[Bar]:
    """The share of units that are dead, and on it the share that are saturated."""
    for run, lefts, wide in _slots(runs, area, scale):
        gap = min(1.0, wide * 0.1)
        dead = _tops(run.dead_counts / run.units, area)
        both = _tops((run.dead_counts + run.saturated_counts) / run.units, area)
        for k, x in enumerate(lefts.tolist()):
            if dead[k] < area.bottom:
                yield Bar(run.run, k + 1, x + gap, float(dead[k]), wide - 2 * gap, area.bottom - float(dead[k]))
            if both[k] < dead[k]:
                top, tall = float(both[k]), float(dead[k] - both[k])
                yield Bar(run.run, k + 1, x + gap, top, wide - 2 * gap, tall, True)


def _values(
    quantity: str, runs: Sequence[LayerStats], area: Area, scale: float, size: float, theme: Theme
) -> Iterator[Label]:
    """The numbers over the bars where all of them find room; what is 0 or not finite is said in any case."""
    texts = [[rounded_to(value, 2) for value in getattr(run, quantity).tolist()] for run in runs]
    widest = max((width_of(text, size) for row in texts for text in row), default=0.0)
    for (run, lefts, wide), row in zip(_slots(runs, area, scale), texts, strict=True):
        values = getattr(run, quantity)
        tops = _log_tops(values, area)
        pitch = wide if len(runs) > 1 else area.width / len(row)
        for k, text in enumerate(row):
            value, x = float(values[k]), float(lefts[k]) + wide / 2
            if np.isnan(value) and quantity == "ratios":
                continue  # no update yet
            if not np.isfinite(value):
                symbol = "∞" if np.isinf(value) else "?"
                yield centred(symbol, x, area.top + 0.7 * size, size, theme.wrong)
            elif value == 0:
                yield centred("0", x, area.bottom - 0.75 * size, min(size, 1.4 * pitch))
            elif widest + 4 <= pitch:
                yield centred(text, x, float(tops[k]) - 0.75 * size, size)


def _counts(runs: Sequence[LayerStats], area: Area, scale: float, size: float) -> Iterator[Label]:
    """ "3 of 8" over the bars, or "3" where there is less room: dead and saturated units together."""
    for run, lefts, wide in _slots(runs, area, scale):
        both = run.dead_counts + run.saturated_counts
        tops = _tops(both / run.units, area)
        pitch = wide if len(runs) > 1 else area.width / len(both)
        for shape in ("{0:.0f} of {1:.0f}", "{0:.0f}"):
            texts = [shape.format(*pair) for pair in zip(both, run.units, strict=True)]
            if max(width_of(text, size) for text in texts) + 2 <= pitch:
                for k, text in enumerate(texts):
                    yield centred(text, float(lefts[k]) + wide / 2, float(tops[k]) - 0.75 * size, size)
                break
