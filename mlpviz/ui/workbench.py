"""What every part of the window shares: the store, the preferences and signals when they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mlpviz.core.document import Document
from mlpviz.core.session import Page, State
from mlpviz.core.store import Store
from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.schedule import Grain
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import Symbols, symbols
from mlpviz.ui.preferences import Preferences

_UPDATES = {Grain.LAYER: 10, Grain.PHASE: 100}


class Workbench(QObject):
    """Store and preferences as Qt signals; panels read from here and change things through the store."""

    changed = Signal(object, object)  # old State, new State
    walked = Signal(object, object)  # the same for what is on the page of the walk, held back while another is on show
    message = Signal(str)  # a line for the hint at the foot of the window

    def __init__(self, document: Document, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = Store(document, path)
        self.preferences = Preferences(self)
        self._explained: tuple[Walk, int, str, int, Grain, Explanation] | None = None
        self._seen = self.store.state
        self.store.subscribe(self._pass_on)

    def _pass_on(self, old: State, new: State) -> None:
        if new.session.page is Page.WALK:
            seen, self._seen = self._seen, new
            self.walked.emit(seen, new)
        self.changed.emit(old, new)

    @property
    def state(self) -> State:
        return self.store.state

    @property
    def walk(self) -> Walk:
        return self.store.walk

    @property
    def point(self) -> Point:
        """Where the walk is."""
        return self.walk.point(self.store.session.cursor)

    @property
    def symbols(self) -> Symbols:
        document = self.store.document
        return symbols(document.notation, document.network.widths)

    @property
    def explanation(self) -> Explanation:
        """The explanation of the present step, made once for every panel that shows some of it."""
        session, notation = self.store.session, self.store.document.notation
        decimals = self.preferences.decimals
        kept = self._explained
        if kept is None or kept[0] is not self.walk or kept[1:5] != (session.cursor, notation, decimals, session.grain):
            made = self.explanation_at(session.cursor)
            kept = self._explained = (self.walk, session.cursor, notation, decimals, session.grain, made)
        return kept[5]

    def explanation_at(self, position: int) -> Explanation:
        """The explanation of the step at a position of the walk, at the present grain."""
        document, grain = self.store.document, self.store.session.grain
        decimals = self.preferences.decimals
        return explain(self.walk, position, self.symbols, decimals, document.input_names, grain=grain)

    def go(self, cursor: int) -> None:
        """Put the walk at `cursor`."""
        self.store.look(cursor=cursor)

    @property
    def descending(self) -> bool:
        """Whether the loss surface is on show, so that the transport moves along the descent paths."""
        return self.store.session.page is Page.DESCEND

    @property
    def training(self) -> bool:
        """Whether the page of training is on show, so that the transport moves along the run."""
        return self.store.session.page is Page.TRAIN

    def in_full_flow(self, old: State, new: State) -> bool:
        """Whether training plays on, many times a second: what its page does not show waits until it pauses."""
        return all(state.session.playing and state.session.page is Page.TRAIN for state in (old, new))

    @property
    def update(self) -> int:
        """The iteration of the descent paths that is on show."""
        return min(self.store.session.update, self.store.document.surface.steps)

    @property
    def path(self) -> int:
        """The descent path that is looked at, from 0."""
        return min(self.store.session.path, len(self.store.document.surface.paths) - 1)

    def go_to_update(self, update: int) -> None:
        """Put the descent paths at an iteration, or at the nearest one that there is. Playing ends at the last."""
        last = self.store.document.surface.steps
        update = min(max(update, 0), last)
        self.store.look(update=update, playing=self.store.session.playing and update < last)

    def step(self, by: int, grain: Grain | None = None) -> None:
        """Go on (or back) by so many stops of a grain, the present one where none is given.

        On the loss surface by as many updates, tens of them for a layer, hundreds for a phase.
        """
        session = self.store.session
        if self.descending:
            self.go_to_update(self.update + by * (_UPDATES.get(grain, 1) if grain is not None else 1))
            return
        chosen = grain or session.grain
        self.go(self.walk.moved(session.cursor, chosen, by))
