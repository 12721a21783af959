r"""LaTeX into SVG: the one place that knows the typesetter.

Formulas name their colours (`\textcolor{negative}{…}`), so that one formula serves every theme; here the names become
hex colours. The name "ink" is the colour of everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

COLOR_NAMES = ("positive", "negative", "now", "muted")
"""The colours that formulas may name."""

_COLOR = re.compile(r"\\textcolor\{(\w+)\}")
_VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
_KEPT = 2048


class TypesetError(ValueError):
    """A formula that cannot be typeset; the message names it."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as SVG; width, height and descent (how far it reaches below the baseline) in its user units."""

    svg: bytes
    width: float
    height: float
    descent: float

    @property
    def baseline(self) -> float:
        """From the top down to the baseline."""
        return self.height - self.descent


def svg(latex: str, size: float, colors: Mapping[str, str]) -> Typeset:
    """Typeset one line. `size` is the font size in the SVG's user units; `colors` maps names to "#rrggbb".

    Raises TypesetError where the formula is not understood or names an unknown colour. Results are cached.
    """
    return _cached(latex, float(size), tuple(sorted(colors.items())))


@lru_cache(maxsize=_KEPT)
def _cached(latex: str, size: float, colors: tuple[tuple[str, str], ...]) -> Typeset:
    table = dict(colors)

    def named(match: re.Match[str]) -> str:
        if match[1] not in table:
            raise TypesetError(f"no colour is called {match[1]!r} in {latex}")
        return rf"\textcolor{{{table[match[1]]}}}"

    source = _COLOR.sub(named, latex)
    if not _balanced(source):
        raise TypesetError(f"unbalanced braces in {latex}")
    ziamath = _ziamath()
    try:
        formula = ziamath.Latex(source, size=size, color=table.get("ink"))
        text: str = formula.svg()
        drawn: str = formula.mathmlstr()
    except Exception as error:  # the typesetter raises a dozen types, assertions and XML errors among them
        raise TypesetError(f"cannot typeset {latex}: {error or type(error).__name__}") from error
    if "\\" in drawn:
        raise TypesetError(f"cannot typeset {latex}: it has a command that the typesetter does not know")
    view = _VIEW_BOX.search(text)
    if view is None:
        raise TypesetError(f"cannot typeset {latex}: the picture has no size")
    _, top, width, height = (float(number) for number in view.groups())
    return Typeset(text.encode(), width, height, height + top)


def _balanced(latex: str) -> bool:
    depth = 0
    for mark in re.findall(r"\\.|[{}]", latex):
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=1)
def _ziamath() -> ModuleType:
    """The typesetter, imported when the first formula is asked for: loading its font takes a third of a second."""
    import ziamath
    from ziamath.config import config

    config.svg2 = False  # QtSvg draws nothing of the <use> elements of SVG 2
    module: ModuleType = ziamath
    return module
