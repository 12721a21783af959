"""The examples of training: each trains from the weights it comes with to what its lecture row states."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
import torch

from mlpviz.core.document import Document
from mlpviz.core.examples import examples, find
from mlpviz.core.lockstep import singles
from mlpviz.core.reshape import grow
from mlpviz.core.session import Page, initial_page
from mlpviz.core.training_run import TrainingRun
from mlpviz.nn.batches import batch_rows
from mlpviz.nn.network import Array
from mlpviz.nn.passes import compute_pass


@dataclass(frozen=True)
class Stated:
    """What a run comes to, each from … to; accuracies as shares, and of samples held out where it says so."""

    loss: tuple[float, float] = (0.0, np.inf)
    accuracy: tuple[float, float] | None = None
    held_out: tuple[float, float] | None = None


RIGHT = Stated(accuracy=(1.0, 1.0))
RESULTS = {
    "moons": (Stated(accuracy=(0.99, 1), held_out=(0.98, 1)), Stated(accuracy=(0.99, 1), held_out=(0.98, 1))),
    "least-squares": (Stated(loss=(0.004, 0.006)),),
    "spirals": (Stated(accuracy=(0.98, 1)), Stated(accuracy=(0.5, 0.7))),
    "quadratic": (Stated(loss=(0, 1e-12)),),
    "vanishing-training": (Stated(accuracy=(0.5, 0.5)), Stated(accuracy=(0.98, 1))),
    "wider-layers": (Stated(loss=(0.02, 0.05)), Stated(loss=(0, 0.002))),
    "two-stage": (Stated(accuracy=(0.99, 1)),),
    "hidden-activations": (Stated(accuracy=(0.98, 1)), Stated(accuracy=(0.98, 1))),
    "iris": (Stated(accuracy=(0.98, 1), held_out=(29 / 30, 29 / 30)),),
    "mini-batches": (Stated(accuracy=(1, 1)), Stated(accuracy=(0.8, 0.9))),
    "digits": (Stated(accuracy=(0.99, 1), held_out=(0.95, 1)),),
    "weight-decay": (Stated(accuracy=(1, 1), held_out=(0.8, 0.86)), Stated(accuracy=(0.85, 0.95), held_out=(0.88, 1))),
    "perceptron": (RIGHT,),
    "multiclass-perceptron": (RIGHT,),
    "softmax-regression": (Stated(accuracy=(0.99, 1)),),
    "sine-cubic": (Stated(loss=(8.8, 9.0)),),
    "sum-of-relus": (Stated(loss=(0.08, 0.1)),),
    "initialisers": (Stated(accuracy=(0.5, 0.5)), Stated(accuracy=(1, 1))),
}


@cache
def trained(id: str) -> tuple[TrainingRun, ...]:
    """The runs of an example when playing stops: after its epochs, or where a goal is reached."""
    return tuple(played(single) for single in singles(find(id).document()))


def played(document: Document) -> TrainingRun:
    run = TrainingRun(document)
    while run.epoch < document.training.epochs and not run.reached(document.training):
        assert run.step()
    return run


def parameters(run: TrainingRun, layer: int) -> tuple[Array, Array]:
    row = run.network.layers[layer - 1]
    assert row.biases is not None
    return row.weights, row.biases


def deltas(run: TrainingRun) -> list[float]:
    """The mean |δ| of each layer before the first update."""
    return [layer.delta for layer in run.records[0].train.layers]


def test_what_opens_where_it_is_trained_says_what_comes_of_it() -> None:
    opened = {example.id for example in examples() if initial_page(example.document()) is Page.TRAIN}
    assert opened == RESULTS.keys()


@pytest.mark.parametrize("id", RESULTS)
def test_an_example_trains_to_its_result(id: str) -> None:
    runs = trained(id)
    assert len(runs) == len(RESULTS[id])
    for run, stated in zip(runs, RESULTS[id], strict=True):
        record = run.records[-1]
        assert stated.loss[0] <= record.train.loss <= stated.loss[1]
        for value, bounds in ((record.train.accuracy, stated.accuracy), (record.test_accuracy, stated.held_out)):
            if bounds is not None:
                assert value is not None and bounds[0] <= value <= bounds[1]


def test_every_row_of_training_has_an_example() -> None:
    rows = {row for id in RESULTS for row in find(id).row.split(", ")}
    assert rows == {
        "A6", "A10", "A11", "B1", "B5", "B6", "C1", "C2", "C3", "C4", "C8", "C9", "C10", "D5", "D6", "D7", "E2", "E6",
    }  # fmt: skip


def test_the_sets_and_shapes_are_the_lectures() -> None:
    def facts(id: str) -> tuple[int, float, int, int]:
        document = find(id).document()
        training = document.training
        return document.data.samples, training.learning_rate, training.batch_size, training.epochs

    assert facts("least-squares") == (500, 0.5, 500, 200)
    assert facts("two-stage") == (1000, 0.01, 100, 2000)
    assert facts("sine-cubic") == (2000, 1e-6, 2000, 2000)
    widths = {id: tuple(single.network.widths for single in singles(find(id).document())) for id in RESULTS}
    assert widths["moons"] == ((2, 10, 2), (2, 10, 2))
    assert widths["spirals"] == ((2, 8, 8, 8, 8, 8, 8, 1), (2, 8, 1))
    assert widths["two-stage"] == ((2, 4, 1),)
    assert widths["digits"] == ((64, 32, 10),) and find("digits").document().training.learning_rate == 1e-3


def test_linear_regression_ends_at_least_squares() -> None:
    (run,) = trained("least-squares")
    data = run.document.data
    solution = np.linalg.lstsq(np.column_stack([data.inputs, np.ones(data.samples)]), data.targets[:, 0])[0]
    weights, biases = parameters(run, 1)
    assert np.append(weights[0], biases) == pytest.approx(solution, abs=1e-3)
    assert solution == pytest.approx([2, -3, 1], abs=0.02)


def test_features_find_the_quadratic() -> None:
    weights, biases = parameters(trained("quadratic")[0], 1)
    assert [*biases, *weights[0]] == pytest.approx([1, 2, 4], abs=1e-6)


def test_the_cubic_is_that_of_torch() -> None:
    (run,) = trained("sine-cubic")
    x = torch.linspace(-torch.pi, torch.pi, 2000, dtype=torch.float64)
    first = run.document.network.layers[0]
    start = torch.from_numpy(np.append(first.weights[0], first.biases))
    ours = start.clone().requires_grad_()
    for _ in range(2000):
        error = ((torch.stack([x, x**2, x**3, torch.ones_like(x)], dim=1) @ ours - torch.sin(x)) ** 2).sum()
        (slope,) = torch.autograd.grad(error, ours)
        with torch.no_grad():
            ours -= 1e-6 * slope
    weights, biases = parameters(run, 1)
    found = np.append(weights[0], biases)
    assert found == pytest.approx(ours.detach().numpy(), abs=1e-10)
    assert found == pytest.approx([0.85, 0, -0.09, 0], abs=0.005)


def test_the_two_stage_classifier_goes_torchs_way() -> None:
    document, epochs = find("two-stage").document(), 20
    data, training = document.data, document.training
    module = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 1)).double()
    theirs = list(module.parameters())
    with torch.no_grad():
        for place, value in zip(theirs, flat_parts(document), strict=True):
            place.copy_(torch.tensor(value))
    optimiser = torch.optim.Adam(theirs, lr=0.01)
    inputs, targets = torch.tensor(data.inputs), torch.tensor(data.targets)
    for update in range(epochs * 10):
        rows = torch.tensor(batch_rows(data.samples, 100, training.seed, update))
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(module(inputs[rows]), targets[rows]).backward()
        optimiser.step()
    run = TrainingRun(document)
    run.go_to(epochs * 10)
    for place, value in zip(theirs, flat_parts(run.document.with_network(run.network)), strict=True):
        assert value == pytest.approx(place.detach().numpy(), abs=1e-10)


def flat_parts(document: Document) -> Iterable[Array]:
    for layer in document.network.layers:
        assert layer.biases is not None
        yield layer.weights
        yield layer.biases


def largest(xi: Array) -> Array:
    return np.eye(len(xi))[np.argmax(xi)]


def soft(xi: Array) -> Array:
    shares: Array = np.exp(xi) / np.exp(xi).sum()
    return shares


@pytest.mark.parametrize(
    ("id", "output"),
    [("perceptron", lambda xi: np.where(xi > 0, 1.0, -1.0)), ("multiclass-perceptron", largest),
     ("softmax-regression", soft)],
)  # fmt: skip
def test_one_layer_learns_by_the_rule_of_the_slides(id: str, output: Callable[[Array], Array]) -> None:
    """w ← w − η (f − y) x, sample by sample."""
    (run,) = trained(id)
    document = run.document
    weights = np.zeros((document.network.outputs, 3))
    for update in range(run.update):
        (row,) = batch_rows(document.data.samples, 1, document.training.seed, update)
        x = np.append(document.data.inputs[row], 1.0)
        weights = weights - document.training.learning_rate * np.outer(output(weights @ x) - document.targets[row], x)
    ours = np.column_stack(parameters(run, 1))
    assert ours == pytest.approx(weights, abs=1e-12)


@pytest.mark.parametrize("id", ["perceptron", "multiclass-perceptron"])
def test_perceptrons_stop_when_no_sample_is_wrong_and_not_before(id: str) -> None:
    (run,) = trained(id)
    accuracies = [record.train.accuracy for record in run.records]
    assert 5 < len(accuracies) < run.document.training.epochs
    assert 1.0 not in accuracies[:-1] and accuracies[-1] == 1.0


def test_sigmoids_lose_what_comes_back_and_relus_keep_it() -> None:
    sigmoid, relu = map(deltas, trained("vanishing-training"))
    assert sigmoid[-1] > 2000 * sigmoid[0]
    assert relu[-1] < 10 * relu[0]


def test_small_weights_lose_what_comes_back_and_glorots_keep_it() -> None:
    small, glorot = map(deltas, trained("initialisers"))
    assert all(later > 3 * before for before, later in itertools.pairwise(small))
    assert 6**6 < small[-1] / small[0] < 8**6
    assert max(glorot[:-1]) < 2 * min(glorot[:-1])


def test_weight_decay_keeps_weights_small_and_the_test_loss_low() -> None:
    without, decayed = trained("weight-decay")
    norms = [np.sqrt(sum((layer.weights**2).sum() for layer in run.network.layers)) for run in (without, decayed)]
    assert norms[1] < norms[0] / 3
    losses = [[record.test_loss or 0.0 for record in run.records] for run in (without, decayed)]
    assert losses[0][-1] > 4 * min(losses[0]) and losses[1][-1] < 1.1 * min(losses[1])


def test_the_mean_gradient_over_an_epoch_is_that_of_all_samples() -> None:
    document = find("mini-batches").document()
    data, size = document.data, document.training.batch_size

    def gradient(rows: object) -> Array:
        inputs, targets = data.inputs[rows], document.targets[rows]
        return compute_pass(document.network, inputs, targets, document.loss, "mean").weight_gradient(1)

    every = [gradient(batch_rows(data.samples, size, 0, update)) for update in range(data.samples // size)]
    assert len(every) == 20
    assert np.mean(every, axis=0) == pytest.approx(gradient(slice(None)), abs=1e-15)
    assert max(np.abs(one - gradient(slice(None))).max() for one in every) > 0.01


@pytest.mark.parametrize("seed", [0, 1, 36])
def test_each_relu_that_is_added_lowers_the_error(seed: int) -> None:
    document = find("sum-of-relus").document()
    document = replace(document, training=replace(document.training, seed=seed))
    losses = []
    for _ in range(6):
        run = played(document)
        losses.append(run.records[-1].train.loss)
        document = grow(run.document.with_network(run.network), 1)
    assert all(later < 1.0001 * before for before, later in itertools.pairwise(losses))
    assert losses[-1] < 0.02 * losses[0]
