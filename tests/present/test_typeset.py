"""Formulas become SVG that QtSvg can draw, in the colours of the theme."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from mlpviz.present.typeset import TypesetError, svg

COLORS = {"ink": "#1b2430", "positive": "#c8553d", "negative": "#2f6db3", "now": "#f0a202", "muted": "#66717f"}


def fills(picture: bytes) -> set[str]:
    return set(re.findall(r'fill="([^"]+)"', picture.decode()))


def test_a_formula_is_an_svg_of_the_size_it_says() -> None:
    formula = svg(r"\delta_{1}^{(1)} = \sum_{k} w_{k,1}", 18, COLORS)
    root = ET.fromstring(formula.svg)
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"]) == pytest.approx(formula.width)
    assert float(root.attrib["height"]) == pytest.approx(formula.height)
    assert "use" not in {element.tag.rpartition("}")[2] for element in root.iter()}
    assert formula.baseline + formula.descent == pytest.approx(formula.height)


def test_named_colours_become_those_of_the_theme() -> None:
    formula = svg(r"x = \textcolor{negative}{{-}0.5}", 18, COLORS)
    assert fills(formula.svg) == {COLORS["ink"], COLORS["negative"]}


def test_the_size_scales_the_formula() -> None:
    small, large = svg("x + y", 12, COLORS), svg("x + y", 24, COLORS)
    assert large.width == pytest.approx(2 * small.width, rel=0.05)


def test_only_what_hangs_below_the_line_adds_to_the_descent() -> None:
    assert svg("x", 18, COLORS).descent < 3 < svg(r"\frac{1}{x}", 18, COLORS).descent


def test_a_unary_minus_stands_close_to_its_number() -> None:
    assert svg("= {-}2", 18, COLORS).width < svg("= - 2", 18, COLORS).width


@pytest.mark.parametrize("bad", ["", r"\frac{1}", r"\nonsense x", "{x", "x}", "a & b", "x_{", r"\textcolor{pink}{x}"])
def test_a_formula_that_cannot_be_typeset_is_named(bad: str) -> None:
    with pytest.raises(TypesetError) as error:
        svg(bad, 18, COLORS)
    assert bad in str(error.value)


def test_a_formula_seen_before_is_not_typeset_again() -> None:
    assert svg("y^2", 18, COLORS) is svg("y^2", 18, dict(COLORS))
    assert svg("y^2", 18, COLORS) is not svg("y^2", 18, COLORS | {"ink": "#ffffff"})
