"""A drop-down list of things that have an id and a title."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_TEXT_MARGIN = 3  # left and right of the text, within its box


class Choice(QComboBox):
    """Proposes ids by `chosen`; its owner answers with `set_choice`. Without an answer the old choice stays on show.

    It may be narrower than its titles: then the one on show ends in an ellipsis, and the hint has it in full.
    `snug`: as wide as the title on show.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], snug: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._snug = snug
        for id, title in options:
            self.addItem(title, id)
        self._choice = self.itemData(0)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.currentText())
        self.activated.connect(self._activated)

    @property
    def choice(self) -> str:
        return str(self._choice)

    def set_choice(self, id: str) -> None:
        if id != self._choice:
            self._choice = id
            self.setCurrentIndex(self.findData(id))
            self.setToolTip(self.currentText())
            self.updateGeometry()

    def _activated(self, index: int) -> None:
        wanted = str(self.itemData(index))
        if wanted != self._choice:
            self.chosen.emit(wanted)
        self.setCurrentIndex(self.findData(self._choice))

    def sizeHint(self) -> QSize:
        titles = [self.currentText()] if self._snug else [self.itemText(index) for index in range(self.count())]
        return self._hint(titles)

    def minimumSizeHint(self) -> QSize:
        return self._hint([self.currentText()[:6]])

    def _hint(self, titles: list[str]) -> QSize:
        """Room for the widest of some titles. QComboBox keeps its own hint, even where the type has changed since."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        text = QSize(max(map(metrics.horizontalAdvance, titles)) + 2 * _TEXT_MARGIN, metrics.height())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, text, self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style = self.style()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        inside = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room = inside.width() - 2
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls; a choice is made on purpose
