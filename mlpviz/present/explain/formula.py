"""Building blocks of formulas: sums of products, colours, and an activation with its argument put in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlpviz.nn.activations import SELU_ALPHA, SELU_LAMBDA, Activation
from mlpviz.present.explain.model import Terms
from mlpviz.present.numbers import latex_factor, latex_number

LIMIT = 6
"""Terms of a sum, a bias among them, that a formula writes out; past them the largest ones stand for all."""

DOTS = r"\textcolor{muted}{\dots}"

_THRESHOLD = r" \; (\xi > 0), \; "
_ELSE = r" \; (\xi \leq 0)"
_ARGUMENT = re.compile(r"\\xi(?![A-Za-z])|(?<![A-Za-z\\])h(?![A-Za-z])")


def colored(value: float, latex: str) -> str:
    """`latex` in the colour of the sign of `value`; 0 has none."""
    if value > 0:
        return rf"\textcolor{{positive}}{{{latex}}}"
    return rf"\textcolor{{negative}}{{{latex}}}" if value < 0 else latex


def result(value: float, decimals: int) -> str:
    """The last line of a formula."""
    return f"= {colored(value, latex_number(value, decimals))}"


def wrapped(latex: str) -> str:
    """`latex` in parentheses if it is a sum, so that it can be a factor."""
    depth = 0
    for at, mark in enumerate(latex):
        depth += (mark in "({") - (mark in ")}")
        if depth == 0 and mark in "+-" and at:
            return f"({latex})"
    return f"({latex})" if latex.startswith(("-", "{-}")) else latex


def with_gaps(picks: Sequence[int], count: int) -> list[int | None]:
    """The picked indices out of `count`, in their order, and None wherever some have been left out."""
    whole: list[int | None] = []
    expected = 0
    for pick in picks:
        whole += [None, pick] if pick != expected else [pick]
        expected = pick + 1
    return whole if expected == count else [*whole, None]


def symbol_sum(terms: Terms, picks: Sequence[int]) -> str:
    """The picked terms in symbols, and dots for those left out."""
    shown = with_gaps(picks, len(terms))
    return " + ".join(DOTS if index is None else terms.make(index).symbol_latex for index in shown)


def number_sum(terms: Terms, picks: Sequence[int], decimals: int, current: int | None = None) -> str:
    """The picked terms in numbers, each in the colour of its sign, the current one marked; dots for those left out."""
    text = ""
    for index in with_gaps(picks, len(terms)):
        if index is None:
            text += f" + {DOTS}" if text else DOTS
            continue
        term = terms.make(index)
        values = [value for _, value in term.factors]
        sign = "" if not text else " + "
        if len(values) == 1 and text and values[0] < 0:
            sign, values = " - ", [-values[0]]
        first = latex_factor(values[0], decimals) if text else latex_number(values[0], decimals)
        product = r" \cdot ".join([first, *(latex_factor(value, decimals) for value in values[1:])])
        if index == current:
            text += sign + rf"\textcolor{{now}}{{{product}}}"
        else:
            text += sign + colored(term.value, product)
    return text


def branch(latex: str, xi: float) -> tuple[str, str]:
    """The part of a piecewise formula that holds at ξ and its condition, "" where there is one formula alone."""
    above, threshold, below = latex.partition(_THRESHOLD)
    if not threshold:
        return latex, ""
    return (above, r"\xi > 0") if xi > 0 else (below.removesuffix(_ELSE), r"\xi \leq 0")


def body(latex: str) -> str:
    """The right-hand side of a row's formula."""
    return latex.partition(" = ")[2]


def in_symbols(latex: str, xi: str, h: str) -> str:
    """A formula in ξ and h, with the symbols of a unit put in."""

    def symbol(match: re.Match[str]) -> str:
        text = xi if match[0] == r"\xi" else h
        squared = "^" in text and latex[match.end() :].startswith("^")  # h^{(1)}^2 would be two superscripts
        return f"({text})" if squared else text

    return _ARGUMENT.sub(symbol, latex)


def in_numbers(latex: str, xi: float, h: float, decimals: int) -> str:
    """A formula in ξ and h, with the numbers of a unit put in, in parentheses where they need them."""
    factor_scale, factor_alpha = (latex_number(value, decimals) for value in (SELU_LAMBDA, SELU_ALPHA))
    latex = latex.replace(r"\lambda \alpha", rf"{factor_scale} \cdot {factor_alpha} \cdot")
    latex = latex.replace(r"\lambda \xi", rf"{factor_scale} \cdot \xi").replace(r"\lambda", factor_scale)
    latex = latex.replace(r"0.01\,\xi", r"0.01 \cdot \xi")

    def number(match: re.Match[str]) -> str:
        value = xi if match[0] == r"\xi" else h
        text = latex_number(value, decimals)
        before, after = latex[: match.start()].rstrip(), latex[match.end() :].lstrip()
        alone = before[-1:] in ("", "(", "{", ",") and (
            after[:1] in ("", ")", "}", ",", ">", "=") or after[:4] == r"\leq"
        )
        leads = not before and after[:1] != "^"
        if not (alone or leads) and (value < 0 or r"\cdot" in text):
            text = f"({text})"
        return text + (r" \cdot " if re.match(r"\\,|\((?!\\xi [>\\])", after) else "")

    filled = _ARGUMENT.sub(number, latex)
    return re.sub(r"\\cdot\s+(\\,)?\s*", r"\\cdot ", filled)


def value_line(row: Activation, xi: float, h: float, symbol: str, symbol_h: str, decimals: int) -> tuple[str, str]:
    """g(ξ) of an element-wise activation, in symbols and in numbers, with the condition of the branch taken."""
    formula, condition = branch(body(row.latex), xi)
    symbols, numbers = in_symbols(formula, symbol, symbol_h), in_numbers(formula, xi, h, decimals)
    if condition:
        symbols += rf" \quad ({in_symbols(condition, symbol, symbol_h)})"
        numbers += rf" \quad ({in_numbers(condition, xi, h, decimals)})"
    return symbols, numbers


def slope_factor(
    row: Activation, slope: float, xi: float, h: float, symbol: str, symbol_h: str, decimals: int
) -> tuple[str, str]:
    """g′ of an element-wise activation as a factor, in symbols and in numbers.

    Through h where that exists, but not where h rounds so near to its bound that 1 − h would lose its digits.
    """
    formula = row.latex_through_h
    if formula is None or abs(slope) < 10.0 ** (2 - decimals):
        formula = branch(body(row.latex_derivative), xi)[0]
    return wrapped(in_symbols(formula, symbol, symbol_h)), wrapped(in_numbers(formula, xi, h, decimals))
