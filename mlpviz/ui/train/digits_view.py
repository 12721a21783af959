"""Samples that are pictures: the one that is looked at with its probabilities."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QToolTip

from mlpviz.core.document import Data, Document
from mlpviz.export.paint.train_digits import paint_digit
from mlpviz.present.numbers import exact
from mlpviz.present.palette import Theme
from mlpviz.present.train.digits import DigitFrame
from mlpviz.present.train.learned_samples import ink_ends, picture_scene
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench

LEAST = QSize(200, 90)
_NOTCH = 120  # Qt's unit of the wheel


class Ink:
    """The raw values of paper and of full ink, found once for the samples of a document."""

    def __init__(self) -> None:
        self._of: Data | None = None
        self._ends = (0.0, 1.0)

    def ends(self, document: Document) -> tuple[float, float]:
        if document.data is not self._of:
            self._of, self._ends = document.data, ink_ends(document)
        return self._ends


class DigitsView(PaintedView[DigitFrame]):
    """The wheel goes from sample to sample."""

    def __init__(self, workbench: Workbench, sight: Sight, looked: LookedAt) -> None:
        super().__init__(workbench, "Sample as an image, with the probability of each class", LEAST)
        self._sight, self._looked = sight, looked
        self._ink = Ink()

    def make(self, theme: Theme, width: float, height: float) -> DigitFrame | None:
        document = self._sight.document()
        if document is None:
            return None
        data, index = self._looked.data(document), self._looked.index(document)
        kind = "Held-out sample" if self._looked.held_out else "Sample"
        name = f"{kind} {index + 1:,} of {data.samples:,}"
        return picture_scene(document, data, index, name, self._ink.ends(document), theme, width, height)

    def paint(self, painter: QPainter, made: DigitFrame, theme: Theme) -> None:
        paint_digit(painter, made, theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if abs(event.angleDelta().y()) >= _NOTCH:
            self._looked.step(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The value of the pixel under the pointer."""
        made, document = self.scene(), self._sight.document()
        place = None if made is None else made.pixel_at(event.position().x(), event.position().y())
        if document is None or made is None or place is None:
            QToolTip.hideText()
            return
        column = place[0] * made.pixels.shape[1] + place[1]
        value = float(self._looked.data(document).points[self._looked.index(document), column])
        words = f"Row {place[0] + 1}, column {place[1] + 1}: {exact(value)}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()
