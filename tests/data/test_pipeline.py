"""Features by name, standardising, and the two in a row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlpviz.data.errors import DataError
from mlpviz.data.features import check_features, choices, feature_title, feature_values, raw_column
from mlpviz.data.pipeline import Pipeline
from mlpviz.data.scaling import Scaling, fitted

RAW = np.array([[1.5, -2.0], [0.25, 3.0]])


@pytest.mark.parametrize(
    ("feature", "title", "expected"),
    [
        ("x1", "x₁", 1.5),
        ("x1^2", "x₁²", 1.5**2),
        ("x2^3", "x₂³", -8.0),
        ("x1*x2", "x₁x₂", -3.0),
        ("x2*x1", "x₂x₁", -3.0),
        ("sin(x1)", "sin x₁", math.sin(1.5)),
        ("cos(x2)", "cos x₂", math.cos(-2.0)),
        ("|x2|", "|x₂|", 2.0),
    ],
)
def test_a_feature_by_its_name(feature, title, expected):
    assert feature_values((feature,), ("x1", "x2"), RAW)[0, 0] == expected
    assert feature_title(feature) == title


def test_the_features_of_one_input():
    assert choices(("x",)) == ("x", "x^2", "x^3", "sin(x)", "cos(x)", "|x|")
    assert [feature_title(feature) for feature in choices(("x",))] == ["x", "x²", "x³", "sin x", "cos x", "|x|"]


@pytest.mark.parametrize("names", [("x",), ("x1", "x2"), ("sepal length", "petal width", "x"), ("a*b", "a", "b")])
def test_every_feature_that_is_offered_can_be_made_and_is_another(names):
    offered = choices(names)
    assert len(set(offered)) == len(offered)
    check_features(offered, names)
    values = feature_values(offered, names, np.full((3, len(names)), 2.0))
    assert values.shape == (3, len(offered))


def test_products_of_many_inputs_are_not_offered_but_can_be_made():
    names = tuple(f"p{index}" for index in range(64))
    assert not any("*" in feature for feature in choices(names))
    check_features(("p0*p63",), names)


def test_the_own_name_of_an_input_goes_before_what_it_looks_like():
    names = ("x", "x^2")
    raw = np.array([[3.0, 7.0]])
    assert feature_values(("x^2", "x^2^2", "x^3"), names, raw).tolist() == [[7.0, 49.0, 27.0]]
    assert (raw_column("x^2", names), raw_column("x", names), raw_column("x^3", names)) == (1, 0, None)


@pytest.mark.parametrize(
    ("feature", "title"),
    [
        ("sepal length", "sepal length"),
        ("sepal length^2", "(sepal length)²"),
        ("sin(sepal length)", "sin (sepal length)"),
        ("|sepal length|", "|sepal length|"),
        ("sepal length*sepal width", "sepal length · sepal width"),
        ("p64", "p₆₄"),
    ],
)
def test_names_that_are_words_stay_words(feature, title):
    assert feature_title(feature) == title


@pytest.mark.parametrize(
    "bad", ["", "y", "x3^2", "x1^4", "sin(x1", "exp(x1)", "x1*x1", "x1*", "*", "^2", "||", "sin()"]
)
def test_a_feature_that_cannot_be_made_is_named_with_what_can(bad):
    with pytest.raises(DataError, match=r"choose from x1, x2, x1\^2") as caught:
        check_features(("x1", bad), ("x1", "x2"))
    assert caught.value.place == "feature 2"


def test_a_feature_twice_is_refused():
    with pytest.raises(DataError, match="there twice"):
        check_features(("x1", "x2", "x1"), ("x1", "x2"))


def test_a_feature_that_is_too_large_names_its_sample():
    with pytest.raises(DataError, match=r"sample 2: x\^3 is too large"):
        feature_values(("x", "x^3"), ("x",), np.array([[1.0], [1e200]]))


numbers = arrays.arrays(np.float64, st.tuples(st.integers(1, 20), st.integers(1, 4)), elements=st.floats(-1e6, 1e6))


@given(numbers)
def test_standardised_inputs_have_mean_0_and_deviation_1_or_are_0(values):
    scaled = fitted(values).apply(values)
    for before, after in zip(values.T, scaled.T, strict=True):
        spread = np.ptp(before)
        if spread == 0:
            assert np.abs(after).max() <= 1e-9 * max(1.0, np.abs(before).max())
        elif spread > 1e-6 * np.abs(before).max() and spread > 1e-100:
            assert after.mean() == pytest.approx(0, abs=1e-6)
            assert after.std() == pytest.approx(1, rel=1e-6)


@given(numbers)
def test_scaling_is_undone(values):
    scaling = fitted(values)
    restored = scaling.invert(scaling.apply(values))
    assert restored == pytest.approx(values, rel=1e-9, abs=1e-9)


def test_a_constant_column_whose_mean_is_rounded_has_deviation_1():
    values = np.full((10, 1), 0.1)
    values = np.concatenate([values, np.arange(10.0)[:, None]], axis=1)
    assert values[:, 0].std() != 0 or values[:3, 0].std() != 0
    assert fitted(values).deviations[0] == 1.0
    assert fitted(values[:3]).deviations[0] == 1.0


def test_numbers_that_are_too_large_to_standardise_are_named():
    with pytest.raises(DataError, match="input 2: its numbers are too large"):
        fitted(np.array([[1.0, 1e308], [2.0, -1e308], [3.0, 1e308]]))


def test_features_come_first_then_the_scaling():
    raw = np.array([[1.0], [2.0], [3.0]])
    squares = Pipeline(("x",), ("x", "x^2"))
    scaled = Pipeline(("x",), ("x", "x^2"), fitted(squares.apply(raw)))
    assert squares.apply(raw).tolist() == [[1, 1], [2, 4], [3, 9]]
    assert scaled.apply(raw).mean(axis=0) == pytest.approx([0, 0])
    assert scaled.apply(raw)[2, 1] == pytest.approx((9 - 14 / 3) / np.std([1, 4, 9]))
    assert squares.input_names == ("x", "x²")
    assert scaled.input_names == ("x (std)", "x² (std)")
    assert not squares.plain and not scaled.plain


def test_a_plain_pipeline_leaves_names_and_numbers():
    plain = Pipeline(("x1", "x2"))
    assert plain.plain
    assert plain.input_names == ("x1", "x2")
    assert plain.apply(RAW) is RAW
    assert Pipeline(("x1", "x2"), scaling=Scaling((0.0, 0.0), (1.0, 2.0))).input_names == ("x₁ (std)", "x₂ (std)")


def test_a_pipeline_for_other_inputs_is_refused():
    with pytest.raises(DataError, match="2 inputs have names, not 3"):
        Pipeline(("x1", "x2")).apply(np.ones((1, 3)))
    with pytest.raises(DataError, match="for 1 inputs, not 2"):
        Pipeline(("x1", "x2"), scaling=Scaling((0.0,), (1.0,))).apply(RAW)
