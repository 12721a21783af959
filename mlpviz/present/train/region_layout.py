"""Where the picture of a region and its key stand: the picture has the larger part of the panel."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.nn.maps import Bounds
from mlpviz.present.descend.text import BODY, SMALL, width_of
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import Axes, Box
from mlpviz.present.train.key import (
    Key,
    Meaning,
    first_of,
    key_lines,
    key_width,
    least_bar,
    make_key,
    make_key_below,
    row_height,
)
from mlpviz.present.train.named_axes import fitting, named_axes
from mlpviz.present.train.tile_colors import ValueScale

_GAP = 14.0  # pixels from the picture to the key beside it
_MOST = 0.36  # of the width has a key beside the picture at most
# what a picture is worth, of its size: less where meanings are left out, and a little less with the key below it
_CUT, _LOST, _BELOW = 0.8, 0.985, 0.9
_FOOT = 6.0
_TICKS = "−0.5"  # as wide as numbers at an axis are, about


def arranged(
    box: Box, view: Bounds, names: tuple[str, str], meanings: Sequence[Meaning], scale: ValueScale | None, theme: Theme
) -> tuple[Axes, Key]:
    """Axes and key in a box. meanings: the most important ones first; the last are left out where they cost too much.

    Of all arrangements the one is taken with the largest picture, a little being given for a key that is complete and
    that stands beside it.
    """
    left, top, width, height = box
    s = theme.scale

    def gain(count: int, below: bool) -> float:
        shown = first_of(meanings, count)
        aside, foot = _taken(shown, scale, below, width, s)
        rows = 0.0 if below else len(shown) * row_height(s)
        bar = 0.0 if scale is None else least_bar(s)
        picture_width, picture_height = _picture(width - aside, height - foot, view, s)
        if rows + bar > height - _FOOT * s or (below and bar > picture_height):
            return 0.0
        lost = len(meanings) - count
        return picture_width * picture_height * (_CUT * _LOST**lost if lost else 1.0) * (_BELOW if below else 1.0)

    choices = [(count, below) for count in range(len(meanings), 0, -1) for below in (False, True)]
    count, below = max(choices, key=lambda choice: gain(*choice), default=(0, False))
    shown = first_of(meanings, count)
    aside, foot = _taken(shown, scale, below, width, s)
    axes = named_axes((left, top, width - aside, height - foot), view, names, theme, alike=True)
    area, beside = axes.area, axes.area.right + _GAP * s
    if not below:
        return axes, make_key(shown, scale, beside, area.top, aside - _GAP * s, top + height - _FOOT * s, s)
    name = axes.labels[-2]
    bar = (beside, area.top, left + width, area.bottom)
    return axes, make_key_below(shown, scale, left, name.top + name.height + _FOOT * s / 2, width, bar, s)


def _taken(
    meanings: Sequence[Meaning], scale: ValueScale | None, below: bool, width: float, s: float
) -> tuple[float, float]:
    """What the key takes of the width, with its distance, and of the height."""
    wide = key_width(() if below else meanings, scale, s, _MOST * width)
    foot = len(list(key_lines(meanings, width, s))) * row_height(s) if below else 0.0
    return (wide + _GAP * s if wide else 0.0), foot


def _picture(width: float, height: float, view: Bounds, s: float) -> tuple[float, float]:
    """Width and height of the area that axes leave of a box, about."""
    aside, foot = width_of(_TICKS, SMALL * s) + (SMALL + BODY) * s, (2 * SMALL + 2 * BODY) * s
    return fitting(view, max(width - aside, 1.0), max(height - foot, 1.0))
