"""Edits of numbers and settings: the wanted number changes, nothing else does, and what does not fit says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core import edits
from mlpviz.core.document import Data, Document, DocumentError, check_document
from mlpviz.core.examples import find
from mlpviz.core.store import Store
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.initialisers import INITIALISERS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS, frozen, make_layer, make_network, same_bits


def classifier(targets: list[list[float]], outputs: int = 3) -> Document:
    weights = np.arange(outputs * 2, dtype=float).reshape(outputs, 2) / 7
    network = make_network(2, [make_layer("softmax", weights, np.zeros(outputs))])
    inputs = frozen(np.arange(2 * len(targets)).reshape(-1, 2))
    return Document("classes", network, "cross_entropy", Data(inputs, frozen(targets)))


def test_a_weight_is_set_and_all_others_keep_their_bits() -> None:
    before = find("mazur").document()
    after = edits.set_parameter(before, 2, 0, 1, 0.1)
    weights = before.network.layers[1].weights.copy()
    weights[0, 1] = 0.1
    assert same_bits(after.network.layers[1].weights, weights)
    assert after.network.layers[0] is before.network.layers[0]
    assert same_bits(after.network.layers[1].biases, before.network.layers[1].biases)


def test_a_bias_is_set() -> None:
    before = find("mazur").document()
    after = edits.set_parameter(before, 1, 1, BIAS, -7.5)
    assert after.network.layers[0].biases is not None
    assert after.network.layers[0].biases.tolist() == [0.35, -7.5]
    assert same_bits(after.network.layers[0].weights, before.network.layers[0].weights)


def test_a_bias_that_is_not_there_is_refused() -> None:
    with pytest.raises(DocumentError, match="no bias"):
        edits.set_parameter(find("toy").document(), 2, 0, BIAS, 1.0)


def test_the_same_number_changes_nothing_but_minus_zero_is_another_number() -> None:
    document = find("toy").document()
    assert edits.set_parameter(document, 1, 0, BIAS, 0.0) is document
    minus = edits.set_parameter(document, 1, 0, BIAS, -0.0)
    assert np.signbit(minus.network.layers[0].parameter(0, BIAS))
    assert edits.set_input(document, 0, 0, 1.0) is document
    assert edits.set_training(document, learning_rate=0.5) is document


@pytest.mark.parametrize(("loss", "activation"), [("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")])
def test_an_output_activation_that_the_loss_cannot_follow_is_refused_and_the_change_of_both_is_not(
    loss: str, activation: str
) -> None:
    network = make_network(2, [make_layer(activation, np.ones((2, 2)), None)])
    before = Document("pair", network, loss, Data(frozen([[1, 2]]), frozen([[0, 1]])))
    with pytest.raises(DocumentError, match=f"{activation}.*choose another loss"):
        edits.set_activation(before, 1, "tanh")
    other = edits.loss_beside(before, "tanh")
    after = edits.set_output(before, "tanh", other)
    check_document(after)
    assert (after.network.layers[0].activation, after.loss) == ("tanh", "half_squared_error")


def test_a_loss_that_cannot_follow_the_output_is_refused_and_the_change_of_both_is_not() -> None:
    before = edits.set_target(find("toy").document(), 0, 0, 1.0)
    with pytest.raises(DocumentError, match="needs sigmoid outputs"):
        edits.set_loss(before, "binary_cross_entropy")
    activation = edits.activation_beside(before, "binary_cross_entropy")
    after = edits.set_output(before, activation, "binary_cross_entropy")
    check_document(after)
    assert after.network.layers[-1].activation == "sigmoid"


def test_each_activation_has_a_loss_beside_it_that_fits() -> None:
    for start, row in LOSSES.items():
        network = make_network(2, [make_layer(row.needs or "identity", np.ones((2, 2)), None)])
        document = Document("any", network, start, Data(frozen([[1, 2]]), frozen([row.hard or (0, 1)])))
        for activation in ACTIVATIONS:
            check_document(edits.set_output(document, activation, edits.loss_beside(document, activation)))


def test_class_numbers_become_one_hot_rows_where_the_new_loss_needs_numbers() -> None:
    before = classifier([[0], [2], [1]])
    after = edits.set_loss(before, "mean_squared_error")
    check_document(after)
    assert after.data.targets.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_typing_1_moves_the_one_among_the_classes() -> None:
    document = classifier([[1, 0, 0], [0, 1, 0]])
    assert edits.set_target(document, 0, 2, 1.0).data.targets.tolist() == [[0, 0, 1], [0, 1, 0]]
    assert edits.set_target(document, 0, 0, 1.0) is document
    for output, value in ((0, 0.0), (2, 0.5), (1, 2.0), (1, -1.0)):
        with pytest.raises(DocumentError, match="type 1 at the right class"):
            edits.set_target(document, 0, output, value)


def test_class_numbers_take_class_numbers_alone() -> None:
    document = classifier([[1], [2]])
    assert edits.class_numbers(document)
    assert edits.set_class(document, 0, 2).data.targets.tolist() == [[2], [2]]
    assert edits.set_target(document, 1, 0, 1.0).data.targets.tolist() == [
        [1],
        [0],
    ]  # in the diagram: output 1 is right
    for wrong in (3, -1, 0.5):
        with pytest.raises(DocumentError, match="whole number from 0 to 2"):
            edits.set_class(document, 0, wrong)
    with pytest.raises(DocumentError, match="not class numbers"):
        edits.set_class(classifier([[1, 0, 0]]), 0, 1)


def test_a_target_out_of_range_is_refused_by_the_store_and_nothing_changes() -> None:
    store = Store(find("batch").document())
    before = store.document
    with pytest.raises(DocumentError, match="between 0 and 1"):
        store.edit("Set target", lambda document: edits.set_target(document, 0, 0, 1.5))
    assert store.document is before and store.undo_label is None


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_learning_rate_that_is_not_above_0_is_refused(rate: float) -> None:
    store = Store(find("toy").document())
    with pytest.raises(DocumentError, match="above 0"):
        store.edit("Set learning rate", lambda document: edits.set_training(document, learning_rate=rate))


def test_an_added_sample_is_a_copy_beside_its_model_and_removing_it_gives_the_data_back() -> None:
    before = find("batch").document()
    after = edits.add_sample(before, 1)
    check_document(after)
    assert after.data.inputs.tolist() == [[0.2, 0.8], [0.9, 0.1], [0.9, 0.1], [0.4, 0.4], [0.7, 0.9]]
    assert after.data.targets.tolist() == [[0], [1], [1], [0], [1]]
    assert edits.remove_sample(after, 2) == before


def test_the_last_sample_stays() -> None:
    with pytest.raises(DocumentError, match="at least one sample"):
        edits.remove_sample(find("toy").document(), 0)


@pytest.mark.parametrize("initialiser", INITIALISERS)
def test_weights_are_drawn_anew_by_seed(initialiser: str) -> None:
    document = find("mazur").document()
    drawn = edits.initialise(document, initialiser, 3, 0.5)
    check_document(drawn)
    assert drawn.network == edits.initialise(document, initialiser, 3, 0.5).network
    assert all(layer.biases is not None and not layer.biases.any() for layer in drawn.network.layers)
    if initialiser not in ("zeros", "constant"):
        assert drawn.network != edits.initialise(document, initialiser, 4, 0.5).network


@pytest.mark.parametrize(
    ("initialiser", "seed", "scale"),
    [("none", 0, 1.0), ("uniform", -1, 1.0), ("uniform", 0, -1.0), ("uniform", 0, float("nan")), ("uniform", 0, 1e308)],
)
def test_a_draw_that_makes_no_sense_is_refused(initialiser: str, seed: int, scale: float) -> None:
    with pytest.raises(DocumentError):
        edits.initialise(find("toy").document(), initialiser, seed, scale)


def test_settings_are_set_and_nothing_else() -> None:
    before = find("toy").document()
    assert edits.set_notation(before, "two_stage") == replace(before, notation="two_stage")
    assert edits.set_title(before, "Mine") == replace(before, title="Mine")
    assert edits.set_notes(before, "why") == replace(before, notes="why")
    assert edits.set_reduction(before, "sum") == replace(before, reduction="sum")
    assert edits.set_training(before, learning_rate=0.25).training == replace(before.training, learning_rate=0.25)
    assert edits.set_training(before, optimizer="adam").training == replace(before.training, optimizer="adam")
    for same in (
        edits.set_notation(before, before.notation),
        edits.set_training(before, optimizer=before.training.optimizer),
        edits.set_title(before, before.title),
        edits.set_notes(before, before.notes),
        edits.set_reduction(before, before.reduction),
        edits.set_loss(before, before.loss),
        edits.set_activation(before, 1, "sigmoid"),
    ):
        assert same is before
