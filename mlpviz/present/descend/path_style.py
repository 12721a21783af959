"""How a path looks: a colour for each of sixteen, and a marker and a dash tell them apart without colour."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.present.palette import Theme

MARKERS = ("circle", "square", "triangle", "diamond", "down", "plus", "star", "hexagon")
# eight hues apart in lightness too (after Okabe and Ito, "Color universal design", 2008), then each a second time;
# amber is left out: it means now
_ON_LIGHT = (
    "#c4432b", "#8347ad", "#1c8550", "#1d63b3", "#c23b7e", "#8a5a14", "#0d8088", "#3b4450",
    "#7a2114", "#4f2480", "#0e4f2f", "#123a73", "#7d1d50", "#523408", "#084a50", "#000000",
)  # fmt: skip
_ON_DARK = (
    "#f2846b", "#bf94ec", "#5cc98f", "#6fb0f5", "#f58cc0", "#d8a866", "#55cdd3", "#c3ccd6",
    "#ffc0b0", "#e2cdff", "#b4efcd", "#c2defd", "#ffd0e6", "#f0dcb8", "#bdf1f3", "#ffffff",
)  # fmt: skip


@dataclass(frozen=True)
class PathStyle:
    """hollow: markers are outlines and lines are dashed."""

    color: str
    marker: str
    hollow: bool


def path_style(path: int, theme: Theme) -> PathStyle:
    """The style of path number `path`, from 0."""
    colors = _ON_DARK if theme.dark else _ON_LIGHT
    index = path % len(colors)
    return PathStyle(colors[index], MARKERS[index % len(MARKERS)], index >= len(MARKERS))
