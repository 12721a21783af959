"""ξ: the weighted sum of what comes in."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import BIAS
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import DOTS, number_sum, result, symbol_sum
from mlpviz.present.explain.model import Explanation, Term, Terms
from mlpviz.present.numbers import plain_product


def explain_excitation(context: Context) -> Explanation:
    """ξ_j = Σ w_{j,k} h_k + b_j."""
    symbols, layer, unit = context.symbols, context.layer, context.unit
    symbol = symbols.excitation(layer, unit)
    terms = _terms(context)
    picks, current = context.picked(terms)

    lines = [f"{symbol.latex} = {_general(context)}"]
    if context.row.fan_in > 1:
        lines.append(f"= {symbol_sum(terms, picks)}")
    lines.append(f"= {number_sum(terms, picks, context.decimals, current)}")
    if context.partial:
        value = float(terms.values[: context.term + 1].sum())
        lines.append(f"{result(value, context.decimals)} + {DOTS}")
    else:
        value = float(context.xi(layer)[unit])
        lines.append(result(value, context.decimals))
    return context.explanation(
        lines, value, _why(context, terms, value), terms=terms, total=value, named=((symbol.plain, value),)
    )


def _terms(context: Context) -> Terms:
    symbols, layer, unit, row = context.symbols, context.layer, context.unit, context.row
    weights, before = row.weights[unit], context.h(layer - 1)
    values = weights * before
    if row.biases is not None:
        values = np.append(values, row.biases[unit])

    def make(index: int) -> Term:
        value = float(values[index])
        if index == row.fan_in:
            bias = symbols.weight(layer, unit, BIAS)
            if not symbols.dummy_unit:
                return Term(bias.latex, bias.plain, ((bias.plain, value),), value, layer - 1, BIAS)
            factors = ((bias.plain, value), (symbols.dummy().plain, 1.0))
            return Term(rf"{bias.latex} \cdot 1", f"{bias.plain} · 1", factors, value, layer - 1, BIAS)
        weight, h = symbols.weight(layer, unit, index), symbols.activation(layer - 1, index)
        pair = [(weight, float(weights[index])), (h, float(before[index]))]
        if symbols.in_by_out:
            pair.reverse()
        return Term(
            r" \, ".join(factor.latex for factor, _ in pair),
            " · ".join(factor.plain for factor, _ in pair),
            tuple((factor.plain, number) for factor, number in pair),
            value,
            layer - 1,
            index,
        )

    return Terms(values, make)


def _general(context: Context) -> str:
    """The right-hand side with a Σ, or with its one product."""
    symbols, layer, unit, row = context.symbols, context.layer, context.unit, context.row
    index = symbols.source_letter if row.fan_in > 1 else 0
    pair = [symbols.weight(layer, unit, index).latex, symbols.activation(layer - 1, index).latex]
    if symbols.in_by_out:
        pair.reverse()
    text = r" \, ".join(pair)
    if row.fan_in > 1:
        text = rf"\sum_{{{index}}} {text}"
    if not row.has_bias or (symbols.dummy_unit and row.fan_in > 1):
        return text  # the dummy unit is one of the sources
    bias = symbols.weight(layer, unit, BIAS).latex
    return rf"{text} + {bias} \cdot 1" if symbols.dummy_unit else f"{text} + {bias}"


def _why(context: Context, terms: Terms, value: float) -> list[str]:
    layer, row = context.layer, context.row
    products = terms.values[: row.fan_in]
    if not np.isfinite(products).all():
        return []
    if not products.any():
        cause = "Every weight meets a 0" if context.h(layer - 1).any() else "Everything that comes in is 0"
        return [f"{cause}, so {'the bias alone is left' if row.has_bias else 'the sum is 0'}."]
    why = []
    if np.count_nonzero(terms.values) > 1:
        sizes = np.abs(terms.values)
        index, ties = int(np.argmax(sizes)), int(np.count_nonzero(sizes == sizes.max()))
        term = terms.make(index)
        product = plain_product([number for _, number in term.factors], context.decimals)
        if len(term.factors) > 1:
            product += f" = {context.shown(term.value)}"
        name = f"the one from {context.unit_name(layer - 1, index)}" if index < row.fan_in else "the bias"
        largest = f"The largest term is {name}: {product}."
        why.append(
            f"{ties} terms are equally large, each {context.shown(float(sizes[index]))} in size."
            if ties > 1
            else largest
        )
    positive, negative = terms.values[terms.values > 0].sum(), terms.values[terms.values < 0].sum()
    if positive and negative:
        balance = "they cancel" if value == 0 else "the positive ones win" if value > 0 else "the negative ones win"
        why.append(
            f"The positive terms add up to {context.shown(float(positive))}, the negative ones to "
            f"{context.shown(float(negative))}: {balance}."
        )
    return why
