"""The loss of one sample."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import DOTS, LIMIT, result, with_gaps
from mlpviz.present.explain.model import Explanation, Term, Terms
from mlpviz.present.explain.perceptron import why_of_loss
from mlpviz.present.notation import Index
from mlpviz.present.numbers import MINUS, latex_factor, latex_number, shown
from mlpviz.present.symbols import Symbol

_MOST_DECIMALS = 16
_LETTER = re.compile(r"o_j|y_j|\\xi_j")


def explain_loss(context: Context) -> Explanation:
    """The loss, output by output."""
    row, outputs = context.loss, context.network.outputs
    prefix, _, body = row.latex.partition(r"\sum_j ")
    prefix = prefix.replace(r"\frac{1}{q} ", "") if outputs == 1 else prefix
    symbol = context.symbols.loss()
    value = float(context.result.losses[context.sample])
    terms = _terms(context)
    picks = _picked(context, terms)

    sigma, index = (r"\sum_{j} ", "j") if outputs > 1 else ("", 0)
    lines = [f"{context.of_sample(symbol, context.sample)} = {prefix}{sigma}{in_symbols(context, body, index)}"]
    digits = _digits(context, value)
    parts = [DOTS if output is None else in_numbers(context, body, output, digits) for output in picks]
    numbers = " + ".join(parts)
    if prefix and len(parts) > 1:
        numbers = f"({numbers})"
    lines += [f"= {prefix.replace('q', str(outputs))}{numbers}", result(value, context.decimals)]
    named = [
        (symbol_of(output).plain, float(values[output]))
        for symbol_of, values in _letters(context).values()
        for output in picks
        if output is not None
    ]
    return context.explanation(
        lines, value, _why(context, terms, value), terms=terms, total=value, named=(*named, (symbol.plain, value))
    )


def target(context: Context) -> Array:
    """Targets of this step's sample, shape (outputs,)."""
    values: Array = context.result.targets[context.sample]
    return values


def _letters(context: Context) -> dict[str, tuple[Callable[[Index], Symbol], Array]]:
    """The letters of this loss's formula: the symbol of each output's, and their numbers, shape (outputs,)."""
    symbols, depth = context.symbols, context.depth
    letters: dict[str, tuple[Callable[[Index], Symbol], Array]] = {
        "o_j": (lambda j: symbols.activation(depth, j), context.h(depth)),
        "y_j": (symbols.target, target(context)),
        r"\xi_j": (lambda j: symbols.excitation(depth, j), context.xi(depth)),
    }
    return {letter: part for letter, part in letters.items() if letter in context.loss.latex}


def in_symbols(context: Context, latex: str, output: Index) -> str:
    """A loss's formula in o_j, y_j, ξ_j and q, in the symbols of the notation."""
    if context.network.outputs == 1:
        latex = latex.replace(r"\frac{2}{q}", "2").replace(r"\frac{1}{q} ", "")
    letters = _letters(context)
    return _LETTER.sub(lambda match: letters[match[0]][0](output).latex, latex)


def in_numbers(context: Context, latex: str, output: int, decimals: int | None = None) -> str:
    """The same with the numbers of one output put in, the output with `decimals` where they are given."""
    outputs = context.network.outputs
    if outputs == 1:
        latex = latex.replace(r"\frac{2}{q}", "2").replace(r"\frac{1}{q} ", "")
    latex = re.sub(r"(2|\})(?= \(o_j)", r"\1 \\cdot", latex).replace("{q}", f"{{{outputs}}}")
    latex = latex.replace(r"y_j \ln", r"y_j \cdot \ln").replace(r") \ln", r") \cdot \ln").replace(r"\, ", r"\cdot ")
    letters = _letters(context)

    def number(match: re.Match[str]) -> str:
        value = float(letters[match[0]][1][output])
        digits = decimals or context.decimals if match[0] == "o_j" else context.decimals
        text = latex_number(value, digits)
        before = latex[: match.start()]
        if before.endswith((r"\ln ", r"\ln")) and r"\cdot" in text:
            return f"({text})"
        return text if before.endswith(("(", "|", "( ")) else latex_factor(value, digits)

    return _LETTER.sub(number, latex)


def _digits(context: Context, value: float) -> int:
    """With how many decimals the outputs must be shown for the logarithms of what is shown to give the loss as shown.

    An output that rounds to 0 or 1 as a float64 has none that do: it is shown like all numbers.
    """
    if not context.loss.on_logits or context.loss.hard or not np.isfinite(value):
        return context.decimals
    o, y = context.h(context.depth), target(context)
    for decimals in range(context.decimals, _MOST_DECIMALS):
        read = np.array([float(shown(float(number), decimals).replace(MINUS, "-")) for number in o])
        by_hand = _logs(y, read) if context.loss.classes else _logs(y, read) + _logs(1.0 - y, 1.0 - read)
        if context.shown(-by_hand) == context.shown(value):
            return decimals
    return context.decimals


def _logs(shares: Array, values: Array) -> float:
    """Σ share · ln value, over the shares that are not 0."""
    counting = shares != 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return float((shares[counting] * np.log(values[counting])).sum())


def _terms(context: Context) -> Terms:
    depth, row = context.depth, context.loss
    r = context.xi(depth) if row.on_logits else context.h(depth)
    values = row.terms(r[None], target(context)[None])[0]
    letters = _letters(context)

    def make(index: int) -> Term:
        o = context.symbols.activation(depth, index)
        factors = tuple((symbol_of(index).plain, float(numbers[index])) for symbol_of, numbers in letters.values())
        name = f"share of {context.unit_name(depth, index)}"
        return Term(o.latex, name, factors, float(values[index]), depth, index, label=f"share of {o.plain}")

    return Terms(values, make)


def _picked(context: Context, terms: Terms) -> list[int | None]:
    """The outputs that the formula writes out, None where dots stand for others.

    Where only the targets' own classes count, those alone.
    """
    if context.loss.id == "cross_entropy":
        counting = np.flatnonzero(target(context))
        largest = sorted(np.argsort(-terms.values[counting], kind="stable")[:LIMIT].tolist())
        return [None if at is None else int(counting[at]) for at in with_gaps(largest, len(counting))]
    return with_gaps(terms.picked(LIMIT, len(terms)), len(terms))


def _why(context: Context, terms: Terms, value: float) -> list[str]:
    depth, row = context.depth, context.loss
    o, y = context.h(depth), target(context)
    why = []
    if row.hard and (o != y).any():
        return why_of_loss(context)
    if row.classes and not row.hard and np.count_nonzero(y) == 1:
        index = int(np.argmax(y))
        share, name = float(o[index]), context.unit_name(depth, index)
        if len(o) == 1:
            why.append("A softmax of one unit always gives 1, so there is nothing to lose.")
        elif share < 0.1:
            why.append(f"Only {context.shown(share)} of the probability is on the right class, so the loss is large.")
        else:
            why.append(
                f"Only the right class counts, {name}: its share is {context.shown(share)}, and the closer to 1, the "
                "smaller the loss."
            )
    elif np.array_equal(o, y):
        return [
            "Every output hits its target: there is no loss."
            if len(o) > 1
            else "The output hits its target: there is no loss."
        ]
    elif len(o) == 1:
        why.append(f"The output {context.shown(float(o[0]))} is {side(context, float(o[0]), float(y[0]))}.")
    else:
        index = int(np.argmax(terms.values))
        part = f"{context.shown(float(terms.values[index]))} of {context.shown(value)}"
        why.append(f"The largest share, {part}, comes from {context.unit_name(depth, index)}.")
    if r"{q}" in row.latex and len(o) > 1:
        why.append(f"q = {len(o)} counts the outputs.")
    if row.on_logits and len(o) > row.classes and rounds_to_bounds(context, o):
        xi = context.symbols.excitation_name
        why.append(f"It is computed from {xi}, so it stays exact where an output rounds to 0 or 1.")
    return why


def side(context: Context, o: float, y: float) -> str:
    """ "above its target 2 by 0.1"."""
    return f"{'above' if o > y else 'below'} its target {context.shown(y)} by {context.shown(abs(o - y))}"


def rounds_to_bounds(context: Context, o: Array) -> bool:
    """Whether an output lies so near to 0 or 1 that its shown digits, or even its float64, can't tell."""
    near_one = np.abs(1.0 - o) < 0.5 * 10.0**-context.decimals
    return bool((near_one | (o == 0.0)).any())
