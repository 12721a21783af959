"""What an explanation says: titles, reasons made from the numbers, and flags where rounding misleads."""

from __future__ import annotations

import pytest

from mlpviz.nn.network import BIAS, Layer, make_layer
from mlpviz.nn.schedule import Grain, Quantity
from mlpviz.present.explain.plain import unbroken
from mlpviz.present.notation import NOTATIONS

from .walks import every_explanation, explanation_of, make_walk, random_walk, toy_walk


def chain(activation: str, weight: float, second: float = 1.0) -> list[Layer]:
    """One hidden neuron whose ξ is `weight` for an input of 1, and an identity output."""
    return [make_layer(activation, [[weight]], None), make_layer("identity", [[second]], None)]


def test_titles_of_the_toy_walk() -> None:
    told = [explanation for _, explanation in every_explanation(toy_walk())]
    titles = [explanation.title for explanation in told]
    assert titles[:2] == ["ξ of hidden neuron 1", "h of hidden neuron 1"]
    assert titles[6:10] == ["Loss", "δ of output neuron 1", "δ of hidden neuron 1", "δ of hidden neuron 2"]
    assert "Gradient of the weight from input 2 to hidden neuron 1" in titles
    assert titles[-1] == "Update of the weight from hidden neuron 2 to output neuron 1"
    assert [one.next_title for one in told[:-1]] == titles[1:]
    assert list(dict.fromkeys(one.phase_title for one in told)) == [
        "Forward pass", "Loss", "Backward pass", "Gradients", "Update",
    ]  # fmt: skip
    assert told[8].phase_note == "δ flows from the loss to the inputs, one neuron at a time"


def test_titles_in_the_midst_of_a_sum() -> None:
    titles = [told.title for _, told in every_explanation(toy_walk(), grain=Grain.TERM)]
    assert titles[:2] == ["ξ of hidden neuron 1, term 1 of 2", "ξ of hidden neuron 1"]


def test_titles_name_samples_biases_inputs_and_deeper_layers() -> None:
    layers = [
        make_layer("tanh", [[1.0, 1.0]], [0.1]),
        make_layer("tanh", [[1.0]], None),
        make_layer("tanh", [[1.0]], None),
    ]
    walk = make_walk(layers, [[1, 2], [3, 4]], [[0], [1]], batch=True, names=("age", "x2"))
    titles = [told.title for _, told in every_explanation(walk)]
    assert titles[0] == "ξ of neuron 1 of hidden layer 1, sample 1"
    assert "Loss, sample 2" in titles
    assert "Gradient of the weight from input age to neuron 1 of hidden layer 1" in titles
    assert "Gradient of the weight from input 2 to neuron 1 of hidden layer 1" in titles
    assert "Update of the bias of neuron 1 of hidden layer 1" in titles
    dummy = explanation_of(walk, Quantity.GRADIENT, 1, 0, BIAS, notation="unit_graph")
    assert dummy.title == "Gradient of the weight from the dummy unit to neuron 1 of hidden layer 1"


@pytest.mark.parametrize(
    ("notation", "title"),
    [
        ("excitation", "δ of hidden neuron 1"),
        ("unit_graph", "δ of hidden neuron 1"),
        ("two_stage", "∂J/∂z of hidden neuron 1"),
        ("row_matrix", "∂L/∂(XW+B) of hidden neuron 1"),
        ("layer_superscript", "∂ℒ/∂z of hidden neuron 1"),
    ],
)
def test_titles_speak_the_notation(notation: str, title: str) -> None:
    assert explanation_of(toy_walk(), Quantity.DELTA, 1, 0, notation=notation).title == title


def test_a_notation_changes_no_number() -> None:
    walk = random_walk("tanh", "sigmoid", "squared_error", batch=True)
    told = [[one.value for _, one in every_explanation(walk, notation)] for notation in NOTATIONS]
    assert all(values == told[0] for values in told)


def test_a_saturated_sigmoid_says_by_how_much_the_signal_shrinks() -> None:
    why = explanation_of(toy_walk(), Quantity.DELTA, 1, 0).why
    assert why == (
        "This neuron reaches the loss only through output neuron 1: it takes that neuron's δ, times the weight "
        "between them.",
        "At ξ = 3 the sigmoid is almost flat (slope 0.0452): the signal shrinks 22-fold here.",
    )


@pytest.mark.parametrize(
    ("activation", "weight", "sentence"),
    [
        ("relu", -1.0, "This ReLU is off: no gradient passes."),
        ("relu", 1.0, "This ReLU is on: its slope is 1, so the signal passes unchanged."),
        ("step", 1.0, "The unit step is flat on both sides of its jump: its slope is 0, so no gradient passes."),
        ("sign", -1.0, "The sign function is flat on both sides of its jump: its slope is 0, so no gradient passes."),
        ("argmax", 1.0, "Argmax is flat wherever one winner stands: its slope is 0, so no gradient passes."),
        ("identity", 1.0, "The identity has slope 1 everywhere, so the signal passes unchanged."),
        ("leaky_relu", -1.0, "At ξ = −1 the leaky ReLU lets a hundredth through: the signal shrinks 100-fold here."),
        ("tanh", 400.0, "At ξ = 400 tanh is flat to the last digit: its slope is 0, so no gradient passes."),
        ("silu", -2.5, "At ξ = −2.5 the SiLU falls (slope −0.0994): the signal changes its sign here."),
        (
            "sigmoid", 0.0,
            "At ξ = 0 the sigmoid is steep (slope 0.25 of at most 1/4), and still the signal shrinks 4-fold.",
        ),
        ("selu", 2.0, "At ξ = 2 the slope of the SELU is 1.0507: the signal grows to 105 % here."),
        ("elu", 2.0, "At ξ = 2 the slope of the ELU is 1: the signal passes unchanged."),
        ("leaky_relu", 2.0, "At ξ = 2 the slope of the leaky ReLU is 1: the signal passes unchanged."),
        ("tanh", 0.1, "At ξ = 0.1 the slope of tanh is 0.9901: the signal passes almost unchanged."),
        ("tanh", 0.25, "At ξ = 0.25 the slope of tanh is 0.9400: the signal shrinks to 94 % here."),
        ("tanh", 1.0, "At ξ = 1 the slope of tanh is 0.4200: the signal shrinks 2.4-fold here."),
    ],
)  # fmt: skip
def test_what_becomes_of_the_signal_in_a_hidden_neuron(activation: str, weight: float, sentence: str) -> None:
    walk = make_walk(chain(activation, weight), [[1.0]], [[3.0]])
    assert explanation_of(walk, Quantity.DELTA, 1, 0).why[-1] == sentence


def test_nothing_comes_back_when_the_output_hits_its_target() -> None:
    walk = make_walk(chain("identity", 2.0), [[1.0]], [[2.0]])
    assert explanation_of(walk, Quantity.LOSS).why == ("The output hits its target: there is no loss.",)
    output = explanation_of(walk, Quantity.DELTA, 2, 0)
    assert output.why == ("The output hits its target: there is nothing to correct, so δ is 0.",)
    assert explanation_of(walk, Quantity.DELTA, 1, 0).why == (
        "Every δ in the layer after this neuron is 0, so nothing comes back.",
    )


def test_the_sign_of_delta_and_of_a_gradient_means_a_direction() -> None:
    walk = toy_walk()
    assert explanation_of(walk, Quantity.DELTA, 2, 0).why == (
        "The output is below its target 2 by 0.1666.",
        "δ is negative: raising ξ a little lowers the loss.",
    )
    assert explanation_of(walk, Quantity.GRADIENT, 2, 0, 0).why == (
        "The gradient is negative: raising this weight a little lowers the loss.",
    )


@pytest.mark.parametrize("weight", [-2.0, 0.5, 2.0])
def test_the_direction_it_names_is_the_true_one(weight: float) -> None:
    walk = make_walk(chain("tanh", weight, -0.7), [[1.3]], [[0.2]])
    result = walk.result(0)
    for layer in (1, 2):
        gradient = explanation_of(walk, Quantity.GRADIENT, layer, 0, 0).why[-1]
        row = walk.document.network.layers[layer - 1]
        raised = row.with_parameter(0, 0, row.parameter(0, 0) + 1e-4)
        other = type(walk)(walk.document.with_layer(layer, raised), 0)
        assert ("raising" in gradient) == (other.result(0).loss < result.loss)


def test_a_large_error_that_does_not_get_through() -> None:
    walk = make_walk([make_layer("sigmoid", [[6.0]], None)], [[1.0]], [[0.0]])
    first, second = explanation_of(walk, Quantity.DELTA, 1, 0).why
    assert first == "The output is above its target 0 by 0.9975: a large error, but little of it gets through."
    assert "almost flat" in second


def test_cross_entropy_cancels_the_slope() -> None:
    walk = make_walk([make_layer("sigmoid", [[6.0]], None)], [[1.0]], [[0.0]], "binary_cross_entropy")
    assert explanation_of(walk, Quantity.DELTA, 1, 0).why[1] == (
        "With binary cross-entropy the slope of the sigmoid cancels: the error comes through undiminished."
    )


def test_a_confident_mistake_of_a_softmax() -> None:
    walk = make_walk([make_layer("softmax", [[5.0], [0.0]], None)], [[1.0]], [[0, 1]], "cross_entropy")
    assert explanation_of(walk, Quantity.LOSS).why == (
        "Only 0.0067 of the probability is on the right class, so the loss is large.",
    )
    assert explanation_of(walk, Quantity.ACTIVATION, 1, 1).why == (
        "Output neuron 1 has the largest share, 0.9933; the shares of the layer add up to 1.",
    )


def test_an_input_of_zero_gives_no_gradient() -> None:
    walk = make_walk(chain("identity", 1.0), [[0.0]], [[1.0]])
    assert explanation_of(walk, Quantity.GRADIENT, 1, 0, 0).why == (
        "What comes in here is 0, so the gradient is 0: changing this weight does not change the loss.",
    )


def test_the_samples_of_a_batch_pull_up_and_down() -> None:
    walk = make_walk([make_layer("identity", [[1.0]], None)], [[1.0], [1.0], [0.0]], [[2.0], [0.5], [0.3]], batch=True)
    assert explanation_of(walk, Quantity.GRADIENT, 1, 0, 0).why[0] == (
        "Of 3 samples, 1 would raise this weight and 1 would lower it, 1 has no say."
    )


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ([2.0, 0.5, 0.3], "Of 3 samples, 1 would raise this weight and 1 would lower it, 1 has no say."),
        ([2.0, 3.0, 0.3], "Of 3 samples, 2 would raise this weight, 1 has no say."),
        ([0.0, 1.0, 0.3], "Of 3 samples, 1 would lower this weight, 2 have no say."),
    ],
)
def test_samples_that_pull_one_way_alone(targets: list[float], sentence: str) -> None:
    layers = [make_layer("identity", [[1.0]], [0.0])]
    walk = make_walk(layers, [[1.0], [1.0], [0.0]], [[target] for target in targets], batch=True)
    assert explanation_of(walk, Quantity.GRADIENT, 1, 0, 0).why[0] == sentence
    bias = explanation_of(make_walk(layers, [[1.0], [1.0]], [[2.0], [3.0]], batch=True), Quantity.GRADIENT, 1, 0, BIAS)
    assert bias.why[0] == "All 2 samples would raise this bias."


def test_a_gradient_is_none_for_this_weight() -> None:
    walk = make_walk(chain("identity", 2.0), [[1.0]], [[2.0]])
    assert explanation_of(walk, Quantity.GRADIENT, 1, 0, 0).why == (
        "δ of hidden neuron 1 is 0, so this weight gets no gradient.",
    )


def test_a_step_too_small_to_tell_changes_no_loss() -> None:
    walk = make_walk([make_layer("identity", [[1.0]], None)], [[1e-170]], [[1.0]], rate=1e-10)
    told = explanation_of(walk, Quantity.UPDATE, 1, 0, 0)
    assert told.why[-1] == "For this step alone the gradient predicts no change of the loss; the loss stays as it is."


def test_terms_of_a_batch_are_named_by_their_samples() -> None:
    walk = random_walk("tanh", "sigmoid", "squared_error", batch=True)
    term = explanation_of(walk, Quantity.GRADIENT, 1, 0, 0, notation="two_stage").terms[1]
    assert term.label == "sample 2"
    assert term.symbol_plain == "∂J/∂z_H,1 · x₁ of sample 2"
    assert [name for name, _ in term.factors] == ["∂J/∂z_H,1 of sample 2", "x₁ of sample 2"]
    assert term.symbol_latex == r"\frac{\partial J}{\partial z_{H,1}}[2] \, x_{1}[2]"


def test_row_matrix_writes_products_in_the_order_of_its_matrices() -> None:
    walk = random_walk("tanh", "sigmoid", "squared_error")
    for quantity, layer, source, first in (
        (Quantity.EXCITATION, 1, None, "X₁ · w₁₁⁽¹⁾"),
        (Quantity.DELTA, 1, None, "∂L/∂(HW+B)₁⁽²⁾ · w₁₁⁽²⁾"),
        (Quantity.GRADIENT, 1, 0, "X₁ · ∂L/∂(XW+B)₁⁽¹⁾"),
    ):
        told = explanation_of(walk, quantity, layer, 0, source, notation="row_matrix")
        assert told.terms[0].symbol_plain == first
        assert [name for name, _ in told.terms[0].factors] == first.split(" · ")


def test_words_hold_on_to_their_numbers() -> None:
    assert unbroken("Term 1 of 4, neuron 1 of hidden layer 2: 1 · 0.95 = −3, by (−2) or 94 %.").replace(
        "\N{NO-BREAK SPACE}", "_"
    ) == ("Term_1_of_4, neuron_1 of hidden layer_2:_1_·_0.95_=_−3, by_(−2) or_94_%.")


def test_in_the_midst_of_a_sum_the_witnesses_speak_of_all_of_it() -> None:
    told = [explanation for _, explanation in every_explanation(toy_walk(), grain=Grain.TERM)]
    assert told[0].witnessed == "Witnesses of the complete sum"
    assert told[1].witnessed == ""


def test_an_update_tells_its_direction_and_what_it_does_to_the_loss() -> None:
    why = explanation_of(toy_walk(), Quantity.UPDATE, 2, 0, 0).why
    assert why == (
        "The gradient is negative, so this weight goes up: by 0.0794, η = 0.5 times the gradient.",
        "For this step alone the gradient predicts a change of the loss by −0.0126; the true change is −0.0097.",
    )
    steep = explanation_of(toy_walk(rate=50.0), Quantity.UPDATE, 2, 0, 0)
    assert steep.true_change > 0 > steep.predicted_change
    assert steep.why[-1] == "The loss would rise: the step is too large for the slope to hold that far."


def test_every_step_has_a_reason() -> None:
    for output, loss in (("softmax", "cross_entropy"), ("identity", "mean_absolute_error"), ("tanh", "squared_error")):
        for hidden in ("relu", "elu", "softmax", "argmax", "gelu"):
            for _, told in every_explanation(random_walk(hidden, output, loss, batch=True)):
                assert told.why, told.title
                assert all(sentence[0].isupper() or sentence[0] in "ξδhq" for sentence in told.why), told.why
                assert all(sentence.endswith(".") for sentence in told.why), told.why


def test_a_flag_stands_exactly_where_rounded_terms_do_not_add_up() -> None:
    thirds = make_walk([make_layer("identity", [[1 / 3, 1 / 3, 1 / 3]], None)], [[1.0, 1.0, 1.0001]], [[0.0]])
    told = explanation_of(thirds, Quantity.EXCITATION, 1, 0)
    assert [row[1] for row in told.rows if "·" in row[0]] == ["0.3333", "0.3333", "0.3334"]
    assert told.flags == ()
    short = make_walk([make_layer("identity", [[1 / 3, 1 / 3, 1 / 3]], None)], [[1.0, 1.0, 1.0]], [[0.0]])
    flag = "The terms as shown don't add up to 1: each number is rounded by itself, from full precision."
    told = explanation_of(short, Quantity.EXCITATION, 1, 0)
    assert told.flags == (flag,)
    assert told.plain.endswith(flag)


def test_no_flag_where_some_terms_are_left_out() -> None:
    thirds = make_walk([make_layer("identity", [[1 / 3] * 9], None)], [[1.0] * 9], [[0.0]])
    told = explanation_of(thirds, Quantity.EXCITATION, 1, 0)
    assert "\\dots" in told.lines[2]
    assert told.flags == ()


def test_flags_against_the_table_added_up_by_hand() -> None:
    flagged = plain = 0
    for seed in range(6):
        walk = random_walk("tanh", "identity", "squared_error", seed=seed)
        for step, told in every_explanation(walk, decimals=2):
            if step.quantity is Quantity.EXCITATION:
                by_hand = round(sum(round(term.value, 2) for term in told.terms), 2)
                small = any(abs(term.value) < 0.1 for term in told.terms) or abs(told.value) < 0.1
                if not small:  # those are shown with more digits
                    assert bool(told.flags) == (by_hand != round(told.value, 2)), told.title
                    flagged, plain = flagged + bool(told.flags), plain + (not told.flags)
    assert flagged > 2
    assert plain > 2
