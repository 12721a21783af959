from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mlpviz.core.timeline import Walk
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.schedule import Grain, Quantity, Step
from mlpviz.oracle import scalars
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.messages import question_of
from mlpviz.oracle.witnesses import three

VALUES = {Quantity.EXCITATION: "exact sum", Quantity.ACTIVATION: "scalar formula", Quantity.LOSS: "scalar formula"}


@pytest.mark.parametrize("iteration", [0, 2])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_three_witnesses_for_every_step_of_a_walk(make_walk, iteration, reduction):
    walk = make_walk((2, 3, 2), ("gelu", "softmax"), "cross_entropy", 2, reduction)
    theirs = answer(question_of(walk, iteration))
    seen = set()
    for index in range(walk.schedule.count(Grain.NEURON)):
        step = walk.schedule.step(index)
        seen.add(step.quantity)
        ours, torch, third = three(walk, iteration, step, theirs)
        assert (ours[0], torch[0]) == ("NumPy" if step.quantity in VALUES else "NumPy backprop", "torch autograd")
        assert third[0] == VALUES.get(step.quantity, "central difference")
        assert ours[1] == walk.value(iteration, step)
        assert torch[1] == pytest.approx(ours[1], abs=1e-13)
        assert third[1] == pytest.approx(ours[1], abs=1e-14 if step.quantity in VALUES else 1e-8)
    assert seen == set(Quantity)


@pytest.mark.parametrize("iteration", [0, 1, 8])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_witnesses_of_an_update_with_a_memory(make_walk, optimizer, weight_decay, iteration):
    document = make_walk((2, 3, 2)).document
    training = replace(document.training, optimizer=optimizer, learning_rate=0.05, weight_decay=weight_decay)
    walk = Walk(replace(document, training=replace(training, schedule="cosine", schedule_epochs=5)), None)
    theirs = answer(question_of(walk, iteration))
    for source in (0, BIAS):
        step = Step("update", Quantity.UPDATE, 1, 1, source)
        ours, torch, third = three(walk, iteration, step, theirs)
        assert ours[1] == walk.network(iteration + 1).layers[0].parameter(1, source)
        assert torch[1] == pytest.approx(ours[1], rel=1e-12)
        if optimizer in ("rmsprop", "adagrad", "adam", "adamw"):
            assert third == ("central difference", None)
        else:
            assert third[1] == pytest.approx(ours[1], abs=1e-8)


def test_without_an_answer_torch_says_nothing(make_walk):
    walk = make_walk()
    assert three(walk, 0, walk.schedule.step(0), None)[1] == ("torch autograd", None)


PAIRS = [(a, loss) for a in ACTIVATIONS for loss in LOSSES if LOSSES[loss].needs in (None, a)]


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_scalar_formulas_agree_for_every_activation_and_loss(make_walk, activation, loss):
    walk = make_walk((3, 4), (activation,), loss, 3, scale=3.0)
    for index in range(walk.schedule.count(Grain.NEURON)):
        step = walk.schedule.step(index)
        if step.quantity in VALUES:
            ours, _, third = three(walk, 0, step, None)
            assert third[1] == pytest.approx(ours[1], rel=1e-13, abs=1e-14), step


@pytest.mark.parametrize("name", scalars.ACTIVATIONS)
@pytest.mark.parametrize("x", [0.0, -0.0, 5e-324, 40.0, -40.0, 800.0, -800.0, 1e308, -1e308])
def test_scalar_activations_at_extremes(name, x):
    xi = np.array([[x, 1.0, 0.5]])
    expected = float(ACTIVATIONS[name].value(xi)[0, 0])
    assert scalars.ACTIVATIONS[name](xi[0].tolist(), 0) == pytest.approx(expected, rel=1e-13, abs=1e-300)


def test_the_exact_sum_sees_what_rounding_loses():
    assert scalars.exact_sum([1e16, 1.0, -1e16], [1.0, 1.0, 1.0], 0.25) == 1.25
    assert scalars.exact_sum([0.1] * 3, [0.1] * 3, None) == float(3 * Fraction(0.1) ** 2)
    assert math.isnan(scalars.exact_sum([math.inf], [1.0], None))
    assert scalars.exact_sum([-1e308, -1e308], [10.0, 10.0], None) == -math.inf


def test_the_third_witness_shares_nothing_with_a_wrong_engine(make_walk, monkeypatch):
    walk = make_walk(samples=2)
    delta = walk.result(0).deltas[1].copy()
    delta[1, 2] += 0.5
    result = walk.result(0)
    monkeypatch.setitem(walk._passes, 0, type(result)(**{**vars(result), "deltas": (None, delta, result.deltas[2])}))
    step = Step("backward", Quantity.DELTA, 1, 2, None, 1)
    ours, _, third = three(walk, 0, step, None)
    assert ours[1] - third[1] == pytest.approx(0.5, abs=1e-8)


def test_what_is_not_finite_is_told_as_such(make_walk):
    walk = make_walk((2, 2, 2), ("identity", "softmax"), "squared_error", 1, scale=1e200)
    result = walk.result(0)
    assert not np.isfinite(result.excitation(2)).all()
    for index in range(walk.schedule.count(Grain.NEURON)):
        step = walk.schedule.step(index)
        if step.quantity in VALUES:
            assert isinstance(three(walk, 0, step, None)[2][1], float)
