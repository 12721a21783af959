"""The formulas of an explanation are true: computed by hand, their numbers give what the engine gives."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS, make_layer
from mlpviz.nn.schedule import Grain, Quantity
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.numbers import shown

from .walks import every_explanation, explanation_of, losses_for, make_walk, random_walk, toy_walk

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NAMES = {
    "e": math.e,
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "max": max,
    "sgn": lambda x: (x > 0) - (x < 0),
    "σ": lambda x: 1 / (1 + math.exp(-x)),
    "Φ": lambda x: 0.5 * math.erfc(-x / math.sqrt(2)),
    "φ": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}


def computed(line: str) -> float:
    """What a line of numbers comes to, read as a person would read it."""
    text = plain_formula(line).removeprefix("= ")
    text = re.sub(r" \([^()]*[>≤][^()]*\)$", "", text)  # the condition of a branch
    text = text.replace("−", "-").replace("·", "*").replace("^", "**")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: f"**({power[0].translate(_POWERS)})", text)
    text = re.sub(r"tanh\*\*\(2\) (\([^()]*\)|[\d.]+)", r"tanh(\1)**2", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"\b(ln|tanh) ([\d.]+)", r"\1(\2)", text)
    text = re.sub(r"(\d|\)) (?=\(|sgn|σ)", r"\1 * ", text)
    if text.startswith("["):
        text = text.strip("[]").replace(" = ", " == ")
    return float(eval(text, {"__builtins__": {}, "abs": abs}, _NAMES))


def number_lines(lines: tuple[str, ...]) -> list[str]:
    """The lines that hold numbers alone, and all terms."""
    found = []
    for line in lines:
        text = re.sub("tanh|max", "", plain_formula(line))
        if text.startswith("=") and "…" not in text and not re.search("[A-Zbwhxyδξ]", text):
            found.append(line)
    return found


@pytest.mark.parametrize("output", ACTIVATIONS)
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "softmax"])
def test_the_numbers_put_in_give_the_value(hidden: str, output: str) -> None:
    checked = 0
    for loss in losses_for(output):
        walk = random_walk(hidden, output, loss, seed=3)
        for step, told in every_explanation(walk, decimals=13):
            assert told.value == walk.value(0, step)
            for line in number_lines(told.lines):
                assert computed(line) == pytest.approx(told.value, rel=1e-8, abs=1e-9), (told.title, line)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("xi", [-30.0, -2.5, -1e-7, 0.0, 1e-7, 2.5, 30.0])
def test_activations_and_their_slopes_hold_far_out_and_at_their_kinks(activation: str, xi: float) -> None:
    layers = [make_layer(activation, [[1.0], [0.5]], [0.0, 0.1]), make_layer("identity", [[0.7, -0.4]], None)]
    walk = make_walk(layers, [[xi]], [[0.3]])
    for quantity in (Quantity.ACTIVATION, Quantity.DELTA):
        told = explanation_of(walk, quantity, 1, 0, decimals=13)
        lines = number_lines(told.lines)
        assert len(lines) > 1 or activation == "identity"
        for line in lines:
            # 1 − h of a number near 1 keeps what float64 keeps; all else is exact to its digits
            assert computed(line) == pytest.approx(told.value, rel=1e-6, abs=1e-12), line


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradients_of_a_batch(reduction: str) -> None:
    walk = random_walk("tanh", "sigmoid", "binary_cross_entropy", batch=True, reduction=reduction)
    told = explanation_of(walk, Quantity.GRADIENT, 1, 2, 1, decimals=13)
    delta, h = walk.result(0).delta(1)[:, 2], walk.inputs[:, 1]
    assert [term.value for term in told.terms] == pytest.approx(list(delta * h))
    assert told.sum == pytest.approx(float(delta @ h))
    assert told.value == pytest.approx(float(delta @ h) / (3 if reduction == "mean" else 1))
    assert told.factor == (("1/3", 1 / 3) if reduction == "mean" else None)
    assert computed(told.lines[2]) == pytest.approx(told.value)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_terms_are_the_products_of_their_factors_and_add_up(notation: str) -> None:
    walk = random_walk("tanh", "sigmoid", "squared_error", batch=True)
    for step, told in every_explanation(walk, notation):
        if step.quantity in (Quantity.EXCITATION, Quantity.GRADIENT) or (
            step.quantity is Quantity.DELTA and step.layer == 1
        ):
            for term in told.terms:
                assert math.prod(value for _, value in term.factors) == pytest.approx(term.value, abs=1e-300)
            assert sum(term.value for term in told.terms) == pytest.approx(told.sum)
            factor = 1.0 if told.factor is None else told.factor[1]
            assert told.sum * factor == pytest.approx(told.value)


def test_a_hidden_delta_names_where_each_term_comes_from() -> None:
    told = explanation_of(random_walk("tanh", "identity", "squared_error"), Quantity.DELTA, 1, 2)
    assert [(term.from_layer, term.from_unit) for term in told.terms] == [(2, 0), (2, 1)]
    assert [name for name, _ in told.terms[1].factors] == ["w₂,₃⁽²⁾", "δ₂⁽²⁾"]
    assert told.factor is not None
    assert told.factor[0] == "g′"


def test_a_bias_is_a_term_and_meets_a_one_where_there_is_a_dummy_unit() -> None:
    walk = random_walk("tanh", "identity", "squared_error")
    bias = explanation_of(walk, Quantity.EXCITATION, 1, 0).terms[-1]
    assert (bias.symbol_plain, len(bias.factors), bias.from_unit) == ("b₁⁽¹⁾", 1, BIAS)
    dummy = explanation_of(walk, Quantity.EXCITATION, 1, 0, notation="unit_graph").terms[-1]
    assert dummy.symbol_plain == "w₀₃ · 1"
    assert dummy.factors[1] == ("1", 1.0)


def test_in_the_midst_of_a_sum_the_explanation_tells_the_sum_so_far() -> None:
    walk = random_walk("tanh", "identity", "squared_error", batch=True)
    result = walk.result(0)
    so_far: dict[Quantity, list[float]] = {}
    for step, told in every_explanation(walk, grain=Grain.TERM):
        if (step.layer, step.unit, step.sample or 0, step.source or 0) == (1, 0, 0, 0):
            so_far.setdefault(step.quantity, []).append(told.value)
    weights, x = walk.document.network.layers[0].weights[0], walk.inputs[0]
    assert so_far[Quantity.EXCITATION][:2] == pytest.approx(list(np.cumsum(weights * x)))
    back = walk.document.network.layers[1].weights[:, 0] * result.delta(2)[0]
    assert so_far[Quantity.DELTA][0] == pytest.approx(back[0])
    assert so_far[Quantity.DELTA][1] == pytest.approx(result.delta(1)[0, 0])
    assert so_far[Quantity.GRADIENT][:2] == pytest.approx(list(np.cumsum(result.gradient_terms(1, 0, 0))[:2]))


def test_many_terms_show_the_largest_in_their_order_with_dots_in_the_gaps_and_keep_all_in_the_table() -> None:
    weights = [0.1, -5.0, 0.2, 4.0, 0.3, -3.0, 2.0, 0.4]
    walk = make_walk([make_layer("identity", [weights], [1.5])], [[1.0] * 8], [[0.0]])
    told = explanation_of(walk, Quantity.EXCITATION, 1, 0)
    assert plain_formula(told.lines[2]) == "= … + (−5) · 1 + … + 4 · 1 + … + (−3) · 1 + 2 · 1 + 0.4 · 1 + 1.5"
    assert plain_formula(told.lines[1]).startswith("= … + w₁,₂⁽¹⁾ x₂ + … + w₁,₄⁽¹⁾ x₄ + …")
    assert len(told.terms) == 9
    assert told.terms[0].from_unit == 0


def test_six_terms_are_all_shown_a_bias_among_them() -> None:
    walk = make_walk([make_layer("identity", [[1.0, 2.0, 3.0, 4.0, 5.0]], [0.5])], [[1.0] * 5], [[0.0]])
    told = explanation_of(walk, Quantity.EXCITATION, 1, 0)
    assert plain_formula(told.lines[2]) == "= 1 · 1 + 2 · 1 + 3 · 1 + 4 · 1 + 5 · 1 + 0.5"


def test_in_the_midst_of_a_sum_dots_stand_for_what_comes() -> None:
    walk = make_walk([make_layer("identity", [[1.0, 2.0, 3.0]], None)], [[1.0] * 3], [[0.0]])
    told = explain(walk, 1, symbols("excitation", (3, 1)))
    assert plain_formula(told.lines[2]) == "= 1 · 1 + 2 · 1 + …"


@pytest.mark.parametrize("rate", [1e-2, 1e-3, 1e-4])
def test_the_predicted_change_of_the_loss_meets_the_true_one_as_the_step_shrinks(rate: float) -> None:
    walk = toy_walk(rate=rate)
    for step, told in every_explanation(walk):
        if step.quantity is Quantity.UPDATE:
            gradient = walk.result(0).gradient(step.layer, step.unit, step.source)
            assert told.predicted_change == pytest.approx(-rate * gradient**2)
            assert told.true_change == pytest.approx(told.predicted_change, rel=3 * rate)
        else:
            assert told.predicted_change is None
            assert told.true_change is None


def test_the_true_change_is_that_of_the_loss_with_this_parameter_alone_changed() -> None:
    walk = random_walk("softmax", "tanh", "squared_error", batch=True)
    for step, told in every_explanation(walk):
        if step.quantity is Quantity.UPDATE:
            moved = walk.document.network.layers[step.layer - 1].with_parameter(step.unit, step.source, told.value)
            other = type(walk)(walk.document.with_layer(step.layer, moved), None)
            assert told.true_change == pytest.approx(other.result(0).loss - walk.result(0).loss, abs=1e-14)


def test_rows_give_every_number_as_shown_and_at_full_precision() -> None:
    told = explanation_of(toy_walk(), Quantity.DELTA, 1, 0)
    rows = {name: (short, full) for name, short, full in told.rows}
    assert rows["δ₁⁽¹⁾"] == ("−0.0075", repr(told.value).replace("-", "−"))
    assert rows["g′"][0] == "0.0452"
    assert rows["w₁,₁⁽²⁾"] == ("1", "1")
    assert rows["δ₁⁽²⁾"][0] == "−0.1666"


def test_the_toy_network_gives_the_figures_of_its_lecture() -> None:
    walk = toy_walk()
    assert f"{explanation_of(walk, Quantity.LOSS).value:.8f}" == "0.01388258"
    assert f"{explanation_of(walk, Quantity.DELTA, 1, 1).value:.8f}" == "-0.01749495"
    assert plain_formula(explanation_of(walk, Quantity.DELTA, 1, 0).lines[0]) == "δ₁⁽¹⁾ = g′(ξ₁⁽¹⁾) w₁,₁⁽²⁾ δ₁⁽²⁾"


def test_the_walk_goes_on_with_the_next_iteration() -> None:
    walk = toy_walk()
    told = list(every_explanation(walk))[-1][1]
    assert told.next_title == "Next iteration: ξ of hidden neuron 1"
    later = explain(walk, walk.schedule.size + walk.schedule.position(0), symbols("excitation", (2, 2, 1)))
    assert later.value == walk.result(1).excitation(1)[0, 0] != walk.result(0).excitation(1)[0, 0]


@pytest.mark.parametrize("logits", [(5.0, 0.0), (9.3, -0.4), (0.1, 0.3), (20.0, -1.0)])
@pytest.mark.parametrize(("output", "loss"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")])
def test_logarithms_of_the_outputs_as_shown_give_the_loss_as_shown(
    output: str, loss: str, logits: tuple[float, float]
) -> None:
    walk = make_walk([make_layer(output, [[z] for z in logits], None)], [[1.0]], [[0, 1]], loss)
    told = explanation_of(walk, Quantity.LOSS)
    assert f"= {shown(computed(told.lines[1]))}" == plain_formula(told.lines[2])


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("hidden", ["relu", "tanh", "softmax", "elu", "gelu", "argmax"])
@pytest.mark.parametrize("scale", [0.0, 1e-300, 1e155, 1e300])
def test_numbers_beyond_float64_are_told_without_a_warning(hidden: str, scale: float) -> None:
    rng = np.random.default_rng(1)
    for output, loss in (("identity", "squared_error"), ("softmax", "cross_entropy"), ("softmax", "absolute_error")):
        layers = [
            make_layer(hidden, scale * rng.normal(size=(3, 2)), scale * rng.normal(size=3)),
            make_layer(output, scale * rng.normal(size=(2, 3)), None),
        ]
        walk = make_walk(layers, 1e10 * rng.normal(size=(2, 2)), [[1, 0], [0, 1]], loss, batch=True)
        for step, told in every_explanation(walk):
            assert told.plain
            assert len(told.rows) > 0
            assert told.flags is not None
            np.testing.assert_equal(told.value, walk.value(0, step))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("xi", [-9.0, 9.0])
def test_a_saturated_slope_is_not_computed_from_a_rounded_one_minus_h(activation: str, xi: float) -> None:
    layers = [make_layer(activation, [[xi]], None), make_layer("identity", [[1.0]], None)]
    told = explanation_of(make_walk(layers, [[1.0]], [[3.0]]), Quantity.DELTA, 1, 0)
    assert computed(number_lines(told.lines)[0]) == pytest.approx(told.value, rel=0.01)
