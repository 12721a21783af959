"""A storm of edits, looks, undos and redos against a plain list of documents."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.session import State
from mlpviz.core.store import Store
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import BIAS, frozen, make_layer
from mlpviz.nn.schedule import Grain

numbers = st.floats(-3, 3)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.store = Store(find("batch").document())
        self.documents = [self.store.document]
        self.merges: list[object] = []
        """The gesture of each line of the history, None where it is closed."""
        self.at = 0
        self.saved = self.store.document
        self.told = 0
        self.last = self.store.state
        self.store.subscribe(self.hear)

    def hear(self, old: State, new: State) -> None:
        assert old is self.last and new is self.store.state
        self.last = new
        self.told += 1

    def record(self, merge: object = None) -> None:
        """The document has changed, or not: keep the list of documents as the history should have it."""
        document = self.store.document
        if document is self.documents[self.at]:
            return
        grows = merge is not None and self.at == len(self.documents) - 1 and self.at and self.merges[-1] == merge
        if grows:
            self.documents[self.at] = document
            return
        del self.documents[self.at + 1 :], self.merges[self.at :]
        self.documents.append(document)
        self.merges.append(merge)
        self.at += 1

    @rule(layer=st.integers(1, 2), unit=st.integers(0, 9), source=st.integers(-1, 9), value=numbers,
          merge=st.sampled_from([None, "one", "two"]))  # fmt: skip
    def set_parameter(self, layer: int, unit: int, source: int, value: float, merge: object) -> None:
        def change(document: Document) -> Document:
            row = document.network.layers[layer - 1]
            to, origin = unit % row.units, BIAS if source == BIAS else source % row.fan_in
            return document.with_layer(layer, row.with_parameter(to, origin, value))

        step = self.store.walk.point(self.store.session.cursor).step
        self.store.edit("Set weight", change, merge)
        assert self.store.walk.point(self.store.session.cursor).step == step
        self.record(merge)

    @rule(title=st.text(max_size=3))
    def set_title(self, title: str) -> None:
        cursor = self.store.session.cursor
        self.store.edit("Set title", lambda document: replace(document, title=title))
        assert self.store.session.cursor == cursor
        self.record()

    @rule(units=st.integers(1, 4))
    def set_width(self, units: int) -> None:
        def change(document: Document) -> Document:
            first, last = document.network.layers
            rows = [[0.5 * j, -0.25] for j in range(units)]
            network = document.network.with_layer(1, make_layer(first.activation, rows, [0.0] * units))
            return document.with_network(network.with_layer(2, make_layer(last.activation, [[0.5] * units], [0.0])))

        self.store.edit("Set units", change)
        self.record()

    @rule(count=st.integers(1, 5))
    def set_samples(self, count: int) -> None:
        inputs, targets = [[i / 2, 1.0] for i in range(count)], [[i % 2] for i in range(count)]
        self.store.edit("Set data", lambda document: document.with_data(frozen(inputs), frozen(targets)))
        self.record()

    @rule(rate=st.floats(1e-3, 2))
    def set_rate(self, rate: float) -> None:
        self.store.edit("Set η", lambda d: replace(d, training=replace(d.training, learning_rate=rate)))
        self.record()

    @rule(cursor=st.integers(0, 400), grain=st.sampled_from(list(Grain)))
    def look(self, cursor: int, grain: Grain) -> None:
        self.store.look(cursor=cursor, grain=grain)
        assert self.store.document is self.documents[self.at]

    @rule(by=st.integers(-3, 3))
    def walk(self, by: int) -> None:
        session = self.store.session
        self.store.look(cursor=self.store.walk.moved(session.cursor, session.grain, by))

    @rule(sample=st.none() | st.integers(0, 4))
    def choose(self, sample: int | None) -> None:
        if sample is not None:
            sample %= self.store.document.data.samples
        self.store.choose(sample)
        assert self.store.session.selection == sample
        self.record()

    @rule()
    def undo(self) -> None:
        told = self.told
        self.store.undo()
        assert self.told == told + (self.at > 0)
        if self.at:
            self.at -= 1
            self.merges[self.at] = None

    @rule()
    def redo(self) -> None:
        told = self.told
        self.store.redo()
        further = self.at < len(self.documents) - 1
        assert self.told == told + further
        self.at += further

    @precondition(lambda self: len(self.documents) > 2)
    @rule()
    def there_and_back(self) -> None:
        """undoⁿ and redoⁿ give the identical documents."""
        while self.store.undo_label is not None:
            self.undo()
            assert self.store.document is self.documents[self.at]
        assert self.at == 0
        while self.store.redo_label is not None:
            self.redo()
            assert self.store.document is self.documents[self.at]
        assert self.at == len(self.documents) - 1

    @rule()
    def save(self) -> None:
        from pathlib import Path

        self.store.saved(Path("a.mlpviz"))
        self.saved = self.store.document

    @rule(distance=st.integers(1, 3))
    def a_value_is_the_same_from_either_side(self, distance: int) -> None:
        """Reached from before, from after, and asked for at once."""
        cursor, walk = self.store.session.cursor, self.store.walk
        point = walk.point(cursor)
        here = walk.value(point.iteration, point.step).hex()
        walk.result(point.iteration + distance)
        beyond = walk.value(point.iteration, point.step).hex()
        fresh = Walk(self.store.document, self.store.session.selection)
        assert here == beyond == fresh.value(point.iteration, point.step).hex()

    @invariant()
    def the_store_agrees_with_the_list(self) -> None:
        store = self.store
        assert store.document is self.documents[self.at]
        assert store.dirty == (store.document is not self.saved)
        assert (store.undo_label is None) == (self.at == 0)
        assert (store.redo_label is None) == (self.at == len(self.documents) - 1)

    @invariant()
    def the_cursor_stands_on_a_stop_and_the_sample_exists(self) -> None:
        store, session = self.store, self.store.session
        assert store.walk.serves(store.document, session.selection)
        assert store.walk.snapped(session.cursor, session.grain) == session.cursor
        assert session.selection is None or session.selection < store.document.data.samples


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
