"""Pictures that are taken for a wrong class, the surest first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned_samples import mistakes_of
from mlpviz.present.train.tiles import MOST, TilesFrame, make_mistakes
from mlpviz.ui.train.digits_view import LEAST, Ink
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench


class MistakesView(PaintedView[TilesFrame]):
    """A click looks at the sample of a tile. `opened`: by a double click it is to be seen large."""

    opened = Signal()

    def __init__(self, workbench: Workbench, sight: Sight, looked: LookedAt) -> None:
        super().__init__(workbench, "Samples that are taken for a wrong class", LEAST)
        self._sight, self._looked = sight, looked
        self._ink = Ink()
        self._samples: list[int] = []
        sight.known.connect(self.refresh)

    def make(self, theme: Theme, width: float, height: float) -> TilesFrame | None:
        present = self._sight.document()
        document = None if present is None else self._sight.predicting(self._looked.data(present))
        if document is None:
            return None
        order, mistakes = mistakes_of(document, self._looked.data(document), MOST)
        self._samples = order.tolist()
        return make_mistakes(mistakes, *self._ink.ends(document), theme, width, height, len(order))

    def paint(self, painter: QPainter, made: TilesFrame, theme: Theme) -> None:
        document = self._sight.document()
        index = None if document is None else self._looked.index(document)
        paint_tiles(painter, made, theme, self._samples.index(index) if index in self._samples else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        tile = None if made is None else made.tile_at(event.position().x(), event.position().y())
        if tile is not None:
            self._looked.look_at(self._samples[tile], self._looked.held_out)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        if made is not None and made.tile_at(event.position().x(), event.position().y()) is not None:
            self.opened.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        tile = None if made is None else made.tile_at(event.position().x(), event.position().y())
        if tile is None:
            QToolTip.hideText()
            return
        kind = "Held-out sample" if self._looked.held_out else "Sample"
        words = f"{kind} {self._samples[tile] + 1:,}\nDouble click: see it large"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()
