"""The examples, each with a picture of what it opens and a sentence about it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mlpviz.core.examples import Example, examples
from mlpviz.present.palette import Theme
from mlpviz.ui.dialogs.gallery_card import LECTURE, PICTURE, SUMMARY, CardDelegate, picture_of
from mlpviz.ui.theme import size

_CARD = 300  # pixels of width, at least, in the light theme


class Gallery(QDialog):
    """Choose an example: `chosen` is it, once the dialog is accepted. Arrows move, letters find, Enter opens."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Examples")
        self.resize(1080, 760)
        self.chosen: Example | None = None
        self._theme = theme
        self._examples = examples()
        self._list = _Cards(theme)
        for example in self._examples:
            item = QListWidgetItem(example.title)
            item.setData(LECTURE, f"Lecture {example.row}" if example.row else "")
            item.setData(SUMMARY, example.summary)
            self._list.addItem(item)
        self._list.itemActivated.connect(self._choose)
        self._list.setCurrentRow(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
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


class _Cards(QListWidget):
    """Cards in as many columns as fit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._least = size(theme, _CARD)
        self.setAccessibleName("Examples")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setIconSize(PICTURE)
        # the ring around a card tells where the keyboard is
        self.setStyleSheet("QListView, QListView:focus { border: none; background: transparent; }")
        self._delegate = CardDelegate(theme, self)
        self.setItemDelegate(self._delegate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.viewport().width() - 2
        self.setGridSize(self._delegate.card(room // max(1, room // self._least)))
        super().resizeEvent(event)
