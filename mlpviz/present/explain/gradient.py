"""∂L/∂w: δ where the weight leads to, times h where it comes from, over the samples of the batch."""

from __future__ import annotations

from mlpviz.nn.network import BIAS
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.formula import DOTS, number_sum, result, symbol_sum
from mlpviz.present.explain.model import Explanation, Term, Terms


def explain_gradient(context: Context) -> Explanation:
    """∂L/∂w_{j,k} = δ_j h_k, and of a batch their mean or sum."""
    layer, unit, source = context.layer, context.unit, context.source
    symbol = context.symbols.gradient(layer, unit, source)
    terms = _terms(context)
    whole = context.result.gradient(layer, unit, source)
    mean = context.batch > 1 and context.walk.document.reduction == "mean"
    share = rf"\frac{{1}}{{{context.batch}}} " if mean else ""
    picks, current = context.picked(terms)
    in_symbols = symbol_sum(terms, picks)
    in_numbers = number_sum(terms, picks, context.decimals, current)
    if mean:
        in_symbols, in_numbers = f"({in_symbols})", f"({in_numbers})"

    if context.batch == 1:
        lines = [f"{symbol.latex} = {in_symbols}"]
        if len(terms.make(0).factors) > 1:
            lines.append(f"= {in_numbers}")
    else:
        delta = f"{context.symbols.delta(layer, unit).latex}[n]"
        product = delta if source == BIAS else rf"{delta} \, {context.symbols.activation(layer - 1, source).latex}[n]"
        lines = [rf"{symbol.latex} = {share}\sum_{{n}} {product}", f"= {share}{in_symbols}", f"= {share}{in_numbers}"]
    total = float(terms.values[: context.term + 1].sum())
    value = total if context.partial else whole
    if context.partial:
        so_far = result(value, context.decimals).removeprefix("= ")
        lines.append(f"= {share}({so_far} + {DOTS})" if mean else f"= {so_far} + {DOTS}")
    else:
        lines.append(result(value, context.decimals))
    factor = (f"1/{context.batch}", 1.0 / context.batch) if mean else None
    return context.explanation(
        lines,
        value,
        _why(context, terms, value),
        terms=terms,
        total=total,
        factor=factor,
        named=(("sum so far" if context.partial else symbol.plain, value),),
    )


def _terms(context: Context) -> Terms:
    """δ·h of each sample; δ alone for a bias (times 1 where the notation has a dummy unit)."""
    layer, unit, source = context.layer, context.unit, context.source
    values = context.result.gradient_terms(layer, unit, source)
    deltas = context.result.delta(layer)[:, unit]
    delta = context.symbols.delta(layer, unit)

    def make(sample: int) -> Term:
        mark = f"[{context.walk.rows[sample] + 1}]" if context.batch > 1 else ""
        latex, plain = delta.latex + mark, delta.plain + mark
        factors = [(plain, float(deltas[sample]))]
        if source != BIAS:
            h = context.symbols.activation(layer - 1, source)
            factors.append((h.plain + mark, float(context.result.activations[layer - 1][sample, source])))
            latex, plain = rf"{latex} \, {h.latex}{mark}", f"{plain} · {h.plain}{mark}"
        elif context.symbols.dummy_unit:
            factors.append((context.symbols.dummy().plain, 1.0))
            latex, plain = rf"{latex} \cdot 1", f"{plain} · 1"
        return Term(latex, plain, tuple(factors), float(values[sample]), layer, unit, sample)

    return Terms(values, make)


def _why(context: Context, terms: Terms, value: float) -> list[str]:
    layer, unit, source = context.layer, context.unit, context.source
    what = "bias" if source == BIAS and not context.symbols.dummy_unit else "weight"
    delta = context.delta_name
    deltas = context.result.delta(layer)[:, unit]
    every = "" if context.batch == 1 else " for every sample"
    if not deltas.any():
        return [f"{delta} of {context.unit_name(layer, unit)} is 0{every}, so its {what} gets no gradient."]
    if source != BIAS and not context.result.activations[layer - 1][:, source].any():
        return [f"What comes in here is 0{every}, so the gradient is 0: changing this weight does not change the loss."]
    why = []
    if source == BIAS and context.batch == 1:
        constant = "The dummy unit always gives 1" if context.symbols.dummy_unit else "A bias always meets a 1"
        why.append(f"{constant}, so its gradient is {delta} itself.")
    if context.batch > 1:
        up, down = int((terms.values < 0).sum()), int((terms.values > 0).sum())
        idle = context.batch - up - down
        rest = f", {idle} {'has' if idle == 1 else 'have'} no say" if idle else ""
        pull = f"{up} would raise this {what} and {down} would lower it"
        why.append(f"Of {context.batch} samples, {pull}{rest}.")
    if value == 0:
        why.append(
            "The pulls cancel: the gradient is 0."
            if context.batch > 1
            else "The product is too small for a float64: the gradient is 0."
        )
    else:
        sign, move = ("positive", "lowering") if value > 0 else ("negative", "raising")
        why.append(f"The gradient is {sign}: {move} this {what} a little lowers the loss.")
    return why
