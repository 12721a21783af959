"""The one rounding rule."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.present.numbers import (
    copyable,
    exact,
    latex_factor,
    latex_number,
    plain_product,
    rounded_sum_differs,
    rounded_to,
    shown,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-3.0, "−3"),
        (999999.0, "999999"),
        (0.9525741268, "0.9526"),
        (-0.0075277, "−0.0075"),
        (0.00099, "0.0010"),
        (7.5e-6, "7.5e−6"),
        (-0.00075, "−7.5e−4"),
        (0.00012345678, "1.235e−4"),
        (0.0005, "0.0005"),
        (0.5, "0.5"),
        (-0.25, "−0.25"),
        (0.99999, "1.0000"),
        (1e6, "1e6"),
        (-1234567.8, "−1.235e6"),
        (5e-324, "5e−324"),
        (-0.0, "0"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_shown_on_the_screen(value: float, text: str) -> None:
    assert shown(value) == text


def test_more_decimals_show_more_digits() -> None:
    assert [shown(math.pi, decimals) for decimals in (1, 2, 6)] == ["3.1", "3.14", "3.141593"]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.38, 1, "0.4"),
        (-0.6, 1, "−0.6"),
        (0.04, 1, "4e−2"),
        (0.01388258, 2, "0.01"),
        (0.0049, 2, "4.9e−3"),
        (0.0076, 3, "0.008"),
        (0.00076, 3, "7.6e−4"),
        (0.00076, 5, "0.00076"),
        (0.000764, 5, "0.00076"),
    ],
)
def test_few_decimals_split_off_a_power_of_ten_only_where_no_digit_would_be_left(
    value: float, decimals: int, text: str
) -> None:
    assert shown(value, decimals) == text


@given(FINITE, st.integers(1, 12))
def test_what_is_shown_lies_near_the_value_and_keeps_its_digits(value: float, decimals: int) -> None:
    text = shown(value, decimals)
    assert "-" not in text
    read = float(text.replace("−", "-"))
    if value and abs(value) < 1e308:  # rounding up the largest float64 would overflow
        digit = 0.5 * 10.0**-decimals if abs(value) >= 1e-3 else 0.0
        assert read == pytest.approx(value, rel=0.06, abs=1.01 * digit)
        assert read
        assert math.copysign(1, read) == math.copysign(1, value)


@given(FINITE)
def test_copyable_gives_the_very_same_bits(value: float) -> None:
    text = copyable(value)
    assert text.isascii()
    assert struct.pack("d", float(text)) == struct.pack("d", value)


@given(FINITE)
def test_exact_loses_nothing(value: float) -> None:
    assert float(exact(value).replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00877135469241, "0.008771354692"), (-3.433169707e-5, "−3.433169707e−5"), (-0.0, "0"), (math.inf, "∞")],
)
def test_so_many_digits_whatever_the_size(value: float, text: str) -> None:
    assert rounded_to(value, 10) == text


@pytest.mark.parametrize(
    ("value", "number", "factor"),
    [
        (-0.03, "{-}0.03", "({-}0.03)"),
        (2.0, "2", "2"),
        (-7.5e-6, r"{-}7.5 \cdot 10^{-6}", r"({-}7.5 \cdot 10^{-6})"),
        (-math.inf, r"{-}\infty", r"({-}\infty)"),
        (math.nan, r"\text{not a number}", r"\text{not a number}"),
    ],
)
def test_numbers_in_formulas(value: float, number: str, factor: str) -> None:
    assert (latex_number(value), latex_factor(value)) == (number, factor)


def test_a_product_in_a_sentence() -> None:
    assert plain_product((-0.5, -2.0)) == "−0.5 · (−2)"


@pytest.mark.parametrize(
    ("terms", "total", "differs"),
    [
        ((0.125, 0.125), 0.25, False),
        ((0.00004, 0.12344), 0.12348, True),  # 4e−5 + 0.1234 rounds to 0.1234, the sum to 0.1235
        ((0.33333, 0.33333, 0.33333), 0.99999, True),  # 0.9999 by hand against 1.0000
        ((0.4999, 0.5001), 1.0, False),
        ((0.12345678, -0.12345), 6.78e-6, True),
        ((math.inf, 1.0), math.inf, False),
    ],
)
def test_rounded_terms_against_their_rounded_sum(terms: tuple[float, ...], total: float, differs: bool) -> None:
    assert rounded_sum_differs(terms, total) is differs
