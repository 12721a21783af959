"""What is not the same in two runs is listed, and nothing else."""

from dataclasses import replace

import pytest

from mlpviz.core import edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.training import Rival
from mlpviz.present.train.differences import differences, run_names, run_words


def single() -> Document:
    return edits.set_training(find("xor-sigmoid").document(), learning_rate=0.03, batch_size=4)


def pair(change=lambda document: document) -> Document:  # type: ignore[no-untyped-def]
    """The document as run B, and what a change makes of it as run A."""
    one = single()
    return replace(change(one), rival=Rival(one.network, one.loss, one.training))


def test_a_single_run_and_a_copy_differ_in_nothing() -> None:
    assert differences(single()) == () and differences(pair()) == ()
    assert run_names(pair()) == ("", "") and run_words(pair(), 0) == ""


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda d: edits.set_activation(d, 1, "relu"), ("ReLU", "Sigmoid")),
        (lambda d: edits.set_output(d, "identity", "squared_error"), ("output Identity", "output Sigmoid")),
        (lambda d: reshape.set_units(d, 1, 5), ("2-5-1", "2-2-1")),
        (lambda d: edits.set_training(d, optimizer="adam"), ("Adam", "Gradient descent")),
        (lambda d: edits.set_training(d, learning_rate=0.1), ("η 0.1", "η 0.03")),
        (lambda d: edits.set_training(d, batch_size=1), ("batch 1", "batch 4")),
        (lambda d: edits.set_training(d, weight_decay=0.01, decay="all"), ("λ 0.01 of all", "λ 0")),
        (lambda d: edits.set_training(d, schedule="step"), ("Step, k 100, γ 0.1", "Constant")),
        (lambda d: edits.set_training(d, seed=7), ("seed 7", "seed 0")),
    ],
)
def test_each_setting_names_the_runs(change, names) -> None:  # type: ignore[no-untyped-def]
    document = pair(change)
    assert run_names(document) == names
    assert len(differences(document)) == (2 if "Identity" in names[0] else 1)  # the loss goes with the output


def test_initial_weights_are_told_apart_by_their_norms() -> None:
    (found,) = differences(pair(lambda d: edits.initialise(d, "he_normal", 3)))
    assert found.what == "Initial ‖W‖ by layer" and found.a != found.b
    a, b = found.a.split(" / "), found.b.split(" / ")
    assert len(a) == len(b) == 2
    assert found.words(0) == f"initial ‖W₁‖ {a[0]}" and found.words(1) == f"initial ‖W₁‖ {b[0]}"


def test_the_first_layer_whose_norm_differs_tells_the_runs_apart() -> None:
    one = single()
    last = one.network.layers[1]
    for weights, name in ((2 * last.weights, "initial ‖W₂‖"), (-last.weights, "initial ‖W₂‖")):
        layers = (one.network.layers[0], replace(last, weights=weights))
        document = replace(one.with_network(replace(one.network, layers=layers)), rival=pair().rival)
        assert run_words(document, 0).startswith(name) and run_words(document, 1).startswith(name)


def test_hidden_layers_that_all_differ_alike_are_one_difference() -> None:
    def deep(document: Document) -> Document:
        return reshape.add_layer(reshape.add_layer(document, 1), 1)

    one = deep(single())
    other = one
    for layer in (1, 2, 3):
        other = edits.set_activation(other, layer, "relu")
    document = replace(other, rival=Rival(one.network, one.loss, one.training))
    assert [difference.what for difference in differences(document)] == ["Hidden"]
    document = replace(edits.set_activation(one, 2, "relu"), rival=document.rival)
    assert [difference.what for difference in differences(document)] == ["Hidden 2"]
    assert run_names(document)[0] == "hidden 2 ReLU"


def test_all_differences_of_a_run_in_one_line() -> None:
    document = pair(lambda d: edits.set_activation(edits.set_training(d, learning_rate=0.5, seed=3), 1, "relu"))
    assert run_words(document, 0) == "ReLU, η 0.5, seed 3"
    assert run_words(document, 1) == "Sigmoid, η 0.03, seed 0"
