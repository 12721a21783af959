"""Why a step gives its number: formulas, terms and sentences for every quantity, at every position of a walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Grain, Quantity
from mlpviz.present.explain.activation import explain_activation
from mlpviz.present.explain.context import Context
from mlpviz.present.explain.excitation import explain_excitation
from mlpviz.present.explain.gradient import explain_gradient
from mlpviz.present.explain.group import explain_group, is_group, stop_title
from mlpviz.present.explain.hidden_delta import explain_hidden_delta
from mlpviz.present.explain.loss import explain_loss
from mlpviz.present.explain.model import Explanation, Term
from mlpviz.present.explain.output_delta import explain_output_delta
from mlpviz.present.explain.update import explain_update
from mlpviz.present.notation import Symbols

__all__ = ["Explanation", "Term", "explain"]


def _explain_delta(context: Context) -> Explanation:
    return explain_output_delta(context) if context.layer == context.depth else explain_hidden_delta(context)


_KINDS: dict[Quantity, Callable[[Context], Explanation]] = {
    Quantity.EXCITATION: explain_excitation,
    Quantity.ACTIVATION: explain_activation,
    Quantity.LOSS: explain_loss,
    Quantity.DELTA: _explain_delta,
    Quantity.GRADIENT: explain_gradient,
    Quantity.UPDATE: explain_update,
}


def explain(
    walk: Walk,
    position: int,
    symbols: Symbols,
    decimals: int = 4,
    input_names: Sequence[str] = (),
    *,
    grain: Grain = Grain.NEURON,
) -> Explanation:
    """Explain the step at `position` of `walk`, in the midst of a sum too; numbers are shown with `decimals`.

    Where a stop of a coarser `grain` stands there, the whole layer or the whole phase is explained; what comes next
    is the next stop of that grain.
    """
    context = Context(walk, position, symbols, decimals, tuple(input_names))
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is shown as ∞ or not a number
        if grain not in (Grain.LAYER, Grain.PHASE):
            return _KINDS[context.step.quantity](context)
        if is_group(walk, position, grain):
            told = explain_group(context, grain)
        else:
            told = _KINDS[context.step.quantity](context)
        return replace(told, next_title=stop_title(context, walk.moved(position, grain, 1), grain))
