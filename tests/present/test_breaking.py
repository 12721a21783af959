"""A formula that is too wide breaks into lines that are whole by themselves and that fit."""

from __future__ import annotations

import random
import re

import pytest

from mlpviz.core.examples import examples
from mlpviz.core.session import initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Grain
from mlpviz.present.explain.breaking import break_line, extent, placed
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.typeset import svg

COLORS = {"ink": "#000000", "positive": "#c8553d", "negative": "#2f6db3", "now": "#f0a202", "muted": "#66717f"}


def lines_of_examples() -> list[str]:
    """A line of each shape that the bundled documents give, in some notation."""
    shapes: dict[str, str] = {}
    for example in examples():
        document = example.document()
        walk = Walk(document, initial_selection(document))
        count = walk.schedule.count(Grain.NEURON)
        for notation in NOTATIONS:
            names = symbols(notation, document.network.widths)
            for index in range(0, count, max(count // 25, 1)):
                for line in explain(walk, walk.schedule.position(index), names).lines:
                    shapes.setdefault(re.sub(r"\d", "1", line), line)
    return list(shapes.values())


LINES = lines_of_examples()
SAMPLE = random.Random(3).sample(LINES, 120)


def width(latex: str) -> float:
    """The typesetter's, in em."""
    return svg(latex, 50, COLORS).width / 50


def test_widths_are_told_nearly_as_the_typesetter_makes_them() -> None:
    for line in SAMPLE:
        assert 0.83 < width(line) / extent(line) < 1.0 / 0.8 * 0.85 + 0.01, line


@pytest.mark.parametrize("room", [9.0, 14.0, 24.0])
def test_pieces_of_every_formula_are_whole_and_lose_nothing(room: float) -> None:
    broken = 0
    for line in LINES:
        pieces = break_line(line, room)
        broken += len(pieces) > 1
        for piece in pieces:
            assert piece.count("{") == piece.count("}"), piece
        spaces = r"\s|\\,|\{\}|\\left(?=\()|\\right(?=\))"
        assert re.sub(spaces, "", "".join(pieces)) == re.sub(spaces, "", line)
        if extent(line) <= room:
            assert pieces == (line,)
    assert broken > 20


def test_pieces_are_typeset_and_hardly_ever_shrink() -> None:
    size, room = 18.0, 270.0
    for line in SAMPLE:
        for piece, left in placed(line, size, room, 14.0):
            plain_formula(piece)
            made = width(piece) * size
            single = len(break_line(line, 1.0)) == 1  # one fraction cannot be broken
            assert (room - left) / made >= 0.8 or single, piece


def test_stretching_parentheses_are_given_up_where_they_break() -> None:
    line = r"= -\left( 0 \cdot \ln 0.4046 + (1 - 0) \cdot \ln (1 - 0.4046) \right)"
    assert break_line(line, 40.0) == (line,)
    for piece in break_line(line, 10.0):
        assert width(piece) < 10.0


def test_a_product_breaks_outside_its_parentheses() -> None:
    line = r"= 0.5933 \cdot (1 - 0.5933) \cdot (0.4 \cdot 0.1385 + 0.5 \cdot ({-}0.0381))"
    assert break_line(line, 14.0) == (
        r"= 0.5933 \cdot (1 - 0.5933)",
        r"{} \cdot (0.4 \cdot 0.1385 + 0.5 \cdot ({-}0.0381))",
    )


def test_a_sum_breaks_before_its_signs_and_keeps_powers_of_ten_whole() -> None:
    line = r"= 1.5 \cdot 10^{-6} + 2.5 \cdot 10^{-6} + \textcolor{negative}{{-}3 \cdot 10^{-6}} - 4"
    pieces = break_line(line, 6.0)
    assert [plain_formula(piece) for piece in pieces] == [
        "= 1.5 · 10⁻⁶", "+ 2.5 · 10⁻⁶", "+ −3 · 10⁻⁶", "− 4",
    ]  # fmt: skip


def test_earlier_lines_are_filled_first() -> None:
    assert break_line("= 1111 + 2222 + 3333 + 4444", 9.5) == ("= 1111 + 2222", "{} + 3333 + 4444")
    assert break_line("= 1111 + 2222 + 3333", 9.5) == ("= 1111 + 2222", "{} + 3333")


def test_what_is_broken_off_stands_in_further() -> None:
    line = "= 1 + 2 + 3 + 4"
    assert [left for _, left in placed(line, 18.0, 100.0, 14.0)] == [14.0, 28.0]
    assert [left for _, left in placed(line.removeprefix("= "), 18.0, 70.0, 14.0)] == [0.0, 14.0]
    assert placed(line, 18.0, 400.0, 14.0) == ((line, 14.0),)
