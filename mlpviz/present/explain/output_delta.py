"""δ at the output: the slope of the loss, times the slope of the activation."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import number_sum, result, slope_factor, wrapped
from mlpviz.present.explain.loss import in_numbers, in_symbols, side, target
from mlpviz.present.explain.model import Explanation, Term, Terms
from mlpviz.present.explain.perceptron import why_of_delta
from mlpviz.present.explain.slope import flat, function_name, slope_sentence


def explain_output_delta(context: Context) -> Explanation:
    """δ = o − y where the loss is computed on the logits, else ∂L/∂h · g′(ξ), or the softmax's Jacobian product."""
    layer, unit = context.layer, context.unit
    symbol = context.symbols.delta(layer, unit)
    o, y = context.symbols.activation(layer, unit), context.symbols.target(unit)
    output, wanted = float(context.h(layer)[unit]), float(target(context)[unit])
    value = float(context.result.delta(layer)[context.sample, unit])
    named = [(o.plain, output), (y.plain, wanted)]

    if context.loss.on_logits:
        lines = [f"{symbol.latex} = {o.latex} - {y.latex}", f"= {context.number(output)} - {context.factor(wanted)}"]
        lines.append(result(value, context.decimals))
        return context.explanation(
            lines,
            value,
            _why(context, value),
            addends=(np.array([output, -wanted]), value),
            named=(*named, (symbol.plain, value)),
        )
    if context.activation.id == "softmax":
        return explain_jacobian(context, loss_slopes(context))

    slope = float(loss_slopes(context)[unit])
    outer = context.symbols.h_gradient(layer, unit)
    loss_symbols = in_symbols(context, context.loss.latex_gradient, unit)
    loss_numbers = in_numbers(context, context.loss.latex_gradient, unit)
    named += [(outer.plain, slope), ("g′", context.slope), (symbol.plain, value)]
    if context.activation.id == "identity":
        lines = [f"{symbol.latex} = {outer.latex} = {loss_symbols}", f"= {loss_numbers}"]
    else:
        argument = context.symbols.excitation(layer, unit)
        derivative = rf"\frac{{\partial {o.latex}}}{{\partial {argument.latex}}}"
        if context.activation.layerwise:
            head, slopes = derivative, ("0", "0")
        else:
            head = f"g'({argument.latex})"
            slopes = slope_factors(context)
        lines = [
            f"{symbol.latex} = {outer.latex} \\, {head}",
            rf"= {wrapped(loss_symbols)} \cdot {slopes[0]}",
            rf"= {wrapped(loss_numbers)} \cdot {slopes[1]}",
        ]
    lines.append(result(value, context.decimals))
    return context.explanation(lines, value, _why(context, value), named=named)


def loss_slopes(context: Context) -> Array:
    """∂L/∂h of the outputs of this step's sample, shape (outputs,)."""
    gradient = context.result.activation_gradients[context.depth]
    if gradient is None:
        raise ValueError("a loss on the logits gives δ at once")
    values: Array = gradient[context.sample]
    return values


def slope_factors(context: Context) -> tuple[str, str]:
    """g′ of this step's unit in symbols and in numbers."""
    layer, unit = context.layer, context.unit
    return slope_factor(
        context.activation,
        context.slope,
        float(context.xi(layer)[unit]),
        float(context.h(layer)[unit]),
        context.symbols.excitation(layer, unit).latex,
        context.symbols.activation(layer, unit).latex,
        context.decimals,
    )


def jacobian_terms(context: Context, slopes: Array) -> Terms:
    """h_i · ∂L/∂h_i of each unit i of a softmax layer."""
    layer, h = context.layer, context.h(context.layer)
    products = h * slopes

    def make(index: int) -> Term:
        share, outer = context.symbols.activation(layer, index), context.symbols.h_gradient(layer, index)
        factors = ((share.plain, float(h[index])), (outer.plain, float(slopes[index])))
        latex, plain = rf"{share.latex} \, {outer.latex}", f"{share.plain} · {outer.plain}"
        return Term(latex, plain, factors, float(products[index]), layer, index)

    return Terms(products, make)


def jacobian_lines(context: Context, slopes: Array) -> list[str]:
    """δ_j = h_j (v_j − Σ h_i v_i) with v = ∂L/∂h, in symbols and in numbers."""
    layer, unit, h = context.layer, context.unit, context.h(context.layer)
    share, outer = context.symbols.activation(layer, unit), context.symbols.h_gradient(layer, unit)
    general = rf"{context.symbols.activation(layer, 'i').latex} \, {context.symbols.h_gradient(layer, 'i').latex}"
    terms = jacobian_terms(context, slopes)
    picks = terms.picked(3, len(terms))
    products = number_sum(terms, picks, context.decimals)
    return [
        rf"{share.latex} \, ({outer.latex} - \sum_{{i}} {general})",
        rf"{context.number(float(h[unit]))} \cdot ({context.number(float(slopes[unit]))} - ({products}))",
    ]


def explain_jacobian(context: Context, slopes: Array) -> Explanation:
    """δ of a softmax output whose loss is not computed on the logits."""
    layer, unit = context.layer, context.unit
    symbol = context.symbols.delta(layer, unit)
    value = float(context.result.delta(layer)[context.sample, unit])
    terms = jacobian_terms(context, slopes)
    first, second = jacobian_lines(context, slopes)
    lines = [f"{symbol.latex} = {first}", f"= {second}", result(value, context.decimals)]
    return context.explanation(
        lines, value, _why(context, value), terms=terms, total=float(terms.values.sum()), named=((symbol.plain, value),)
    )


def coupling_sentence(context: Context) -> str:
    """Why the units of a softmax layer share their δ."""
    shares = "A softmax shares out one whole: what one unit gains the others lose"
    return f"{shares}, so the {context.delta_name} of its layer add up to 0."


def direction(context: Context, value: float) -> str:
    """What the sign of δ means."""
    if value == 0:
        return ""
    xi = context.xi_name
    return (
        f"{context.delta_name} is {'positive' if value > 0 else 'negative'}: "
        f"{'lowering' if value > 0 else 'raising'} {xi} a little lowers the loss."
    )


def _why(context: Context, value: float) -> list[str]:
    layer, unit, row = context.layer, context.unit, context.activation
    o, y = float(context.h(layer)[unit]), float(target(context)[unit])
    if context.loss.hard:
        return why_of_delta(context, value)
    if row.passes is False:
        return [slope_sentence(context)]
    if o == y and row.id != "softmax":
        return [f"The output hits its target: there is nothing to correct, so {context.delta_name} is 0."]
    place = f"The output is {side(context, o, y)}" if o != y else "The output hits its target"
    if context.loss.on_logits:
        name = function_name(row)
        return [
            f"{place}.",
            f"With {context.loss.title.lower()} the slope of {name} cancels: the error comes through undiminished.",
            direction(context, value),
        ]
    if row.id == "softmax":
        return [f"{place}.", coupling_sentence(context), direction(context, value)]
    if row.id in ("sigmoid", "tanh") and abs(o - y) >= 0.5 and flat(context):
        return [f"{place}: a large error, but little of it gets through.", slope_sentence(context)]
    if context.loss.id in ("absolute_error", "mean_absolute_error"):
        place += "; its loss pulls with the same strength however large the error"
    several = context.network.outputs > 1 and "{q}" in context.loss.latex
    return [
        f"{place}.",
        slope_sentence(context) if row.id != "identity" else "",
        direction(context, value),
        f"q = {context.network.outputs} counts the outputs." if several else "",
    ]
