"""How a run looks: A and B side by side, each with a colour, a letter and a marker, and the run before in grey."""

from __future__ import annotations

from mlpviz.present.descend.path_style import PathStyle, path_style
from mlpviz.present.palette import Theme

BEFORE = -1
"""The number of the run that was there before, as something to compare with."""
_PATHS = (1, 2)  # violet and green: neither is the colour of a sign, and both are apart for colour-blind people


def run_path(run: int) -> int:
    """The path whose colour and marker a run has, 0 for A and 1 for B."""
    return _PATHS[run]


def run_style(run: int, theme: Theme) -> PathStyle:
    """The style of run 0, 1 or BEFORE."""
    return PathStyle(theme.muted, "circle", True) if run == BEFORE else path_style(run_path(run), theme)


def run_letter(run: int) -> str:
    return "before" if run == BEFORE else "AB"[run]
