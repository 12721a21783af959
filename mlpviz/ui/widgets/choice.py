"""A drop-down list of things that have an id and a title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_TEXT_MARGIN = 3  # left and right of the text, within its box


def room_for(choice: QComboBox, titles: Sequence[str]) -> QSize:
    """Room for the widest of some titles. QComboBox keeps its own hint, even where the type has changed since."""
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    metrics = choice.fontMetrics()
    text = QSize(max(map(metrics.horizontalAdvance, titles)) + 2 * _TEXT_MARGIN, metrics.height())
    return choice.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, text, choice)


class Choice(QComboBox):
    """Proposes ids by `chosen`; its owner answers with `set_choice`. Without an answer the old choice stays on show.

    It may be narrower than its titles: then the one on show ends in an ellipsis, and the hint has it in full.
    `snug`: as wide as the title on show. `short`: titles by id for where there is less room; the list keeps the long
    ones.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[str, str]],
        snug: bool = False,
        parent: QWidget | None = None,
        short: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._snug = snug
        self._short = short or {}
        self._brief = False
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

    def set_brief(self, brief: bool) -> None:
        """Show the short title in place of the long one, or not."""
        if brief != self._brief:
            self._brief = brief
            self.updateGeometry()
            self.update()

    @property
    def _on_show(self) -> str:
        title = self.currentText()
        return self._short.get(self.choice, title) if self._brief else title

    @property
    def width_in_full(self) -> int:
        """Pixels with the long title."""
        return room_for(self, [self.currentText()]).width()

    def _activated(self, index: int) -> None:
        wanted = str(self.itemData(index))
        if wanted != self._choice:
            self.chosen.emit(wanted)
        self.setCurrentIndex(self.findData(self._choice))

    def sizeHint(self) -> QSize:
        titles = [self._on_show] if self._snug else [self.itemText(index) for index in range(self.count())]
        return room_for(self, titles)

    def minimumSizeHint(self) -> QSize:
        return room_for(self, [self._on_show[:6]])

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
        option.currentText = self.fontMetrics().elidedText(self._on_show, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls; a choice is made on purpose
