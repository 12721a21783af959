"""The examples, each with a picture of what it opens."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mlpviz.core.examples import Example, examples
from mlpviz.core.session import BiasMode, initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.diagram import paint_frame, paint_scene
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.present.frame import make_frame
from mlpviz.present.notation import symbols
from mlpviz.present.palette import Theme
from mlpviz.present.parts import View
from mlpviz.ui.theme import size

_PICTURE = QSize(232, 150)
_DRAWN = 3.2  # the diagram is drawn this much larger than it is shown


def picture_of(example: Example, theme: Theme) -> QPixmap:
    """The example's network at the end of its forward pass."""
    document = example.document()
    walk = Walk(document, initial_selection(document))
    position = walk.schedule.find(Step(Phase.LOSS, Quantity.LOSS, sample=0)) or 0
    plain = replace(theme, scale=1.0)
    width, height = _PICTURE.width() * _DRAWN, _PICTURE.height() * _DRAWN
    view = View(width, height, symbols(document.notation, document.network.widths), 2, BiasMode.HIDDEN, 1.35)
    frame = make_frame(walk, position, view)
    image = QImage(_PICTURE * 2, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    painter = QPainter(image)
    painter.scale(2 / _DRAWN, 2 / _DRAWN)
    paint_scene(painter, frame.scene, plain)
    paint_frame(painter, frame, plain)
    painter.end()
    image.setDevicePixelRatio(2.0)
    return QPixmap.fromImage(image)


class Gallery(QDialog):
    """Choose an example: `chosen` is it, once the dialog is accepted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Examples")
        self.resize(1080, 720)
        self.chosen: Example | None = None
        self._theme = theme
        self._examples = examples()
        self._list = QListWidget()
        self._list.setAccessibleName("Examples")
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setIconSize(_PICTURE)
        self._list.setGridSize(QSize(_PICTURE.width() + 18, _PICTURE.height() + size(theme, 64)))
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setWordWrap(True)
        self._list.setSpacing(6)
        for example in self._examples:
            item = QListWidgetItem(f"{example.title}\nLecture {example.row}" if example.row else example.title)
            item.setToolTip(example.summary)
            item.setSizeHint(QSize(_PICTURE.width() + 10, _PICTURE.height() + size(theme, 58)))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._list.addItem(item)
        self._list.itemActivated.connect(self._choose)
        self._list.setCurrentRow(0)
        column = QVBoxLayout(self)
        column.addWidget(self._list)
        self._drawn = 0
        self._timer = QTimer(self)  # one picture at a time, so that the dialog is there at once
        self._timer.timeout.connect(self._draw_next)
        self._timer.start(0)

    def _draw_next(self) -> None:
        if self._drawn >= len(self._examples):
            self._timer.stop()
            return
        picture = picture_of(self._examples[self._drawn], self._theme)
        self._list.item(self._drawn).setIcon(QIcon(picture))
        self._drawn += 1

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen = self._examples[self._list.row(item)]
        self.accept()
