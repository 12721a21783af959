"""At the grain of a layer or a phase the whole of it is explained, and what comes next is the next stop."""

from __future__ import annotations

import re

import numpy as np
import pytest
from tests_support import walked_examples

from mlpviz.core.session import initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import make_layer
from mlpviz.nn.schedule import Grain
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.numbers import MINUS, exact
from mlpviz.present.typeset import svg

from .walks import every_explanation, make_walk, random_walk, toy_walk

COLORS = {"ink": "#000000", "positive": "#c8553d", "negative": "#2f6db3", "now": "#f0a202", "muted": "#66717f"}


def stops(walk: Walk, grain: Grain, notation: str = "excitation", decimals: int = 4) -> list[Explanation]:
    """The explanation at every stop of the first iteration."""
    names = symbols(notation, walk.document.network.widths)
    schedule = walk.schedule
    return [
        explain(walk, schedule.position(index, grain), names, decimals, grain=grain)
        for index in range(schedule.count(grain))
    ]


def deep_walk() -> Walk:
    rng = np.random.default_rng(4)
    widths = (2, 3, 4, 2)
    layers = [
        make_layer(
            "tanh" if n < 3 else "sigmoid", rng.normal(size=(widths[n], widths[n - 1])), rng.normal(size=widths[n])
        )
        for n in range(1, 4)
    ]
    return make_walk(layers, [[0.5, -1.0]], [[0, 1]], "binary_cross_entropy")


def test_titles_name_the_layer_and_what_comes_next_is_the_next_layer() -> None:
    told = stops(deep_walk(), Grain.LAYER)
    titles = [one.title for one in told]
    assert titles == [
        "ξ and h of hidden layer 1", "ξ and h of hidden layer 2", "ξ and h of the output layer", "Loss",
        "δ of the output layer", "δ of hidden layer 2", "δ of hidden layer 1",
        "Gradients of the output layer", "Gradients of hidden layer 2", "Gradients of hidden layer 1",
        "Update of hidden layer 1", "Update of hidden layer 2", "Update of the output layer",
    ]  # fmt: skip
    assert [one.next_title for one in told] == [*titles[1:], "Next iteration: ξ and h of hidden layer 1"]


def test_titles_of_whole_phases() -> None:
    told = stops(random_walk("tanh", "sigmoid", "squared_error", batch=True), Grain.PHASE)
    titles = [one.title for one in told]
    assert titles[:4] == [
        "The whole forward pass, sample 1", "Loss, sample 1", "The whole backward pass, sample 1",
        "The whole forward pass, sample 2",
    ]  # fmt: skip
    assert titles[-2:] == ["All gradients", "The whole update"]
    assert [one.next_title for one in told][:-1] == titles[1:]
    assert told[-1].next_title == "Next iteration: The whole forward pass, sample 1"


def test_a_stop_of_one_step_is_that_step() -> None:
    told = stops(toy_walk(), Grain.LAYER)
    assert [one.title for one in told][1:5] == [
        "ξ and h of the output layer", "Loss", "δ of output neuron 1", "δ of the hidden layer",
    ]  # fmt: skip
    assert told[2].next_title == "δ of output neuron 1"
    assert "g′" not in plain_formula(told[3].lines[0])
    assert not told[3].whole
    assert told[4].whole


def test_between_two_stops_the_step_is_explained_and_the_group_comes_next() -> None:
    walk = toy_walk()
    told = explain(walk, walk.schedule.position(0), symbols("excitation", (2, 2, 1)), grain=Grain.LAYER)
    assert told.title == "ξ of hidden neuron 1"
    assert told.next_title == "ξ and h of the hidden layer"


def test_a_layer_shows_its_rule_and_its_first_numbers() -> None:
    forward = stops(toy_walk(), Grain.LAYER)[0]
    assert [plain_formula(line) for line in forward.lines] == [
        "ξ⁽¹⁾ = W⁽¹⁾ x", "= (3, 2)", "h⁽¹⁾ = g(ξ⁽¹⁾)", "= (0.9526, 0.8808)",
    ]  # fmt: skip
    back = stops(toy_walk(), Grain.LAYER)[4]
    assert [plain_formula(line) for line in back.lines] == [
        "δ⁽¹⁾ = g′(ξ⁽¹⁾) ⊙ ((W⁽²⁾)ᵀ δ⁽²⁾)", "= (−0.0075, −0.0175)",
    ]  # fmt: skip
    assert forward.witnessed == "Witnesses of h of hidden neuron 2"
    update = stops(toy_walk(), Grain.LAYER)[-1]
    assert update.witnessed == "Witnesses of the update of the weight from hidden neuron 2 to output neuron 1"


RULES = {
    "excitation": ("ξ⁽²⁾ = W⁽²⁾ h⁽¹⁾ + b⁽²⁾", "δ⁽²⁾ = g′(ξ⁽²⁾) ⊙ ((W⁽³⁾)ᵀ δ⁽³⁾)", "∂ℒ/∂W⁽²⁾ = δ⁽²⁾ (h⁽¹⁾)ᵀ"),
    "unit_graph": ("sⱼ = Σᵢ wᵢⱼ oᵢ", "δⱼ = g′(sⱼ) Σₖ wⱼₖ δₖ", "gᵢⱼ = δⱼ oᵢ"),
    "two_stage": ("z_H2 = W_H2 u_H1 + b_H2", "∂J/∂z_H2 = g′(z_H2) ⊙ ((W_O)ᵀ ∂J/∂z_O)", "∂J/∂W_H2 = ∂J/∂z_H2 (u_H1)ᵀ"),
    "row_matrix": (
        "(HW+B)⁽²⁾ = H⁽¹⁾ W⁽²⁾ + B⁽²⁾", "∂L/∂(HW+B)⁽²⁾ = g′((HW+B)⁽²⁾) ⊙ (∂L/∂(HW+B)⁽³⁾ (W⁽³⁾)ᵀ)",
        "∂L/∂W⁽²⁾ = (H⁽¹⁾)ᵀ ∂L/∂(HW+B)⁽²⁾",
    ),
    "layer_superscript": (
        "z⁽²⁾ = W⁽²⁾ x⁽¹⁾ + b⁽²⁾", "∂ℒ/∂z⁽²⁾ = g′(z⁽²⁾) ⊙ ((W⁽³⁾)ᵀ ∂ℒ/∂z⁽³⁾)", "∂ℒ/∂W⁽²⁾ = ∂ℒ/∂z⁽²⁾ (x⁽¹⁾)ᵀ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("notation", NOTATIONS)
def test_rules_speak_the_notation(notation: str) -> None:
    told = stops(deep_walk(), Grain.LAYER, notation)
    assert tuple(plain_formula(told[at].lines[0]) for at in (1, 5, 8)) == RULES[notation]


def test_gradients_of_a_batch_run_over_its_samples() -> None:
    walk = random_walk("tanh", "sigmoid", "binary_cross_entropy", batch=True)
    told = next(one for one in stops(walk, Grain.LAYER) if one.title == "Gradients of the output layer")
    assert plain_formula(told.lines[0]) == "∂ℒ/∂W⁽²⁾ = 1/3 Σₙ δ⁽²⁾[n] (h⁽¹⁾[n])ᵀ"
    assert plain_formula(told.lines[2]) == "∂ℒ/∂b⁽²⁾ = 1/3 Σₙ δ⁽²⁾[n]"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("grain", [Grain.LAYER, Grain.PHASE])
def test_rows_hold_every_number_of_the_stop(grain: Grain, notation: str) -> None:
    walk = random_walk("tanh", "sigmoid", "squared_error", batch=True)
    numbers = [walk.value(0, step) for step, _ in every_explanation(walk)]
    listed: list[str] = []
    for told in stops(walk, grain, notation):
        if told.whole:
            assert len({name for name, _, _ in told.rows}) == len(told.rows)
            listed += [full for _, _, full in told.rows]
        else:
            listed.append(exact(told.value))
    assert sorted(listed) == sorted(exact(number) for number in numbers)


def test_rows_go_by_the_symbols_of_the_walk() -> None:
    walk = deep_walk()
    told = stops(walk, Grain.LAYER)
    gradients = {name: float(full.replace(MINUS, "-")) for name, _, full in told[7].rows}
    assert gradients["∂ℒ/∂w₂,₃⁽³⁾"] == walk.result(0).gradient(3, 1, 2)
    assert gradients["∂ℒ/∂b₂⁽³⁾"] == walk.result(0).gradient(3, 1, -1)
    updates = {name: float(full.replace(MINUS, "-")) for name, _, full in told[12].rows}
    assert updates["w₁,₄⁽³⁾"] == walk.network(1).layers[2].parameter(0, 3)
    assert told[7].rows[-1][0] == "∂ℒ/∂b₂⁽³⁾"
    with pytest.raises(IndexError):
        told[7].rows[len(told[7].rows)]


def test_every_group_of_every_example_is_typeset_and_has_a_reason() -> None:
    shapes: set[str] = set()
    groups = 0
    for example in walked_examples():
        document = example.document()
        walk = Walk(document, initial_selection(document))
        for notation in NOTATIONS:
            for grain in (Grain.LAYER, Grain.PHASE):
                for told in stops(walk, grain, notation):
                    if not told.whole:
                        continue
                    groups += 1
                    assert len(told.why) == 1
                    assert told.why[0].endswith(".")
                    assert not re.search(r"[\\{}]|  |None|nan", told.plain + told.title + told.next_title), told.plain
                    assert told.latex.count(r"\\") == len(told.lines) - 1
                    for line in told.lines:
                        shape = re.sub(r"\d+", "1", line)
                        if shape not in shapes and notation in ("excitation", "two_stage", "row_matrix"):
                            shapes.add(shape)
                            assert svg(line, 18, COLORS).width > 5
    assert groups > 300


def test_many_numbers_and_many_layers_end_in_dots() -> None:
    rng = np.random.default_rng(0)
    layers = [make_layer("tanh", rng.normal(size=(9, 9)), None) for _ in range(7)]
    walk = make_walk(layers, [rng.normal(size=9)], [[0.0] * 9])
    layer = stops(walk, Grain.LAYER)[0]
    assert plain_formula(layer.lines[1]).count(",") == 4
    assert plain_formula(layer.lines[1]).endswith("…)")
    gradients = stops(walk, Grain.LAYER)[-8]
    assert plain_formula(gradients.lines[1]).count(";") == 2
    phase = stops(walk, Grain.PHASE)[0]
    assert [plain_formula(line) for line in phase.lines].count("…") == 1
    assert len(phase.lines) == 9


def test_a_large_layer_is_told_without_making_all_its_rows() -> None:
    layers = [make_layer("relu", np.ones((500, 500)), None), make_layer("identity", np.ones((1, 500)), None)]
    walk = make_walk(layers, [[0.01] * 500], [[1.0]])
    gradients = next(one for one in stops(walk, Grain.LAYER) if one.title == "Gradients of the hidden layer")
    assert len(gradients.rows) == 250_000
    assert gradients.rows[250_000 - 1][0] == "∂ℒ/∂w₅₀₀,₅₀₀⁽¹⁾"


@pytest.mark.parametrize(
    ("hidden", "grain", "index", "sentence"),
    [
        ("relu", Grain.LAYER, 0, "1 of 2 neurons is off and gives 0."),
        ("sigmoid", Grain.LAYER, 0, "1 of 2 neurons is where the sigmoid is almost flat."),
        ("softmax", Grain.LAYER, 0, "Hidden neuron 1 has the largest share, 0.9991."),
        ("relu", Grain.LAYER, 4, "The largest δ is that of hidden neuron 1, 7; 1 of 2 is 0."),
        ("relu", Grain.PHASE, 0, "2 layers, one after the other: each takes what the one before gives on."),
        ("identity", Grain.PHASE, 2, "The largest δ goes from 3 at the output to 3 in layer 1."),
        (
            "identity", Grain.LAYER, 6,
            "The largest gradient is that of the weight from input 1 to hidden neuron 1, 3.",
        ),
        (
            "identity", Grain.LAYER, 7,
            "The largest step is that of the weight from input 1 to hidden neuron 1, down by 0.3000.",
        ),
        ("identity", Grain.PHASE, 4, "All steps together raise the loss from 4.5 to 34.0312: the steps are too large."),
    ],
)  # fmt: skip
def test_one_sentence_on_what_stands_out(hidden: str, grain: Grain, index: int, sentence: str) -> None:
    layers = [make_layer(hidden, [[6.0], [-1.0]], None), make_layer("identity", [[1.0, 1.0]], None)]
    walk = make_walk(layers, [[1.0]], [[-1.0 if hidden == "relu" else 2.0]], rate=0.1)
    assert stops(walk, grain)[index].why == (sentence,)
