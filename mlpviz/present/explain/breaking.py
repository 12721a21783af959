r"""Breaking a formula that is too wide for its place into lines, as a printer does: before a sign, never in a group.

Widths are told from the letters alone, so that a formula need not be typeset to know where it breaks. They are in em
(the font size) and a little generous: tests hold them against what the typesetter makes of every formula we have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|[^\\\s]")
_STRETCHING = re.compile(r"\\(?:left|right)(?![A-Za-z])")
_SCRIPT = 0.73
_FRACTION = 0.42
_LETTER = 0.57
_WIDTHS = {
    **dict.fromkeys("0123456789", 0.5), **dict.fromkeys("()[]", 0.36), "|": 0.27, ".": 0.25, ",": 0.68, ";": 0.64,
    "'": 0.3, "+": 1.32, "-": 1.32, "=": 1.47, ">": 1.47, "L": 0.62, "J": 0.54, "X": 0.85, "W": 1.01, "B": 0.64,
    "H": 0.85, "O": 0.71, "w": 0.73, "s": 0.4, "e": 0.43, "–": 0.5, "⊙": 1.2,
    "cdot": 0.75, "odot": 1.2, "leftarrow": 1.7, "leq": 1.47, "geq": 1.47, "infty": 0.96, "dots": 0.9, "sum": 1.3,
    "ln": 1.13, "tanh": 2.22, "max": 1.82, "arg": 1.6, "quad": 1.34, "partial": 0.48, "Phi": 0.72,
    "left": 0.0, "right": 0.0, "!": 0.0,
}  # fmt: skip
_SPACES = {r"\,": 0.23, r"\;": 0.35, r"\!": 0.0}

_SIGNS = {
    "=": 0.0,
    r"\leftarrow": 0.0,
    "+": 0.0,
    "-": 0.0,
    r"\cdot": 1.0,
    r"\odot": 1.0,
    ",": 0.5,
    ";": 0.0,
    r"\,": 3.0,
}
"""Where a line may break, and how loath we are to do so; in parentheses it costs two more a level."""
_A_LINE = 8.0  # one break more is worse than any place to break
_OVERFULL = 100.0
_SHRINK = 0.85  # leaves something for what a width is told wrong


def extent(latex: str) -> float:
    """About how wide a formula is, in em."""
    return _Ruler(latex).group()


class _Ruler:
    """Adds up widths from left to right, a group in braces at a time."""

    def __init__(self, latex: str) -> None:
        self._tokens = [token for token in _TOKEN.findall(latex) if not token.isspace()]
        self._at = 0

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def group(self) -> float:
        """Everything up to the closing brace of this group."""
        total = 0.0
        while self._next() not in ("", "}"):
            script = 0.0
            while self._next() in ("_", "^"):
                self._at += 1
                script = max(script, _SCRIPT * self._one())  # above and below stand over each other
            total += script
            if self._next() not in ("", "}"):
                total += self._one()
        self._at += 1
        return total

    def _one(self) -> float:
        token = self._next()
        self._at += 1
        if token == "{":
            start = self._at
            width = self.group()
            return 0.7 if self._tokens[start : self._at - 1] == ["-"] else width  # a sign, not an operation
        if token in (r"\text", r"\mathrm", r"\mathcal"):
            return self._one() * 1.3
        if token == r"\textcolor":
            self._one()
            return self._one()
        if token == r"\frac":
            return max(self._one(), self._one()) + _FRACTION
        return _SPACES[token] if token in _SPACES else _WIDTHS.get(token.removeprefix("\\"), _LETTER)


@dataclass(frozen=True)
class _Atom:
    """What stands between two places where a line may break; `loath` of its beginning."""

    latex: str
    loath: float
    width: float


def break_line(latex: str, room: float, indent: float = 0.0) -> tuple[str, ...]:
    """The lines into which a formula breaks so that none is wider than `room` (em), as far as it can be broken.

    The lines after the first are narrower by `indent`. As few lines as can be; outside parentheses if possible. Every
    line has its braces closed and can be typeset by itself; parentheses that are broken do not stretch.
    """
    atoms = _atoms(_STRETCHING.sub("", latex))
    if sum(atom.width for atom in atoms) <= room:
        return (latex,)
    costs, cuts = [0.0], [0]  # of the best way to set the first atoms, and where its last line begins
    for end in range(1, len(atoms) + 1):
        choices = []
        for start in range(end):
            space = room - (indent if start else 0.0)
            width = sum(atom.width for atom in atoms[start:end])
            if width > space and end - start > 1:
                continue  # it can be broken further
            cost = costs[start] + (_A_LINE + atoms[start].loath if start else 0.0)
            choices.append((cost + _OVERFULL * max(width - space, 0.0), -start))
        best, start = min(choices)  # of equals the one that fills the earlier lines
        costs.append(best)
        cuts.append(-start)
    lines: list[str] = []
    end = len(atoms)
    while end:
        text = "".join(atom.latex for atom in atoms[cuts[end] : end]).strip()
        lines.append(_continued(text) if cuts[end] else text)
        end = cuts[end]
    return tuple(reversed(lines))


@lru_cache(maxsize=1024)
def placed(latex: str, size: float, room: float, indent: float) -> tuple[tuple[str, float], ...]:
    """The pieces of one line of a formula, each with its left edge, in the unit of `size` and `room`.

    A line that goes on from the one before (with "=") stands in by `indent`, what is broken off by one more.
    It breaks at the latest where it would have to shrink to less than 0.8 of its size to fit.
    """
    left = indent if latex.startswith("=") else 0.0
    pieces = break_line(latex, (room - left) / (size * _SHRINK), indent / (size * _SHRINK))
    return tuple((piece, left + (indent if at else 0.0)) for at, piece in enumerate(pieces))


def _continued(line: str) -> str:
    """A line after the first: its sign is an operation on what stands above it, not a sign of its own number."""
    line = line.removeprefix(r"\,").strip()
    return f"{{}} {line}" if line.startswith(("+", "-", r"\cdot", r"\odot")) else line


def _atoms(latex: str) -> list[_Atom]:
    """The pieces between two places where a line may break."""
    atoms: list[_Atom] = []
    start, loath, braces, brackets = 0, 0.0, 0, 0
    for mark in _TOKEN.finditer(latex):
        token = mark[0]
        braces += (token == "{") - (token == "}")
        brackets += (token in "([") - (token in ")]") if not braces else 0
        if braces or token not in _SIGNS:
            continue
        at = mark.end() if token in ",;" else mark.start()
        rest = latex[mark.end() :].lstrip()
        if latex[:at].strip() in ("", "=") or not rest or rest.startswith("10^"):
            continue  # the formula's own beginning or end; a power of ten stays with its number
        atoms.append(_Atom(latex[start:at], loath, extent(latex[start:at])))
        start, loath = at, _SIGNS[token] + 2.0 * brackets
    atoms.append(_Atom(latex[start:], loath, extent(latex[start:])))
    return atoms
