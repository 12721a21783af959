"""Every row of the table of losses against torch, at far logits, and what is said of losses that do not fit."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from mpmath import mp, mpf
from torch.nn import functional

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES, check_pair, check_targets, expand_targets, reduce
from mlpviz.nn.network import frozen

from .torch_witness import TORCH_LOSSES

ROWS = list(LOSSES.values())
FAR = np.array([-1e308, -1e3, -745.0, -40.0, -1e-8, -5e-324, -0.0, 0.0, 5e-324, 1e-8, 40.0, 745.0, 1e3, 1e308])


@pytest.fixture(autouse=True)
def no_runtime_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def by_id(row):
    return row.id


def outputs_and_targets(row, seed, samples=40, outputs=4, scale=3.0):
    """What the loss reads (o, or ξ where it is on the logits) and targets that fit it."""
    generator = np.random.default_rng(seed)
    r = generator.normal(0.0, scale, (samples, outputs))
    if row.classes:
        targets = generator.dirichlet(np.ones(outputs), samples)
        kinds = slice(None, None, 2 if row.hard is None else 1)
        targets[kinds] = np.eye(outputs)[generator.integers(outputs, size=len(targets[kinds]))]
    elif row.hard is not None:
        targets = generator.choice(row.hard, r.shape)
    elif row.needs == "sigmoid":
        targets = generator.uniform(size=r.shape)
        targets[::2] = generator.integers(2, size=targets[::2].shape)
    else:
        targets = generator.normal(0.0, scale, r.shape)
        targets[0] = r[0]  # no error at all: the kink of the absolute errors
    return r, targets


def test_the_table_has_the_ten_losses():
    assert set(LOSSES) >= {
        "squared_error",
        "half_squared_error",
        "mean_squared_error",
        "absolute_error",
        "mean_absolute_error",
        "binary_cross_entropy",
        "cross_entropy",
        "perceptron",
        "sign_perceptron",
        "multiclass_perceptron",
    }


@pytest.mark.parametrize("outputs", [1, 2, 7])
@pytest.mark.parametrize("scale", [1e-3, 3.0, 1e3])
@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_value_and_gradient_agree_with_torch(row, scale, outputs):
    r, targets = outputs_and_targets(row, 1, outputs=outputs, scale=scale)
    x = torch.tensor(r, requires_grad=True)
    expected = TORCH_LOSSES[row.id](x, x, torch.tensor(targets))
    (slopes,) = torch.autograd.grad(expected.sum(), x)
    np.testing.assert_allclose(row.value(r, targets), expected.detach().numpy(), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(row.gradient(r, targets), slopes.numpy(), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_terms_are_the_shares_of_each_output(row):
    r, targets = outputs_and_targets(row, 2)
    terms = row.terms(r, targets)
    assert terms.shape == r.shape
    if row.id == "multiclass_perceptron":  # the winner's excitation may be negative
        assert (row.value(r, targets) >= 0).all()
    else:
        assert (terms >= 0).all()
    np.testing.assert_allclose(terms.sum(axis=1), row.value(r, targets), rtol=1e-15)


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_gradient_is_the_slope_of_the_value(row):
    """Central differences: finds a new row's gradient wrong by itself."""
    r, targets = outputs_and_targets(row, 3, scale=1.0)
    r, targets = r[1:], targets[1:]
    gradient, step = row.gradient(r, targets), 1e-5
    for output in range(r.shape[1]):
        moved = np.zeros_like(r)
        moved[:, output] = step
        slope = (row.value(r + moved, targets) - row.value(r - moved, targets)) / (2 * step)
        np.testing.assert_allclose(gradient[:, output], slope, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("row", [row for row in ROWS if row.on_logits], ids=by_id)
def test_no_nan_and_no_warning_at_far_logits(row):
    width = 2
    xi = np.array([[a, b] for a in FAR for b in FAR])
    low, high = row.hard or (0.0, 1.0)
    for classes in (np.zeros(len(xi)), np.ones(len(xi))):
        targets = low + (high - low) * np.eye(width)[classes.astype(int)]
        with np.errstate(over="ignore"):  # a loss of 2e308 is past the largest double: infinite, and never NaN
            values = row.value(xi, targets)
        assert not np.isnan(values).any()
        assert (values >= 0).all()
        assert np.isfinite(values[(np.abs(xi) < 1e300).all(axis=1)]).all()
        gradient = row.gradient(xi, targets)
        assert np.isfinite(gradient).all()
        assert (np.abs(gradient) <= high - low).all()


def test_far_logits_agree_with_torch():
    xi = np.array([[a, b] for a in FAR for b in FAR])
    x = torch.tensor(xi, requires_grad=True)
    for target in (0, 1):
        targets = np.eye(2)[[target] * len(xi)]
        with np.errstate(over="ignore"):
            values = LOSSES["cross_entropy"].value(xi, targets)
            binary = LOSSES["binary_cross_entropy"].value(xi, targets)
        classes = torch.full((len(xi),), target)
        np.testing.assert_allclose(
            values, functional.cross_entropy(x, classes, reduction="none").detach(), rtol=1e-14, atol=1e-16
        )
        expected = functional.binary_cross_entropy_with_logits(x, torch.tensor(targets), reduction="none").sum(-1)
        np.testing.assert_allclose(binary, expected.detach(), rtol=1e-14, atol=1e-16)
        (slopes,) = torch.autograd.grad(expected.sum(), x)
        np.testing.assert_allclose(LOSSES["binary_cross_entropy"].gradient(xi, targets), slopes, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("logit", [-745.0, -40.0, -1.0, 0.0, 1e-8, 3.0, 40.0, 745.0])
@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_logistic_loss_against_mpmath(logit, target):
    with mp.workdps(400):  # by definition: 1 − σ(745) needs 324 digits
        share = 1 / (1 + mp.exp(-mpf(logit)))
        exact = float(-(mpf(target) * mp.log(share) + (1 - mpf(target)) * mp.log(1 - share)))
    value = LOSSES["binary_cross_entropy"].value(np.array([[logit]]), np.array([[target]]))[0]
    assert value == pytest.approx(exact, rel=1e-15, abs=0)


def test_cross_entropy_keeps_the_target_sum_in_its_slope():
    """Targets typed to ten digits add up to 1 − 1e-10; the slope is that of the loss as it is computed."""
    xi, targets = np.array([[0.3, -0.2, 0.9]]), np.full((1, 3), 0.3333333333)
    check_targets("cross_entropy", targets, 3)
    x = torch.tensor(xi, requires_grad=True)
    (slopes,) = torch.autograd.grad(functional.cross_entropy(x, torch.tensor(targets)), x)
    np.testing.assert_allclose(LOSSES["cross_entropy"].gradient(xi, targets), slopes, rtol=0, atol=1e-15)


def test_zero_targets_add_nothing_however_unlikely_their_class():
    xi = np.array([[0.0, -1e308, 5.0]])
    terms = LOSSES["cross_entropy"].terms(xi, np.array([[0.0, 0.0, 1.0]]))
    np.testing.assert_array_equal(terms[0, :2], 0.0)


def test_class_numbers_equal_one_hot_targets():
    numbers = frozen([[2], [0], [1], [2]])
    expanded = expand_targets("cross_entropy", numbers, 3)
    np.testing.assert_array_equal(expanded, [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert not expanded.flags.writeable
    xi = np.random.default_rng(5).normal(size=(4, 3))
    expected = functional.cross_entropy(torch.tensor(xi), torch.tensor([2, 0, 1, 2]), reduction="none")
    np.testing.assert_allclose(LOSSES["cross_entropy"].value(xi, expanded), expected, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize(("loss", "outputs"), [("cross_entropy", 1), ("squared_error", 1), ("squared_error", 3)])
def test_other_targets_stay_as_they_are(loss, outputs):
    targets = frozen(np.ones((2, outputs)))
    assert expand_targets(loss, targets, outputs) is targets


@pytest.mark.parametrize("row", ROWS, ids=by_id)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_loss_that_needs_an_activation_refuses_the_others(row, activation):
    if row.needs in (None, activation):
        check_pair(row.id, activation)
    else:
        with pytest.raises(
            ValueError, match=f"{row.title.lower()} needs {row.needs} outputs, not {activation}: "
        ) as error:
            check_pair(row.id, activation)
        assert f"set the output activation to {ACTIVATIONS[row.needs].title.lower()}" in str(error.value)


FITTING = [
    ("squared_error", [[1e308, -7.0]], 2),
    ("absolute_error", [[0.5]], 1),
    ("binary_cross_entropy", [[0.0, 1.0], [0.5, 0.25]], 2),
    ("cross_entropy", [[0.0, 1.0, 0.0]], 3),
    ("cross_entropy", [[0.25, 0.5, 0.25]], 3),
    ("cross_entropy", [[1 / 3, 1 / 3, 1 / 3]], 3),
    ("cross_entropy", [[0.0], [2.0]], 3),
    ("cross_entropy", [[1.0]], 1),
    ("perceptron", [[0.0], [1.0]], 1),
    ("perceptron", [[1.0, 1.0, 0.0]], 3),
    ("sign_perceptron", [[-1.0], [1.0]], 1),
    ("multiclass_perceptron", [[0.0, 1.0, 0.0]], 3),
    ("multiclass_perceptron", [[0.0], [2.0]], 3),
]

UNFIT = [
    ("squared_error", [[1.0]], 2, "^2 outputs need 2 targets a sample, not 1$"),
    ("cross_entropy", [[1.0, 0.0]], 3, "^3 outputs need 3 targets a sample, not 2$"),
    ("binary_cross_entropy", [[0.0], [1.5]], 1, "^sample 2: targets of binary cross-entropy must lie between 0 and 1$"),
    ("binary_cross_entropy", [[-0.1]], 1, "^sample 1: "),
    ("cross_entropy", [[1.0], [3.0]], 3, "^sample 2: a class number must be a whole number from 0 to 2$"),
    ("cross_entropy", [[0.5]], 3, "whole number"),
    ("cross_entropy", [[-1.0]], 3, "whole number"),
    ("cross_entropy", [[1, 0], [1, 1], [9, 9]], 2, r"^sample 2: .* add up to 1 \(one-hot\)$"),
    ("cross_entropy", [[1.5, -0.5]], 2, "^sample 1: the targets of a sample must lie between 0 and 1"),
    ("cross_entropy", [[0.0]], 1, "add up to 1"),
    ("perceptron", [[1.0], [-1.0]], 1, "^sample 2: targets of the perceptron rule must be 0 or 1$"),
    ("perceptron", [[0.5]], 1, "^sample 1: "),
    ("sign_perceptron", [[1.0], [0.0]], 1, "^sample 2: targets of the sign perceptron must be −1 or 1$"),
    ("multiclass_perceptron", [[0, 1], [1, 1]], 2, r"^sample 2: one target of a sample must be 1 and all others 0"),
    ("multiclass_perceptron", [[0.5, 0.5]], 2, "^sample 1: one target"),
    ("multiclass_perceptron", [[0, 0]], 2, "^sample 1: one target"),
    ("multiclass_perceptron", [[3.0]], 3, "^sample 1: a class number must be a whole number from 0 to 2$"),
]


@pytest.mark.parametrize(("loss", "targets", "outputs"), FITTING)
def test_fitting_targets_pass(loss, targets, outputs):
    check_targets(loss, frozen(targets), outputs)


@pytest.mark.parametrize(("loss", "targets", "outputs", "message"), UNFIT)
def test_unfit_targets_name_the_sample_and_the_remedy(loss, targets, outputs, message):
    with pytest.raises(ValueError, match=message):
        check_targets(loss, frozen(targets), outputs)


def test_reductions():
    values = np.array([1.0, 2.0, 6.0])
    assert reduce(values, "mean") == 3.0
    assert reduce(values, "sum") == 9.0
    np.testing.assert_array_equal(reduce(np.array([[1.0, 2.0], [3.0, 6.0]]), "mean"), [2.0, 4.0])


def test_lecture_figures():
    """Mean squared error of (3, 0, 0, 0) is 2.25; cross-entropy of two samples of three logits 2.5141."""
    assert LOSSES["mean_squared_error"].value(np.array([[3.0, 0, 0, 0]]), np.zeros((1, 4)))[0] == 2.25
    xi = np.array([[-1.0, -3.0, 4.0], [-3.0, 3.0, -1.0]])
    targets = expand_targets("cross_entropy", frozen([[0], [1]]), 3)
    assert round(float(reduce(LOSSES["cross_entropy"].value(xi, targets), "mean")), 4) == 2.5141


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_texts_are_there(row):
    assert LOSSES[row.id] is row
    assert all((row.title, row.latex, row.latex_gradient, row.note))
    assert row.needs is None or row.needs in ACTIVATIONS
