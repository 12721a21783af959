"""Updates of every optimiser: their formulas come to their numbers, are typeset, and their words are true."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS, make_layer
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.explain.breaking import extent
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.numbers import shown
from mlpviz.present.typeset import svg

from .test_explanation_typeset import COLORS, check_line
from .walks import make_walk, random_walk, toy_walk

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
REMEMBERING = [name for name, row in OPTIMISERS.items() if row.slots]


def walk_of(optimizer: str, walk: Walk | None = None, rate: float = 0.05) -> Walk:
    walk = walk or random_walk("tanh", "sigmoid", "squared_error", batch=True)
    training = replace(walk.document.training, optimizer=optimizer, learning_rate=rate)
    return Walk(replace(walk.document, training=training), walk.selection)


def told_at(
    walk: Walk, iteration: int, edge: tuple[int, int, int] = (2, 0, 0), notation: str = "excitation", decimals: int = 4
) -> Explanation:
    position = walk.schedule.find(Step(Phase.UPDATE, Quantity.UPDATE, *edge))
    assert position is not None
    written = symbols(notation, walk.document.network.widths)
    return explain(walk, iteration * walk.schedule.size + position, written, decimals)


def by_hand(numbers: str) -> float:
    """What a line of numbers comes to."""
    text = plain_formula(numbers).replace("−", "-").replace("·", "*")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: f"**({power[0].translate(_POWERS)})", text)
    text = re.sub(r"√([\d.]+)", r"√(\1)", text).replace("√", "sqrt")
    return float(eval(text, {"__builtins__": {}, "sqrt": math.sqrt}))


@pytest.mark.parametrize("edge", [(2, 0, 0), (1, 2, 1), (1, 1, BIAS)])
@pytest.mark.parametrize("iteration", [0, 1, 7, 40])
@pytest.mark.parametrize("optimizer", REMEMBERING)
def test_every_line_of_numbers_comes_to_its_result(optimizer: str, iteration: int, edge: tuple[int, int, int]) -> None:
    walk = walk_of(optimizer)
    told = told_at(walk, iteration, edge, decimals=15)
    lines = [line.removeprefix("= ") for line in told.lines if line.startswith("=")]
    assert len(lines) == len(OPTIMISERS[optimizer].latex.split(r"\quad")) - (optimizer == "momentum") + 2
    for line in lines[:-2]:
        numbers, result = line.split(" = ")
        assert by_hand(numbers) == pytest.approx(by_hand(result), rel=1e-9), line
    assert by_hand(lines[-2]) == pytest.approx(by_hand(lines[-1]), rel=1e-12)
    assert by_hand(lines[-1]) == pytest.approx(told.value, rel=1e-12)
    assert told.value == walk.network(iteration + 1).layers[edge[0] - 1].parameter(*edge[1:])


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_numbers_of_a_walk_are_those_of_torch(optimizer: str) -> None:
    """d, step, memory and new value, from the gradients of the walk."""
    walk = walk_of(optimizer)
    leaf = torch.tensor(walk.document.network.layers[0].weights)
    kind, options = {
        "gradient_descent": (torch.optim.SGD, {}),
        "momentum": (torch.optim.SGD, {"momentum": 0.9}),
        "nesterov": (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
        "rmsprop": (torch.optim.RMSprop, {}),
        "adagrad": (torch.optim.Adagrad, {}),
        "adam": (torch.optim.Adam, {}),
        "adamw": (torch.optim.AdamW, {"weight_decay": 0.0}),
    }[optimizer]
    theirs = kind([leaf], lr=0.05, **options)
    for iteration in range(12):
        told = told_at(walk, iteration, (1, 1, 0), decimals=6)
        named = dict(told.named)
        before = float(leaf[1, 0])
        leaf.grad = torch.tensor(walk.result(iteration).weight_gradient(1))
        theirs.step()
        assert named["w₂,₁⁽¹⁾ before"] == pytest.approx(before, rel=1e-12)
        assert named["w₂,₁⁽¹⁾ after"] == told.value == pytest.approx(float(leaf[1, 0]), rel=1e-12)
        assert named["step"] == pytest.approx(float(leaf[1, 0]) - before, rel=1e-9)
        if "d" in named:
            assert named["step"] == pytest.approx(-0.05 * named["d"])
        state = theirs.state[leaf]
        for letter, key in (("v", "momentum_buffer"), ("m", "exp_avg"), ("r", "exp_avg_sq"), ("r", "square_avg")):
            if f"{letter} after" in named and state.get(key) is not None:
                assert named[f"{letter} after"] == pytest.approx(float(state[key][1, 0]), rel=1e-12)


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_predicted_change_is_gradient_times_step_and_meets_the_true_one(optimizer: str) -> None:
    walk = walk_of(optimizer, rate=1e-5)
    for iteration in (0, 3):
        told = told_at(walk, iteration, (1, 0, 1))
        gradient = walk.result(iteration).gradient(1, 0, 1)
        assert told.predicted_change == pytest.approx(gradient * dict(told.named)["step"])
        assert told.true_change == pytest.approx(told.predicted_change, rel=1e-2)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("optimizer", REMEMBERING)
def test_every_line_is_typeset_and_reads_in_plain_text(optimizer: str, notation: str) -> None:
    walk = walk_of(optimizer)
    written = symbols(notation, walk.document.network.widths)
    tellings = [told_at(walk, iteration, edge, notation) for iteration in (0, 11) for edge in ((2, 1, 0), (1, 0, BIAS))]
    for grain in (Grain.LAYER, Grain.PHASE):
        last = walk.schedule.position(walk.schedule.count(grain) - 1, grain)
        tellings.append(explain(walk, last, written, grain=grain))
    for told in tellings:
        assert not told.lines[0].startswith("=")
        for line in told.lines:
            check_line(line)
            assert 0.83 < svg(line, 50, COLORS).width / 50 / extent(line) < 1.08, line
        assert not re.search(r"[\\{}]|  |None|nan", told.plain), told.plain
        svg(told.latex, 18, COLORS)


def test_momentum_in_the_toy_network_step_by_step() -> None:
    """Its first update has nothing to remember, its second adds nine tenths of the first gradient."""
    walk = walk_of("momentum", toy_walk(), 0.2)
    first, second = walk.result(0).gradient(2, 0, 0), walk.result(1).gradient(2, 0, 0)
    assert [plain_formula(line) for line in told_at(walk, 0).lines] == [
        "v ← μ v + ∂ℒ/∂w₁,₁⁽²⁾",
        "= 0.9 · 0 − 0.1587 = −0.1587",
        "w₁,₁⁽²⁾ ← w₁,₁⁽²⁾ − η v",
        "= 1 − 0.2 · (−0.1587)",
        "= 1.0317",
    ]
    told = told_at(walk, 1)
    assert dict(told.named)["v after"] == pytest.approx(0.9 * first + second, rel=1e-14)
    assert (
        told.why[1] == f"{100 * 0.9 * first / (0.9 * first + second):.0f} % of it comes from earlier gradients, "
        "which v carries on."
    )


def why(optimizer: str, iteration: int) -> tuple[dict[str, float], str]:
    """The numbers and the words of an update of the toy network at η = 0.2."""
    told = told_at(walk_of(optimizer, toy_walk(), 0.2), iteration)
    numbers = {name.replace("∂ℒ/∂w₁,₁⁽²⁾", "g"): value for name, value in told.named}
    return numbers, " ".join(told.why)


def test_words_tell_where_a_step_comes_from() -> None:
    assert "the first step is that of plain gradient descent" in why("momentum", 0)[1]
    assert "1.9 times the step of plain descent" in why("nesterov", 0)[1]
    assert "each first step is 10 η" in why("rmsprop", 0)[1]
    assert "each first step is η." in why("adagrad", 0)[1]
    assert "each first step is η." in why("adam", 0)[1]

    numbers, words = why("momentum", 4)
    assert numbers["g"] > 0 > numbers["v after"]
    assert f"outweigh this one, which by itself would move this weight down by {shown(0.2 * numbers['g'])}." in words
    assert words.endswith("The loss would rise: earlier gradients carry this step uphill.")
    numbers, words = why("nesterov", 4)
    assert numbers["g"] > 0 > numbers["v before"] and numbers["d"] > 0
    assert f"pull the other way: without them the step would be {shown(0.2 * 1.9 * numbers['g'])}." in words

    numbers, words = why("adagrad", 4)
    assert f"The gradient, {shown(numbers['g'])}, is divided by the size of all gradients so far" in words
    assert f"{shown(numbers['r after'] ** 0.5)}, which only grows" in words
    numbers, words = why("rmsprop", 2)
    assert f"divided by the size of the gradients of late, {shown(numbers['r after'] ** 0.5)}." in words
    numbers, words = why("adam", 4)
    mean, size = numbers["m after"] / (1 - 0.9**5), (numbers["r after"] / (1 - 0.999**5)) ** 0.5
    assert (
        f"The mean of the gradients of late, {shown(mean)}, is divided by their size of late, {shown(size)}." in words
    )


@pytest.mark.parametrize("optimizer", REMEMBERING)
def test_the_rate_times_the_gradient_is_claimed_of_plain_descent_alone(optimizer: str) -> None:
    walk = walk_of(optimizer)
    for iteration in (0, 1, 9):
        for edge in ((1, 0, 0), (1, 0, BIAS), (2, 1, 2)):
            told = told_at(walk, iteration, edge)
            assert "times the gradient" not in told.plain
            assert "times its gradient" not in told.phase_note
    assert "times its gradient" in told_at(walk_of("gradient_descent"), 0).phase_note


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_parameter_without_a_gradient_stays(optimizer: str) -> None:
    """A unit that is off has gradients of 0 from the first update on."""
    layers = [make_layer("relu", [[-1.0], [1.0]], None), make_layer("identity", [[1.0, 1.0]], None)]
    walk = walk_of(optimizer, make_walk(layers, [[1.0]], [[3.0]]))
    assert told_at(walk, 0, (1, 0, 0)).why == ("The gradient is 0, so this weight stays as it is.",)
    later = "The gradient is 0 and so were all before it, so this weight stays as it is."
    expected = later if optimizer != "gradient_descent" else "The gradient is 0, so this weight stays as it is."
    assert told_at(walk, 3, (1, 0, 0)).why == (expected,)


def test_the_largest_step_of_a_layer_need_not_be_that_of_the_largest_gradient() -> None:
    """After some updates by Adagrad the steps are no longer in proportion to the gradients."""
    walk = walk_of("adagrad")
    iteration = 5
    last = walk.schedule.position(walk.schedule.count(Grain.LAYER) - 1, Grain.LAYER)
    told = explain(walk, iteration * walk.schedule.size + last, symbols("excitation", (2, 3, 2)), grain=Grain.LAYER)
    steps = walk.network(iteration + 1).layers[1].weights - walk.network(iteration).layers[1].weights
    biases = walk.network(iteration + 1).layers[1].biases - walk.network(iteration).layers[1].biases
    largest = max(np.abs(steps).max(), np.abs(biases).max())
    assert f"by {largest:.4f}" in told.why[0]
    assert plain_formula(told.lines[0]) == "g = ∂ℒ/∂w"
    assert plain_formula(told.lines[1]) == "r ← r + g²"
    assert plain_formula(told.lines[3]) == "W⁽²⁾ ← W⁽²⁾ − η d"


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e155, 1e300])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_numbers_beyond_float64_are_told_without_a_warning(optimizer: str, scale: float) -> None:
    layers = [make_layer("identity", [[scale, -scale]], [scale]), make_layer("identity", [[1.0]], None)]
    walk = walk_of(optimizer, make_walk(layers, [[1.0, 2.0]], [[scale]], "squared_error"))
    for iteration in range(3):
        for edge in ((1, 0, 0), (1, 0, BIAS), (2, 0, 0)):
            told = told_at(walk, iteration, edge)
            assert told.plain and told.why
            assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in told.why)
            for line in told.lines:
                check_line(line)
