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
        pair = [delta] if source == BIAS else [delta, f"{context.symbols.activation(layer - 1, source).latex}[n]"]
        product = r" \, ".join(reversed(pair) if context.symbols.in_by_out else pair)
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
    delta, one = context.symbols.delta(layer, unit), context.symbols.dummy()

    def make(sample: int) -> Term:
        number = context.walk.rows[sample] + 1
        mark, of_sample = (f"[{number}]", f" of sample {number}") if context.batch > 1 else ("", "")
        factors = [(delta, float(deltas[sample]))]
        if source != BIAS:
            h = context.symbols.activation(layer - 1, source)
            factors.append((h, float(context.result.activations[layer - 1][sample, source])))
            if context.symbols.in_by_out:
                factors.reverse()
        latex = r" \, ".join(symbol.latex + mark for symbol, _ in factors)
        if source == BIAS and context.symbols.dummy_unit:
            factors.append((one, 1.0))
            latex = rf"{latex} \cdot 1"
        plain = " · ".join(symbol.plain for symbol, _ in factors) + of_sample
        named = tuple((symbol.plain + ("" if symbol == one else of_sample), value) for symbol, value in factors)
        return Term(latex, plain, named, float(values[sample]), layer, unit, sample, of_sample.removeprefix(" of "))

    return Terms(values, make)


def _pulls(batch: int, up: int, down: int, what: str) -> str:
    """Which way the samples pull a parameter; `up` and `down` count those that pull at all."""
    idle = batch - up - down
    rest = f", {idle} {'has' if idle == 1 else 'have'} no say" if idle else ""
    if up and down:
        return f"Of {batch} samples, {up} would raise this {what} and {down} would lower it{rest}."
    if not up and not down:
        return f"None of the {batch} samples has a say."
    way = "raise" if up else "lower"
    return f"{f'Of {batch} samples, {up or down}' if idle else f'All {batch} samples'} would {way} this {what}{rest}."


def _why(context: Context, terms: Terms, value: float) -> list[str]:
    layer, unit, source = context.layer, context.unit, context.source
    what = "bias" if source == BIAS and not context.symbols.dummy_unit else "weight"
    delta = context.delta_name
    deltas = context.result.delta(layer)[:, unit]
    every = "" if context.batch == 1 else " for every sample"
    if not deltas.any():
        return [f"{delta} of {context.unit_name(layer, unit)} is 0{every}, so this {what} gets no gradient."]
    if source != BIAS and not context.result.activations[layer - 1][:, source].any():
        return [f"What comes in here is 0{every}, so the gradient is 0: changing this weight does not change the loss."]
    why = []
    if source == BIAS and context.batch == 1:
        constant = "The dummy unit always gives 1" if context.symbols.dummy_unit else "A bias always meets a 1"
        why.append(f"{constant}, so its gradient is {delta} itself.")
    if context.batch > 1:
        why.append(_pulls(context.batch, int((terms.values < 0).sum()), int((terms.values > 0).sum()), what))
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
