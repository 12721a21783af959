"""Which sample the pictures of a run look at, the one that is walked or one held out; and which are judged."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from mlpviz.core.document import Data, Document
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench

TRAIN, TEST = "train", "test"


class LookedAt(QObject):
    """`changed`: another sample, or the others of the two kinds, are looked at. Samples count from 0."""

    changed = Signal()

    def __init__(self, workbench: Workbench, sight: Sight, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._sight = workbench, sight
        self._held_out = False
        self._index = 0  # among those held out

    @property
    def held_out(self) -> bool:
        """Whether the samples looked at are those held out; never where there are none."""
        document = self._sight.document()
        return self._held_out and document is not None and document.test is not None

    def data(self, document: Document) -> Data:
        """The samples of the kind that is looked at."""
        return document.test if self.held_out and document.test is not None else document.data

    def name(self, document: Document) -> str:
        """What the samples of this kind are called."""
        if document.test is None:
            return "samples"
        return "held-out samples" if self.held_out else "training samples"

    def index(self, document: Document) -> int:
        """The sample, among those of its kind; the first where a batch is walked."""
        selection = self._bench.store.session.selection
        wanted = self._index if self.held_out else selection if isinstance(selection, int) else 0
        return min(wanted, self.data(document).samples - 1)

    def ringed(self, document: Document) -> int | None:
        """The sample that stands out among all, those held out being the last; None where a batch is walked."""
        if self.held_out:
            return document.data.samples + self.index(document)
        selection = self._bench.store.session.selection
        return selection if isinstance(selection, int) else None

    def set_kind(self, kind: str) -> None:
        """Look at training samples or at those held out."""
        if (kind == TEST) != self._held_out:
            self._held_out = kind == TEST
            self.changed.emit()

    def look_at(self, index: int, held_out: bool) -> None:
        """Look at a sample of a kind; one to train on is the one that is walked, too."""
        if held_out:
            self._held_out, self._index = True, index
            self.changed.emit()
            return
        was, self._held_out = self._held_out, False
        if self._bench.store.session.selection != index:
            self._bench.store.choose(index)
        if was:
            self.changed.emit()

    def step(self, by: int) -> None:
        """Look at the next sample of the kind, or one before; after the last comes the first."""
        document = self._sight.document()
        if document is not None:
            count = self.data(document).samples
            self.look_at((self.index(document) + by) % count, self.held_out)


class Judged(LookedAt):
    """The samples whose classes are judged: those held out, unless others are asked for, whatever is looked at.

    A sample that is looked at here is looked at by `looked`, and is this one's where it is of the kind that is judged.
    """

    def __init__(self, workbench: Workbench, sight: Sight, looked: LookedAt) -> None:
        super().__init__(workbench, sight, looked)
        self._looked = looked
        self._held_out = True

    def index(self, document: Document) -> int:
        """The sample that is looked at; −1 where it is of the other kind."""
        return self._looked.index(document) if self._alike else -1

    def ringed(self, document: Document) -> int | None:
        return self._looked.ringed(document) if self._alike else None

    def look_at(self, index: int, held_out: bool) -> None:
        self._looked.look_at(index, held_out)

    @property
    def _alike(self) -> bool:
        return self._looked.held_out == self.held_out
