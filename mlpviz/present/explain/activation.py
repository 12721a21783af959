"""h: what a neuron gives on."""

from __future__ import annotations

import numpy as np

from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import DOTS, LIMIT, result, value_line, with_gaps
from mlpviz.present.explain.model import Explanation, Term, Terms
from mlpviz.present.explain.slope import at, flat, function_name

_POWERS = 4  # a fraction cannot be broken into lines, so fewer than in a sum


def explain_activation(context: Context) -> Explanation:
    """h_j = g(ξ_j), or for a layer-wise activation h_j = g(ξ)_j."""
    layer, unit, row = context.layer, context.unit, context.activation
    symbol, argument = context.symbols.activation(layer, unit), context.symbols.excitation(layer, unit)
    xi, value = float(context.xi(layer)[unit]), float(context.h(layer)[unit])
    named = ((argument.plain, xi), (symbol.plain, value))
    if row.layerwise:
        lines = _softmax_lines(context) if row.id == "softmax" else _argmax_lines(context)
        shares = _shares(context) if row.id == "softmax" else None
        total = float(context.h(layer).sum()) if shares else None
        lines.append(result(value, context.decimals))
        return context.explanation(lines, value, _why(context), terms=shares, total=total, named=named)
    if row.id == "identity":
        lines = [f"{symbol.latex} = {argument.latex}"]
    else:
        symbols, numbers = value_line(row, xi, value, argument.latex, symbol.latex, context.decimals)
        lines = [f"{symbol.latex} = g({argument.latex})", f"= {symbols}", f"= {numbers}"]
    lines.append(result(value, context.decimals))
    return context.explanation(lines, value, _why(context), named=named)


def _shares(context: Context) -> Terms:
    """The shares of a softmax layer, one a unit: they add up to 1."""
    layer, shares, xi = context.layer, context.h(context.layer), context.xi(context.layer)

    def make(index: int) -> Term:
        h, argument = context.symbols.activation(layer, index), context.symbols.excitation(layer, index)
        value = float(shares[index])
        return Term(h.latex, h.plain, ((argument.plain, float(xi[index])), (h.plain, value)), value, layer, index)

    return Terms(shares, make)


def _arguments(context: Context, limit: int) -> list[int | None]:
    """The units whose excitations a layer-wise formula writes out, the largest and this one; None where dots stand."""
    xi = context.xi(context.layer)
    order = [context.unit, *(int(index) for index in np.argsort(-xi, kind="stable") if index != context.unit)]
    return with_gaps(sorted(order[:limit]), len(xi))


def _softmax_lines(context: Context) -> list[str]:
    layer, unit, xi = context.layer, context.unit, context.xi(context.layer)
    symbol, argument = context.symbols.activation(layer, unit).latex, context.symbols.excitation(layer, unit).latex
    general = context.symbols.excitation(layer, "i").latex
    powers = " + ".join(
        DOTS if index is None else f"e^{{{context.number(float(xi[index]))}}}" for index in _arguments(context, _POWERS)
    )
    return [
        rf"{symbol} = \frac{{e^{{{argument}}}}}{{\sum_{{i}} e^{{{general}}}}}",
        rf"= \frac{{e^{{{context.number(float(xi[unit]))}}}}}{{{powers}}}",
    ]


def _argmax_lines(context: Context) -> list[str]:
    layer, unit, xi = context.layer, context.unit, context.xi(context.layer)
    symbol, argument = context.symbols.activation(layer, unit).latex, context.symbols.excitation(layer, unit).latex
    general = context.symbols.excitation(layer, "i").latex
    arguments = _arguments(context, LIMIT)
    numbers = ", ".join(DOTS if index is None else context.number(float(xi[index])) for index in arguments)
    own = context.number(float(xi[unit]))
    return [rf"{symbol} = [{argument} = \max_{{i}} {general}]", rf"= [{own} = \max({numbers})]"]


def _why(context: Context) -> list[str]:
    row, layer, unit = context.activation, context.layer, context.unit
    xi = float(context.xi(layer)[unit])
    name, x, h = function_name(row), context.xi_name, context.h(layer)
    if row.id == "identity":
        return ["The identity passes the excitation on unchanged."]
    if row.id == "relu":
        return [
            f"{x} is above 0: this ReLU is on and passes it on unchanged."
            if xi > 0
            else f"{x} is not above 0: this ReLU is off and gives 0."
        ]
    if row.id in ("step", "sign"):
        return [f"{x} is {'' if xi > 0 else 'not '}above 0, so {name} gives {context.shown(float(h[unit]))}."]
    if row.id == "leaky_relu":
        return [f"{x} is above 0 and passes unchanged." if xi > 0 else f"{x} is not above 0: a hundredth of it passes."]
    if row.layerwise:
        return _why_layerwise(context)
    slope = context.shown(context.slope)
    if flat(context):
        return [f"{at(context)} {name} is almost flat (slope {slope}): it barely notices a small change of {x}."]
    most = {"sigmoid": ", of at most 1/4", "tanh": ", of at most 1"}.get(row.id, "")
    return [f"{at(context)} {name} has slope {slope}{most}."]


def _why_layerwise(context: Context) -> list[str]:
    layer, unit, xi, h = context.layer, context.unit, context.xi(context.layer), context.h(context.layer)
    if len(h) == 1:
        return ["It is the only unit of its layer, so it takes everything: the output is 1 whatever comes in."]
    winner = int(np.argmax(xi))
    other = context.unit_name(layer, winner)
    if context.activation.id == "softmax":
        largest = f"the largest share, {context.shown(float(h[winner]))}"
        first = f"This neuron has {largest}" if winner == unit else f"{other.capitalize()} has {largest}"
        return [f"{first}; the shares of the layer add up to 1."]
    if winner == unit:
        tie = " (the first of those that tie)" if np.count_nonzero(xi == xi[unit]) > 1 else ""
        return [f"This neuron has the largest excitation of its layer{tie}, so it takes 1 and all others 0."]
    if xi[winner] == xi[unit]:
        return [f"It ties with {other}, which comes first and takes 1, so this neuron gets 0."]
    return [f"{other.capitalize()} has the largest excitation, {context.shown(float(xi[winner]))}, so this one gets 0."]
