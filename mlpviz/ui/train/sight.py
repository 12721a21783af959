"""What the pictures of the page share: the maps of the document's network, computed once a change."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from mlpviz.core.document import Data, Document
from mlpviz.core.input_plane import InputPlane, input_plane
from mlpviz.core.lockstep import singles
from mlpviz.present.train.learned import Learned, is_quick, learn, points_of, predicted
from mlpviz.present.train.network_maps import Unit
from mlpviz.present.train.points import Points
from mlpviz.ui.lane import Lane
from mlpviz.ui.workbench import Workbench


class Sight(QObject):
    """Looks at the present document, or at its rival. What is computed is kept until it changes.

    known: what is made of a great many samples has been worked out (see `predicting`).
    """

    known = Signal()

    def __init__(self, workbench: Workbench, run: int) -> None:
        super().__init__(workbench)
        self._lane = Lane(self)
        self._lane.arrived.connect(self._arrived)
        self._predicted: tuple[Document, Data] | None = None
        self._bench = workbench
        self._run = run
        self._of: Document | None = None
        self._single: Document | None = None
        self._data: Data | None = None
        self._test: Data | None = None
        self._axes: tuple[int, int] | None = None
        self._plane: InputPlane | None = None
        self._learned: Learned | None = None
        self._points: Points | None = None

    def document(self) -> Document | None:
        """The document with this run's network; None where there is no such run."""
        whole = self._bench.store.document
        if whole is not self._of:
            found = singles(whole)
            single = found[self._run] if self._run < len(found) else None
            self._of, self._single, self._learned, self._points = whole, single, None, None
        return self._single

    def predicting(self, data: Data) -> Document | None:
        """The document whose predictions of these samples are known, or quickly made.

        Of a great many samples they are worked out aside: meanwhile it is the document as it was the last time, and
        None the first time; `known` tells when there are newer ones.
        """
        document, kept = self.document(), self._predicted
        if document is None or is_quick(document, data):
            return document
        if not self._lane.busy:
            self._lane.ask(lambda _go_on: _predict(document, data))
        return kept[0] if kept is not None and kept[1] is data else None

    def _arrived(self, found: tuple[Document, Data]) -> None:
        self._predicted = found
        self.known.emit()

    def close(self) -> None:
        """Stop all work and wait for it."""
        self._lane.close()

    def picked(self) -> Unit | None:
        """The unit that is looked at: its layer (0 the input) and number (from 0), where there is such a one."""
        document, picked = self.document(), self._bench.store.session.picked
        if document is None or picked is None or picked.unit is None:
            return None
        widths = document.network.widths
        there = picked.layer < len(widths) and picked.unit < widths[picked.layer]
        return (picked.layer, picked.unit) if there else None

    def plane(self) -> InputPlane | None:
        """The plane that the samples lie on; its view stays while samples are drawn and moved within it."""
        document = self.document()
        if document is None:
            return None
        axes = self._bench.store.session.axes
        if document.data is not self._data or document.test is not self._test or axes != self._axes:
            self._data, self._test, self._axes = document.data, document.test, axes
            plane, kept = input_plane(document, axes), self._plane
            drawn = document.source.kept and plane is not None and kept is not None and kept.serves(plane)
            self._plane = plane.seen_from(kept.view) if drawn and plane and kept else plane
            self._learned = self._points = None
        return self._plane

    def learned(self) -> Learned | None:
        """The maps of every unit; None where there are too many inputs for a plane."""
        document, plane = self.document(), self.plane()
        if document is None or plane is None:
            return None
        if self._learned is None:
            self._learned = learn(document, plane)
        return self._learned

    def points(self) -> Points | None:
        document, plane = self.document(), self.plane()
        if document is None or plane is None:
            return None
        if self._points is None:
            self._points = points_of(document, plane)
        return self._points


def _predict(document: Document, data: Data) -> Iterator[tuple[Document, Data]]:
    predicted(document, data)
    yield document, data
