"""Updates with weight decay and schedules: formulas that come to torch's numbers, and words that are true."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import torch

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS, make_layer
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.schedule import Grain
from mlpviz.present.explain.breaking import extent
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.numbers import shown
from mlpviz.present.typeset import svg

from .test_explanation_optimisers import by_hand, told_at
from .test_explanation_typeset import COLORS, check_line
from .walks import make_walk, random_walk, toy_walk

SETTINGS: dict[str, Any] = {"learning_rate": 0.05, "weight_decay": 0.3}


def walk_of(optimizer: str = "gradient_descent", walk: Walk | None = None, **settings: Any) -> Walk:
    walk = walk or random_walk("tanh", "sigmoid", "squared_error", batch=True)
    training = replace(walk.document.training, optimizer=optimizer, **{**SETTINGS, **settings})
    return Walk(replace(walk.document, training=training), walk.selection)


def told_whole(walk: Walk, grain: Grain, notation: str = "excitation") -> Explanation:
    """The last stop of an update."""
    last = walk.schedule.position(walk.schedule.count(grain) - 1, grain)
    return explain(walk, last, symbols(notation, walk.document.network.widths), grain=grain)


def plainly(told: Explanation) -> list[str]:
    return [plain_formula(line) for line in told.lines]


@pytest.mark.parametrize(("decay", "edge"), [("weights", (2, 0, 0)), ("weights", (1, 1, BIAS)), ("all", (1, 1, BIAS))])
@pytest.mark.parametrize("iteration", [0, 1, 7])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_every_line_of_numbers_comes_to_its_result(
    optimizer: str, iteration: int, decay: str, edge: tuple[int, int, int]
) -> None:
    walk = walk_of(optimizer, decay=decay)
    told = told_at(walk, iteration, edge, decimals=15)
    lines = [line.removeprefix("= ") for line in told.lines if line.startswith("=")]
    for line in lines[:-2]:
        numbers, result = line.split(" = ")
        assert by_hand(numbers) == pytest.approx(by_hand(result), rel=1e-9), line
    assert by_hand(lines[-2]) == pytest.approx(by_hand(lines[-1]), rel=1e-12)
    assert by_hand(lines[-1]) == pytest.approx(told.value, rel=1e-12)
    decays = decay == "all" or edge[2] != BIAS
    assert ("λ" in plain_formula(" ".join(told.lines))) == decays == ("λ" in dict(told.named))
    assert ("Biases do not decay." in told.why) == (not decays)


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_new_value_is_that_of_torch(optimizer: str) -> None:
    walk = walk_of(optimizer)
    leaf = torch.tensor(walk.document.network.layers[0].weights)
    kind, options = {
        "gradient_descent": (torch.optim.SGD, {}),
        "momentum": (torch.optim.SGD, {"momentum": 0.9}),
        "nesterov": (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
        "rmsprop": (torch.optim.RMSprop, {}),
        "adagrad": (torch.optim.Adagrad, {}),
        "adam": (torch.optim.Adam, {}),
        "adamw": (torch.optim.AdamW, {}),
    }[optimizer]
    theirs = kind([leaf], lr=0.05, weight_decay=0.3, **options)
    for iteration in range(5):
        told = told_at(walk, iteration, (1, 1, 0))
        before = float(leaf[1, 0])
        leaf.grad = torch.tensor(walk.result(iteration).weight_gradient(1))
        theirs.step()
        named = dict(told.named)
        moved = named["step"] + named.get("step by weight decay", 0.0)
        assert told.value == pytest.approx(float(leaf[1, 0]), rel=1e-12)
        assert moved == pytest.approx(float(leaf[1, 0]) - before, rel=1e-9)
        assert told.predicted_change == pytest.approx(float(leaf.grad[1, 0]) * moved, rel=1e-9)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_every_line_is_typeset_and_reads_in_plain_text(optimizer: str, notation: str) -> None:
    walk = walk_of(optimizer, decay="all", schedule="cosine")
    tellings = [told_at(walk, iteration, edge, notation) for iteration in (0, 11) for edge in ((2, 1, 0), (1, 0, BIAS))]
    tellings += [told_whole(walk, grain, notation) for grain in (Grain.LAYER, Grain.PHASE)]
    for told in tellings:
        for line in told.lines:
            check_line(line)
            assert 0.83 < svg(line, 50, COLORS).width / 50 / extent(line) < 1.08, line
        assert not re.search(r"[\\{}]|  |None|nan", told.plain), told.plain
        assert "λ" in told.plain


def test_gradient_descent_in_the_toy_network() -> None:
    told = told_at(walk_of(walk=toy_walk(), learning_rate=0.5, weight_decay=0.1), 0)
    assert plainly(told) == [
        "w₁,₁⁽²⁾ ← w₁,₁⁽²⁾ − η (∂ℒ/∂w₁,₁⁽²⁾ + λ w₁,₁⁽²⁾)",
        "= 1 − 0.5 · (−0.1587 + 0.1 · 1)",
        "= 1.0294",
    ]
    assert told.why[:2] == (
        "This weight goes up by 0.0294, η = 0.5 times the gradient with its decay.",
        "The gradient alone would move it up by 0.0794; weight decay draws it towards 0 by 0.05.",
    )
    assert told.phase_note == "Each parameter takes a step of η times its gradient, with weight decay"


def test_a_decoupled_decay_stands_apart_from_the_direction() -> None:
    told = told_at(walk_of("adamw", toy_walk(), learning_rate=0.5, weight_decay=0.1), 0)
    assert plainly(told)[-3:] == [
        "w₁,₁⁽²⁾ ← (1 − η λ) w₁,₁⁽²⁾ − η d",
        "= (1 − 0.5 · 0.1) · 1 − 0.5 · (−1.0000)",
        "= 1.4500",
    ]
    assert (
        told.why[0]
        == "η = 0.5 times\N{NO-BREAK SPACE}d moves this weight up by 0.5000; weight decay draws it towards 0 by 0.05."
    )


def test_momentum_takes_the_decay_into_its_gradient() -> None:
    told = told_at(walk_of("momentum", toy_walk(), learning_rate=0.5, weight_decay=0.1), 0)
    assert plainly(told)[:4] == [
        "g = ∂ℒ/∂w₁,₁⁽²⁾ + λ w₁,₁⁽²⁾",
        "= −0.1587 + 0.1 · 1 = −0.0587",
        "v ← μ v + g",
        "= 0.9 · 0 − 0.0587 = −0.0587",
    ]
    assert told.why[1] == "Weight decay adds 0.1 to its gradient."


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        ("gradient_descent", "The gradient is 0: weight decay alone draws this weight towards 0, by 0.015."),
        ("adamw", "The gradient is 0: weight decay draws it towards 0 by 0.015."),
    ],
)
def test_without_a_gradient_weight_decay_alone_moves_a_weight(optimizer: str, words: str) -> None:
    layers = [make_layer("relu", [[-1.0], [1.0]], None), make_layer("identity", [[1.0, 1.0]], None)]
    told = told_at(walk_of(optimizer, make_walk(layers, [[1.0]], [[3.0]])), 0, (1, 0, 0))
    assert told.why[0] == words
    assert told.value == -1.0 + 0.05 * 0.3


def test_a_gradient_that_the_decay_cancels() -> None:
    walk = make_walk([make_layer("identity", [[1.0]], None)], [[1.0]], [[1.5]])  # the gradient is −0.5
    told = told_at(walk_of(walk=walk, weight_decay=0.5), 0, (1, 0, 0))
    assert told.why == ("Gradient and weight decay cancel, so this weight stays as it is.",)


def test_decay_that_outweighs_the_gradient_raises_the_loss() -> None:
    walk = make_walk([make_layer("identity", [[1.0]], None)], [[1.0]], [[1.1]])
    told = told_at(walk_of(walk=walk, weight_decay=0.5), 0, (1, 0, 0))
    assert told.why[-1] == "The loss would rise: weight decay carries this step uphill."


def test_a_layer_and_a_phase_tell_of_decay() -> None:
    told = told_whole(walk_of(), Grain.LAYER)
    lines = plainly(told)
    assert lines[0] == "W⁽²⁾ ← W⁽²⁾ − η (∂ℒ/∂W⁽²⁾ + λ W⁽²⁾)" and lines[2] == "b⁽²⁾ ← b⁽²⁾ − η ∂ℒ/∂b⁽²⁾"
    assert told.why[-1] == "Biases do not decay."
    told = told_whole(walk_of("adamw", decay="all"), Grain.LAYER)
    assert "W⁽²⁾ ← (1 − η λ) W⁽²⁾ − η d" in plainly(told) and "b⁽²⁾ ← (1 − η λ) b⁽²⁾ − η d" in plainly(told)
    assert "Biases do not decay." not in told.why
    assert plainly(told_whole(walk_of("adam"), Grain.PHASE))[0] == "g = ∂ℒ/∂w + λ w"


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_largest_step_of_a_layer_counts_the_decay(optimizer: str) -> None:
    walk = walk_of(optimizer, weight_decay=5.0)
    told = told_whole(walk, Grain.LAYER)
    before, after = walk.network(0).layers[1], walk.network(1).layers[1]
    assert before.biases is not None and after.biases is not None
    largest = max(abs(after.weights - before.weights).max(), abs(after.biases - before.biases).max())
    assert f"by {shown(largest, 4)}." in told.why[0]


def test_the_rate_of_an_epoch_is_named_with_its_schedule() -> None:
    walk = walk_of(weight_decay=0.0, schedule="step", schedule_epochs=2, schedule_factor=0.1, batch_size=2)
    assert walk.document.data.samples == 3  # two updates an epoch
    told = told_at(walk, 5)
    assert dict(told.named)["η (epoch 3, step)"] == pytest.approx(0.005)
    assert "η = 0.0050 (epoch 3, step) times the gradient." in told.why[0]
    assert "− 0.0050 ·" in plainly(told)[1] or "− 5 · 10⁻³ ·" in plainly(told)[1]
    constant = told_at(walk_of(weight_decay=0.0), 5)
    assert "epoch" not in constant.plain


def test_a_walk_from_the_midst_of_a_run_tells_the_same() -> None:
    whole = walk_of("adam")
    late = Walk(whole.document.with_network(whole.network(6)), None, 6, whole.memory(6))
    assert told_at(late, 1).lines == told_at(whole, 7).lines
