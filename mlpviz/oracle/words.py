"""A verdict in words: the sentence of the badge, and the lines of the command line."""

from __future__ import annotations

import math

from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Quantity, Step
from mlpviz.oracle.compare import TOLERANCE, Disagreement, Verdict
from mlpviz.oracle.function_check import FunctionDisagreement, FunctionVerdict

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


def sentence(verdict: Verdict | FunctionVerdict) -> str:
    """The badge: "autograd agrees, largest difference 2.8e-17, cpu", or the first value on which it disagrees.

    Of a function the relative difference, as its paths may run to values of any size.
    """
    if verdict.first is None:
        largest = f"difference {short(verdict.largest)}"
        if isinstance(verdict, FunctionVerdict):
            largest = f"relative difference {short(verdict.relative)}"
        return f"autograd agrees, largest {largest}, {verdict.device}"
    what = _what(verdict, verdict.first)
    return f"autograd disagrees: {what}, by {short(verdict.first.difference)}, {verdict.device}"


def lines(verdict: Verdict | FunctionVerdict) -> list[str]:
    """The verdict for a terminal."""
    whole = "layer" if isinstance(verdict, Verdict) else "point"
    text = [sentence(verdict), f"largest difference of each quantity (tolerance {TOLERANCE:g} · max(1, ‖{whole}‖∞)):"]
    text += [f"  {quantity.value:<10}  {short(largest)}" for quantity, largest in verdict.per_quantity.items()]
    for title, found in (("first", verdict.first), ("worst", verdict.worst)):
        if found is not None:
            text.append(f"{title}: {_what(verdict, found)}: {_numbers(found)}")
    if isinstance(verdict, FunctionVerdict):
        text.append(f"at {verdict.points} points: the present one and those of its descent paths")
    text.append(f"torch {verdict.torch_version} on {verdict.device}")
    return [*text, verdict.note] if verdict.note else text


def _what(verdict: Verdict | FunctionVerdict, found: Disagreement | FunctionDisagreement) -> str:
    if isinstance(verdict, Verdict) and isinstance(found, Disagreement):
        return name(found.step, verdict.depth, verdict.rows)
    assert isinstance(found, FunctionDisagreement)
    where = ", ".join(f"{value:.6g}" for value in found.point)
    return f"value at ({where})" if found.variable is None else f"gradient along {found.variable} at ({where})"


def _numbers(found: Disagreement | FunctionDisagreement) -> str:
    return (
        f"NumPy {found.ours!r}, autograd {found.theirs!r}, "
        f"difference {short(found.difference)}, tolerance {short(found.tolerance)}"
    )
