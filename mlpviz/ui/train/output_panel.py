"""What one run gives: over the plane of its inputs, as a curve, or of pictures; with the brushes for samples."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Document
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.region_view import RegionView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.widgets.number_field import NumberField

_MOST_BRUSHES = 6


class OutputPanel(QWidget):
    """Shows what fits the inputs of the document."""

    def __init__(self, desk: Desk, runner: Runner, sight: Sight, run: int) -> None:
        super().__init__()
        self._desk, self._sight, self._run = desk, sight, run
        self._bench = desk.workbench
        self.region = RegionView(desk, sight)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.region)
        self._tools = QWidget()
        self._row = QHBoxLayout(self._tools)
        self._row.setContentsMargins(12, 6, 12, 0)
        self._row.setSpacing(4)
        self._brushes = QButtonGroup(self)
        self._brushes.setExclusive(True)
        self._offered: tuple[object, ...] = ()
        self._soft = QToolButton()
        self._soft.setCheckable(True)
        self._soft.setText("Hard")
        self._soft.setToolTip("The class at each point, in place of the output (H)")
        self._soft.clicked.connect(lambda checked: self._bench.store.look(hard=checked))
        self._value = NumberField("Target of samples that are drawn")
        self._value.set_value(0.0)
        self._value.committed.connect(self._set_value)
        self.region.brushed.connect(self._show_brush)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        column.addWidget(self._stack, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document's network gives now."""
        document = self._sight.document()
        if document is None:
            return
        self._offer(document)
        self._soft.setChecked(self._bench.store.session.hard)
        self.region.refresh()

    def _offer(self, document: Document) -> None:
        """A brush for each class, where there are classes."""
        classes = class_numbers_of(document, document.data) is not None
        names = class_names(document)[:_MOST_BRUSHES] if classes else ()
        if self._offered == (classes, names):
            return
        self._offered = (classes, names)
        while self._row.count():
            item = self._row.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None and widget not in (self._soft, self._value):
                self._brushes.removeButton(widget)  # type: ignore[arg-type]
                widget.deleteLater()
        look = self._brush("Look", "Pick and move samples (Esc)", Brush())
        look.setChecked(True)
        self._row.addWidget(_muted("draw"))
        if classes:
            for number, name in enumerate(names):
                self._brush(name, f"Draw samples of class {name}", Brush("draw", number))
        else:
            self._brush("Sample", "Draw samples with this target", Brush("draw", 0, self._value.value))
            self._row.addWidget(self._value)
        self._value.setVisible(not classes)
        self._brush("Erase", "Erase samples", Brush("erase"))
        self._row.addStretch(1)
        self._row.addWidget(self._soft)
        self._soft.setVisible(classes)
        self.region.set_brush(Brush())

    def _brush(self, text: str, tip: str, brush: Brush) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setProperty("brush", brush)
        button.clicked.connect(lambda: self.region.set_brush(button.property("brush")))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._brushes.addButton(button)
        self._row.addWidget(button)
        return button

    def _set_value(self, value: float, _gesture: object) -> None:
        self._value.set_value(value)
        self.region.set_brush(Brush("draw", 0, value))

    def _show_brush(self) -> None:
        for button in self._brushes.buttons():
            brush = button.property("brush")
            if (brush.kind, brush.number) == (self.region.brush.kind, self.region.brush.number):
                button.setChecked(True)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    return label
