"""Walking to and fro: never the wrong way, and back to where it began."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.files import dumps, loads
from mlpviz.core.store import Store
from mlpviz.core.timeline import Walk, fitting
from mlpviz.nn.optimisers import OPTIMISERS, start_memory
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rule import Rule, updated
from mlpviz.nn.schedule import Grain


@pytest.mark.parametrize("example", ["toy", "batch", "softmax-label"])
@pytest.mark.parametrize("grain", list(Grain))
def test_back_goes_back_and_forward_goes_forward_from_anywhere(example: str, grain: Grain) -> None:
    walk = Walk(find(example).document(), None)
    for position in range(0, 2 * walk.schedule.size, 3):
        assert walk.moved(position, grain, 1) > position
        back = walk.moved(position, grain, -1)
        assert back < position or (position == 0 and back == 0)


@pytest.mark.parametrize("grain", list(Grain))
def test_there_and_back_again(grain: Grain) -> None:
    walk = Walk(find("toy").document(), 0)
    start = walk.snapped(0, grain)
    there = walk.moved(start, grain, 3 * walk.schedule.count(grain) + 2)
    assert walk.point(there).iteration == 3
    back = there
    for _ in range(3 * walk.schedule.count(grain) + 2):
        back = walk.moved(back, grain, -1)
    assert back == start


def by(optimizer: str, example: str = "batch") -> Document:
    document = find(example).document()
    return replace(document, training=replace(document.training, optimizer=optimizer, learning_rate=0.05))


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_updates_go_on_with_what_the_optimiser_remembers(optimizer: str) -> None:
    document = by(optimizer)
    walk = Walk(document, None)
    network, memory = document.network, start_memory(document.network, optimizer)
    for iteration in range(12):
        assert walk.network(iteration) == network
        assert walk.memory(iteration).parameter(1, 0, 0) == memory.parameter(1, 0, 0)
        network, memory = updated(network, walk.result(iteration), Rule(optimizer), 0.05, memory, iteration + 1)


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_back_across_updates_is_the_same_to_the_bit(optimizer: str) -> None:
    document = by(optimizer)
    walk = Walk(document, None)
    count, size = walk.schedule.count(Grain.NEURON), walk.schedule.size

    def values(iteration: int) -> list[float]:
        return [walk.value(iteration, walk.schedule.step(index)) for index in range(count)]

    forth = [values(iteration) for iteration in range(9)]
    back = [values(iteration) for iteration in range(8, -1, -1)][::-1]
    assert forth == back
    other = Walk(document, None)  # one that goes to the ninth iteration at once
    assert other.network(8) == walk.network(8)
    assert other.memory(8).parameter(2, 0, 1) == walk.memory(8).parameter(2, 0, 1)
    assert walk.point(walk.moved(8 * size, Grain.NEURON, -1)).iteration == 7


def test_a_document_with_another_optimiser_is_kept_and_walked() -> None:
    document = loads(dumps(by("adam")))
    assert document.training.optimizer == "adam"
    assert Walk(document, None).network(3) == Walk(by("adam"), None).network(3) != Walk(by("momentum"), None).network(3)


def test_some_rows_as_a_batch() -> None:
    document = find("xor-sigmoid").document()
    walk = Walk(document, (2, 0))
    assert walk.rows == (2, 0)
    both = compute_pass(
        document.network, document.data.inputs[[2, 0]], document.targets[[2, 0]], document.loss, document.reduction
    )
    assert walk.result(0).loss == both.loss
    assert (walk.result(0).weight_gradient(1) == both.weight_gradient(1)).all()
    assert fitting(document, (2, 0)) == (2, 0)
    assert fitting(document, (2, 9)) is None
    assert fitting(document, 9) == 3
    assert fitting(document, None) is None


def test_a_batch_is_chosen_and_left_by_the_store() -> None:
    store = Store(find("xor-sigmoid").document())
    store.choose((3, 1))
    assert store.walk.rows == (3, 1)
    with pytest.raises(IndexError, match="sample 8 of 4"):
        store.choose((0, 7))
    store.edit("Fewer", lambda document: document.with_data(document.data.inputs[:2], document.data.targets[:2]))
    assert store.session.selection is None
