"""What every part of the window shares: the store, the preferences and signals when they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mlpviz.core.document import Document
from mlpviz.core.session import State
from mlpviz.core.store import Store
from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.schedule import Grain
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import Symbols, symbols
from mlpviz.ui.preferences import Preferences


class Workbench(QObject):
    """Store and preferences as Qt signals; panels read from here and change things through the store."""

    changed = Signal(object, object)  # old State, new State
    message = Signal(str)  # a line for the hint at the foot of the window

    def __init__(self, document: Document, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = Store(document, path)
        self.preferences = Preferences(self)
        self._explained: tuple[Walk, int, str, int, Grain, Explanation] | None = None
        self.store.subscribe(self._pass_on)

    def _pass_on(self, old: State, new: State) -> None:
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

    def step(self, by: int, grain: Grain | None = None) -> None:
        """Go on (or back) by so many stops of a grain, the present one where none is given."""
        session = self.store.session
        chosen = grain or session.grain
        self.go(self.walk.moved(session.cursor, chosen, by))
