"""Each notation writes the symbols of its lecture."""

from __future__ import annotations

import pytest

from mlpviz.core.document import NOTATIONS as DOCUMENT_NOTATIONS
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS
from mlpviz.present.explain.slope import note_in
from mlpviz.present.notation import NOTATIONS, Symbols, layer_title, symbols, unit_title

WIDTHS = (2, 3, 2)

# input, ξ, h hidden, h output, weight, bias, δ, gradient, loss, η: of unit 2 (layer 2: unit 1), from source 1
TABLE = {
    "excitation": (
        "x_{2}", r"\xi_{2}^{(1)}", "h_{2}^{(1)}", "h_{1}^{(2)}", "w_{2,1}^{(1)}", "b_{2}^{(1)}", r"\delta_{2}^{(1)}",
        r"\frac{\partial \mathcal{L}}{\partial w_{2,1}^{(1)}}", r"\mathcal{L}", r"\eta",
    ),
    "unit_graph": (
        "o_{2}", "s_{4}", "o_{4}", "o_{6}", "w_{14}", "w_{04}", r"\delta_{4}", "g_{14}", "L", r"\eta",
    ),
    "two_stage": (
        "x_{2}", "z_{H,2}", "u_{H,2}", "u_{O,1}", "w_{H,21}", "b_{H,2}", r"\frac{\partial J}{\partial z_{H,2}}",
        r"\frac{\partial J}{\partial w_{H,21}}", "J", r"\alpha",
    ),
    "row_matrix": (
        "X_{2}", "(XW+B)_{2}^{(1)}", "H_{2}^{(1)}", "O_{1}", "w_{12}^{(1)}", "b_{2}^{(1)}",
        r"\frac{\partial L}{\partial (XW+B)_{2}^{(1)}}", r"\frac{\partial L}{\partial w_{12}^{(1)}}", "L", r"\eta",
    ),
    "layer_superscript": (
        "x_{2}^{(0)}", "z_{2}^{(1)}", "x_{2}^{(1)}", "x_{1}^{(2)}", "w_{21}^{(1)}", "b_{2}^{(1)}",
        r"\frac{\partial \mathcal{L}}{\partial z_{2}^{(1)}}", r"\frac{\partial \mathcal{L}}{\partial w_{21}^{(1)}}",
        r"\mathcal{L}", r"\eta",
    ),
}  # fmt: skip


def written(notation: Symbols) -> tuple[str, ...]:
    found = (
        notation.input(1),
        notation.excitation(1, 1),
        notation.activation(1, 1),
        notation.activation(2, 0),
        notation.weight(1, 1, 0),
        notation.weight(1, 1, BIAS),
        notation.delta(1, 1),
        notation.gradient(1, 1, 0),
        notation.loss(),
        notation.rate(),
    )
    return tuple(symbol.latex for symbol in found)


@pytest.mark.parametrize("name", TABLE)
def test_symbols_are_those_of_the_lecture(name: str) -> None:
    assert written(symbols(name, WIDTHS)) == TABLE[name]


def test_every_notation_of_the_document_exists() -> None:
    assert tuple(NOTATIONS) == DOCUMENT_NOTATIONS
    assert set(TABLE) == set(NOTATIONS)


@pytest.mark.parametrize("name", NOTATIONS)
def test_plain_symbols_have_no_latex_and_differ_from_each_other(name: str) -> None:
    notation = symbols(name, WIDTHS)
    found = [
        symbol.plain
        for layer, width in enumerate(WIDTHS[1:], start=1)
        for unit in range(width)
        for symbol in (
            notation.excitation(layer, unit),
            notation.activation(layer, unit),
            notation.delta(layer, unit),
            *(notation.weight(layer, unit, source) for source in (BIAS, *range(WIDTHS[layer - 1]))),
            *(notation.gradient(layer, unit, source) for source in (BIAS, *range(WIDTHS[layer - 1]))),
        )
    ]
    assert not set("".join(found)) & set("\\{}^")
    assert len(set(found)) == len(found)


def test_plain_symbols_read_well() -> None:
    assert symbols("excitation", WIDTHS).weight(1, 1, 0).plain == "w₂,₁⁽¹⁾"
    assert symbols("excitation", WIDTHS).gradient(2, 0, BIAS).plain == "∂ℒ/∂b₁⁽²⁾"
    assert symbols("two_stage", WIDTHS).delta(2, 1).plain == "∂J/∂z_O,2"
    assert symbols("two_stage", (2, 3, 4, 1)).weight(2, 0, 0).plain == "w_H2,1,1"
    assert symbols("two_stage", (2, 3, 4, 1)).gradient(2, 0, 0).plain == "∂J/∂w_H2,1,1"
    assert symbols("row_matrix", WIDTHS).excitation(2, 1).plain == "(HW+B)₂⁽²⁾"


def test_two_stage_numbers_its_hidden_stages_in_deeper_nets() -> None:
    notation = symbols("two_stage", (2, 3, 4, 1))
    assert [notation.excitation(layer, 0).sub for layer in (1, 2, 3)] == ["H1,1", "H2,1", "O,1"]


def test_unit_graph_counts_through_the_net_and_keeps_long_indices_apart() -> None:
    notation = symbols("unit_graph", (2, 10, 1))
    assert notation.excitation(2, 0).plain == "s₁₃"
    assert notation.weight(2, 0, 0).plain == "w₃,₁₃"
    assert notation.weight(2, 0, BIAS).plain == "w₀,₁₃"
    assert notation.weight(1, 0, 1).plain == "w₂₃"


def test_a_letter_stands_for_any_index() -> None:
    assert symbols("excitation", WIDTHS).weight(2, "k", 0).latex == "w_{k,1}^{(2)}"
    assert symbols("unit_graph", WIDTHS).delta(2, "k").latex == r"\delta_{k}"


def test_a_single_output_has_a_target_without_index() -> None:
    assert symbols("excitation", (2, 1)).target(0).plain == "y"
    assert symbols("excitation", (2, 2)).target(1).plain == "y₂"


@pytest.mark.parametrize("name", NOTATIONS)
def test_tags_fit_into_a_neuron(name: str) -> None:
    notation = NOTATIONS[name]
    tags = (notation.excitation_tag, notation.activation_tag, notation.delta_tag)
    assert all(0 < len(tag) <= 5 for tag in tags)
    assert len({other.title for other in NOTATIONS.values()}) == len(NOTATIONS)


def test_the_tag_of_a_layer_is_the_letter_of_its_symbols() -> None:
    row_matrix = symbols("row_matrix", (2, 3, 4, 1))
    assert [row_matrix.activation_tag_of(layer) for layer in range(4)] == ["X", "H", "H", "O"]
    assert [row_matrix.excitation_tag_of(layer) for layer in (1, 2, 3)] == ["XW+B", "HW+B", "HW+B"]
    excitation = symbols("excitation", (2, 3, 4, 1))
    assert {(excitation.excitation_tag_of(layer), excitation.activation_tag_of(layer)) for layer in (1, 2, 3)} == {
        ("ξ", "h")
    }


@pytest.mark.parametrize("name", NOTATIONS)
def test_no_note_of_an_activation_speaks_another_notation(name: str) -> None:
    notation = symbols(name, WIDTHS)
    for row in ACTIVATIONS.values():
        note = note_in(row, notation)
        assert ("ξ" in note) == ("ξ" in row.note and name == "excitation")
    assert note_in(ACTIVATIONS["relu"], notation).startswith(f"Off for {notation.excitation_name} ≤ 0")


def test_titles_of_layers_and_units() -> None:
    assert [layer_title(layer, 2) for layer in range(3)] == ["Input", "Hidden 1", "Output"]
    assert layer_title(1, 1) == "Output"
    assert unit_title(0, 0, 2) == "input 1"
    assert unit_title(1, 0, 2) == "hidden neuron 1"
    assert unit_title(3, 1, 4) == "neuron 2 of hidden layer 3"
    assert unit_title(4, 0, 4) == "output neuron 1"


def test_an_unknown_notation_is_refused() -> None:
    with pytest.raises(KeyError):
        symbols("slides", WIDTHS)
