"""Axes with their names, for a plane of inputs or a curve over one."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import BODY, SMALL, Label, width_of
from mlpviz.present.descend.ticks import Tick, nice_ticks
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import Axes, Box, axes_in

_NAME = 16.0
_ENOUGH = 5.0  # parts at most of which there are two at least
_ALIKE = 2.0  # axes whose spans differ by less are alike


def named_axes(box: Box, view: Line, names: tuple[str, str], theme: Theme, alike: bool) -> Axes:
    """Axes over x0, x1, y0, y1 in a box, x named below and y at the left.

    alike: axes of about the same span get the same units a pixel, so that a circle is one.
    """
    s = theme.scale
    left, top, width, height = box
    inner = (left + _NAME * s, top, width - _NAME * s, height - (_NAME + 10) * s)
    axes = axes_in(inner, view, _ticks(view, width, height, s), theme)
    if alike:
        wide, tall = fitting(view, axes.area.width, axes.area.height)
        less_x, less_y = axes.area.width - wide, axes.area.height - tall
        ticks = _ticks(view, width - less_x, height - less_y, s)
        axes = axes_in((inner[0], inner[1], inner[2] - less_x, inner[3] - less_y), view, ticks, theme)
    area, body = axes.area, BODY * s
    foot = area.bottom + 4 * s + SMALL * s * 1.5
    across_name = Label(names[0], area.left, foot, area.width, body * 1.35, body, "ink")
    tall = min(width_of(names[1], body) + 4, area.height)
    middle, x = area.top + area.height / 2, left + body * 0.5
    up_name = Label(names[1], x - tall / 2, middle - body * 0.65, tall, body * 1.3, body, "ink", angle=-90.0)
    return replace(axes, labels=(*axes.labels, across_name, up_name))


def fitting(view: Line, width: float, height: float) -> tuple[float, float]:
    """The largest width and height within these that have the same units a pixel, where the spans are alike."""
    across, up = view[1] - view[0], view[3] - view[2]
    if not 1 / _ALIKE < across / up < _ALIKE:
        return width, height
    unit = min(width / across, height / up)
    return unit * across, unit * up


def _ticks(view: Line, width: float, height: float, s: float) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    return _two(view[0], view[1], width / (70 * s)), _two(view[2], view[3], height / (44 * s))


def _two(low: float, high: float, about: float) -> tuple[Tick, ...]:
    """Ticks, about so many, but two at least: one alone tells no scale."""
    ticks = nice_ticks(low, high, max(2.0, about))
    return ticks if len(ticks) > 1 else nice_ticks(low, high, _ENOUGH)
