"""Every row of the table of activations against mpmath at 50 digits, torch, and the identities it claims."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest
import torch
from mpmath import mp, mpf
from torch.nn import functional

from mlpviz.nn.activations import ACTIVATIONS, LEAKY_SLOPE, SELU_ALPHA, SELU_LAMBDA

from .mpmath_witness import REFERENCES, ulps
from .torch_witness import TORCH_ACTIVATIONS

LIMIT = 4.0
EXTREMES = np.array(
    [sign * x for x in (0.0, 5e-324, 2.2250738585072014e-308, 1e-160, 1e-8, 38.5, 40.0, 710.0, 745.0, 1e9, 1e308)
     for sign in (1.0, -1.0)]
)  # fmt: skip
GRID = np.concatenate(
    [
        np.linspace(-45.0, 45.0, 1801),
        np.linspace(-3.0, 3.0, 1201),
        np.random.default_rng(1).normal(0.0, 3.0, 500),
        np.random.default_rng(2).uniform(-800.0, 800.0, 300),
        EXTREMES,
    ]
)

ROWS = list(ACTIVATIONS.values())
ELEMENTWISE = [row for row in ROWS if not row.layerwise]
LAYERWISE = [row for row in ROWS if row.layerwise]


TORCH = {
    **TORCH_ACTIVATIONS,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": lambda x: functional.softplus(x, threshold=40.0),  # its default of 20 is 2e-9 off
    "gelu": functional.gelu,
    "silu": functional.silu,
}
"""Torch's own functions, and the witness's forms where torch has none."""


def by_id(row):
    return row.id


@pytest.fixture(autouse=True)
def no_runtime_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_the_table_has_the_fourteen_activations_and_a_reference_for_each_elementwise_one():
    assert set(ACTIVATIONS) >= {
        "identity", "step", "sign", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "gelu",
        "silu", "softmax", "argmax",
    }  # fmt: skip
    assert {row.id for row in ELEMENTWISE} == set(REFERENCES), "give the new activation a row in mpmath_witness.py"


@pytest.mark.parametrize("row", ELEMENTWISE, ids=by_id)
def test_value_is_within_4_ulp(row):
    reference = REFERENCES[row.id].value
    values = row.value(GRID)
    for x, h in zip(GRID, values, strict=True):
        # x·σ(x) and x·Φ(x) magnify the rounding of a subnormal factor by |x|: gradual underflow, below 1e-305.
        assert ulps(h, reference(mpf(x)), underflow=min(abs(x), 1000.0)) <= LIMIT, x


@pytest.mark.parametrize("row", ELEMENTWISE, ids=by_id)
def test_derivative_is_within_4_ulp_of_its_largest_summand(row):
    reference = REFERENCES[row.id]
    slopes = row.derivative(GRID, row.value(GRID))
    for x, slope in zip(GRID, slopes, strict=True):
        exact, scale = reference.slope(mpf(x)), reference.scale(mpf(x))
        assert ulps(slope, exact, scale, underflow=min(abs(x), 1000.0)) <= LIMIT, x


@pytest.mark.parametrize("row", ELEMENTWISE, ids=by_id)
def test_reference_slope_is_the_derivative_of_the_reference_value(row):
    """The witness checks itself: mpmath differentiates the value numerically, away from kinks."""
    reference = REFERENCES[row.id]
    for x in (-30.0, -4.0, -1.2, -0.75, -0.1, 0.0, 0.3, 1.0, 5.0, 30.0):
        if x not in reference.kinks:
            assert mp.almosteq(mp.diff(reference.value, mpf(x)), reference.slope(mpf(x)), 1e-25, 1e-25), x


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_finite_at_every_extreme_alone_and_in_company(row):
    pairs = np.array([[a, b] for a in EXTREMES for b in EXTREMES])
    for xi in (EXTREMES.reshape(-1, 1), EXTREMES.reshape(1, -1), pairs):
        h = row.value(xi)
        delta = row.delta(xi, h, np.ones_like(xi))
        for array in (h, row.derivative(xi, h), delta):
            assert array.shape == xi.shape
            assert array.dtype == np.float64
            assert np.isfinite(array).all()


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_value_and_derivative_leave_their_arguments_alone(row):
    xi = np.random.default_rng(3).normal(size=(3, 4))
    kept = xi.copy()
    h = row.value(xi)
    assert h is not xi
    assert not np.shares_memory(h, xi)
    h_kept = h.copy()
    row.derivative(xi, h)
    row.delta(xi, h, np.ones_like(xi))
    np.testing.assert_array_equal(xi, kept)
    np.testing.assert_array_equal(h, h_kept)


KINKS = [
    ("relu", 0.0, 0.0),
    ("leaky_relu", 0.0, 0.01),
    ("elu", 0.0, 1.0),
    ("selu", 0.0, 1.7580993408473766),
    ("step", 0.0, 0.0),
    ("sign", -1.0, 0.0),
    ("softplus", np.log(2.0), 0.5),
    ("sigmoid", 0.5, 0.25),
    ("tanh", 0.0, 1.0),
    ("gelu", 0.0, 0.5),
    ("silu", 0.0, 0.5),
]


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize(("name", "value", "slope"), KINKS)
def test_value_and_derivative_at_zero(name, value, slope, zero):
    xi = np.array([zero])
    h = ACTIVATIONS[name].value(xi)
    assert h[0] == value
    assert ACTIVATIONS[name].derivative(xi, h)[0] == pytest.approx(slope, rel=1e-15, abs=0)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "selu"])
def test_kinks_follow_torch(name):
    x = torch.tensor([0.0, 5e-324, -5e-324], dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(TORCH[name](x).sum(), x)
    xi = x.detach().numpy()
    row = ACTIVATIONS[name]
    np.testing.assert_allclose(row.derivative(xi, row.value(xi)), slopes.numpy(), rtol=1e-15)


def test_constants():
    assert LEAKY_SLOPE == 0.01
    assert SELU_LAMBDA == 1.0507009873554805
    assert SELU_ALPHA == 1.6732632423543772


@pytest.mark.parametrize("row", [row for row in ROWS if row.passes], ids=by_id)
def test_value_and_backward_agree_with_torch(row):
    xi = np.random.default_rng(4).normal(0.0, 4.0, (50, 6))
    v = np.random.default_rng(5).normal(size=xi.shape)
    x = torch.tensor(xi, requires_grad=True)
    h = TORCH[row.id](x)
    (delta,) = torch.autograd.grad(h, x, torch.tensor(v))
    np.testing.assert_allclose(row.value(xi), h.detach().numpy(), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(row.delta(xi, row.value(xi), v), delta.numpy(), rtol=1e-12, atol=1e-14)


def latex_in_h(latex: str, h: np.ndarray) -> np.ndarray:
    """The value of a formula of g′ in h as the table writes them: + − ^ e juxtaposition and brackets."""
    source = latex.replace("{", "(").replace("}", ")")
    source = re.sub(r"(?<=[0-9h)])\s*(?=[(h])", "*", source).replace("^", "**").replace("e**", "np.e**")
    return eval(source, {"np": np, "h": h}) * np.ones_like(h)


@pytest.mark.parametrize("row", [row for row in ELEMENTWISE if row.latex_through_h], ids=by_id)
def test_formula_through_h_is_the_derivative(row):
    xi = np.linspace(-6.0, 6.0, 121)
    h = row.value(xi)
    np.testing.assert_allclose(latex_in_h(row.latex_through_h, h), row.derivative(xi, h), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_range_contains_every_value(row):
    """`range` reads as an interval, a set of values, or an interval and a remark."""
    values = row.value(GRID.reshape(-1, 4))
    text = row.range.replace("−", "-").replace("+", "").replace("∞", "inf")
    if text.startswith("{"):
        assert set(np.unique(values)) == {float(number) for number in text.strip("{}").split(",")}
    else:
        low, high = (float(number) for number in re.match(r"[\[(](.*?), (.*?)[])]", text).groups())
        assert low <= values.min()
        assert values.max() <= high


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_passes_says_whether_any_gradient_passes(row):
    xi = np.random.default_rng(6).normal(size=(20, 3))
    v = np.random.default_rng(7).normal(size=xi.shape)
    h = row.value(xi)
    assert row.delta(xi, h, v).any() == row.passes
    assert row.derivative(xi, h).any() == row.passes


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_delta_is_the_jacobian_product(row):
    """δ against central differences of v·g(ξ): any row, element-wise or not, away from kinks."""
    xi = np.random.default_rng(8).uniform(0.3, 2.0, (10, 4)) * np.random.default_rng(9).choice([-1.0, 1.0], (10, 4))
    xi += np.arange(4) * 1e-3  # no ties
    v = np.random.default_rng(10).normal(size=xi.shape)
    expected, step = np.empty_like(xi), 1e-5
    for unit in range(xi.shape[1]):
        moved = np.zeros_like(xi)
        moved[:, unit] = step
        expected[:, unit] = (v * (row.value(xi + moved) - row.value(xi - moved))).sum(axis=1) / (2 * step)
    h = row.value(xi)
    np.testing.assert_allclose(row.delta(xi, h, v), expected, rtol=1e-8, atol=1e-9)
    diagonal = np.stack([row.delta(xi, h, np.eye(4)[[unit]].repeat(10, 0))[:, unit] for unit in range(4)], axis=1)
    np.testing.assert_allclose(row.derivative(xi, h), diagonal, rtol=1e-12, atol=1e-15)


def softmax_of(x: list[mpf]) -> list[mpf]:
    powers = [mp.exp(item) for item in x]
    return [power / mp.fsum(powers) for power in powers]


SOFTMAX_POINTS = [
    *np.random.default_rng(11).normal(0.0, 3.0, (40, 5)),
    np.zeros(3),
    np.array([710.0, 709.0, -745.0]),
    np.array([1e8, 1e8 - 1.0]),
    np.array([-1000.0, -1001.0, -1740.0]),
    np.array([0.2]),
]


@pytest.mark.parametrize("xi", SOFTMAX_POINTS, ids=lambda xi: np.array2string(xi, precision=3, separator=","))
def test_softmax_and_its_jacobian_product_against_mpmath(xi):
    row = ACTIVATIONS["softmax"]
    exact = softmax_of([mpf(x) for x in xi])
    h = row.value(xi.reshape(1, -1))
    # e^(ξ−m) carries the rounding of ξ−m, which is at most ½ ulp of the widest gap.
    gap = float(np.ptp(xi))
    for got, share in zip(h[0], exact, strict=True):
        assert ulps(got, share, underflow=1) <= LIMIT + gap
    v = np.random.default_rng(12).normal(size=xi.size)
    delta = row.delta(xi.reshape(1, -1), h, v.reshape(1, -1))[0]
    mean = mp.fsum(share * mpf(weight) for share, weight in zip(exact, v, strict=True))
    for got, share, weight in zip(delta, exact, v, strict=True):
        # v_j − h·v cancels, so that the error is one of |v|, not of the difference.
        assert (
            abs(mpf(got) - share * (mpf(weight) - mean)) <= (LIMIT + gap) * 2.0**-52 * share * np.abs(v).max() + 5e-324
        )


def test_softmax_adds_up_to_one_and_is_blind_to_a_common_shift():
    xi = np.random.default_rng(13).integers(-20, 20, (100, 7)).astype(float)
    h = ACTIVATIONS["softmax"].value(xi)
    np.testing.assert_allclose(h.sum(axis=1), 1.0, rtol=7 * 2.0**-52)
    np.testing.assert_array_equal(h, ACTIVATIONS["softmax"].value(xi + 1024.0))


@pytest.mark.parametrize(
    ("xi", "winner"),
    [
        ([1, 3, 2], 1),
        ([2, 2, 2], 0),
        ([0, 5, 5], 1),
        ([-0.0, 0.0], 0),
        ([-1e308, 1e308], 1),
        ([4], 0),
        ([0, 5e-324], 1),
    ],
)
def test_argmax_gives_one_to_the_first_winner(xi, winner):
    h = ACTIVATIONS["argmax"].value(np.array([xi], dtype=float))
    expected = np.zeros((1, len(xi)))
    expected[0, winner] = 1.0
    np.testing.assert_array_equal(h, expected)


@pytest.mark.parametrize("row", LAYERWISE, ids=by_id)
def test_layerwise_rows_work_sample_by_sample(row):
    xi = np.random.default_rng(14).normal(size=(9, 5))
    together = row.value(xi)
    np.testing.assert_array_equal(together, np.vstack([row.value(xi[[i]]) for i in range(9)]))
    assert row.backward is not None


@pytest.mark.parametrize("row", ROWS, ids=by_id)
def test_texts_are_there(row):
    assert ACTIVATIONS[row.id] is row
    assert all((row.title, row.symbol, row.latex, row.latex_derivative, row.range, row.note))
    assert r"\xi" in row.latex
    assert row.note.endswith(".")
