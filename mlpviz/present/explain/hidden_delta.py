"""δ of a hidden neuron: what comes back from the layer after it, times the slope of its activation."""

from __future__ import annotations

import numpy as np

from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import DOTS, colored, number_sum, result, symbol_sum
from mlpviz.present.explain.model import Explanation, Term, Terms
from mlpviz.present.explain.output_delta import coupling_sentence, jacobian_lines, slope_factors
from mlpviz.present.explain.slope import slope_sentence
from mlpviz.present.explain.titles import letter
from mlpviz.present.numbers import plain_product


def explain_hidden_delta(context: Context) -> Explanation:
    """δ_j = g′(ξ_j) Σ_k w_{k,j} δ_k over the units k of the next layer."""
    layer, unit, row = context.layer, context.unit, context.activation
    symbols = context.symbols
    terms = _terms(context)
    pair = [symbols.weight(layer + 1, "k", unit).latex, symbols.delta(layer + 1, "k").latex]
    general = r" \, ".join(reversed(pair) if symbols.in_by_out else pair)
    sigma = rf"\sum_{{k}} {general}" if len(terms) > 1 else terms.make(0).symbol_latex
    if context.partial:
        return _partial(context, terms, sigma)

    symbol, outer = symbols.delta(layer, unit), symbols.h_gradient(layer, unit)
    value = float(context.result.delta(layer)[context.sample, unit])
    gradient = context.result.activation_gradients[layer]
    total = float(terms.values.sum()) if gradient is None else float(gradient[context.sample, unit])
    picks, _ = context.picked(terms)
    in_symbols = symbol_sum(terms, picks)
    in_numbers = number_sum(terms, picks, context.decimals)
    several = len(terms) > 1
    factor: tuple[str, float] | None = ("g′", context.slope)
    if row.id == "softmax" and gradient is not None:
        first, second = jacobian_lines(context, gradient[context.sample])
        lines = [f"{symbol.latex} = {first}", f"= {second}"]
        factor = None
    elif row.layerwise:
        h, xi = symbols.activation(layer, unit).latex, symbols.excitation(layer, unit).latex
        slope = rf"\frac{{\partial {h}}}{{\partial {xi}}}"
        lines = [f"{symbol.latex} = {slope} \\, {sigma}", rf"= 0 \cdot ({in_numbers})"]
    elif row.id == "identity":
        lines = [f"{symbol.latex} = {sigma}", *([f"= {in_symbols}"] if several else []), f"= {in_numbers}"]
    else:
        slopes = slope_factors(context)
        lines = [
            f"{symbol.latex} = g'({symbols.excitation(layer, unit).latex}) \\, {sigma}",
            rf"= {slopes[0]} \cdot ({in_symbols})" if several else rf"= {slopes[0]} \cdot {in_symbols}",
            rf"= {slopes[1]} \cdot ({in_numbers})" if several else rf"= {slopes[1]} \cdot {_single(context, terms)}",
        ]
    lines.append(result(value, context.decimals))
    named = ((outer.plain, total), ("g′", context.slope), (symbol.plain, value))
    why = _why(context, terms, total)
    return context.explanation(lines, value, why, terms=terms, total=total, factor=factor, named=named)


def _partial(context: Context, terms: Terms, sigma: str) -> Explanation:
    """∂L/∂h so far, in the midst of its sum."""
    outer = context.symbols.h_gradient(context.layer, context.unit)
    value = float(terms.values[: context.term + 1].sum())
    picks, current = context.picked(terms)
    lines = [
        f"{outer.latex} = {sigma}",
        f"= {symbol_sum(terms, picks)}",
        f"= {number_sum(terms, picks, context.decimals, current)}",
        f"{result(value, context.decimals)} + {DOTS}",
    ]
    return context.explanation(lines, value, (), terms=terms, total=value, named=((outer.plain, value),))


def _single(context: Context, terms: Terms) -> str:
    """The one product, each factor fit to follow another."""
    term = terms.make(0)
    return colored(term.value, r" \cdot ".join(context.factor(value) for _, value in term.factors))


def _terms(context: Context) -> Terms:
    """w_{k,j} · δ_k of each unit k of the next layer."""
    layer, unit, symbols = context.layer, context.unit, context.symbols
    weights = context.network.layers[layer].weights[:, unit]
    deltas = context.result.delta(layer + 1)[context.sample]
    values = weights * deltas

    def make(index: int) -> Term:
        pair = [
            (symbols.weight(layer + 1, index, unit), float(weights[index])),
            (symbols.delta(layer + 1, index), float(deltas[index])),
        ]
        if symbols.in_by_out:
            pair.reverse()
        return Term(
            r" \, ".join(factor.latex for factor, _ in pair),
            " · ".join(factor.plain for factor, _ in pair),
            tuple((factor.plain, number) for factor, number in pair),
            float(values[index]),
            layer + 1,
            index,
        )

    return Terms(values, make)


def _why(context: Context, terms: Terms, total: float) -> list[str]:
    layer = context.layer
    delta = letter(context.symbols.delta(layer + 1, 0))
    slope = coupling_sentence(context) if context.activation.id == "softmax" else slope_sentence(context)
    if not context.activation.passes or (context.activation.id == "relu" and context.slope == 0):
        return [slope]
    if not np.isfinite(terms.values).all():
        return []
    if not terms.values.any():
        none = not context.result.delta(layer + 1)[context.sample].any()
        cause = f"Every {delta} in the layer after this neuron is 0" if none else "No weight leads back a signal"
        return [f"{cause}, so nothing comes back."]
    if len(terms) == 1:
        only = context.unit_name(layer + 1, 0)
        route = f"This neuron reaches the loss only through {only}"
        return [f"{route}: it takes that neuron's {delta}, times the weight between them.", slope]
    index = int(np.argmax(np.abs(terms.values)))
    term = terms.make(index)
    product = plain_product([value for _, value in term.factors], context.decimals)
    path = f"the one from {context.unit_name(layer + 1, index)} counts most"
    most = f"Of {len(terms)} paths back, {path}: {product} = {context.shown(term.value)}"
    if abs(total) < 0.1 * float(np.abs(terms.values).sum()):
        most += f"; but the paths almost cancel, and {context.shown(total)} is left"
    if context.activation.id == "softmax":
        outer = context.symbols.h_gradient(layer, context.unit).plain
        most += f"; together they give {outer} = {context.shown(total)}"
    return [f"{most}.", slope]
