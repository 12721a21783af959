from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
import pytest
import torch

from mlpviz.core.document import Data, Document
from mlpviz.core.timeline import Walk
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES, REDUCTIONS
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import DECAYS
from mlpviz.oracle import devices, scalars, tables
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.compare import compare
from mlpviz.oracle.messages import OracleError, question_of
from mlpviz.oracle.optimisers import optimisers

PAIRS = [(a, loss) for a in ACTIVATIONS for loss in LOSSES if LOSSES[loss].needs in (None, a)]


def verdict_of(walk, device="cpu"):
    theirs = answer(question_of(walk, 0, device=device))
    return compare(walk.result(0), walk.network(1), theirs, walk.rows)


def test_every_row_of_the_engine_has_its_counterpart():
    assert set(tables.activations()) == set(scalars.ACTIVATIONS) == set(ACTIVATIONS)
    assert set(tables.losses()) == set(scalars.LOSSES) == set(LOSSES)
    assert set(optimisers()) == set(OPTIMISERS)


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_engine_and_autograd_agree_at_the_output(make_walk, activation, loss):
    for seed, reduction in enumerate(REDUCTIONS):
        walk = make_walk((3, 5, 4), ("tanh", activation), loss, reduction=reduction, seed=seed)
        verdict = verdict_of(walk)
        assert verdict.agrees, verdict.first


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("bias", [True, False])
def test_engine_and_autograd_agree_in_hidden_layers(make_walk, activation, bias):
    walk = make_walk((2, 4, 6, 3, 2), (activation, "silu", activation, "softmax"), "cross_entropy", 7, bias=bias)
    verdict = verdict_of(walk)
    assert verdict.agrees, verdict.first
    assert set(verdict.per_quantity) == {"excitation", "activation", "loss", "delta", "gradient", "update"}


@pytest.mark.parametrize("samples", [1, 2, 64])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0])
def test_batches_and_scales(make_walk, samples, scale):
    walk = make_walk(
        (5, 8, 8, 3), ("relu", "gelu", "sigmoid"), "binary_cross_entropy", samples, scale=scale, seed=samples
    )
    assert verdict_of(walk).agrees


def test_the_toy_network_gives_the_figures_of_the_lecture(toy):
    theirs = answer(question_of(toy, 0))
    assert theirs.activations[2][0, 0] == pytest.approx(1.8333712, abs=5e-8)
    assert theirs.loss == pytest.approx(0.01388258, abs=5e-9)
    assert theirs.deltas[2][0, 0] == pytest.approx(-0.1666288, abs=5e-8)
    assert theirs.deltas[1][0] == pytest.approx([-0.00752773, -0.01749495], abs=5e-9)
    assert theirs.weight_gradients[2][0] == pytest.approx([-0.15872628, -0.14676616], abs=5e-9)
    assert theirs.updated_weights[2][0] == pytest.approx([1 + 0.5 * 0.15872628, 1 + 0.5 * 0.14676616], abs=5e-9)
    assert theirs.bias_gradients == (None, None, None)


def test_delta_is_of_each_samples_own_loss_and_the_gradient_of_the_reduced_one(make_walk):
    theirs = {how: answer(question_of(make_walk(samples=4, reduction=how), 0)) for how in REDUCTIONS}
    alone = [answer(question_of(make_walk(samples=4, selection=row), 0)) for row in range(4)]
    for how, by in (("mean", 4), ("sum", 1)):
        together = theirs[how]
        np.testing.assert_allclose(together.deltas[1], [one.deltas[1][0] for one in alone], rtol=1e-13, atol=1e-15)
        total = sum(one.weight_gradients[1] for one in alone)
        np.testing.assert_allclose(together.weight_gradients[1], total / by, rtol=1e-12, atol=1e-14)


def test_the_update_is_that_of_torch_optim(make_walk):
    question = question_of(make_walk(), 0)
    theirs = answer(question)
    for number, layer in enumerate(question.network.layers, start=1):
        parameter = torch.nn.Parameter(torch.tensor(layer.weights))
        parameter.grad = torch.tensor(theirs.weight_gradients[number])
        torch.optim.SGD([parameter], lr=question.rate).step()
        np.testing.assert_array_equal(parameter.detach().numpy(), theirs.updated_weights[number])


@pytest.mark.parametrize("optimizer", OPTIMISERS)
@pytest.mark.parametrize("bias", [True, False])
def test_updates_agree_iteration_after_iteration(make_walk, optimizer, bias):
    walk = make_walk((3, 4, 2), bias=bias)
    training = replace(walk.document.training, optimizer=optimizer, learning_rate=0.05)
    walk = Walk(replace(walk.document, training=training), None)
    for iteration in (0, 1, 2, 30):
        verdict = compare(walk.result(iteration), walk.network(iteration + 1), answer(question_of(walk, iteration)))
        assert verdict.agrees, verdict.first


@pytest.mark.parametrize("optimizer", OPTIMISERS)
@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("schedule", RATE_SCHEDULES)
def test_updates_agree_with_decay_and_schedule(make_walk, optimizer, decay, schedule):
    walk = make_walk((3, 4, 2))
    training = replace(
        walk.document.training, optimizer=optimizer, learning_rate=0.05, weight_decay=0.3, decay=decay,
        schedule=schedule, schedule_epochs=3, batch_size=2,
    )  # fmt: skip
    walk = Walk(replace(walk.document, training=training), None)
    for iteration in (0, 1, 7, 12):
        verdict = compare(walk.result(iteration), walk.network(iteration + 1), answer(question_of(walk, iteration)))
        assert verdict.agrees, verdict.first


def test_a_walk_from_the_midst_of_a_run_counts_on(make_walk):
    """Adam's correction hangs on the number of the update, and the rate on the epoch."""
    walk = make_walk()
    training = replace(walk.document.training, optimizer="adam", schedule="step", schedule_epochs=1)
    whole = Walk(replace(walk.document, training=training), None)
    late = Walk(whole.document.with_network(whole.network(5)), None, 5, whole.memory(5))
    theirs = answer(question_of(late, 1))
    assert compare(late.result(1), late.network(2), theirs).agrees
    np.testing.assert_array_equal(theirs.updated_weights[1], answer(question_of(whole, 6)).updated_weights[1])


@pytest.mark.parametrize("optimizer", ["rmsprop", "adagrad", "adam", "adamw"])
def test_a_gradient_that_is_rounding_is_not_magnified_to_a_disagreement(make_walk, optimizer):
    """Samples that cancel: what is left of a bias's gradient is 0 or 1e-17, as the order of the sum has it."""
    rng = np.random.default_rng(0)
    half = rng.normal(size=(60, 2))
    layers = [make_layer("tanh", [[0.3, 0.1], [0.2, 0.5]], [0, 0]), make_layer("tanh", [[0.7, 0.4]], [0.0])]
    data = Data(frozen(rng.permutation(np.concatenate([half, -half]))), frozen(np.zeros((120, 1))))
    document = Document("", make_network(2, layers), "squared_error", data)
    walk = Walk(replace(document, training=replace(document.training, optimizer=optimizer)), None)
    for iteration in range(3):
        verdict = compare(walk.result(iteration), walk.network(iteration + 1), answer(question_of(walk, iteration)))
        assert verdict.agrees, verdict.first


def test_the_question_is_left_as_it_was(make_walk):
    walk = make_walk()
    before = [layer.weights.copy() for layer in walk.network(0).layers]
    answer(question_of(walk, 0))
    for old, layer in zip(before, walk.network(0).layers, strict=True):
        np.testing.assert_array_equal(old, layer.weights)


@pytest.mark.parametrize("activation", ["step", "sign", "argmax"])
def test_no_gradient_passes_where_the_derivative_is_zero(make_walk, activation):
    theirs = answer(question_of(make_walk((3, 4, 2), (activation, activation)), 0))
    assert not theirs.deltas[1].any() and not theirs.deltas[2].any()
    assert not theirs.weight_gradients[1].any() and not theirs.bias_gradients[2].any()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("xi", [0.0, -0.0, 5e-324, 22.0, -22.0, 45.0, -45.0, 800.0, -800.0, 1e154, -1e154])
def test_kinks_and_saturation(activation, xi):
    network = make_network(1, [make_layer(activation, [[xi], [1.0]], None)])
    data = Data(frozen([[1.0]]), frozen([[0.0, 0.0]]))
    verdict = verdict_of(Walk(Document("", network, "absolute_error", data), 0))
    assert verdict.agrees, verdict.first


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


def exact(activation, x):
    """Value and slope to 50 digits."""
    with mpmath.workdps(50):
        x = mpmath.mpf(x)
        value, slope = {
            "sigmoid": (logistic(x), logistic(x) * logistic(-x)),
            "tanh": (mpmath.tanh(x), mpmath.sech(x) ** 2),
            "gelu": (x * mpmath.ncdf(x), mpmath.ncdf(x) + x * mpmath.npdf(x)),
        }[activation]
        return float(value), float(slope)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "gelu"])
@pytest.mark.parametrize("x", [-20.0, -9.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 9.0, 20.0])
def test_values_and_slopes_keep_their_digits_where_a_unit_saturates(activation, x):
    xi = torch.tensor([x], dtype=torch.float64, requires_grad=True)
    h = tables.activations()[activation](xi)
    (slope,) = torch.autograd.grad(h.sum(), xi)
    # exp(−ξ²/2) magnifies the rounding of its argument by ξ²
    assert (h.item(), slope.item()) == pytest.approx(exact(activation, x), rel=2e-13, abs=0)


def test_a_saturated_unit_before_a_large_weight_is_no_disagreement():
    layers = [make_layer("sigmoid", [[20.0]], None), make_layer("identity", [[3e5]], None)]
    data = Data(frozen([[1.0]]), frozen([[0.0]]))
    assert verdict_of(Walk(Document("", make_network(1, layers), "squared_error", data), 0)).agrees


def test_cross_entropy_where_a_probability_underflows():
    network = make_network(1, [make_layer("softmax", [[1e308], [-1e308], [0.0]], None)])
    data = Data(frozen([[1.0]]), frozen([[0.0]]))
    walk = Walk(Document("", network, "cross_entropy", data), 0)
    verdict = verdict_of(walk)
    assert verdict.agrees, verdict.first
    assert walk.result(0).loss == 0.0


def test_values_that_overflow_are_compared_and_not_hidden(make_walk):
    walk = make_walk((2, 2), ("identity",), "squared_error", 1, scale=1e160)
    verdict = verdict_of(walk)
    assert np.isinf(walk.result(0).loss)
    assert verdict.agrees, verdict.first


def test_cuda_is_refused_where_there_is_none(make_walk, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert devices.devices() == ["cpu"]
    with pytest.raises(OracleError, match="torch sees no cuda device here: choose cpu") as caught:
        answer(question_of(make_walk(), 0, device="cuda"))
    assert not caught.value.missing


def test_cuda_is_offered_where_torch_sees_one_and_its_failure_is_one_line(make_walk, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert devices.devices() == ["cpu", "cuda"]
    if torch.cuda.device_count():
        verdict = verdict_of(make_walk(), "cuda")
        assert verdict.agrees and verdict.device == "cuda"
    else:  # a machine that promises a device and cannot deliver it
        with pytest.raises(OracleError, match="torch fails on cuda") as caught:
            answer(question_of(make_walk(), 0, device="cuda"))
        assert "\n" not in str(caught.value)


def test_mps_falls_back_to_cpu_and_says_so(make_walk):
    theirs = answer(question_of(make_walk(), 0, device="mps"))
    assert theirs.device == "cpu"
    assert theirs.note == "mps has no float64: cpu is used"


def test_an_unknown_device_is_named(make_walk):
    with pytest.raises(OracleError, match="no device is called 'tpu': choose cpu"):
        answer(question_of(make_walk(), 0, device="tpu"))


def test_an_answer_carries_number_and_version(make_walk):
    theirs = answer(replace(question_of(make_walk(), 0), number=41))
    assert (theirs.number, theirs.torch_version, theirs.device) == (41, torch.__version__, "cpu")
