"""Every formula that an explanation can make is typeset, in every notation, and its plain text holds no LaTeX."""

from __future__ import annotations

import re

import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS, make_layer
from mlpviz.nn.schedule import Quantity
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.typeset import svg

from .walks import every_explanation, explanation_of, losses_for, make_walk, random_walk

COLORS = {"ink": "#000000", "positive": "#c8553d", "negative": "#2f6db3", "now": "#f0a202", "muted": "#66717f"}

TYPESET: set[str] = set()


def check_line(line: str) -> None:
    """Typeset a line, unless one that differs in its digits alone has been."""
    shape = re.sub(r"\d+", "1", line)
    if shape not in TYPESET:
        TYPESET.add(shape)
        formula = svg(line, 18, COLORS)
        assert formula.width > 5, line
        assert formula.height < 75, line


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_line_is_typeset(activation: str, notation: str) -> None:
    quantities = set()
    for loss in losses_for(activation):
        walk = random_walk(activation, activation, loss, batch=True)
        seen = set()
        for position in range(walk.schedule.size):
            place = walk.schedule.place(position)
            step = place.step
            kind = (step.quantity, step.layer, step.source == BIAS, place.term + 1 < place.terms)
            if kind in seen:
                continue
            seen.add(kind)
            quantities.add(step.quantity)
            told = explain(walk, position, symbols(notation, walk.document.network.widths))
            assert told.lines
            assert all(line.startswith("= ") for line in told.lines[1:])
            assert not told.lines[0].startswith("=")
            for line in told.lines:
                check_line(line)
    assert quantities == set(Quantity)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_plain_text_has_no_latex_left(loss: str, notation: str) -> None:
    for output in ("identity", "tanh", "softmax", "sigmoid", "argmax", "selu"):
        if loss in losses_for(output):
            for _, told in every_explanation(random_walk("gelu", output, loss), notation):
                written = (
                    told.plain,
                    told.title,
                    told.phase_note,
                    told.next_title,
                    *(text for row in told.rows for text in row),
                )
                for text in written:
                    assert not re.search(r"[\\{}]|  |textcolor|None|nan|-(?=[\d(ξ])", text), text


def test_numbers_out_of_the_ordinary_are_typeset_too() -> None:
    huge = [make_layer("identity", [[1e300, -1e-300]], [-1e-12]), make_layer("sigmoid", [[1e300]], [0.0])]
    for _, told in every_explanation(make_walk(huge, [[1e-5, 1e200]], [[1.0]], "squared_error")):
        for line in told.lines:
            check_line(line)
    overflow = [make_layer("identity", [[1e300]], None), make_layer("identity", [[1e300]], None)]
    told = explanation_of(make_walk(overflow, [[1.0]], [[1.0]]), Quantity.EXCITATION, 2, 0)
    assert plain_formula(told.lines[-1]) == "= ∞"
    assert told.why == ("This number has left the range of float64: smaller weights or a smaller step keep it finite.",)


def test_the_copied_formula_is_aligned_latex_without_colours() -> None:
    told = explanation_of(random_walk("sigmoid", "identity", "half_squared_error"), Quantity.DELTA, 1, 0)
    assert told.latex.startswith("\\begin{aligned}\n" r"\delta_{1}^{(1)} &= g'(\xi_{1}^{(1)}) \, \sum_{k}")
    assert told.latex.endswith("\n\\end{aligned}")
    assert told.latex.count("&= ") == len(told.lines)
    assert "textcolor" not in told.latex
    svg(told.latex, 18, COLORS)
    update = explanation_of(random_walk("sigmoid", "identity", "half_squared_error"), Quantity.UPDATE, 1, 0, 0)
    assert r" &\leftarrow " in update.latex


def test_no_letter_carries_two_superscripts() -> None:
    walk = random_walk("tanh", "tanh", "squared_error")
    for notation in NOTATIONS:
        for _, told in every_explanation(walk, notation):
            assert not re.search(r"\^\{[^{}]*\}\^", told.latex)


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\frac{\partial \mathcal{L}}{\partial w_{1,2}^{(1)}}", "∂ℒ/∂w₁,₂⁽¹⁾"),
        (r"\textcolor{negative}{{-}0.5 \cdot ({-}2)}", "−0.5 · (−2)"),
        (r"\frac{1}{1 + e^{-\xi_{1}^{(1)}}}", "1/(1 + e^(−ξ₁⁽¹⁾))"),
        (r"7.5 \cdot 10^{-6}", "7.5 · 10⁻⁶"),
        (r"w \leftarrow w - \eta \, g", "w ← w − η g"),
        (r"\max(0, \xi)", "max(0, ξ)"),
        (r"1 - \tanh^2 \xi", "1 − tanh² ξ"),
    ],
)
def test_formulas_in_plain_text(latex: str, plain: str) -> None:
    assert plain_formula(latex) == plain


def test_an_unknown_command_has_no_plain_text() -> None:
    with pytest.raises(ValueError, match="no plain text"):
        plain_formula(r"\oint x")
