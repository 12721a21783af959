"""The perceptron rules in formulas and words: made by hand, for samples right, wrong and on the boundary."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import make_layer
from mlpviz.nn.schedule import Quantity
from mlpviz.present.explain.plain import without_colors

from .walks import explanation_of, make_walk


def unit(activation: str, weights: Sequence[float], target: float, loss: str) -> Walk:
    """One unit with the inputs 1 and 0.5."""
    return make_walk([make_layer(activation, [weights], None)], [[1, 0.5]], [[target]], loss)


def classes(weights: Sequence[float], right: int) -> Walk:
    """Three units, each with one weight, of an input 1."""
    one_hot = [float(index == right) for index in range(3)]
    layer = make_layer("argmax", [[weight] for weight in weights], None)
    return make_walk([layer], [[1]], [one_hot], "multiclass_perceptron")


def told(walk: Walk, quantity: Quantity, neuron: int | None = None) -> tuple[list[str], list[str]]:
    layer = None if neuron is None else 1
    found = explanation_of(walk, quantity, layer, neuron)
    return [without_colors(line) for line in found.lines], list(found.why)


@pytest.mark.parametrize(
    ("activation", "loss", "target", "numbers", "words"),
    [
        (
            "step",
            "perceptron",
            0,
            ["= (1 - 0) \\cdot 2", "= {2}"],
            "0 would be right: the loss is how far ξ lies on the",
        ),
        ("step", "perceptron", 1, ["= (1 - 1) \\cdot 2", "= 0"], "The output hits its target: there is no loss."),
        (
            "sign",
            "sign_perceptron",
            -1,
            ["= (1 - ({-}1)) \\cdot 2", "= {4}"],
            "−1 would be right: the loss is twice how far",
        ),
    ],
)
def test_the_loss_of_one_unit(activation: str, loss: str, target: float, numbers: list[str], words: str) -> None:
    lines, why = told(unit(activation, [1, 2], target, loss), Quantity.LOSS)
    assert lines == [r"\mathcal{L} = (h_{1}^{(1)} - y) \, \xi_{1}^{(1)}", *numbers]
    assert words in why[0] and len(why) == 1


def test_the_loss_on_the_boundary() -> None:
    lines, why = told(unit("step", [0, 0], 1, "perceptron"), Quantity.LOSS)
    assert lines[-1] == "= 0"
    assert why == [
        "The output is 0, and 1 would be right: ξ lies on the boundary, so the loss is 0 and yet this is wrong."
    ]


def test_the_loss_of_several_steps_counts_the_wrong_ones() -> None:
    layer = make_layer("step", [[2], [-3], [1]], None)
    _, why = told(make_walk([layer], [[1]], [[0, 1, 1]], "perceptron"), Quantity.LOSS)
    assert why == ["2 of 3 outputs are wrong: the loss is how far ξ lies on the wrong side of 0, 5 in all."]


def test_the_loss_of_classes() -> None:
    lines, why = told(classes([2, 0.5, -1], 1), Quantity.LOSS)
    assert lines[1] == r"= (1 - 0) \cdot 2 + (0 - 1) \cdot 0.5 + (0 - 0) \cdot ({-}1)"
    assert why == [
        "Output neuron 1 wins, and output neuron 2 should: the loss is how far the winner's ξ lies above, 1.5."
    ]
    _, why = told(classes([0, 0, 0], 1), Quantity.LOSS)
    assert "the two tie and the first one counts" in why[0]
    _, why = told(classes([0, 0, 0], 0), Quantity.LOSS)
    assert why == ["Every output hits its target: there is no loss."]


@pytest.mark.parametrize(
    ("target", "numbers", "words"),
    [
        (0, ["= 1 - 0", "= {1}"], ["The output is 1, and 0 would be right.", "lowering ξ corrects it"]),
        (1, ["= 1 - 1", "= 0"], ["The output is right: the perceptron rule leaves it alone, so δ is 0."]),
    ],
)
def test_delta_of_one_unit_is_output_minus_target(target: float, numbers: list[str], words: list[str]) -> None:
    lines, why = told(unit("step", [1, 2], target, "perceptron"), Quantity.DELTA, 0)
    assert lines == [r"\delta_{1}^{(1)} = h_{1}^{(1)} - y", *numbers]
    assert why[0] == words[0] and words[-1] in why[-1]
    assert not any("no gradient passes" in sentence for sentence in why)


@pytest.mark.parametrize(
    ("neuron", "first"),
    [
        (0, "This neuron wins and should not."),
        (1, "This neuron should win and does not."),
        (2, "This neuron neither wins nor should: it is left alone, so δ is 0."),
    ],
)
def test_delta_of_classes(neuron: int, first: str) -> None:
    _, why = told(classes([2, 0.5, -1], 1), Quantity.DELTA, neuron)
    assert why[0] == first
    assert (len(why) == 1) == (neuron == 2)
    assert neuron == 2 or "output minus target, for the wrong ones only: the flat slope of the argmax" in why[1]
