"""The check of a document in one call, for the command line."""

from __future__ import annotations

import math

from mlpviz.core.document import Document
from mlpviz.core.timeline import Selection, Walk
from mlpviz.nn.schedule import Step
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.compare import Disagreement, Verdict, compare
from mlpviz.oracle.function_check import FunctionDisagreement, FunctionVerdict, check_function
from mlpviz.oracle.messages import OracleError, question_of
from mlpviz.oracle.words import lines

__all__ = ["OracleError", "check", "lines", "report"]


def check(document: Document, selection: Selection = None, device: str = "cpu") -> Verdict | FunctionVerdict:
    """Compare the first iteration of a document's walk with autograd; of a function its value and gradient.

    `selection` is a row of the data, or None for all samples as one batch. Imports torch. Raises OracleError
    where torch is missing or broken or the device is not there.
    """
    if document.function is not None:
        return check_function(document, device)
    walk = Walk(document, selection)
    theirs = answer(question_of(walk, 0, device=device))
    return compare(walk.result(0), walk.network(1), theirs, walk.rows)


def report(verdict: Verdict | FunctionVerdict) -> dict[str, object]:
    """The verdict for JSON: full precision; what is not finite is null; layers, units and samples count from 1."""
    first, worst = (_found(verdict, found) for found in (verdict.first, verdict.worst))
    return {
        "format": "mlpviz-check",
        "version": 1,
        "agrees": verdict.agrees,
        "largest": _finite(verdict.largest),
        "device": verdict.device,
        "torch": verdict.torch_version,
        "quantities": {quantity.value: _finite(largest) for quantity, largest in verdict.per_quantity.items()},
        "first": first,
        "worst": worst,
    }


def _found(
    verdict: Verdict | FunctionVerdict, found: Disagreement | FunctionDisagreement | None
) -> dict[str, object] | None:
    if found is None:
        return None
    keys = _place(found.step, verdict) if isinstance(found, Disagreement) and isinstance(verdict, Verdict) else {}
    if isinstance(found, FunctionDisagreement):
        keys = {"quantity": found.quantity.value, "point": list(found.point)}
        if found.variable is not None:
            keys["variable"] = found.variable
    for key in ("ours", "theirs", "difference", "tolerance"):
        keys[key] = _finite(getattr(found, key))
    return keys


def _place(step: Step, verdict: Verdict) -> dict[str, object]:
    keys: dict[str, object] = {"phase": step.phase.value, "quantity": step.quantity.value}
    if step.layer is not None:
        keys["layer"] = step.layer
    if step.unit is not None:
        keys["unit"] = step.unit + 1
    if step.source is not None:
        keys["source"] = step.source + 1  # BIAS is −1, and 0 in everything that is shown
    if step.sample is not None:
        keys["sample"] = verdict.rows[step.sample] + 1
    return keys


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
