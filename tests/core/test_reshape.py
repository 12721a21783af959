"""Edits of shape: whatever is added or taken away, what survives keeps its bits and the document stays whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.core import edits, reshape
from mlpviz.core.document import Data, Document, DocumentError, Training, check_document
from mlpviz.core.examples import find
from mlpviz.core.store import Store
from mlpviz.nn.network import Layer, frozen, make_layer, make_network, same_bits
from mlpviz.nn.passes import forward


def network_document(widths: list[int], loss: str = "squared_error", seed: int = 0, biases: bool = True) -> Document:
    generator = np.random.default_rng(seed)
    layers = [
        make_layer("tanh", generator.normal(size=(after, before)), generator.normal(size=after) if biases else None)
        for before, after in pairwise(widths)
    ]
    if loss == "cross_entropy":
        layers[-1] = Layer("softmax", layers[-1].weights, layers[-1].biases)
    targets = np.eye(widths[-1])[generator.integers(0, widths[-1], 4)]
    data = Data(frozen(generator.normal(size=(4, widths[0]))), frozen(targets))
    return Document("net", make_network(widths[0], layers), loss, data, training=Training(seed=seed))


def test_more_hidden_units_keep_every_weight_and_draw_small_new_ones() -> None:
    before = network_document([3, 2, 4])
    after = reshape.set_units(before, 1, 5)
    check_document(after)
    first, second = after.network.layers
    assert same_bits(first.weights[:2].copy(), before.network.layers[0].weights)
    assert first.biases is not None and before.network.layers[0].biases is not None
    assert same_bits(first.biases[:2].copy(), before.network.layers[0].biases)
    assert first.biases[2:].tolist() == [0, 0, 0]
    assert same_bits(second.weights[:, :2].copy(), before.network.layers[1].weights)
    fresh = np.concatenate([first.weights[2:].ravel(), second.weights[:, 2:].ravel()])
    assert (np.abs(fresh) <= 0.5).all() and len(set(fresh.tolist())) == len(fresh)
    assert after.network.layers == reshape.set_units(before, 1, 5).network.layers


def test_fewer_hidden_units_keep_the_first() -> None:
    before = network_document([3, 4, 2])
    after = reshape.set_units(before, 1, 2)
    check_document(after)
    assert same_bits(after.network.layers[0].weights, before.network.layers[0].weights[:2].copy())
    assert same_bits(after.network.layers[1].weights, before.network.layers[1].weights[:, :2].copy())


def test_new_weights_follow_the_seed_of_the_document() -> None:
    a, b = (reshape.set_units(network_document([2, 2, 1], seed=s), 1, 3).network.layers[0] for s in (1, 2))
    assert not same_bits(a.weights[2:].copy(), b.weights[2:].copy())


def test_inputs_take_the_data_and_the_names_along() -> None:
    before = find("losses-cross-entropy").document()
    more = reshape.set_units(before, 0, 5)
    check_document(more)
    assert more.input_names == ("logit 1", "logit 2", "logit 3", "x4", "x5")
    assert more.data.inputs.tolist() == [[-1, -3, 4, 0, 0], [-3, 3, -1, 0, 0]]
    fewer = reshape.set_units(more, 0, 3)
    assert fewer.input_names == before.input_names and fewer.data == before.data
    assert fewer.network.layers == before.network.layers


def test_outputs_take_the_targets_along() -> None:
    before = find("toy").document()
    more = reshape.set_units(before, 2, 3)
    check_document(more)
    assert more.data.targets.tolist() == [[2, 0, 0]]
    assert reshape.set_units(more, 2, 1).data == before.data


def test_targets_of_signs_grow_by_minus_one() -> None:
    network = make_network(2, [make_layer("sign", [[1, 2]], None)])
    before = Document("signs", network, "sign_perceptron", Data(frozen([[1, 2], [3, 4]]), frozen([[1], [-1]])))
    more = reshape.set_units(before, 1, 2)
    check_document(more)
    assert more.data.targets.tolist() == [[1, -1], [-1, -1]]


def test_one_hot_targets_grow_by_zeros_and_class_numbers_stay() -> None:
    one_hot = network_document([2, 3], "cross_entropy")
    more = reshape.set_units(one_hot, 1, 5)
    check_document(more)
    assert more.data.targets[:, 3:].any() == np.False_
    numbers = find("losses-cross-entropy").document()
    assert reshape.set_units(numbers, 1, 5).data is numbers.data


def test_the_class_of_a_sample_is_never_taken_away() -> None:
    numbers = find("losses-cross-entropy").document()  # classes 0 and 1 of three
    check_document(reshape.set_units(numbers, 1, 2))
    with pytest.raises(DocumentError, match="sample 2 is of the class of output 2"):
        reshape.set_units(numbers, 1, 1)
    one_hot = network_document([2, 3], "cross_entropy", seed=5)
    last = int(one_hot.data.targets.argmax(axis=1).max())
    with pytest.raises(DocumentError, match="give it another class"):
        reshape.set_units(one_hot, 1, last)


def test_a_single_class_reads_as_one_hot_and_back() -> None:
    numbers = find("losses-cross-entropy").document()
    zeros = numbers.with_data(numbers.data.inputs, frozen([[0], [0]]))
    single = reshape.set_units(zeros, 1, 1)
    check_document(single)
    assert single.targets.tolist() == [[1], [1]]
    again = reshape.set_units(single, 1, 2)
    check_document(again)
    assert again.targets.tolist() == [[1, 0], [1, 0]]


@pytest.mark.parametrize(("layer", "units"), [(0, 0), (0, 1025), (1, 0), (1, 1025), (2, -1)])
def test_too_few_or_too_many_units_are_refused(layer: int, units: int) -> None:
    with pytest.raises(DocumentError, match="1 to 1024"):
        reshape.set_units(network_document([2, 2, 1]), layer, units)


def test_a_new_layer_is_as_wide_as_the_one_before_it_so_that_the_next_keeps_its_weights() -> None:
    before = find("toy").document()
    after = reshape.add_layer(before, 2)
    check_document(after)
    assert after.network.widths == (2, 2, 2, 1)
    assert after.network.layers[0] is before.network.layers[0]
    assert after.network.layers[2] == before.network.layers[1]
    assert after.network.layers[1].activation == "sigmoid"
    assert same_bits(after.network.layers[1].biases, np.zeros(2))


def test_a_single_layer_gets_a_hidden_one_before_it() -> None:
    after = reshape.add_layer(find("linear-unit").document(), 1)
    check_document(after)
    assert after.network.depth == 2 and after.network.layers[0].activation == "sigmoid"


@pytest.mark.parametrize("position", [0, 3, -1])
def test_a_new_layer_stands_between_input_and_output(position: int) -> None:
    with pytest.raises(DocumentError, match="between the input and the output"):
        reshape.add_layer(find("toy").document(), position)


def test_the_seventeenth_layer_is_refused_by_the_store() -> None:
    store = Store(network_document([1] * 17))
    with pytest.raises(DocumentError, match="1 to 16 layers"):
        store.edit("Add layer", lambda document: reshape.add_layer(document, 1))
    assert store.document.network.depth == 16


def test_a_removed_layer_leaves_the_others_whole() -> None:
    before = network_document([3, 4, 2, 2])
    after = reshape.remove_layer(before, 2)
    check_document(after)
    assert after.network.widths == (3, 4, 2)
    assert after.network.layers[0] is before.network.layers[0]
    assert same_bits(after.network.layers[1].weights[:, :2].copy(), before.network.layers[2].weights)


def test_layers_of_one_width_change_places_with_every_weight() -> None:
    before = network_document([3, 3, 3, 3, 2])
    after = reshape.move_layer(before, 1, 2)
    check_document(after)
    assert [*after.network.layers[:3]] == [before.network.layers[i] for i in (1, 2, 0)]
    assert reshape.move_layer(after, 3, -2).network.layers == before.network.layers


@pytest.mark.parametrize("layer", [0, 2])
def test_input_and_output_are_neither_moved_nor_removed(layer: int) -> None:
    document = find("toy").document()
    with pytest.raises(DocumentError, match="only a hidden layer"):
        reshape.remove_layer(document, layer)
    with pytest.raises(DocumentError, match="only a hidden layer"):
        reshape.move_layer(document, layer, 1)


def test_a_hidden_layer_does_not_move_past_the_ends() -> None:
    document = network_document([2, 2, 2, 1])
    for layer, by in ((1, -1), (2, 1)):
        with pytest.raises(DocumentError, match="stays between"):
            reshape.move_layer(document, layer, by)


def test_a_bias_comes_as_zero_and_goes() -> None:
    before = find("toy").document()
    after = reshape.set_has_bias(before, 2, True)
    assert same_bits(after.network.layers[1].biases, np.zeros(1))
    assert reshape.set_has_bias(after, 2, False).network.layers == before.network.layers
    assert reshape.set_has_bias(before, 1, True) is before


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=6),
    st.sampled_from(["squared_error", "cross_entropy"]),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 7)), max_size=12),
)
def test_any_run_of_changes_leaves_a_whole_document(
    widths: list[int], loss: str, biases: bool, changes: list[tuple[int, int, int]]
) -> None:
    document = network_document(widths, loss, biases=biases)
    for kind, place, number in changes:
        try:
            if kind == 0:
                document = reshape.set_units(document, place % (document.network.depth + 1), number)
            elif kind == 1:
                document = reshape.add_layer(document, place)
            elif kind == 2:
                document = reshape.remove_layer(document, place)
            elif kind == 3:
                document = reshape.move_layer(document, place, number - 3)
            else:
                document = reshape.set_has_bias(document, place % document.network.depth + 1, number > 3)
        except DocumentError:
            continue
        check_document(document)


def test_identity_layers_fold_into_one_with_the_same_outputs() -> None:
    document = find("xor-sigmoid").document()
    with pytest.raises(DocumentError, match="nothing to fold"):
        reshape.fold_layers(document)
    linear = reshape.add_layer(edits.set_activation(document, 1, "identity"), 1)
    folded = reshape.fold_layers(linear)
    assert folded.network.depth == 1
    before, after = (forward(d.network, d.data.inputs)[1][-1] for d in (linear, folded))
    assert np.abs(before - after).max() <= 1e-12
    assert folded.data is linear.data and folded.loss == linear.loss


@pytest.mark.parametrize("layer", [1, 2])
def test_a_unit_that_is_grown_changes_no_output(layer: int) -> None:
    before = network_document([3, 2, 4, 2])
    after = reshape.grow(before, layer)
    check_document(after)
    assert after.network.widths[layer] == before.network.widths[layer] + 1
    outputs = [forward(document.network, before.data.inputs)[1][-1] for document in (before, after)]
    np.testing.assert_allclose(outputs[1], outputs[0], rtol=1e-14)
    new = after.network.layers[layer - 1]
    assert new.weights[-1].all()  # it has something to learn from


def test_a_unit_that_is_grown_bends_within_the_data() -> None:
    after = reshape.grow(network_document([3, 2, 1]), 1)
    row = after.network.layers[0]
    assert row.biases is not None
    assert np.abs(after.data.inputs @ row.weights[-1] + row.biases[-1]).min() < 1e-12
    with pytest.raises(DocumentError, match="hidden"):
        reshape.grow(after, 2)
