"""The examples: each one opens, is listed, says which lecture row it serves, and gives the lecture's numbers."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core.descend import make_problem
from mlpviz.core.document import Document
from mlpviz.core.examples import DEFAULT, Example, examples, find
from mlpviz.core.files import SUFFIX, dumps
from mlpviz.core.functions import point_of
from mlpviz.core.session import initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.passes import Pass
from mlpviz.nn.verdicts import judge
from mlpviz.resources import asset

EVERY = pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)


def result(id: str) -> Pass:
    return Walk(find(id).document(), None).result(0)


@EVERY
def test_an_example_opens_and_is_told_in_full(example: Example) -> None:
    document = example.document()
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", example.id)
    assert example.title == document.title and 0 < len(example.title) <= 40
    assert example.summary.endswith(".") and len(example.summary) <= 100
    assert len(re.findall(r"[.:]( |$)", document.notes)) >= 2
    for row in example.row.split(", "):
        assert re.fullmatch(r"[A-E][0-9]{1,2}", row)
        assert f"ecture {row[0]}, row" in document.notes and re.search(rf"rows? .*{row}\b", document.notes)


@EVERY
def test_an_example_is_stored_as_it_would_be_saved(example: Example) -> None:
    assert example.path.read_text(encoding="utf-8") == dumps(example.document())


@EVERY
def test_the_step_of_the_picture_exists_and_every_number_is_finite(example: Example) -> None:
    document = example.document()
    walk = Walk(document, initial_selection(document))
    walk.schedule.step(example.step)
    assert all(np.isfinite(array).all() for array in walk.result(1).arrays())


def test_ids_are_unique_and_every_document_is_listed() -> None:
    ids = [example.id for example in examples()]
    assert len(ids) == len(set(ids))
    assert {path.stem for path in asset("examples").glob(f"*{SUFFIX}")} == set(ids)
    assert ids[0] == DEFAULT


def test_every_row_that_has_a_document_is_served() -> None:
    served = set(itertools.chain.from_iterable(example.row.split(", ") for example in examples()))
    assert served >= {
        "A1", "A2", "A3", "A4", "A7", "A8", "A9", "B2", "C5", "D1", "D2", "D3", "D4", "D9", "D10", "E1", "E3", "E4",
    }  # fmt: skip


def test_an_unknown_id_gets_a_suggestion() -> None:
    with pytest.raises(KeyError, match="did you mean toy"):
        find("toi")
    with pytest.raises(KeyError, match="mlpviz examples"):
        find("zzzzzzzz")


def test_the_toy_network_gives_the_lectures_figures() -> None:
    document = find("toy").document()
    assert document.training.learning_rate == 0.5
    assert document.network.layers[0].weights.tolist() == [[1, 2], [1, 1]]
    toy = result("toy")
    assert toy.activations[2][0, 0] == pytest.approx(1.8333712, abs=5e-8)
    assert toy.loss == pytest.approx(0.01388258, abs=5e-9)
    assert toy.delta(2)[0, 0] == pytest.approx(-0.1666288, abs=5e-8)
    assert toy.delta(1)[0].tolist() == pytest.approx([-0.00752773, -0.01749495], abs=5e-9)
    assert toy.weight_gradient(2)[0].tolist() == pytest.approx([-0.15872628, -0.14676616], abs=5e-9)


@pytest.mark.parametrize(
    ("id", "outputs"),
    [("or", [0, 1, 1, 1]), ("and", [0, 0, 0, 1]), ("xor-steps", [0, 1, 1, 0])],
)
def test_truth_tables(id: str, outputs: list[int]) -> None:
    document = find(id).document()
    assert document.data.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert result(id).activations[-1][:, 0].tolist() == outputs


def test_xor_with_steps_has_the_lectures_excitations() -> None:
    xor = result("xor-steps")
    for x, xi, h, last in zip(
        xor.activations[0], xor.excitation(1), xor.activations[1], xor.excitation(2), strict=True
    ):
        assert xi.tolist() == [0.5 - x[0] - x[1], -1.5 + x[0] + x[1]]
        assert last.tolist() == [0.5 - h[0] - h[1]]


def test_the_sigmoid_xor_learns() -> None:
    walk = Walk(find("xor-sigmoid").document(), None)
    losses = [walk.result(iteration).loss for iteration in range(200)]
    assert all(later < earlier for earlier, later in itertools.pairwise(losses))
    assert (np.round(walk.result(199).activations[-1][:, 0]) == [0, 1, 1, 0]).all()


def test_the_first_units() -> None:
    for id, g in (
        ("linear-unit", lambda u: u),
        ("perceptron-unit", np.sign),
        ("logistic-unit", lambda u: 1 / (1 + np.exp(-u))),
    ):
        document = find(id).document()
        layer = document.network.layers[0]
        assert layer.biases is not None
        u = document.data.inputs @ layer.weights[0] + layer.biases[0]
        assert result(id).activations[1][:, 0] == pytest.approx(g(u), abs=1e-15)


def test_shapes_and_counts() -> None:
    def network(id: str) -> Document:
        return find(id).document()

    assert network("structure").network.widths == (5, 7, 7, 3)
    assert network("matrices").network.widths == (4, 5, 3)
    counting = network("count-parameters").network
    assert counting.widths == (6, 3, 5, 4, 3)
    assert counting.parameter_count == 3 * 7 + 5 * 4 + 4 * 6 + 3 * 5 == 80
    linear = network("linear-sigmoid-linear")
    assert linear.network.widths == (2, 3, 2)
    assert [layer.activation for layer in linear.network.layers] == ["sigmoid", "identity"]
    assert linear.loss == "mean_squared_error"
    assert initial_selection(network("batch")) is None


def test_softmax_gives_the_lectures_probabilities_and_label() -> None:
    label = result("softmax-label")
    assert label.activations[1][0].tolist() == pytest.approx([0.2, 0.7, 0.1], abs=1e-15)
    assert label.activations[2][0].tolist() == [0, 1, 0]


def test_losses_give_the_lectures_figures() -> None:
    assert result("losses-mse").loss == 2.25
    assert result("losses-cross-entropy").loss == pytest.approx(2.5141, abs=5e-5)
    assert find("losses-cross-entropy").document().data.targets.tolist() == [[0], [1]]


def test_five_activations_show_each_function_and_pass_no_gradient() -> None:
    document = find("activations").document()
    assert [layer.activation for layer in document.network.layers] == ["sigmoid", "tanh", "relu", "step", "sign"]
    walked = result("activations")
    for layer in range(1, 5):
        assert (np.sign(walked.excitation(layer)).sum(axis=1) == 0).all()  # one positive, one negative
    assert (walked.losses > 0).all() and all((walked.delta(layer) == 0).all() for layer in range(1, 6))


def test_deltas_vanish_layer_by_layer() -> None:
    deep = result("vanishing")
    sizes = [np.abs(deep.delta(layer)).max() for layer in range(1, 8)]
    assert all(later > 2 * earlier for earlier, later in itertools.pairwise(sizes))
    assert sizes[0] < 1e-4 * sizes[-1]


def test_one_relu_is_dead_and_its_weights_stay() -> None:
    walk = Walk(find("dead-relu").document(), None)
    dead = walk.result(0)
    assert (dead.excitation(1)[:, 1] < 0).all() and (dead.delta(1)[:, 1] == 0).all()
    assert (dead.excitation(1)[:, [0, 2]] > 0).any(axis=0).all()
    first, later = walk.network(0).layers[0], walk.network(20).layers[0]
    assert first.weights[1].tolist() == later.weights[1].tolist()
    assert first.weights[0].tolist() != later.weights[0].tolist()


def test_mazurs_printed_figures() -> None:
    walk = Walk(find("mazur").document(), 0)
    first = walk.result(0)
    assert first.activations[1][0].tolist() == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert first.activations[2][0].tolist() == pytest.approx([0.75136507, 0.772928465], abs=1e-8)
    assert first.loss == pytest.approx(0.298371109, abs=1e-9)
    assert first.gradient(2, 0, 0) == pytest.approx(0.082167041, abs=1e-9)
    after = walk.network(1)
    assert after.layers[0].weights.ravel().tolist() == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=1e-8
    )
    assert after.layers[1].weights.ravel().tolist() == pytest.approx(
        [0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=1e-8
    )


def test_every_textbook_function_is_an_example() -> None:
    functions = {document.function: document for document in (example.document() for example in examples())}
    assert functions.keys() - {None} == FUNCTIONS.keys()
    for id, row in FUNCTIONS.items():
        assert functions[id].title == row.title and point_of(functions[id]).tolist() == list(row.start)
        assert tuple(path.learning_rate for path in functions[id].surface.paths) == row.rates


def test_the_examples_of_descent_say_what_their_rows_ask_for() -> None:
    sizes = find("step-sizes").document()
    assert [path.learning_rate for path in sizes.surface.paths] == [1, 0.3, 0.1, 0.03, 0.01]
    assert sizes.network.parameter_count == 2
    stochastic = find("full-and-stochastic").document()
    assert [path.batch_size for path in stochastic.surface.paths] == [None, 1, 5]
    assert len({path.learning_rate for path in stochastic.surface.paths}) == 1
    assert (stochastic.data.samples, stochastic.network.parameter_count) == (20, 2)
    zeroed, not_zeroed = find("not-zeroed").document().surface.paths
    assert replace(zeroed, accumulate=True) == not_zeroed and not zeroed.accumulate


@pytest.mark.parametrize(
    ("id", "verdicts"),
    [
        ("bowl", "diverges oscillates converges converges slow"),
        ("stretched-bowl", "diverges oscillates converges converges slow"),
        ("valleys", "diverges oscillates converges converges slow"),
        ("himmelblau", "oscillates converges converges slow"),
        ("beale", "diverges converges slow slow"),
        ("rosenbrock", "slow slow slow"),
        ("saddle", "diverges diverges slow slow"),
        ("step-sizes", "diverges oscillates converges slow slow"),
        ("full-and-stochastic", "converges oscillates oscillates"),
        ("not-zeroed", "converges oscillates"),
    ],
)
def test_the_paths_of_an_example_become_what_its_notes_say(id: str, verdicts: str) -> None:
    document = find(id).document()
    run = make_problem(document, document.network, initial_selection(document)).descend()
    assert " ".join(judgement.verdict for judgement in judge(run)) == verdicts


def test_the_rates_of_himmelblau_find_different_minima() -> None:
    document = find("himmelblau").document()
    run = make_problem(document, document.network, 0).descend()
    ends = {spec.learning_rate: run.points[path, -1] for path, spec in enumerate(run.specs)}
    assert ends[0.02] == pytest.approx(FUNCTIONS["himmelblau"].minima[0], abs=1e-6)
    assert ends[0.01] == pytest.approx(FUNCTIONS["himmelblau"].minima[3], abs=1e-2)
