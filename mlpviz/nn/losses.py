"""Losses: one table of rows. Adding a loss is adding a row.

A loss maps the outputs of each sample to one number; `reduce` joins the samples of a batch by mean or sum. A loss
on the logits is computed from the output layer's ξ, stable for any finite ξ, and gives δ = ∂L/∂ξ at once; it needs
the output activation that makes it so.

The perceptron rules are such losses too, of hard outputs f: L = Σ (f − y) ξ with f held fixed, so that δ = f − y and
w ← w − η δ x is the rule itself (Rosenblatt, "The perceptron", 1958; as a slope: Bishop, "Pattern Recognition and
Machine Learning", 2006, 4.1.7). L is never negative, and 0 where the outputs are right or ξ lies on the boundary.
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
    hard: tuple[float, float] | None = None
    """The two values of the hard outputs of a perceptron rule, and the only ones that its targets may have."""

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


def _perceptron(id: str, title: str, note: str, needs: str, hard: tuple[float, float], classes: bool = False) -> Loss:
    """The perceptron rule of outputs with the activation `needs`."""

    def error(xi: Array, y: Array) -> Array:
        return ACTIVATIONS[needs].value(xi) - y

    def terms(xi: Array, y: Array) -> Array:
        wrong = error(xi, y)
        shares: Array = wrong * np.where(wrong != 0, xi, 0.0) + 0.0  # 0 where it is right, however far; and never −0
        return shares

    latex, slope = r"\sum_j (o_j - y_j) \, \xi_j", "o_j - y_j"
    return Loss(id, title, latex, slope, note, terms, error, needs=needs, on_logits=True, classes=classes, hard=hard)


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
    _perceptron(
        "perceptron", "Perceptron rule",
        "Steps that give 0 or 1 learn from the samples they get wrong alone: their error is output minus target.",
        "step", (0.0, 1.0),
    ),
    _perceptron(
        "sign_perceptron", "Sign perceptron",
        "Signs that give −1 or +1 learn from the samples they get wrong alone: their error is output minus target.",
        "sign", (-1.0, 1.0),
    ),
    _perceptron(
        "multiclass_perceptron", "Multi-class perceptron",
        "Where the wrong class wins, the winner is drawn away from the sample and the right class towards it.",
        "argmax", (0.0, 1.0), classes=True,
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
    elif row.classes and row.hard is not None:
        bad = ~np.isin(targets, row.hard) | (targets.sum(axis=1, keepdims=True) != 1)
        remedy = "one target of a sample must be 1 and all others 0 (one-hot)"
    elif row.classes:
        bad = (targets < 0) | (targets > 1) | (np.abs(targets.sum(axis=1, keepdims=True) - 1) > 1e-9)
        remedy = "the targets of a sample must lie between 0 and 1 and add up to 1 (one-hot)"
    elif row.id == "binary_cross_entropy":
        bad = (targets < 0) | (targets > 1)
        remedy = "targets of binary cross-entropy must lie between 0 and 1"
    elif row.hard is not None:
        bad = ~np.isin(targets, row.hard)
        low, high = (f"{value:g}".replace("-", "−") for value in row.hard)
        remedy = f"targets of the {row.title.lower()} must be {low} or {high}"
    else:
        return
    if bad.any():
        sample = int(np.argmax(bad.any(axis=1)))
        raise ValueError(f"sample {sample + 1}: {remedy}")


def reduce(values: Array, reduction: str) -> Array:
    """Mean or sum over the first axis (the samples)."""
    reduced: Array = values.mean(axis=0) if reduction == "mean" else values.sum(axis=0)
    return reduced
