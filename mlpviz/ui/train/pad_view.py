"""A pad to draw a picture on with the mouse, and what the network makes of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from mlpviz.core import data_edits
from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Document
from mlpviz.export.paint.train_digits import paint_digit
from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme
from mlpviz.present.train.brush import brushed, image_side
from mlpviz.present.train.digits import DigitFrame
from mlpviz.present.train.learned_samples import pad_scene
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.digits_view import LEAST, Ink
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.workbench import Workbench


class PadView(PaintedView[DigitFrame]):
    """The left button draws, the right one erases; `image` is what is drawn, in raw inputs. `drawn`: it has changed."""

    drawn = Signal()

    def __init__(self, workbench: Workbench, sight: Sight) -> None:
        super().__init__(workbench, "Pad to draw a picture on", LEAST)
        self._sight = sight
        self._ink = Ink()
        self._image: Array | None = None
        self._last: QPointF | None = None
        self.erasing = False
        self.setCursor(Qt.CursorShape.CrossCursor)

    def image(self, document: Document) -> Array:
        """Shape (side, side), empty at first; what was drawn for pictures of another size is forgotten."""
        side = image_side(document.data.points.shape[1]) or 1
        if self._image is None or self._image.shape != (side, side):
            self._image = np.full((side, side), self._ink.ends(document)[0])
        return self._image

    @property
    def empty(self) -> bool:
        return self._image is None or bool((self._image == self._image.min()).all())

    def clear(self) -> None:
        """Begin anew."""
        self._image = None
        self._changed()

    def make(self, theme: Theme, width: float, height: float) -> DigitFrame | None:
        document = self._sight.document()
        if document is None:
            return None
        return pad_scene(document, self.image(document), self._ink.ends(document), theme, width, height)

    def paint(self, painter: QPainter, made: DigitFrame, theme: Theme) -> None:
        paint_digit(painter, made, theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = event.position()
        self._stroke(event.position(), bool(event.buttons() & Qt.MouseButton.RightButton))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._stroke(event.position(), bool(event.buttons() & Qt.MouseButton.RightButton))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._last = None

    def _stroke(self, to: QPointF, right: bool) -> None:
        """From where the pointer was to where it is."""
        document, made = self._sight.document(), self.scene()
        if document is None or made is None or self._last is None:
            return
        low, high = self._ink.ends(document)
        start, end = made.place_at(self._last.x(), self._last.y()), made.place_at(to.x(), to.y())
        inked = brushed(self.image(document) - low, start, end, high - low, right or self.erasing)
        self._image, self._last = inked + low, to
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.drawn.emit()


class PadBar(QWidget):
    """Erase, clear, and a class to add what is drawn as a sample of it."""

    def __init__(self, desk: Desk, pad: PadView) -> None:
        super().__init__()
        self._desk, self._pad = desk, pad
        self._names: tuple[str, ...] = ()
        self._erase = _button("Erase", "Erase in place of drawing; the right button of the mouse does, too")
        self._erase.setCheckable(True)
        self._erase.clicked.connect(lambda checked: setattr(pad, "erasing", checked))
        self._clear = _button("Clear", "Begin anew")
        self._clear.clicked.connect(pad.clear)
        self._class = Choice("Class of what is drawn", [("0", "0")], snug=True)
        self._class.chosen.connect(self._class.set_choice)
        self._add = _button("Add", "Add what is drawn to the training samples, as a sample of this class")
        self._add.clicked.connect(self._add_sample)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._erase, self._clear, self._class, self._add):
            row.addWidget(widget)
        pad.drawn.connect(self._enable)
        self._enable()

    def refresh(self, document: Document) -> None:
        """Offer the classes of a document."""
        names = class_names(document)
        if class_numbers_of(document, document.data) is not None and names != self._names:
            self._names = names
            self._class.clear()
            for number, name in enumerate(names):
                self._class.addItem(name, str(number))
            self._class.set_choice("")
            self._class.set_choice("0")

    def _enable(self) -> None:
        for button in (self._clear, self._add):
            button.setEnabled(not self._pad.empty)

    def _add_sample(self) -> None:
        number, bench = int(self._class.choice), self._desk.workbench
        pixels = self._pad.image(bench.store.document).ravel().tolist()
        label = f"Add a drawn {self._names[number]}"
        if self._desk.apply(label, lambda d: data_edits.add_point(d, pixels, number)):
            count = bench.store.document.data.samples
            bench.message.emit(f"What is drawn is sample {count:,} now, of class {self._names[number]}.")


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
