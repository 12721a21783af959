"""The tools for samples: look, a brush for each class (or for a number), erase; and how the output is read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Document
from mlpviz.ui.icons import icon
from mlpviz.ui.theme import size
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.marker_icon import marker_icon
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.workbench import Workbench

_MOST_BRUSHES = 6
_FEW, _SHORT = 3, 3  # names of so few classes, with so few letters, stand beside the markers; others are in the hint
_ICON = 18
_FIELD = 56  # pixels of the light theme


class BrushBar(QWidget):
    """`taken`: another brush is in hand. Offers what goes with the document, in the look of the theme."""

    taken = Signal(object)  # a Brush
    remade = Signal()  # there are other buttons

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._group = QButtonGroup(self)
        self._offered: tuple[object, ...] = ()
        self._value = NumberField("Target of samples that are drawn")
        self._value.setToolTip("The target of samples that are drawn")
        self._value.set_value(0.0)
        self._value.committed.connect(self._set_value)
        self._hard = QToolButton()
        self._hard.setCheckable(True)
        self._hard.setText("Hard")
        self._hard.setProperty("snug", True)
        self._hard.setToolTip("The class at each point, in place of the output (H)")
        self._hard.clicked.connect(lambda checked: workbench.store.look(hard=checked))

    def refresh(self, document: Document, curve: bool) -> None:
        """Offer what goes with a document; over one input, as a curve, the place says the target."""
        classes = class_numbers_of(document, document.data) is not None
        names = class_names(document) if classes else ()
        offered = (names, curve, self._bench.preferences.theme)
        if self._offered != offered:
            self._offered = offered
            self._offer(names, curve)
        self._hard.setChecked(self._bench.store.session.hard)

    def _offer(self, names: tuple[str, ...], curve: bool) -> None:
        kept = {self._hard, self._value}
        while self._row.count():
            item = self._row.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None and widget not in kept:
                widget.deleteLater()
        theme = self._bench.preferences.theme
        look = self._button("", "Pick and move samples (Esc)", Brush(), icon("pointer", theme.ink))
        look.setChecked(True)
        for number, name in enumerate(names[:_MOST_BRUSHES]):
            text = name if len(names) <= _FEW and len(name) <= _SHORT else ""
            marker = marker_icon(number, len(names), theme.id)
            self._button(text, f"Draw samples of class {name}", Brush("draw", number), marker)
        if not names:
            tip = "Draw samples: the height is the target" if curve else "Draw samples with this target"
            self._button("", tip, Brush("draw", 0, self._value.value), icon("plus", theme.ink))
        if not (names or curve):
            self._value.setFixedWidth(size(theme, _FIELD))
            self._row.addWidget(self._value)
        self._value.setVisible(not (names or curve))
        self._button("", "Erase samples", Brush("erase"), icon("eraser", theme.ink))
        self._row.addWidget(self._hard)
        self._hard.setVisible(bool(names) and not curve)
        self.taken.emit(Brush())
        self.remade.emit()

    def _button(self, text: str, tip: str, brush: Brush, sign: QIcon) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setIcon(sign)
        side = size(self._bench.preferences.theme, _ICON)
        button.setIconSize(QSize(side, side))
        button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        button.setProperty("snug", True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setCheckable(True)
        button.setProperty("brush", brush)
        button.clicked.connect(lambda: self.taken.emit(button.property("brush")))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(button)
        self._row.addWidget(button)
        return button

    def _set_value(self, value: float, _gesture: object) -> None:
        self._value.set_value(value)
        for button in self._group.buttons():
            if button.property("brush").draws:
                button.setProperty("brush", Brush("draw", 0, value))
        self.taken.emit(Brush("draw", 0, value))

    def show_brush(self, brush: Brush) -> None:
        """Have the button of a brush pressed."""
        for button in self._group.buttons():
            own = button.property("brush")
            if (own.kind, own.number) == (brush.kind, brush.number):
                button.setChecked(True)
