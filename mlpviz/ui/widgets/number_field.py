"""A field for one number: rounded at rest, in full while it is edited; typed, dragged, or moved by wheel and keys."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionFrame, QToolTip, QWidget

from mlpviz.core.expression import ExpressionError, parse_number
from mlpviz.present.numbers import copyable, exact, shown
from mlpviz.ui.widgets.fitting import number_width, share_for, smaller
from mlpviz.ui.widgets.steps import fineness, step_size, stepped

_NOTCH = 120  # Qt's unit of the wheel
_PIXELS_A_STEP = 4
_TEXT_MARGIN = 2  # QLineEdit's own, inside of the style's
_TINY, _TINY_DECIMALS = 1e-4, 3  # a small number that is never 0 is shown with a power of ten: zeros are hard to count
_RUN_MS = 900  # wheel turns and keys closer together than this are one gesture
_OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_HELP = "Type a number or a sum. Drag, turn the wheel or press up and down to change it; Shift coarser, Ctrl finer."


class NumberField(QLineEdit):
    """Proposes numbers; its owner answers a proposal with `set_value`, or with `refuse`, or leaves things as they are.

    committed(value, gesture): a number was typed (gesture None), or moved by hand: all numbers of one drag, one turn
    of the wheel or one run of keys carry the same gesture. refused(reason): what was typed is no number.
    """

    committed = Signal(float, object)
    refused = Signal(str)
    finished = Signal()  # Enter with a number, or Esc

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._decimals = 4
        self._opened: str | None = None  # the text that editing began with
        self._pressed: QPointF | None = None
        self._drag: tuple[float, Decimal, object, int] | None = None  # start, step, gesture, steps so far
        self._run: tuple[object, Decimal] | None = None  # gesture and step of a run of wheel turns or keys
        self._run_age = QElapsedTimer()
        self._wheel = 0
        self._problem = ""
        self._ringed = False
        self._room = self._outside = 0  # pixels for the text and around it
        self._squeezed = 1.0
        self.whole = False
        """Whether only whole numbers will do."""
        self.above_zero = False
        """Whether moving by hand stops short of 0; a tiny number reads "1e−6" at rest."""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the mouse gives the focus when it is let go without a drag
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleDescription(_HELP)
        self.textEdited.connect(self._text_edited)
        self.set_name(name)
        self._show()

    @property
    def value(self) -> float:
        return self._value

    @property
    def problem(self) -> str:
        """Why what stands here is not taken, or ""."""
        return self._problem

    @property
    def editing(self) -> bool:
        """Whether something was typed that is not committed yet."""
        return self._opened is not None and self.text() != self._opened

    def set_name(self, name: str) -> None:
        """What the number is called, for screen readers and in the hint."""
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def set_value(self, value: float) -> None:
        """Show another number. An edit in progress goes on where the number has not changed underneath."""
        if copyable(value) != copyable(self._value):  # as text, so that −0.0 is another number than 0.0
            self._value = value
            self._drop()

    def set_decimals(self, decimals: int) -> None:
        if decimals != self._decimals:
            self._decimals = decimals
            if self._opened is None:
                self._show()

    def set_ringed(self, ringed: bool) -> None:
        """Mark the number that the present step works on."""
        if ringed != self._ringed:
            self._ringed = ringed
            self.update()

    @property
    def ringed(self) -> bool:
        return self._ringed

    def commit(self) -> bool:
        """Take what was typed, if anything was; says whether it is taken."""
        if not self.editing:
            return not self._problem
        try:
            value = parse_number(self.text())
            if self.whole and value != round(value):
                raise ExpressionError("This is a count: type a whole number.")
        except ExpressionError as error:
            self.refuse(str(error))
            self.refused.emit(str(error))
            return False
        return self._propose(value, None)

    def revert(self) -> None:
        """Forget what was typed."""
        self._drop()

    def refuse(self, reason: str) -> None:
        """Mark what stands here as wrong, and say why."""
        self._set_problem(reason)

    def _propose(self, value: float, gesture: object) -> bool:
        """Hand a number to the owner; says whether it was taken."""
        self._set_problem("")
        self.committed.emit(value, gesture)
        if self._problem:
            return False
        self._drop()
        return True

    def _drop(self) -> None:
        """Show the number itself, in full where the field has the focus."""
        self._set_problem("")
        self._opened = copyable(self._value) if self.hasFocus() else None
        self._show()

    def _set_problem(self, reason: str) -> None:
        if reason == self._problem:
            return
        marked = bool(self._problem)
        self._problem = reason
        if bool(reason) != marked:
            self.setProperty("problem", bool(reason))
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleDescription(reason or _HELP)

    @property
    def hint(self) -> str:
        """What is said beside the pointer: what is wrong, or the number in full."""
        name, value = self.accessibleName(), exact(self._value)
        return self._problem or (f"{name} = {value}" if name else value)

    def _show(self) -> None:
        if self._opened is not None:
            self.setText(self._opened)
            self.setSelection(len(self._opened), -len(self._opened))  # all, with the first digits in sight
        else:
            text = self._rounded()
            if text != self.text():
                self.setText(text)
            self.setCursorPosition(0)
        self._squeeze()

    def _rounded(self) -> str:
        if self.whole:
            return shown(self._value, 1)
        tiny = self.above_zero and abs(self._value) < _TINY
        return shown(self._value, min(self._decimals, _TINY_DECIMALS) if tiny else self._decimals)

    def _squeeze(self) -> None:
        """Smaller type for a number at rest that does not fit; nothing is cut off, and no digit given up."""
        share = share_for(self.text(), self._room) if self._opened is None and self._room > 0 else 1.0
        if share != self._squeezed:
            self._squeezed = share
            self.setFont(smaller(share))

    def _measure(self) -> None:
        """Find out how wide a text can be."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        self._room = inside.width() - 2 * _TEXT_MARGIN
        self._outside = self.width() - self._room + 1

    def minimumSizeHint(self) -> QSize:
        return self._hint_for("000" if self.whole else "0.00")

    def sizeHint(self) -> QSize:
        return self._hint_for("0000") if self.whole else self._hint(number_width(self._decimals))

    def _hint_for(self, text: str) -> QSize:
        return self._hint(QFontMetrics(QApplication.font()).horizontalAdvance(text))

    def _hint(self, width: int) -> QSize:
        height = super().sizeHint().height() - self.fontMetrics().height()
        return QSize(width + self._outside, height + QFontMetrics(QApplication.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._refit()

    def _refit(self) -> None:
        self._measure()
        self.updateGeometry()
        if self._opened is None:
            self._show()

    def _text_edited(self) -> None:
        self._set_problem("")
        self._run = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self._problem:
            self.selectAll()
        elif self._opened is None:
            self._opened = copyable(self._value)
            self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self._run = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        if not self.editing or self.commit():
            self._drop()
        self.deselect()
        self.setCursorPosition(0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.hint, self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if not self.editing and (event.matches(keys.Undo) or event.matches(keys.Redo)):
                event.ignore()  # nothing to take back here: it is for the document
                return True
            if event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.finished.emit()
        elif key == Qt.Key.Key_Escape:
            self.revert()
            self.finished.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._nudge(1 if key == Qt.Key.Key_Up else -1, fineness(event.modifiers()))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        control = Qt.KeyboardModifier.ControlModifier
        if not self.hasFocus() and not event.modifiers() & control:
            event.ignore()  # the panel scrolls
            return
        turn = event.angleDelta()
        self._wheel += turn.y() or turn.x()  # Alt turns the wheel sideways
        count = int(self._wheel / _NOTCH)
        self._wheel -= count * _NOTCH
        if count:
            self._nudge(
                count, fineness(event.modifiers(), Qt.KeyboardModifier.NoModifier if self.hasFocus() else control)
            )
        event.accept()

    def _nudge(self, count: int, power: int) -> None:
        """Move the number by steps; nudges that follow each other soon are one gesture."""
        if self.editing and not self.commit():
            return
        if self._run is None or not self._run_age.isValid() or self._run_age.elapsed() > _RUN_MS:
            self._run = (object(), self._step())
        self._run_age.start()
        gesture, step = self._run
        self._move_to(self._value, count, step.scaleb(power), gesture)

    def _step(self) -> Decimal:
        return step_size(self._value, self._decimals, self.above_zero, self.whole)

    def _move_to(self, start: float, count: int, step: Decimal, gesture: object) -> None:
        if self.whole:
            step = max(step, Decimal(1))
        value = stepped(start, count, step)
        if self.above_zero and value <= 0:
            return
        if value != self._value and abs(value) < float("inf"):
            self._propose(value, gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.hasFocus():
            self._pressed = event.position()
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        way = event.position().x() - self._pressed.x()
        if self._drag is None and abs(way) >= QApplication.startDragDistance() and not self._problem:
            elsewhere = QApplication.focusWidget()
            if isinstance(elsewhere, NumberField):
                elsewhere.clearFocus()  # which commits what was typed there
            self._drag = (self._value, self._step(), object(), 0)
        if self._drag is not None:
            start, step, gesture, before = self._drag
            count = int(way / _PIXELS_A_STEP)
            if count != before:
                self._drag = (start, step, gesture, count)
                self._move_to(start, count, step.scaleb(fineness(event.modifiers())), gesture)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        dragged = self._drag is not None
        self._pressed = self._drag = None
        if dragged:
            self._drop()
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ringed and not self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
