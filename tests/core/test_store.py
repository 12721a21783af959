"""The store: one notification a transition, an honest history, and edits that keep the place in the walk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mlpviz.core.document import Document, DocumentError
from mlpviz.core.examples import find
from mlpviz.core.session import State
from mlpviz.core.store import Store
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS
from mlpviz.nn.schedule import Grain, Phase, Quantity


def titled(title: str):  # type: ignore[no-untyped-def]
    return lambda document: replace(document, title=title)


def weighted(layer: int, unit: int, source: int, value: float):  # type: ignore[no-untyped-def]
    def change(document: Document) -> Document:
        row = document.network.layers[layer - 1]
        return document.with_layer(layer, row.with_parameter(unit, source, value))

    return change


@pytest.fixture
def store() -> Store:
    return Store(find("toy").document())


@pytest.fixture
def told(store: Store) -> list[tuple[State, State]]:
    calls: list[tuple[State, State]] = []
    store.subscribe(lambda old, new: calls.append((old, new)))
    return calls


def test_each_transition_is_told_once_with_both_states(store: Store, told: list[tuple[State, State]]) -> None:
    for act in (
        lambda: store.edit("Title", titled("a")),
        lambda: store.look(cursor=9),
        store.undo,
        store.redo,
        lambda: store.choose(None),
        lambda: store.saved(Path("a.mlpviz")),
    ):
        before, count = store.state, len(told)
        act()
        assert len(told) == count + 1
        assert told[-1][0] is before and told[-1][1] is store.state


def test_nothing_is_told_where_nothing_changes(store: Store, told: list[tuple[State, State]]) -> None:
    store.edit("Nothing", lambda document: document)
    store.look(cursor=store.session.cursor)
    store.choose(store.session.selection)
    store.undo()
    store.redo()
    assert told == [] and store.undo_label is None and not store.dirty


def test_no_change_while_subscribers_are_told(store: Store) -> None:
    tried: list[str] = []

    def meddle(old: State, new: State) -> None:
        for name, act in {
            "edit": lambda: store.edit("x", titled("x")),
            "look": lambda: store.look(cursor=3),
            "undo": store.undo,
            "redo": store.redo,
            "choose": lambda: store.choose(None),
            "open": lambda: store.open(new.document, None),
        }.items():
            with pytest.raises(RuntimeError, match="telling its subscribers"):
                act()
            tried.append(name)

    end = store.subscribe(meddle)
    store.edit("Title", titled("a"))
    assert len(tried) == 6 and store.document.title == "a"
    end()
    store.undo()
    assert store.document.title == "Toy network" and len(tried) == 6


def test_a_subscriber_that_fails_does_not_lock_the_store(store: Store) -> None:
    def fail(old: State, new: State) -> None:
        raise ZeroDivisionError

    end = store.subscribe(fail)
    with pytest.raises(ZeroDivisionError):
        store.edit("Title", titled("a"))
    end()
    store.edit("Title", titled("b"))
    assert store.document.title == "b"


def test_an_edit_that_does_not_fit_changes_nothing(store: Store, told: list[tuple[State, State]]) -> None:
    before = store.state
    with pytest.raises(DocumentError) as caught:
        store.edit("Loss", lambda document: replace(document, loss="cross_entropy"))
    assert caught.value.place == "loss" and "softmax" in caught.value.message
    with pytest.raises(DocumentError):
        store.edit("Weight", weighted(1, 0, 0, float("nan")))
    assert store.state is before and told == [] and store.undo_label is None


def test_a_gesture_is_one_line_of_the_history(store: Store) -> None:
    first = store.document
    for value in range(10):
        store.edit("Drag weight", weighted(1, 0, 0, float(value)), merge="one")
    for value in range(10):
        store.edit("Drag weight", weighted(1, 0, 1, float(value)), merge="two")
    between = store.document.network.layers[0].weights.tolist()
    assert between[0] == [9, 9]
    store.undo()
    assert store.document.network.layers[0].weights.tolist()[0] == [9, 2]
    store.undo()
    assert store.document is first


def test_a_gesture_does_not_grow_after_an_undo(store: Store) -> None:
    store.edit("Drag", weighted(1, 0, 0, 5.0), merge="one")
    dragged = store.document
    store.edit("Title", titled("a"))
    store.undo()
    store.edit("Drag", weighted(1, 0, 0, 6.0), merge="one")
    store.undo()
    assert store.document is dragged


def test_dirty_is_a_matter_of_identity(store: Store) -> None:
    assert not store.dirty
    store.edit("Title", titled("a"))
    assert store.dirty
    store.undo()
    assert not store.dirty
    store.redo()
    store.saved(Path("b.mlpviz"))
    assert not store.dirty and store.path == Path("b.mlpviz")
    store.undo()
    assert store.dirty


def test_labels_say_what_undo_and_redo_would_do(store: Store) -> None:
    store.edit("First", titled("a"))
    store.edit("Second", titled("b"))
    assert (store.undo_label, store.redo_label) == ("Second", None)
    store.undo()
    assert (store.undo_label, store.redo_label) == ("First", "Second")
    store.edit("Third", titled("c"))
    assert (store.undo_label, store.redo_label) == ("Third", None)


def test_a_thousand_edits_come_back_one_by_one(store: Store) -> None:
    documents = [store.document]
    for number in range(1000):
        store.edit("Set weight", weighted(1, number % 2, (number // 2) % 2, number / 7))
        documents.append(store.document)
    for document in reversed(documents[:-1]):
        store.undo()
        assert store.document is document
    for document in documents[1:]:
        store.redo()
        assert store.document is document


@pytest.mark.parametrize("index", range(26))
def test_an_edit_in_mid_walk_keeps_the_step(index: int, store: Store) -> None:
    store.look(cursor=store.walk.schedule.position(index))
    step = store.walk.point(store.session.cursor).step
    store.edit("Set weight", weighted(1, 0, 0, -3.0))
    assert store.walk.point(store.session.cursor).step == step
    fresh = Walk(store.document, store.session.selection)
    assert store.walk.value(0, step).hex() == fresh.value(0, step).hex()


@pytest.mark.parametrize("index", range(26))
def test_a_new_unit_in_mid_walk_keeps_the_step(index: int, store: Store) -> None:
    def wider(document: Document) -> Document:
        from mlpviz.nn.network import make_layer, make_network

        layers = [
            make_layer("sigmoid", [[1, 2], [1, 1], [0, 1]], [0, 0, 0]),
            make_layer("identity", [[1, 1, 1]], None),
        ]
        return document.with_network(make_network(2, layers))

    store.look(cursor=store.walk.schedule.position(index))
    step = store.walk.point(store.session.cursor).step
    store.edit("Add a unit", wider)
    assert store.walk.point(store.session.cursor).step == step
    store.undo()
    assert store.walk.schedule.index(store.session.cursor) == index


def test_the_step_of_a_bias_that_goes_moves_to_its_neighbour(store: Store) -> None:
    schedule = store.walk.schedule
    bias = next(
        k for k in range(schedule.count(Grain.NEURON)) if (s := schedule.step(k)).source == BIAS and s.unit == 1
    )
    store.look(cursor=schedule.position(bias))
    store.edit(
        "Remove the biases",
        lambda document: document.with_layer(1, replace(document.network.layers[0], biases=None)),
    )
    step = store.walk.point(store.session.cursor).step
    assert (step.phase, step.layer, step.unit, step.source) == (Phase.GRADIENT, 1, 1, 1)


def test_an_edit_after_updates_starts_from_what_is_on_the_screen(store: Store) -> None:
    size = store.walk.schedule.size
    store.look(cursor=3 * size)
    before = store.walk.network(3)
    store.edit("Set weight", weighted(2, 0, 0, 0.25))
    assert store.session.first_iteration == 3
    assert store.document.network.layers[0] == before.layers[0]
    assert store.document.network.layers[1].weights.tolist() == [[0.25, before.layers[1].weights[0, 1]]]
    store.look(cursor=store.session.cursor + 2 * size)
    store.edit("Set weight", weighted(2, 0, 0, 0.5))
    assert store.session.first_iteration == 5
    for act, first, iteration in ((store.undo, 3, 2), (store.undo, 0, 3), (store.redo, 3, 2), (store.redo, 5, 0)):
        act()
        assert store.session.first_iteration == first
        assert store.walk.point(store.session.cursor).iteration == iteration
    store.undo()
    store.undo()
    assert store.walk.network(3) == before


def test_a_new_title_after_updates_leaves_the_parameters_alone(store: Store) -> None:
    store.look(cursor=2 * store.walk.schedule.size + 5)
    cursor, network, walk = store.session.cursor, store.document.network, store.walk
    store.edit("Title", titled("a"))
    assert store.document.network is network and store.session.cursor == cursor and store.walk is walk


def test_choosing_a_sample_keeps_the_step_and_knows_its_range() -> None:
    store = Store(find("batch").document())
    assert store.session.selection is None
    store.look(cursor=store.walk.schedule.position(20))
    step = store.walk.point(store.session.cursor).step
    store.choose(3)
    after = store.walk.point(store.session.cursor).step
    assert (after.quantity, after.layer, after.unit) == (step.quantity, step.layer, step.unit)
    assert not store.dirty and store.undo_label is None
    for wrong in (-1, 4):
        with pytest.raises(IndexError):
            store.choose(wrong)
    with pytest.raises(ValueError):
        store.look(selection=1)


def test_opening_another_document_forgets_the_history(store: Store) -> None:
    store.edit("Title", titled("a"))
    xor = find("xor-steps").document()
    store.open(xor, Path("xor.mlpviz"))
    assert store.document is xor and store.undo_label is None and not store.dirty
    assert store.path == Path("xor.mlpviz")


def test_every_grain_stops_at_its_own_steps(store: Store) -> None:
    for grain in Grain:
        for cursor in range(store.walk.schedule.size):
            store.look(cursor=cursor, grain=grain)
            assert store.walk.snapped(store.session.cursor, grain) == store.session.cursor >= cursor
    assert store.walk.point(store.session.cursor).step.quantity is Quantity.UPDATE
