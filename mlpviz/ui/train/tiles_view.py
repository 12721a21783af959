"""Small pictures side by side: the weights of the first layer, and the worst mistakes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.core.session import Picked
from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.present.numbers import exact
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned_samples import mistakes_of, weights_scene
from mlpviz.present.train.tiles import TilesFrame, make_mistakes
from mlpviz.ui.train.digits_view import LEAST, Ink
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench


class WeightsView(PaintedView[TilesFrame]):
    """A click picks the unit whose weights a tile has."""

    def __init__(self, workbench: Workbench, sight: Sight) -> None:
        super().__init__(workbench, "Weights of the first layer as images", LEAST)
        self._sight = sight

    def make(self, theme: Theme, width: float, height: float) -> TilesFrame | None:
        document = self._sight.document()
        return None if document is None else weights_scene(document, theme, width, height)

    def paint(self, painter: QPainter, made: TilesFrame, theme: Theme) -> None:
        picked = self.bench.store.session.picked
        paint_tiles(painter, made, theme, picked.unit if picked is not None and picked.layer == 1 else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        tile = None if made is None else made.tile_at(event.position().x(), event.position().y())
        wanted = None if tile is None else Picked(1, tile)
        self.bench.store.look(picked=None if wanted == self.bench.store.session.picked else wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The weight under the pointer."""
        made, document = self.scene(), self._sight.document()
        found = None if made is None else made.pixel_at(event.position().x(), event.position().y())
        if found is None or document is None or made is None:
            QToolTip.hideText()
            return
        unit, row, column = found
        source = row * made.tiles[0].pixels.shape[1] + column
        weight = float(document.network.layers[0].weights[unit, source])
        words = f"Neuron {unit + 1}, weight of {document.input_name(source)}: {exact(weight)}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()


class MistakesView(PaintedView[TilesFrame]):
    """A click looks at the sample of a tile."""

    def __init__(self, workbench: Workbench, sight: Sight, looked: LookedAt) -> None:
        super().__init__(workbench, "Samples that are taken for a wrong class", LEAST)
        self._sight, self._looked = sight, looked
        self._ink = Ink()
        self._samples: list[int] = []

    def make(self, theme: Theme, width: float, height: float) -> TilesFrame | None:
        document = self._sight.document()
        if document is None:
            return None
        order, mistakes = mistakes_of(document, self._looked.data(document))
        self._samples = order.tolist()
        return make_mistakes(mistakes, *self._ink.ends(document), theme, width, height)

    def paint(self, painter: QPainter, made: TilesFrame, theme: Theme) -> None:
        document = self._sight.document()
        index = None if document is None else self._looked.index(document)
        paint_tiles(painter, made, theme, self._samples.index(index) if index in self._samples else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        tile = None if made is None else made.tile_at(event.position().x(), event.position().y())
        if tile is not None:
            self._looked.look_at(self._samples[tile], self._looked.held_out)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        made = self.scene()
        tile = None if made is None else made.tile_at(event.position().x(), event.position().y())
        if tile is None:
            QToolTip.hideText()
            return
        kind = "Held-out sample" if self._looked.held_out else "Sample"
        QToolTip.showText(event.globalPosition().toPoint(), f"{kind} {self._samples[tile] + 1:,}", self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()
