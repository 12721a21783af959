"""What an explanation holds. Whatever grows with the width of a layer is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.explain.plain import plain_formula, without_colors
from mlpviz.present.numbers import exact, rounded_sum_differs, shown


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a sum: the product of its factors (plain symbol, value).

    from_layer and from_unit tell which unit it comes from (BIAS for a bias); for a gradient over a batch `sample`
    is the sample's row in the batch instead.
    """

    symbol_latex: str
    symbol_plain: str
    factors: tuple[tuple[str, float], ...]
    value: float
    from_layer: int | None = None
    from_unit: int | None = None
    sample: int | None = None
    label: str = ""
    """A shorter name, where the terms differ in no more than that."""


@dataclass(frozen=True, eq=False)
class Terms:
    """All terms of a sum: their values at once, each Term when it is asked for."""

    values: Array
    make: Callable[[int], Term]

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def all(self) -> tuple[Term, ...]:
        return tuple(self.make(index) for index in range(len(self.values)))

    def picked(self, limit: int, known: int, current: int | None = None) -> list[int]:
        """The largest `limit` of the first `known` terms, in their order, the current one always among them."""
        if known <= limit:
            return list(range(known))
        sizes = np.abs(np.nan_to_num(self.values[:known], nan=np.inf))
        if current is not None:
            sizes[current] = np.inf
        return sorted(int(index) for index in np.argsort(-sizes, kind="stable")[:limit])


Row = tuple[str, str, str]
"""A number's name, as shown, at full precision."""


@dataclass(frozen=True, eq=False)
class Listing(Sequence[Row]):
    """A row for every number of some arrays, made when it is asked for: a layer may have a million weights."""

    parts: tuple[tuple[Array, Callable[[int], str]], ...]
    """Arrays, each with the name of its number i (in the order of its rows)."""
    decimals: int

    def __len__(self) -> int:
        return sum(values.size for values, _ in self.parts)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        rest = index if index >= 0 else index + len(self)
        for values, name in self.parts:
            if 0 <= rest < values.size:
                value = float(values.flat[rest])
                return name(rest), shown(value, self.decimals), exact(value)
            rest -= values.size
        raise IndexError(f"row {index} of {len(self)}")


@dataclass(frozen=True, eq=False)
class Explanation:
    r"""One step in words and formulas; at a coarser grain one layer or one phase.

    title, phase_title, phase_note, next_title: what this step computes, the phase it stands in, what comes next.
    lines: LaTeX, the symbols first, then the numbers put in, then the result; every line after the first starts
    with "=", and where one does not another equation begins. Colours are named (`\textcolor{negative}{…}`).
    value: what the step computes; in the midst of a sum, the sum so far.
    terms: all addends, `sum` their sum, `factor` what the sum is multiplied by (plain symbol, value).
    why: sentences made from the numbers. flags: where rounding misleads.
    rows: (name, as shown, full precision). predicted_change, true_change: of the loss, by this update alone.
    """

    title: str
    phase_title: str
    phase_note: str
    next_title: str
    lines: tuple[str, ...]
    value: float
    why: tuple[str, ...]
    decimals: int
    sum: float | None = None
    factor: tuple[str, float] | None = None
    predicted_change: float | None = None
    true_change: float | None = None
    summands: Terms | None = None
    known: int | None = None
    """In the midst of a sum, how many of its terms have been added; None: all."""
    addends: tuple[Array, float] | None = None
    """Numbers that a reader may add up by hand, for all of them are shown, and what they should come to."""
    named: tuple[tuple[str, float], ...] = ()
    listing: Listing | None = None
    """The rows of a whole layer or phase."""
    whole: bool = False
    """Whether this is a whole layer or phase and not one step."""
    witnessed: str = ""
    """What the witnesses of this step speak of, where that is not what the title names."""

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return self.summands.all if self.summands is not None else ()

    @cached_property
    def flags(self) -> tuple[str, ...]:
        if self.addends is None or len(self.addends[0]) < 2:
            return ()
        values, total = self.addends
        if not rounded_sum_differs(values.tolist(), total, self.decimals):
            return ()
        return (
            f"The terms as shown don't add up to {shown(total, self.decimals)}: each number is rounded by itself, "
            "from full precision.",
        )

    @cached_property
    def rows(self) -> Sequence[Row]:
        if self.listing is not None:
            return self.listing
        numbers = [*self.named]
        for term in self.terms[: self.known]:
            numbers += term.factors
            if len(term.factors) > 1:
                numbers.append((term.symbol_plain, term.value))
        unique = dict(numbers)
        return tuple((name, shown(value, self.decimals), exact(value)) for name, value in unique.items())

    @cached_property
    def formula(self) -> str:
        """The lines as one line of Unicode."""
        return " ".join(plain_formula(line) for line in self.lines)

    @cached_property
    def plain(self) -> str:
        """One paragraph, for screen readers and for copying."""
        return " ".join((f"{self.title}:", f"{self.formula}.", *self.why, *self.flags))

    @cached_property
    def latex(self) -> str:
        """The lines as one aligned formula, without colours, for a LaTeX document."""
        lines = [_aligned(without_colors(line)) for line in self.lines]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def _aligned(line: str) -> str:
    """The line with a mark at its first sign of equality, under which the lines are aligned."""
    sign = r"\leftarrow" if r"\leftarrow" in line else "="
    head, found, tail = line.partition(f" {sign} ")
    return f"{head} &{sign} {tail}" if found and not line.startswith("=") else f"&{line}"
