"""Numbers as people type them."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlpviz.core.expression import MAX_CHARACTERS, ExpressionError, parse_number

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0), (" 0.5 ", 0.5), ("1e-3", 0.001), ("-2/3", -2 / 3), ("pi/4", math.pi / 4), ("π", math.pi),
        ("−2 × 3", -6.0), ("2·3", 6.0), ("1÷4", 0.25), ("e", math.e), ("2**-1", 0.5), ("-2**2", -4.0),
        ("2*(1+3)", 8.0), ("(1)-(2)", -1.0), (".5", 0.5), ("5.", 5.0), ("007", 7.0), ("1E3", 1000.0), ("+3", 3.0),
        ("--3", 3.0), ("2 ** 3 ** 2", 512.0), ("-" * 199 + "1", -1.0), ("2*pi", 2 * math.pi), ("2e0*e", 2 * math.e),
    ],
)  # fmt: skip
def test_what_counts_as_a_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Type a number"), ("1,5", "with a point"), ("2^3", "**"), ("2pi", "*"), ("1/0", "zero"),
        ("0**-1", "zero"), ("1e999", "too large"), ("9**9**9", "too large"), ("(-8)**(1/3)", "root"),
        ("1e308*10", "too large"), ("1e308*10-1e308*10", "too large"), ("inf", "inf"), ("nan", "nan"),
        ("abs(1)", "abs"), ("__import__", "__import__"), ("True", "True"), ("1 2", "complete"), ("(", "complete"),
        ("2(3)", "sign between"), ("()", "sign between"), ("0x10", "x10"), ("1_000", "_000"), ("1j", "j"),
        ("5-", "complete"), ("1\n2", "character"), ("1;2", "character"), ("\0", "character"), ("½", "½"),
        ("1" * 201, "200"), ("x" * 10**6, "200"), ("1 % 2", "%"), ("7//2", "between"), ("pi.real", "character"),
    ],
)  # fmt: skip
def test_what_does_not_and_why(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_number(text)
    sentence = str(caught.value)
    assert reason in sentence
    assert sentence.endswith(".") and len(sentence.splitlines()) == 1


@given(finite)
@example(-0.0)
@example(5e-324)
def test_a_float_written_out_keeps_its_bits(value: float) -> None:
    again = parse_number(repr(value))
    assert again.hex() == value.hex()
    assert parse_number(repr(value).replace("-", "−")).hex() == value.hex()


@given(st.text(alphabet="0123456789.+-*/() epi,^−×_xj", max_size=MAX_CHARACTERS) | st.text(max_size=220))
@example("(" * 199)
@example("9**" * 66 + "9")
@example("-(" * 60 + "1" + ")" * 60)
@settings(max_examples=1000, deadline=None)
def test_any_text_is_a_finite_number_or_a_plain_refusal(text: str) -> None:
    start = time.perf_counter()
    try:
        value = parse_number(text)
    except ExpressionError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(value, float) and math.isfinite(value)
    assert time.perf_counter() - start < 0.5


numbers = st.floats(0.001, 1000).map(lambda value: f"{value:.3f}")


@given(st.recursive(
    numbers,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=8,
))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_arithmetic_is_pythons(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        return
    try:
        expected = float(eval(text, {"__builtins__": {}}))
    except ZeroDivisionError:
        return
    assert parse_number(text) == expected
