"""The choice of one parameter of the network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

_USUAL = "W88[8,8]"  # a name that most are no longer than
_FRAME = "00"  # what the edit box takes around its text
_ANY_WIDTH = 300


class ParameterChoice(QComboBox):
    """One parameter, from the list or typed."""

    named = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._present = ""
        self._brief = False
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _index: self._propose())
        edit = self.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._propose)

    def _propose(self) -> None:
        text = self.currentText().strip()
        if text and text != self._present:
            self.named.emit(text)
        self.show_name(self._present)

    def show_names(self, names: list[str]) -> None:
        if names != [self.itemText(index) for index in range(self.count())]:
            self.clear()
            self.addItems(names)

    def show_name(self, name: str) -> None:
        self._present = name
        self.setCurrentIndex(self.findText(name))
        self.setEditText(name)
        edit = self.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)  # where it is cut it is at the end
        self.updateGeometry()

    def set_brief(self, brief: bool) -> None:
        """Be as wide as the name, or not: with room it has the usual width, so that others keep their places."""
        if brief != self._brief:
            self._brief = brief
            self.updateGeometry()

    @property
    def width_in_full(self) -> int:
        """Pixels of the usual width, or of the name where that is wider."""
        return self._room_for(self._present, _USUAL).width()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() if self._brief else self._room_for(self._present, _USUAL)

    def minimumSizeHint(self) -> QSize:
        return self._room_for(self._present)

    def _room_for(self, *names: str) -> QSize:
        """Room for the widest of some names, by what the style takes around them."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.rect = QRect(0, 0, _ANY_WIDTH, self.height())
        part = QStyle.SubControl.SC_ComboBoxEditField
        inside = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        text = max(self.fontMetrics().horizontalAdvance(f"{name}{_FRAME}") for name in names)
        return QSize(text + _ANY_WIDTH - inside.width(), super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
