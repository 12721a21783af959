"""The store: the one thing that changes. It holds the state, its history and its walk, and tells subscribers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlpviz.core.document import Document, axes_of, check_document, same_numbers
from mlpviz.core.session import Page, Session, State, initial_page, initial_selection
from mlpviz.core.timeline import Selection, Walk, fitting, rows_of
from mlpviz.nn.optimisers import Memory

Subscriber = Callable[[State, State], None]


@dataclass(frozen=True)
class Entry:
    """One line of the history: what was done, and the document and the place, in walk and descent, to return to."""

    label: str
    document: Document
    cursor: int
    first_iteration: int
    selection: Selection
    update: int = 0
    merge: object = None
    memory: Memory | None = None
    trained: bool = False


class Store:
    """Holds a State. `edit` changes the document and can be undone, `look` changes the session and cannot."""

    def __init__(self, document: Document, path: Path | None = None) -> None:
        self._subscribers: list[Subscriber] = []
        self._notifying = False
        self._start(document, path)

    def _start(self, document: Document, path: Path | None) -> None:
        check_document(document)
        selection = initial_selection(document)
        self._walk = Walk(document, selection)
        session = Session(selection=selection, cursor=self._walk.snapped(0, Session.grain), page=initial_page(document))
        self._state = State(document, session)
        self.path = path
        self._saved = document
        self._past: list[Entry] = []
        self._future: list[Entry] = []

    @property
    def state(self) -> State:
        return self._state

    @property
    def document(self) -> Document:
        return self._state.document

    @property
    def session(self) -> Session:
        return self._state.session

    @property
    def walk(self) -> Walk:
        """The walk of the present document and selection."""
        return self._walk

    @property
    def dirty(self) -> bool:
        return self._state.document is not self._saved

    @property
    def undo_label(self) -> str | None:
        return self._past[-1].label if self._past else None

    @property
    def redo_label(self) -> str | None:
        return self._future[-1].label if self._future else None

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback(old, new)` after each transition; returns a function that ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def open(self, document: Document, path: Path | None, grain_of: Session | None = None) -> None:
        """Put another document in place of this one, with an empty history. Raises DocumentError, changing nothing."""
        check_document(document)
        self._guard()
        old = self._state
        self._start(document, path)
        if grain_of is not None:
            self._state = replace(
                self._state,
                session=replace(
                    self._state.session,
                    grain=grain_of.grain,
                    cursor=self._walk.snapped(0, grain_of.grain),
                    bias_mode=grain_of.bias_mode,
                    speed=grain_of.speed,
                ),
            )
        self._notify(old)

    def saved(self, path: Path) -> None:
        """The present document has been written to `path`."""
        self.path = path
        self._saved = self._state.document
        self._notify(self._state)

    def edit(self, label: str, function: Callable[[Document], Document], merge: object = None) -> None:
        """Change the document; edits in a row with the same `merge` (one gesture) are one line of the history.

        The place in the walk stays. Where updates have been made already, the parameters of the present iteration
        become the document's own: what is on the screen stays, and only what depends on the edit changes.
        Raises DocumentError where the result does not fit, and changes nothing.
        """
        self._guard()
        old = self._state
        document = function(old.document)
        if document is old.document:
            return
        if not same_numbers(document, old.document):
            document = function(self._present())
        check_document(document)
        self._change(label, document, fitting(document, old.session.selection), merge)

    def choose(self, selection: Selection) -> None:
        """Walk another sample (its row in the data), some as a batch, or all (None), keeping the place in the walk.

        Where updates have been made already, the walk goes on from the present parameters, which is an edit.
        Raises IndexError where there is no such sample.
        """
        self._guard()
        session, samples = self._state.session, self.document.data.samples
        for row in rows_of(self.document, selection):
            if not 0 <= row < samples:
                raise IndexError(f"sample {row + 1} of {samples}")
        if selection == session.selection:
            return
        label = "Walk all samples" if selection is None else "Walk a batch"
        if isinstance(selection, int):
            label = f"Walk sample {selection + 1}"
        self._change(label, self._present(), selection, None)

    def walk_from(
        self,
        label: str,
        document: Document,
        selection: Selection,
        first: int,
        iteration: int,
        memory: Memory | None = None,
    ) -> None:
        """Walk another document from the start of one of its iterations, as one edit.

        `first` is the number of updates that its parameters have behind them already, and `memory` what the optimiser
        remembers of them. Raises DocumentError where the document does not fit, and changes nothing.
        """
        self._guard()
        check_document(document)
        self._change(label, document, selection, None, Walk(document, selection, first, memory))
        cursor = iteration * self._walk.schedule.size
        self.look(page=Page.WALK, playing=False, cursor=cursor)

    def train(self, document: Document, first: int, merge: object) -> None:
        """Put what training has made of the document in its place; `first` updates are behind it.

        All with the same `merge` (one run) are one line of the history.
        """
        self._guard()
        check_document(document)
        selection = self.session.selection
        self._change("Train", document, selection, merge, Walk(document, selection, first), trained=True)

    def keep_present(self) -> None:
        """Make the parameters of the iteration on the screen the document's own, as an edit."""
        self._guard()
        document = self._present()
        if document is not self.document:
            self._change("Start from the present weights", document, self.session.selection, None)

    def _present(self) -> Document:
        """The document with the parameters of the iteration on the screen."""
        iteration = self.session.cursor // self._walk.schedule.size
        return replace(self.document, network=self._walk.network(iteration)) if iteration else self.document

    def _change(
        self,
        label: str,
        document: Document,
        selection: Selection,
        merge: object,
        walk: Walk | None = None,
        trained: bool = False,
    ) -> None:
        old, session, past = self._state, self._state.session, self._past
        point = self._walk.point(session.cursor)
        entry = self._entry(label, merge, trained)
        session = _with_view(session, old.document, document)
        if walk is not None or not self._walk.serves(document, selection):
            walk = walk or Walk(document, selection, self._walk.first + point.iteration)
            session = replace(
                session,
                cursor=walk.snapped(walk.nearest(point.step, point.place.term), session.grain),
                first_iteration=walk.first,
                selection=selection,
            )
            self._walk = walk
        if document is not old.document:
            if merge is not None and len(past) > 1 and past[-1].trained and past[-2].merge == merge:
                past.pop()  # training went on in the midst of a gesture, which is one line all the same
            if merge is None or not past or past[-1].merge != merge or self._future:
                past.append(entry)
            self._future.clear()
        self._state = State(document, session)
        self._notify(old)

    def undo(self) -> None:
        """Go back to the document before the last edit, where it was made. Does nothing at the beginning."""
        self._travel(self._past, self._future)

    def redo(self) -> None:
        """Do the last undone edit again. Does nothing at the end."""
        self._travel(self._future, self._past)

    def _travel(self, source: list[Entry], target: list[Entry]) -> None:
        self._guard()
        if not source:
            return
        old, entry = self._state, source.pop()
        session = old.session
        target.append(self._entry(entry.label))
        session = _with_view(session, old.document, entry.document)
        begun = self._walk.first == entry.first_iteration and self._walk.start is entry.memory
        if not (begun and self._walk.serves(entry.document, entry.selection)):
            self._walk = Walk(entry.document, entry.selection, entry.first_iteration, entry.memory)
        self._state = State(
            entry.document,
            replace(
                session,
                cursor=self._walk.snapped(entry.cursor, session.grain),
                first_iteration=entry.first_iteration,
                selection=entry.selection,
                update=entry.update,
            ),
        )
        self._notify(old)

    def look(self, **changes: Any) -> None:
        """Change the session: fields of Session by name. The cursor stops where the present grain stops."""
        self._guard()
        old = self._state
        session = replace(old.session, **changes)
        if session.selection != old.session.selection:
            raise ValueError("a sample is chosen by Store.choose")
        session = replace(session, cursor=self._walk.snapped(max(0, session.cursor), session.grain))
        if session != old.session:
            self._state = State(old.document, session)
            self._notify(old)

    def _entry(self, label: str, merge: object = None, trained: bool = False) -> Entry:
        """The line of the history for an edit that leaves the present state."""
        document, session, walk = self._state.document, self._state.session, self._walk
        return Entry(
            label, document, session.cursor, walk.first, session.selection, session.update, merge, walk.start, trained
        )

    def _guard(self) -> None:
        if self._notifying:
            raise RuntimeError("the store was changed while it was telling its subscribers")

    def _notify(self, old: State) -> None:
        self._notifying = True
        try:
            for callback in tuple(self._subscribers):
                callback(old, self._state)
        finally:
            self._notifying = False


def _with_view(session: Session, old: Document, new: Document) -> Session:
    """The session for another document: what is in view of the loss surface holds for the same axes alone."""
    return session if axes_of(old) == axes_of(new) else replace(session, view=None)
