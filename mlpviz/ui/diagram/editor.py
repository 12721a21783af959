"""Editing a number where it stands in the diagram."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from mlpviz.core.document import DocumentError
from mlpviz.core.session import State
from mlpviz.present.frame import Frame
from mlpviz.present.hover import Hit, Kind
from mlpviz.ui.diagram.targets import Target, target_of
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.symbol_label import SymbolLabel
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

_NOTE_SIDES = 18  # pixels beside the words of the note
_GAP = 4  # pixels to the edge of the view, and between field and note


class InPlaceEditor(QObject):
    """Opens a field over what the view wants edited. Enter or a click elsewhere commits, Esc cancels."""

    def __init__(self, view: DiagramView, workbench: Workbench) -> None:
        super().__init__(view)
        self._view = view
        self._bench = workbench
        self._hit: Hit | None = None
        self._target: Target | None = None
        self._box = _Box(view)
        self._note = _Note(view)
        self.field = self._box.field
        self.field.committed.connect(self._commit)
        self.field.refused.connect(self._say)
        self.field.textEdited.connect(lambda: self._say(""))
        self.field.finished.connect(self.close)
        self.field.installEventFilter(self)
        view.installEventFilter(self)
        view.edit_wanted.connect(self.open)
        workbench.changed.connect(self._state_changed)

    @property
    def is_open(self) -> bool:
        return self._hit is not None

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, or ""."""
        return self._note.text

    def open(self, hit: Hit) -> None:
        """Edit the number at `hit`; where there is none to edit, say why."""
        self.close()
        target = target_of(self._bench, hit)
        if isinstance(target, str):
            self._bench.message.emit(target)
            return
        self._hit, self._target = hit, target
        self.field.revert()
        self.field.set_decimals(self._bench.preferences.decimals)
        self.field.set_value(target.value)
        self.field.set_name(target.symbol.plain)
        self._box.name.set_text("", target.symbol)
        self._say("")
        self._place()
        self._box.show()
        self._box.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Put the field away; what was typed and not committed is forgotten."""
        if self._hit is None:
            return
        self._hit = self._target = None
        focused = self.field.hasFocus()
        self.field.revert()
        self._box.hide()
        self._note.hide()
        if focused:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _commit(self, value: float, gesture: object) -> None:
        target = self._target
        if target is None:
            return
        try:
            merge = (gesture, target.label) if gesture is not None else None
            self._bench.store.edit(target.label, lambda document: target.changed(document, value), merge)
        except DocumentError as error:
            self.field.refuse(sentence(error.message))
            self._say(error.message)

    def _say(self, problem: str) -> None:
        self._note.say(sentence(problem))
        self._place()

    def _state_changed(self, old: State, new: State) -> None:
        """Stay over the number while it moves; go where it is gone."""
        if self._hit is None or self._target is None:
            return
        target = target_of(self._bench, self._hit) if self._still_there(self._hit) else ""
        if isinstance(target, str) or replace(target, value=0.0) != replace(self._target, value=0.0):
            self.close()
            return
        self._target = target
        self.field.set_value(target.value)
        self._place()

    def _still_there(self, hit: Hit) -> bool:
        widths = self._bench.store.document.network.widths
        layer = len(widths) - 1 if hit.kind is Kind.TARGET else hit.layer
        if layer >= len(widths) or hit.unit >= widths[layer]:
            return False
        return hit.kind is not Kind.EDGE or hit.source < widths[layer - 1]

    def _place(self) -> None:
        if self._hit is None:
            return
        self._box.adjustSize()
        self._note.fit(size(self._bench.preferences.theme, 170))  # between the columns of the diagram
        self._follow(self._hit)

    def _follow(self, hit: Hit) -> None:
        """Stand over what is edited, wholly inside the view; what is wrong stands below, or above where it must."""
        spot = _spot(self._view.frame, hit)
        centre = self._view.to_view(*spot) if spot is not None else QPointF(self._view.rect().center())
        box, note = self._box, self._note
        self._put(box, round(centre.x() - box.width() / 2), round(centre.y() - box.height() / 2))
        below = box.geometry().bottom() + _GAP
        fits = below + note.height() <= self._view.height()
        self._put(note, box.x(), below if fits else box.y() - note.height() - _GAP)

    def _put(self, part: QFrame, x: int, y: int) -> None:
        x = min(max(x, _GAP), max(_GAP, self._view.width() - part.width() - _GAP))
        y = min(max(y, _GAP), max(_GAP, self._view.height() - part.height() - _GAP))
        if (x, y) != (part.x(), part.y()):
            part.move(x, y)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view:
            if event.type() == QEvent.Type.Paint and self._hit is not None:
                self._follow(self._hit)
        elif event.type() == QEvent.Type.FocusOut and self._hit is not None and not self.field.problem:
            self.field.commit()
            if not self.field.problem:
                self.close()
        return super().eventFilter(watched, event)


class _Box(QFrame):
    """The symbol and the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.name = SymbolLabel()
        self.field = NumberField()
        self.field.setMinimumWidth(self.fontMetrics().horizontalAdvance("−0.1497807162"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 5, 5)
        row.setSpacing(6)
        row.addWidget(self.name)
        row.addWidget(self.field, 1)
        self.hide()


class _Note(QFrame):
    """What is wrong with what was typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._label = QLabel()
        self._label.setProperty("role", "problem")
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one takes it away."""
        self._label.setText(text)
        self.setVisible(bool(text))
        self.raise_()

    def fit(self, widest: int) -> None:
        """As wide as the sentence, at most `widest`, and as high as it needs then."""
        words = self._label.fontMetrics().horizontalAdvance(self.text) + 4
        width = min(words, widest) + _NOTE_SIDES
        self.resize(width, self.heightForWidth(width))


def _spot(frame: Frame, hit: Hit) -> tuple[float, float] | None:
    """Where what was hit stands in the frame: the edge's label, the middle of the edge, the chip or the neuron."""
    if hit.kind in (Kind.EDGE, Kind.TARGET):
        key = (hit.layer, hit.unit, hit.source)
        for chip in frame.chips:
            if chip.key == key if hit.kind is Kind.EDGE else (chip.role == "target" and chip.unit == hit.unit):
                return chip.x, chip.y
    if hit.kind is Kind.EDGE and 0 < hit.layer <= len(frame.scene.edges):
        edges = frame.scene.edges[hit.layer - 1]
        found = ((edges.units == hit.unit) & (edges.sources == hit.source)).nonzero()[0]
        if len(found):
            x0, y0, x1, y1 = (float(v) for v in edges.lines[found[0]])
            return (x0 + x1) / 2, (y0 + y1) / 2
    if hit.layer < len(frame.scene.layout.columns):
        return frame.scene.layout.at(hit.layer, hit.unit)
    return None
