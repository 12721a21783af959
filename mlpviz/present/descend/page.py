"""Where the parts of an exported page of the loss surface stand."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.table import table_height
from mlpviz.present.palette import Theme

VIEWS = ("page", "2d", "3d")
_HEAD, _GAP = 44.0, 10.0
_STRIP, _LEAST_STRIP, _MOST_STRIP = 0.28, 130.0, 270.0
_LEAST_SPACE = 0.36  # of the height over the strips, for the third dimension
_TOO_LOW = 130.0  # less shows nothing of it, so that the table takes its place
_LEFT = 0.49
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    """Left, top, width and height of each part, or None where it is not there. head: the height of the title line."""

    head: float
    map: Box | None
    space: Box | None
    table: Box | None
    losses: Box
    landing: Box | None


def lay_out_page(scene: Scene, theme: Theme, view: str, width: float, height: float) -> Page:
    """The page, or one view with the strips below it. Raises ValueError for an unknown view, and for a third dimension
    over one parameter.
    """
    if view not in VIEWS:
        raise ValueError(f"no view is called {view!r}; choose one of {', '.join(VIEWS)}")
    if view == "3d" and scene.flat:
        raise ValueError("a surface over one parameter is a line: it is drawn in two dimensions")
    s = theme.scale
    gap, head = _GAP * s, _HEAD * s
    low = min(max(_STRIP * (height - head), _LEAST_STRIP * s), _MOST_STRIP * s)
    tall = height - head - low - 3 * gap
    foot = head + tall + 2 * gap
    inner = width - 2 * gap
    left = _LEFT * (inner - gap)
    right = inner - gap - left
    losses, landing = (gap, foot, left, low), (2 * gap + left, foot, right, low)
    strips = (losses, landing) if scene.along is not None else ((gap, foot, inner, low), None)
    top = head + gap
    whole = (gap, top, inner, tall)
    if view != "page":
        return Page(head, whole if view == "2d" else None, whole if view == "3d" else None, None, *strips)
    least, best = table_height(scene, theme)
    if scene.flat:
        return Page(head, (gap, top, left, tall), None, (2 * gap + left, top, right, tall), *strips)
    table = max(min(best, (tall - gap) * (1 - _LEAST_SPACE)), min(least, (tall - gap) * 0.75))
    space = tall - gap - table
    if space < _TOO_LOW * s:
        return Page(head, (gap, top, left, tall), None, (2 * gap + left, top, right, tall), *strips)
    return Page(
        head, (gap, top, left, tall), (2 * gap + left, top, right, space),
        (2 * gap + left, top + space + gap, right, table), *strips,
    )  # fmt: skip
