"""A picture that takes long to paint, painted a little in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap

from mlpviz.ui.lane import undisturbed
from mlpviz.ui.later import Later

Strokes = Callable[[QPainter], Iterator[None]]
"""Paints, and yields wherever something else may be done first."""
Key = tuple[object, ...]
"""What a picture depends on: compared by value, and by identity what holds arrays."""


class GradualPicture(QObject):
    """Keeps one picture and what it is of. `painted` is emitted as soon as it is complete."""

    painted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turn = Later(self, self._go_on, 0)
        self._kept: tuple[Key, QPixmap] | None = None
        self._begun: tuple[Key, QPixmap, QPainter, Iterator[None]] | None = None

    def of(self, key: Key) -> QPixmap | None:
        """The picture, where it is complete and of this."""
        return self._kept[1] if self._kept is not None and self._kept[0] == key else None

    def paints(self, key: Key) -> bool:
        """Whether the picture of this is being painted."""
        return self._begun is not None and self._begun[0] == key

    def begin(self, key: Key, size: QSize, ratio: float, strokes: Strokes) -> None:
        """Paint a picture of `key`, in pixels of which `ratio` make one of the widget's, instead of any other."""
        self.drop()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._begun = key, picture, painter, strokes(painter)
        self._turn.soon()

    def drop(self) -> None:
        """Forget what is kept, and give up what is being painted: a picture must not go before its painter ends."""
        self._turn.stop()
        begun, self._begun, self._kept = self._begun, None, None
        if begun is not None:
            begun[2].end()

    def _go_on(self) -> None:
        if self._begun is None:
            return
        key, picture, painter, strokes = self._begun
        with undisturbed():
            ended = next(strokes, self) is self
        if not ended:
            self._turn.soon()
            return
        painter.end()
        self._begun, self._kept = None, (key, picture)
        self.painted.emit()
