"""Images and their labels in IDX files, the format of MNIST: which files, how many, and what a pixel is divided by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core.document import Document
from mlpviz.core.importing import Pictures, PicturesReader, PicturesWish, Result, belong_together, labels_beside
from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.present.palette import Theme
from mlpviz.present.train.tiles import Tile, TilesFrame, ink_bytes
from mlpviz.ui.lane import Work
from mlpviz.ui.theme import size
from mlpviz.ui.train.file_line import FileLine
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.workbench import Workbench

_MANY = 10_000  # pictures are taken at first: all 60,000 of MNIST would be 376 MB of numbers
_DIVISORS = [("1", "1: pixels as they are"), ("16", "16: to 0 … 1 from 0 … 16"), ("255", "255: to 0 … 1 from 0 … 255")]
_GAP, _ACROSS = 8.0, 10


class IdxForm(QWidget):
    """`changed`: something else is wished for."""

    changed = Signal()
    file_asked = Signal(str, object)  # title, and the FileLine that wants the file

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._reader = PicturesReader()
        self._paired: Path | None = None  # the images that the labels were chosen for
        self._limit, self._divisor = _MANY, "1"
        self.images = FileLine("Images", "a file like train-images-idx3-ubyte, or .gz")
        self.labels = FileLine("Labels", "a file like train-labels-idx1-ubyte, or .gz")
        for line, title in ((self.images, "Choose the images"), (self.labels, "Choose their labels")):
            line.asked.connect(lambda line=line, title=title: self.file_asked.emit(title, line))
            line.chosen.connect(self._taken)
        self.limit = NumberField("Pictures at most, 0 for all")
        self.limit.whole = True
        self.limit.set_value(self._limit)
        self.limit.setFixedWidth(size(bench.preferences.theme, 80))
        self.limit.committed.connect(self._set_limit)
        self.divisor = Choice("Pixels are divided by", _DIVISORS)
        self.divisor.chosen.connect(self._set_divisor)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.pair = QLabel()
        self.pair.setWordWrap(True)
        self.strip = _Strip(bench)
        self._build()
        self._show_pair()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, widget in (("First", self.limit), ("Divide pixels by", self.divisor)):
            label = QLabel(text)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
            if widget is self.limit:
                row.addWidget(self._count)
                row.addSpacing(16)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.images)
        column.addWidget(self.labels)
        column.addWidget(self.pair)
        column.addLayout(row)
        column.addWidget(self.strip, 1)

    def _taken(self, path: Path) -> None:
        """A file was chosen; other images come with the labels beside them, and never keep those of others."""
        self._reader = PicturesReader()
        if path == self.images.path:
            before, self._paired = self._paired, path
            labels = labels_beside(path)
            if labels is not None:
                self.labels.put(labels)
                return
            if before not in (None, path):
                self.labels.clear()
        self._show_pair()
        self.changed.emit()

    def _show_pair(self) -> None:
        """Name both files, and say so where they are not each other's by their names."""
        images, labels = self.images.path, self.labels.path
        words, right = "", True
        if images is not None and labels is not None:
            right = belong_together(images, labels)
            words = f"{images.name} with {labels.name}" + ("" if right else ": these are labels of other images.")
        self.pair.setText(words)
        self.pair.setVisible(bool(words))
        self.pair.setProperty("role", "" if right else "problem")
        self.pair.setProperty("muted", right)
        self.pair.style().unpolish(self.pair)
        self.pair.style().polish(self.pair)

    def take(self, path: Path) -> None:
        """A file that was dropped: of labels, where its name says so, else of images."""
        (self.labels if "labels" in path.name else self.images).put(path)

    def _set_limit(self, value: float, _gesture: object) -> None:
        if value < 0:
            self.limit.refuse("0 takes all; type 0 or more.")
            return
        self._limit = round(value)
        self.limit.set_value(value)
        self.changed.emit()

    def _set_divisor(self, id: str) -> None:
        self._divisor = id
        self.divisor.set_choice(id)
        self.changed.emit()

    def work(self, document: Document, test: float, seed: int) -> Work | None:
        """What is to be done on a lane; None as long as a file is not chosen."""
        images, labels = self.images.path, self.labels.path
        if images is None or labels is None:
            return None
        wish, reader = PicturesWish(images, labels, self._limit, float(self._divisor), test, seed), self._reader
        return lambda _go_on: reader.read(wish, document)

    @property
    def missing(self) -> str:
        """What is to be chosen before anything can be done."""
        return "Choose a file first." if self.images.path is None else "Choose the labels of these images too."

    def show_result(self, result: Result) -> None:
        """Show what was found."""
        if isinstance(result, Pictures):
            self._count.setText(f"of {result.count:,} (0: all)")
            self.strip.show_pictures(result.pixels)


class _Strip(PaintedView[TilesFrame]):
    """The first pictures, in as many rows as there is room for."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, "The first pictures", QSize(200, 60))
        self._pixels: np.ndarray | None = None

    def show_pictures(self, pixels: np.ndarray) -> None:
        """Pixels of shape (n, height, width)."""
        self._pixels = pixels
        self.refresh()

    def make(self, theme: Theme, width: float, height: float) -> TilesFrame | None:
        pixels = self._pixels
        if pixels is None or not pixels.size:
            return None
        side = min((width - _GAP * (_ACROSS - 1)) / _ACROSS, height) - 1
        down = max(1, int((height + _GAP) // (side + _GAP)))
        high = float(pixels.max()) or 1.0
        none = np.zeros((0, 4))
        tiles = (
            Tile(
                index,
                index % _ACROSS * (side + _GAP),
                index // _ACROSS * (side + _GAP),
                side,
                ink_bytes(picture, 0.0, high),
                none,
            )
            for index, picture in enumerate(pixels[: _ACROSS * down])
        )
        return TilesFrame(tuple(tiles), (), signed=False)

    def paint(self, painter: QPainter, made: TilesFrame, theme: Theme) -> None:
        paint_tiles(painter, made, theme)
