"""The perceptron rules in words: what is right is left alone, and what is wrong is moved by output minus target."""

from __future__ import annotations

import numpy as np

from mlpviz.present.explain.context import Context
from mlpviz.present.explain.slope import function_name


def why_of_loss(context: Context) -> list[str]:
    """About the loss of a sample that is wrong."""
    depth, row, sample = context.depth, context.loss, context.sample
    xi, o, y = context.xi(depth), context.h(depth), context.result.targets[sample]
    name, loss = context.symbols.excitation_name, context.shown(float(context.result.losses[sample]))
    if row.classes:
        winner, right = int(np.argmax(o)), int(np.argmax(y))
        wins = f"{context.unit_name(depth, winner).capitalize()} wins, and {context.unit_name(depth, right)} should"
        if xi[winner] == xi[right]:
            return [f"{wins}: the two tie and the first one counts, so the loss is 0 and yet this is wrong."]
        return [f"{wins}: the loss is how far the winner's {name} lies above, {loss}."]
    wrong = np.flatnonzero(o != y)
    twice = "twice " if row.id == "sign_perceptron" else ""
    if len(o) > 1:
        some = f"{len(wrong)} of {len(o)} outputs {'is' if len(wrong) == 1 else 'are'} wrong"
        return [f"{some}: the loss is {twice}how far {name} lies on the wrong side of 0, {loss} in all."]
    given = f"The output is {context.shown(float(o[0]))}, and {context.shown(float(y[0]))} would be right"
    if xi[0] == 0:
        return [f"{given}: {name} lies on the boundary, so the loss is 0 and yet this is wrong."]
    return [f"{given}: the loss is {twice}how far {name} lies on the wrong side of 0, {loss}."]


def why_of_delta(context: Context, value: float) -> list[str]:
    """About δ of an output; the slope of its activation has no part in it."""
    layer, unit = context.layer, context.unit
    o, y = context.h(layer), context.result.targets[context.sample]
    name, xi = context.delta_name, context.xi_name
    if value == 0:
        if context.loss.classes and (o != y).any():
            return [f"This neuron neither wins nor should: it is left alone, so {name} is 0."]
        return [f"The output is right: the perceptron rule leaves it alone, so {name} is 0."]
    if context.loss.classes:
        place = "This neuron wins and should not" if value > 0 else "This neuron should win and does not"
    else:
        place = f"The output is {context.shown(float(o[unit]))}, and {context.shown(float(y[unit]))} would be right"
    way = "lowering" if value > 0 else "raising"
    return [
        f"{place}.",
        "The perceptron rule takes output minus target, for the wrong ones only: "
        f"the flat slope of {function_name(context.activation)} has no part in it.",
        f"{name} is {'positive' if value > 0 else 'negative'}: {way} {xi} corrects it.",
    ]
