from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.compare import TOLERANCE, compare
from mlpviz.oracle.messages import question_of


@pytest.fixture(scope="module")
def batch(make_walk):
    """Pass, network after the update and torch's answer for a batch of 3 through 3-4-2."""
    walk = make_walk((3, 4, 2), ("tanh", "softmax"), "cross_entropy", 3)
    return walk.result(0), walk.network(1), answer(question_of(walk, 0))


def planted(arrays, layer, index, by):
    """The tuple of arrays with `by` added to one number."""
    changed = arrays[layer].copy()
    changed[index] += by
    return (*arrays[:layer], changed, *arrays[layer + 1 :])


PLANTS = [
    ("excitations", 1, (2, 3), Step(Phase.FORWARD, Quantity.EXCITATION, 1, 3, None, 2)),
    ("activations", 2, (1, 0), Step(Phase.FORWARD, Quantity.ACTIVATION, 2, 0, None, 1)),
    ("deltas", 1, (1, 2), Step(Phase.BACKWARD, Quantity.DELTA, 1, 2, None, 1)),
    ("weight_gradients", 2, (1, 3), Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 1, 3)),
    ("bias_gradients", 1, (3,), Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 3, BIAS)),
]


@pytest.mark.parametrize(("field", "layer", "index", "step"), PLANTS)
@pytest.mark.parametrize("by", [1e-6, -3e-3])
def test_a_planted_error_is_found_and_named(batch, field, layer, index, step, by):
    result, after, theirs = batch
    assert compare(result, after, theirs).agrees
    wrong = replace(result, **{field: planted(getattr(result, field), layer, index, by)})
    verdict = compare(wrong, after, theirs)
    assert not verdict.agrees
    assert verdict.first == verdict.worst
    assert verdict.first.step == step
    assert verdict.first.difference == pytest.approx(abs(by), rel=1e-6)
    assert verdict.first.ours - verdict.first.theirs == pytest.approx(by, rel=1e-6)
    assert verdict.largest == verdict.per_quantity[step.quantity] == verdict.first.difference
    assert sum(value > 1e-9 for value in verdict.per_quantity.values()) == 1


def test_a_wrong_loss_is_found_for_its_sample(batch):
    result, after, theirs = batch
    losses = result.losses.copy()
    losses[2] += 1e-4
    verdict = compare(replace(result, losses=losses), after, theirs)
    assert verdict.first.step == Step(Phase.LOSS, Quantity.LOSS, sample=2)


def test_a_wrong_reduced_loss_is_found(batch):
    result, after, theirs = batch
    verdict = compare(replace(result, loss=result.loss * 3), after, theirs)
    assert verdict.first.step == Step(Phase.LOSS, Quantity.LOSS)


@pytest.mark.parametrize("source", [2, BIAS])
def test_a_wrong_update_is_found(batch, source):
    result, after, theirs = batch
    layer = after.layers[0]
    moved = after.with_layer(1, layer.with_parameter(1, source, layer.parameter(1, source) + 1e-5))
    verdict = compare(result, moved, theirs)
    assert verdict.first.step == Step(Phase.UPDATE, Quantity.UPDATE, 1, 1, source)


def test_first_is_by_the_schedule_and_worst_by_size(batch):
    result, after, theirs = batch
    wrong = replace(
        result,
        weight_gradients=planted(result.weight_gradients, 1, (0, 0), 5.0),
        deltas=planted(planted(result.deltas, 1, (1, 0), 1e-3), 2, (1, 1), 1e-5),
        excitations=planted(result.excitations, 1, (2, 0), 1e-7),
    )
    verdict = compare(wrong, after, theirs)
    # sample 2's output δ comes before its hidden δ, and before anything of sample 3
    assert verdict.first.step == Step(Phase.BACKWARD, Quantity.DELTA, 2, 1, None, 1)
    assert verdict.worst.step == Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, 0)


def test_first_and_worst_within_one_layer(batch):
    result, after, theirs = batch
    wrong = replace(result, deltas=planted(planted(result.deltas, 1, (0, 3), 1e-5), 1, (2, 0), 1e-3))
    verdict = compare(wrong, after, theirs)
    assert verdict.first.step == Step(Phase.BACKWARD, Quantity.DELTA, 1, 3, None, 0)
    assert verdict.worst.step == Step(Phase.BACKWARD, Quantity.DELTA, 1, 0, None, 2)


def test_the_excitations_of_a_softmax_layer_come_before_its_activations(batch):
    result, after, theirs = batch
    wrong = replace(
        result,
        activations=planted(result.activations, 2, (0, 0), 1e-3),
        excitations=planted(result.excitations, 2, (0, 1), 1e-3),
    )
    assert compare(wrong, after, theirs).first.step == Step(Phase.FORWARD, Quantity.EXCITATION, 2, 1, None, 0)


def test_the_tolerance_is_that_of_the_layer_for_the_sample(batch):
    result, after, theirs = batch
    large = theirs.excitations[1].copy()
    large[0, 0] = 1e6
    ours, its = large.copy(), large.copy()
    ours[0, 1] += 0.9 * TOLERANCE * 1e6
    frame = replace(result, excitations=(None, ours, result.excitations[2]))
    reference = replace(theirs, excitations=(None, its, theirs.excitations[2]))
    assert compare(frame, after, reference).agrees
    ours[0, 1] += 0.2 * TOLERANCE * 1e6
    assert compare(frame, after, reference).first.tolerance == pytest.approx(TOLERANCE * 1e6)
    ours[0, 1] = its[0, 1]
    ours[1, 1] += 1e-9  # another sample of the batch: its layer is small
    assert compare(frame, after, reference).first.step.sample == 1


def test_a_wrong_large_number_does_not_widen_its_own_tolerance(batch):
    result, after, theirs = batch
    verdict = compare(replace(result, deltas=planted(result.deltas, 2, (0, 0), 1e15)), after, theirs)
    assert verdict.first.tolerance == TOLERANCE


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_agrees_with_itself_alone(batch, value):
    result, after, theirs = batch
    ours, its = result.deltas[1].copy(), theirs.deltas[1].copy()
    ours[1, 2] = its[1, 2] = value
    frame = replace(result, deltas=(None, ours, result.deltas[2]))
    assert compare(frame, after, replace(theirs, deltas=(None, its, theirs.deltas[2]))).agrees
    for other in {np.inf, -np.inf, 0.0} - {value}:
        its[1, 2] = other
        verdict = compare(frame, after, replace(theirs, deltas=(None, its, theirs.deltas[2])))
        assert verdict.first.step == Step(Phase.BACKWARD, Quantity.DELTA, 1, 2, None, 1)
        assert verdict.largest == np.inf


def test_an_answer_to_another_question_is_not_compared(batch, make_walk):
    result, after, _ = batch
    with pytest.raises(ValueError, match="shape"):
        compare(result, after, answer(question_of(make_walk((3, 4, 2), ("tanh", "softmax"), "cross_entropy", 2), 0)))
