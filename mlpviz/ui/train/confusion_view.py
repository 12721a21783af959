"""The confusion matrix; a click on a cell looks at its samples, one after the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.core.classes import class_numbers_of
from mlpviz.core.document import Document
from mlpviz.export.paint.train_confusion import paint_confusion
from mlpviz.present.palette import Theme
from mlpviz.present.train.confusion import Cell, ConfusionFrame
from mlpviz.present.train.learned import predicted
from mlpviz.present.train.learned_samples import confusion_scene, of_cell
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(200, 90)


class ConfusionView(PaintedView[ConfusionFrame]):
    """Of the samples of the kind that is looked at; the cell of the sample looked at is boxed."""

    def __init__(self, workbench: Workbench, sight: Sight, looked: LookedAt) -> None:
        super().__init__(workbench, "Confusion matrix", _LEAST)
        self._sight, self._looked = sight, looked
        sight.known.connect(self.refresh)

    def make(self, theme: Theme, width: float, height: float) -> ConfusionFrame | None:
        present, looked = self._sight.document(), self._looked
        document = None if present is None else self._sight.predicting(looked.data(present))
        if document is None:
            return None
        return confusion_scene(document, looked.data(document), looked.name(document), theme, width, height)

    def paint(self, painter: QPainter, made: ConfusionFrame, theme: Theme) -> None:
        document = self._sight.document()
        if document is not None:
            document = self._sight.predicting(self._looked.data(document))
        paint_confusion(painter, made, theme, None if document is None else self._chosen(document))

    def _chosen(self, document: Document) -> tuple[int, int] | None:
        """The true and the predicted class of the sample that is looked at."""
        if self._looked.ringed(document) is None:
            return None
        data, index = self._looked.data(document), self._looked.index(document)
        true, found = class_numbers_of(document, data), predicted(document, data)[1]
        return None if true is None or found is None else (int(true[index]), int(found[index]))

    def _cell(self, at: QPointF) -> Cell | None:
        made = self.scene()
        return None if made is None else made.cell_at(at.x(), at.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the first sample of a cell; where one of it is looked at already, at the next."""
        cell, document, made = self._cell(event.position()), self._sight.document(), self.scene()
        if document is not None:
            document = self._sight.predicting(self._looked.data(document))
        if cell is None or document is None or made is None or event.button() != Qt.MouseButton.LeftButton:
            return
        samples = of_cell(document, self._looked.data(document), cell.true, cell.predicted).tolist()
        if not samples:
            return
        present = self._looked.index(document)
        number = (samples.index(present) + 1) % len(samples) if present in samples else 0
        self._looked.look_at(samples[number], self._looked.held_out)
        kind = "Held-out sample" if self._looked.held_out else "Sample"
        self.bench.message.emit(
            f"{kind} {samples[number] + 1:,}, {number + 1} of {len(samples):,}: {made.words(cell)}."
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell, made = self._cell(event.position()), self.scene()
        if cell is None or made is None:
            QToolTip.hideText()
            return
        more = "\nClick: look at them one after the other" if cell.count else ""
        QToolTip.showText(event.globalPosition().toPoint(), made.words(cell) + more, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()
