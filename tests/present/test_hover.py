"""What the hint beside the pointer says."""

from __future__ import annotations

import pytest

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS, make_layer
from mlpviz.present.hover import Hit, Kind, describe
from mlpviz.present.notation import symbols

from .walks import make_walk


@pytest.fixture
def walk() -> Walk:
    layers = [
        make_layer("tanh", [[0.5, 0.25], [1, 1]], [0.125, 0]),
        make_layer("tanh", [[0.1, 0.2], [0.3, 0.4]], None),
        make_layer("identity", [[1, 1]], None),
    ]
    return make_walk(layers, [[1, 2]], [[0]], names=("age", "x2"))


def told(walk: Walk, hit: Hit, notation: str = "excitation") -> list[str]:
    return describe(walk, 0, symbols(notation, walk.document.network.widths), hit).split("\n")


def test_an_edge_is_a_weight_from_one_unit_to_another(walk: Walk) -> None:
    assert told(walk, Hit(Kind.EDGE, 2, 1, 0)) == [
        "Weight from neuron 1 of hidden layer 1 to neuron 2 of hidden layer 2",
        "w₂,₁⁽²⁾ = 0.3",
    ]
    assert told(walk, Hit(Kind.EDGE, 1, 0, 0))[0] == "Weight from input age to neuron 1 of hidden layer 1"


def test_a_bias_is_one_of_its_neuron_or_the_weight_of_the_dummy_unit(walk: Walk) -> None:
    assert told(walk, Hit(Kind.EDGE, 1, 0, BIAS)) == ["Bias of neuron 1 of hidden layer 1", "b₁⁽¹⁾ = 0.125"]
    dummy = told(walk, Hit(Kind.EDGE, 1, 0, BIAS), "unit_graph")[0]
    assert dummy == "Weight from the dummy unit to neuron 1 of hidden layer 1"


def test_an_input_goes_by_its_name_where_it_was_given_one(walk: Walk) -> None:
    assert told(walk, Hit(Kind.ACTIVATION, 0, 0)) == ["Input 1, age", "x₁ = 1"]
    assert told(walk, Hit(Kind.ACTIVATION, 0, 1)) == ["Input 2", "x₂ = 2"]
