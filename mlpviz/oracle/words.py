"""A verdict in words: the sentence of the badge, and the lines of the command line."""

from __future__ import annotations

import math

from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Quantity, Step
from mlpviz.oracle.compare import TOLERANCE, Disagreement, Verdict

_NAMES = {
    Quantity.EXCITATION: "ξ",
    Quantity.ACTIVATION: "h",
    Quantity.LOSS: "loss",
    Quantity.DELTA: "δ",
    Quantity.GRADIENT: "gradient",
    Quantity.UPDATE: "new value",
}


def short(value: float) -> str:
    """A difference with two digits: 2.8e-17, 0, ∞."""
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}e{int(power)}"


def name(step: Step, depth: int, rows: tuple[int, ...]) -> str:
    """What a step computes, in words: "δ of hidden 1, unit 2, sample 3". One sample alone is not named."""
    parts = []
    if step.layer is not None and step.unit is not None:
        parts.append("output" if step.layer == depth else f"hidden {step.layer}")
        parts.append(f"unit {step.unit + 1}")
        if step.source is not None:
            parts.append("bias" if step.source == BIAS else f"weight {step.source + 1}")
    if step.sample is not None and len(rows) > 1:
        parts.append(f"sample {rows[step.sample] + 1}")
    elif step.sample is None and not parts:
        parts.append("the batch")
    return " of ".join([_NAMES[step.quantity], ", ".join(parts)]) if parts else _NAMES[step.quantity]


def sentence(verdict: Verdict) -> str:
    """The badge: "autograd agrees, largest difference 2.8e-17, cpu", or the first value on which it disagrees."""
    if verdict.first is None:
        return f"autograd agrees, largest difference {short(verdict.largest)}, {verdict.device}"
    what = name(verdict.first.step, verdict.depth, verdict.rows)
    return f"autograd disagrees: {what}, by {short(verdict.first.difference)}, {verdict.device}"


def lines(verdict: Verdict) -> list[str]:
    """The verdict for a terminal."""
    text = [sentence(verdict), f"largest difference of each quantity (tolerance {TOLERANCE:g} · max(1, ‖layer‖∞)):"]
    text += [f"  {quantity.value:<10}  {short(largest)}" for quantity, largest in verdict.per_quantity.items()]
    for title, found in (("first", verdict.first), ("worst", verdict.worst)):
        if found is not None:
            text.append(f"{title}: {name(found.step, verdict.depth, verdict.rows)}: {_numbers(found)}")
    text.append(f"torch {verdict.torch_version} on {verdict.device}")
    return [*text, verdict.note] if verdict.note else text


def _numbers(found: Disagreement) -> str:
    return (
        f"NumPy {found.ours!r}, autograd {found.theirs!r}, "
        f"difference {short(found.difference)}, tolerance {short(found.tolerance)}"
    )
