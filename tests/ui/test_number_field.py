"""The number field as it is used: typing, keys, wheel, dragging, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mlpviz.present.palette import THEMES
from mlpviz.ui.theme import apply_theme
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.steps import step_size, stepped

NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
FULL = 0.14978071612345678


class Owner(QWidget):
    """A window with a field that takes what is proposed, unless `wrong` says why not, and a button beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.proposals: list[tuple[float, object]] = []
        self.reasons: list[str] = []
        self.wrong: Callable[[float], str] = lambda value: ""
        self.field, self.other = NumberField("w"), QPushButton("elsewhere")
        rows = QVBoxLayout(self)
        rows.addWidget(self.other)
        rows.addWidget(self.field)
        self.field.committed.connect(self.take)
        self.field.refused.connect(self.reasons.append)
        self.field.set_value(FULL)

    def take(self, value: float, gesture: object) -> None:
        reason = self.wrong(value)
        if reason:
            self.field.refuse(reason)
            return
        self.proposals.append((value, gesture))
        self.field.set_value(value)

    @property
    def values(self) -> list[float]:
        return [value for value, _ in self.proposals]


@pytest.fixture
def owner(qtbot: QtBot, qapp: QApplication) -> Owner:
    apply_theme(qapp, THEMES["light"])
    made = Owner()
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    qtbot.waitActive(made)
    made.other.setFocus()
    return made


def click(field: NumberField) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)


def type_in(field: NumberField, text: str) -> None:
    """QTest.keyClicks, for letters beyond Latin ones too."""
    for letter in text:
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, letter))


def drag(field: NumberField, pixels: int, modifiers: Qt.KeyboardModifier = NONE, pause: int = 1) -> None:
    centre = field.rect().center()
    QTest.mousePress(field, Qt.MouseButton.LeftButton, modifiers, centre)
    for way in range(0, pixels, pause if pixels > 0 else -pause):
        move(field, centre + QPoint(way, 0), modifiers)
    move(field, centre + QPoint(pixels, 0), modifiers)
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, modifiers, centre + QPoint(pixels, 0))


def move(field: NumberField, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    where = QPointF(field.mapToGlobal(at))
    held = Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), where, held, held, modifiers)
    QApplication.sendEvent(field, event)


def wheel(field: NumberField, turn: int, modifiers: Qt.KeyboardModifier = NONE) -> QWheelEvent:
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at,
        QPointF(field.mapToGlobal(at)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event


def test_it_shows_the_rounded_number_with_a_real_minus_and_opens_with_the_full_one(owner: Owner) -> None:
    owner.field.set_value(-FULL)
    assert owner.field.text() == "−0.1498"
    click(owner.field)
    assert owner.field.text() == repr(-FULL) == owner.field.selectedText()
    owner.other.setFocus()
    assert owner.field.text() == "−0.1498"
    assert owner.values == []


def test_opening_and_leaving_never_writes_the_rounded_number_back(owner: Owner) -> None:
    for _ in range(3):
        click(owner.field)
        QTest.keyClick(owner.field, Qt.Key.Key_Return)
        owner.other.setFocus()
    assert owner.values == [] and owner.field.value == FULL


@pytest.mark.parametrize(
    ("typed", "value"), [("pi/4", 0.7853981633974483), ("1e-3", 0.001), ("-2/3", -2 / 3), ("−0.5", -0.5), (" 7 ", 7.0)]
)
def test_enter_commits_what_is_typed(owner: Owner, typed: str, value: float) -> None:
    click(owner.field)
    type_in(owner.field, typed)
    assert owner.values == []
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert owner.proposals == [(value, None)]
    assert float(owner.field.text()) == value  # still open, in full


def test_a_click_elsewhere_commits(owner: Owner) -> None:
    click(owner.field)
    type_in(owner.field, "2")
    owner.other.setFocus()
    assert owner.values == [2.0] and owner.field.text() == "2"


def test_esc_reverts(owner: Owner) -> None:
    click(owner.field)
    type_in(owner.field, "99")
    QTest.keyClick(owner.field, Qt.Key.Key_Escape)
    assert owner.field.text() == repr(FULL)
    owner.other.setFocus()
    assert owner.values == []


@pytest.mark.parametrize(
    ("typed", "reason"), [("1/0", "zero"), ("abc", "not known"), ("1,5", "point"), ("1e999", "large")]
)
def test_a_wrong_entry_stays_and_says_what_is_wrong(owner: Owner, typed: str, reason: str) -> None:
    click(owner.field)
    type_in(owner.field, typed)
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert owner.field.text() == typed and owner.field.property("problem") is True
    assert reason in owner.field.hint and reason in owner.reasons[-1]
    assert reason in owner.field.accessibleDescription()
    owner.other.setFocus()
    assert owner.field.text() == typed and owner.field.value == FULL and owner.values == []
    click(owner.field)
    QTest.keyClick(owner.field, Qt.Key.Key_Escape)
    owner.other.setFocus()
    assert owner.field.text() == "0.1498" and owner.field.property("problem") is False


def test_a_number_that_the_owner_refuses_stays_too_until_it_is_put_right(owner: Owner) -> None:
    owner.wrong = lambda value: "Not above 1." if value > 1 else ""
    click(owner.field)
    type_in(owner.field, "3")
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert (owner.field.text(), owner.field.problem, owner.field.value) == ("3", "Not above 1.", FULL)
    QTest.keyClick(owner.field, Qt.Key.Key_Backspace)
    type_in(owner.field, "0.5")
    assert owner.field.problem == ""
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert owner.values == [0.5]


def test_an_edit_in_progress_goes_on_unless_the_number_changes_underneath(owner: Owner) -> None:
    click(owner.field)
    type_in(owner.field, "12")
    owner.field.set_value(FULL)
    assert owner.field.text() == "12"
    owner.field.set_value(0.25)
    assert owner.field.text() == "0.25" == owner.field.selectedText()
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert owner.values == []


def test_the_step_follows_the_leading_digit_and_crosses_zero(owner: Owner) -> None:
    assert [float(step_size(value, 4)) for value in (3.0, 0.5, 0.02, 0.0004, 0.0, -250.0)] == [
        0.1, 0.01, 0.001, 0.001, 0.1, 10.0,
    ]  # fmt: skip
    assert float(step_size(1e-6, 4, above_zero=True)) == 1e-7
    assert stepped(0.1, 2, step_size(3.0, 4)) == 0.3


def test_keys_and_their_modifiers(owner: Owner) -> None:
    owner.field.set_value(2.0)
    click(owner.field)
    for key, modifiers, value in (
        (Qt.Key.Key_Up, NONE, 2.1),
        (Qt.Key.Key_Up, SHIFT, 3.1),
        (Qt.Key.Key_Down, CONTROL, 3.09),
        (Qt.Key.Key_Down, NONE, 2.99),
    ):
        QTest.keyClick(owner.field, key, modifiers)
        assert owner.field.value == value
    assert len({gesture for _, gesture in owner.proposals}) == 1, "a run of keys is one gesture"


def test_the_wheel_turns_the_number_where_it_has_the_focus_and_scrolls_the_panel_where_not(owner: Owner) -> None:
    owner.field.set_value(1.0)
    assert not wheel(owner.field, 120).isAccepted() and owner.values == []
    wheel(owner.field, 120, CONTROL)
    assert owner.field.value == 1.1
    wheel(owner.field, 120, CONTROL | ALT)
    assert owner.field.value == 1.11
    click(owner.field)
    wheel(owner.field, -60)
    assert owner.field.value == 1.11, "half a notch is no notch"
    wheel(owner.field, -60)
    assert owner.field.value == 1.01
    wheel(owner.field, 120, CONTROL)
    assert owner.field.value == 1.02
    wheel(owner.field, 120, SHIFT)
    assert owner.field.value == 2.02


def test_dragging_changes_the_number_as_one_gesture_and_comes_back_to_the_same_bits(owner: Owner) -> None:
    owner.field.set_value(1.0)
    drag(owner.field, 80)
    assert owner.values == sorted(owner.values) and len(owner.values) > 15
    assert owner.field.value == 3.0
    assert len({id(gesture) for _, gesture in owner.proposals}) == 1
    first = owner.proposals[0][1]
    drag(owner.field, -80)
    assert owner.proposals[-1][1] is not first and owner.field.value == 1.0
    assert not owner.field.hasFocus()


def test_dragging_is_finer_with_control_and_a_short_press_opens_the_field(owner: Owner) -> None:
    owner.field.set_value(1.0)
    drag(owner.field, 80, CONTROL)
    assert owner.field.value == 1.2
    drag(owner.field, 3)
    assert owner.field.hasFocus() and owner.field.value == 1.2


def test_dragging_another_field_commits_what_is_typed_in_this_one(qtbot: QtBot, owner: Owner) -> None:
    second = NumberField("v", owner)
    second.committed.connect(lambda value, gesture: second.set_value(value))
    owner.layout().addWidget(second)
    click(owner.field)
    type_in(owner.field, "4")
    drag(second, 60)
    assert owner.values == [4.0] and second.value != 0


def test_a_rate_never_reaches_zero_by_hand(owner: Owner) -> None:
    owner.field.above_zero = True
    owner.field.set_value(0.002)
    drag(owner.field, -400)
    assert 0 < owner.field.value < 0.002


@pytest.mark.parametrize(
    ("value", "text"), [(1e-6, "1e−6"), (1.25e-5, "1.25e−5"), (0.0001, "0.0001"), (0.00125, "0.00125")]
)
def test_a_tiny_rate_reads_as_a_power_of_ten_and_opens_in_full(owner: Owner, value: float, text: str) -> None:
    owner.field.above_zero = True
    owner.field.set_decimals(5)
    owner.field.set_value(value)
    assert owner.field.text() == text
    click(owner.field)
    assert owner.field.text() == repr(value)


def test_a_count_takes_whole_numbers_alone(owner: Owner) -> None:
    owner.field.whole = True
    owner.field.set_value(3)
    click(owner.field)
    type_in(owner.field, "2.5")
    QTest.keyClick(owner.field, Qt.Key.Key_Return)
    assert "whole" in owner.field.problem and owner.values == []
    QTest.keyClick(owner.field, Qt.Key.Key_Escape)
    click(owner.field)
    QTest.keyClick(owner.field, Qt.Key.Key_Up, CONTROL)
    assert owner.values == [4.0]


def test_undo_is_for_the_document_while_nothing_is_typed(owner: Owner) -> None:
    click(owner.field)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CONTROL)
    QApplication.sendEvent(owner.field, event)
    assert not event.isAccepted()
    type_in(owner.field, "5")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CONTROL)
    QApplication.sendEvent(owner.field, event)
    assert event.isAccepted()


@pytest.mark.parametrize("value", [0.123456, -1234.5678, 1e-7, -2.5e300, 5e-324, 123456.789])
def test_no_number_is_cut_off_in_a_narrow_field(owner: Owner, value: float) -> None:
    owner.field.setFixedWidth(54)
    owner.field.set_value(value)
    QApplication.processEvents()
    text = owner.field.text()
    inside = owner.field.fontMetrics().horizontalAdvance(text)
    assert inside <= owner.field.width() - 10, text
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.5)


def test_names_and_help_for_screen_readers(owner: Owner) -> None:
    assert owner.field.accessibleName() == "w"
    assert "Drag" in owner.field.accessibleDescription()
    assert owner.field.hint == f"w = {FULL!r}"
