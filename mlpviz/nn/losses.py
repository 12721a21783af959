"""Losses: one table of rows. Adding a loss is adding a row.

A loss maps the outputs of each sample to one number; `reduce` joins the samples of a batch by mean or sum. A loss
on the logits is computed from the output layer's ξ, stable for any finite ξ, and gives δ = ∂L/∂ξ at once; it needs
the output activation that makes it so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS, sigmoid, softmax, softplus
from mlpviz.nn.network import Array, frozen

REDUCTIONS = ("mean", "sum")


@dataclass(frozen=True)
class Loss:
    """One row of the table.

    terms:     (r, y) → each output's share of the loss, shape (samples, outputs), where r is o, or ξ where `on_logits`.
    gradient:  (r, y) → ∂L/∂r, shape (samples, outputs): ∂L/∂h, or δ itself where `on_logits`.
    needs:     id of the output activation that this loss needs, or None for any.
    """

    id: str
    title: str
    latex: str
    latex_gradient: str
    note: str
    terms: Callable[[Array, Array], Array]
    gradient: Callable[[Array, Array], Array]
    needs: str | None = None
    on_logits: bool = False
    classes: bool = False
    """Whether targets are classes: one-hot rows, or one class number a sample (from 0)."""

    def value(self, r: Array, y: Array) -> Array:
        """The loss of each sample, shape (samples,)."""
        terms = self.terms(r, y)
        total: Array = terms[..., 0] if terms.shape[-1] == 1 else terms.sum(axis=-1)  # a sum of one is slow
        return total


def _cross_entropy_terms(xi: Array, y: Array) -> Array:
    """−y ln softmax(ξ) = y (m − ξ + ln Σ e^(ξ−m)), m the largest ξ; 0 where y is 0, however far that ξ is."""
    with np.errstate(over="ignore"):
        gap = xi.max(axis=-1, keepdims=True) - xi
        spread = np.log(np.exp(-gap).sum(axis=-1, keepdims=True))
        chosen = np.where(y != 0, gap, 0.0)
        return np.where(y != 0, y * (chosen + spread), 0.0)


def _logistic_terms(xi: Array, y: Array) -> Array:
    """−y ln σ(ξ) − (1−y) ln(1−σ(ξ)) = y·softplus(−ξ) + (1−y)·softplus(ξ): no difference of large numbers."""
    terms: Array = y * softplus(-xi) + (1.0 - y) * softplus(xi)
    return terms


def _squares(o: Array, y: Array) -> Array:
    difference = o - y
    return difference * difference


def _magnitudes(o: Array, y: Array) -> Array:
    magnitudes: Array = np.abs(o - y)
    return magnitudes


_ROWS = (
    Loss(
        "squared_error", "Squared error", r"\sum_j (o_j - y_j)^2", r"2 (o_j - y_j)",
        "The sum of the squared differences.",
        _squares, lambda o, y: 2.0 * (o - y),
    ),
    Loss(
        "half_squared_error", "½ squared error", r"\frac{1}{2} \sum_j (o_j - y_j)^2", r"o_j - y_j",
        "The half makes its derivative plain: output minus target.",
        lambda o, y: 0.5 * _squares(o, y), lambda o, y: o - y,
    ),
    Loss(
        "mean_squared_error", "Mean squared error", r"\frac{1}{q} \sum_j (o_j - y_j)^2", r"\frac{2}{q} (o_j - y_j)",
        "The mean over the q outputs of the squared differences.",
        lambda o, y: _squares(o, y) / o.shape[-1],
        lambda o, y: 2.0 / o.shape[-1] * (o - y),
    ),
    Loss(
        "absolute_error", "Absolute error", r"\sum_j |o_j - y_j|", r"\mathrm{sgn}(o_j - y_j)",
        "Its slope is ±1 however large the error, and 0 where there is none.",
        _magnitudes, lambda o, y: np.sign(o - y),
    ),
    Loss(
        "mean_absolute_error", "Mean absolute error", r"\frac{1}{q} \sum_j |o_j - y_j|",
        r"\frac{1}{q} \mathrm{sgn}(o_j - y_j)", "The mean over the q outputs of the absolute differences.",
        lambda o, y: _magnitudes(o, y) / o.shape[-1],
        lambda o, y: np.sign(o - y) / o.shape[-1],
    ),
    Loss(
        "binary_cross_entropy", "Binary cross-entropy",
        r"-\sum_j \left( y_j \ln o_j + (1 - y_j) \ln(1 - o_j) \right)", r"o_j - y_j",
        "Computed on the logits, so that it stays exact where the sigmoid saturates.",
        _logistic_terms, lambda xi, y: sigmoid(xi) - y,
        needs="sigmoid", on_logits=True,
    ),
    Loss(
        "cross_entropy", "Cross-entropy", r"-\sum_j y_j \ln o_j", r"o_j - y_j",
        "Computed on the logits, so that it stays exact where the softmax saturates.",
        _cross_entropy_terms,
        lambda xi, y: softmax(xi) * y.sum(axis=-1, keepdims=True) - y,
        needs="softmax", on_logits=True, classes=True,
    ),
)  # fmt: skip

LOSSES: dict[str, Loss] = {row.id: row for row in _ROWS}


def check_pair(loss: str, activation: str) -> None:
    """Raise ValueError, with the remedy, where `loss` cannot follow an output layer with `activation`."""
    row = LOSSES[loss]
    if row.needs is not None and activation != row.needs:
        raise ValueError(
            f"{row.title.lower()} needs {row.needs} outputs, not {activation}: "
            f"set the output activation to {ACTIVATIONS[row.needs].title.lower()} or choose another loss"
        )


def expand_targets(loss: str, targets: Array, outputs: int) -> Array:
    """Targets of shape (samples, outputs): class numbers become one-hot rows, all else stays as it is."""
    if LOSSES[loss].classes and targets.shape[1] == 1 and outputs > 1:
        return frozen(np.eye(outputs)[targets[:, 0].astype(np.intp)])
    return targets


def check_targets(loss: str, targets: Array, outputs: int) -> None:
    """Raise ValueError, naming the first bad sample, where `targets` of shape (samples, width) do not fit `loss`."""
    row, width = LOSSES[loss], targets.shape[1]
    if width != outputs and not (row.classes and width == 1):
        raise ValueError(f"{outputs} outputs need {outputs} targets a sample, not {width}")
    if row.classes and width == 1 and outputs > 1:
        bad = (targets != np.floor(targets)) | (targets < 0) | (targets >= outputs)
        remedy = f"a class number must be a whole number from 0 to {outputs - 1}"
    elif row.classes:
        bad = (targets < 0) | (targets > 1) | (np.abs(targets.sum(axis=1, keepdims=True) - 1) > 1e-9)
        remedy = "the targets of a sample must lie between 0 and 1 and add up to 1 (one-hot)"
    elif row.id == "binary_cross_entropy":
        bad = (targets < 0) | (targets > 1)
        remedy = "targets of binary cross-entropy must lie between 0 and 1"
    else:
        return
    if bad.any():
        sample = int(np.argmax(bad.any(axis=1)))
        raise ValueError(f"sample {sample + 1}: {remedy}")


def reduce(values: Array, reduction: str) -> Array:
    """Mean or sum over the first axis (the samples)."""
    reduced: Array = values.mean(axis=0) if reduction == "mean" else values.sum(axis=0)
    return reduced
