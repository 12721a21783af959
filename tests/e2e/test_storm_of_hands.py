"""A seeded storm of keys, clicks, drags, wheels and typing over the whole window: nothing breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from e2e.hands import LEFT, ask_tip, drag, move, wheel
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget

from mlpviz.core.document import check_document
from mlpviz.core.examples import find
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.panels.ribbon import RibbonView
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]

KEYS = [
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_0, Qt.Key.Key_7,
    Qt.Key.Key_Minus, Qt.Key.Key_Plus, Qt.Key.Key_B, Qt.Key.Key_Slash, Qt.Key.Key_E, Qt.Key.Key_Period, Qt.Key.Key_Menu,
]  # fmt: skip
MODIFIERS = [
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
]  # fmt: skip
WORDS = ["1e-3", "pi/4", "-2/3", "nonsense", "1e999", "", "--", "3", "0", "1/0", "9" * 400]
EXAMPLES = ["toy", "structure", "batch", "losses-cross-entropy", "xor-sigmoid"]
COMMANDS = [
    "edit.undo", "edit.redo", "view.bias", "view.fit", "run.play", "step.last", "step.first", "sample.next",
    "sample.all", "grain.term", "grain.layer", "grain.neuron", "notation.unit_graph", "notation.two_stage",
    "notation.excitation", "view.more_decimals", "view.fewer_decimals", "view.inspector", "view.explanation",
    "edit.copy_explanation",
]  # fmt: skip
ROUNDS = 1000


class Hands:
    """One random gesture after another, on whatever is in sight."""

    def __init__(self, window: Window, seed: int) -> None:
        self.window = window
        self.random = np.random.default_rng(seed)
        self.done: list[str] = []

    def pick(self, things: Sequence[Any]) -> Any:
        return things[int(self.random.integers(len(things)))]

    def place(self, widget: QWidget) -> QPoint:
        return QPoint(int(self.random.integers(widget.width())), int(self.random.integers(widget.height())))

    def act(self) -> None:
        gestures = (
            [self.keys] * 5 + [self.click] * 3 + [self.type, self.scrub, self.diagram, self.diagram, self.command]
        )
        gesture = self.pick(gestures)
        self.done.append(gesture.__name__)
        QTimer.singleShot(0, self.leave_menus)  # some menus hold up everything until they are closed
        gesture()
        self.leave_menus()

    def leave_menus(self) -> None:
        """Choose something from the menu or list that has opened, or nothing; then close what is left."""
        for number in range(5):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            if number == 0 and self.random.random() < 0.5:
                QTest.keyClick(popup, Qt.Key.Key_Down)
                QTest.keyClick(popup, Qt.Key.Key_Return)
            popup.close()

    def keys(self) -> None:
        focus = QApplication.focusWidget() or self.window
        QTest.keyClick(focus, self.pick(KEYS), self.pick(MODIFIERS))

    def type(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            QTest.keyClicks(focus, self.pick(WORDS))
            QTest.keyClick(focus, self.pick([Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab]))

    def click(self) -> None:
        shown = [widget for widget in self.window.findChildren(QWidget) if widget.isVisible() and widget.isEnabled()]
        widget = self.pick(shown)
        if widget.width() > 0 and widget.height() > 0:
            self.done[-1] += f" {type(widget).__name__}"
            press = self.pick([QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick])
            press(widget, LEFT, pos=self.place(widget))

    def scrub(self) -> None:
        ribbon = self.window.findChild(RibbonView)
        drag(ribbon, self.place(ribbon), self.place(ribbon), self.place(ribbon))

    def diagram(self) -> None:
        view = self.window.findChild(DiagramView)
        kind = int(self.random.integers(5))
        if kind == 0:
            wheel(view, self.place(view), self.pick([-3, -1, 1, 2]))
        elif kind == 1:
            drag(view, self.place(view), self.place(view), self.place(view))
        elif kind == 2:
            move(view, self.place(view))
        elif kind == 3:
            ask_tip(view, self.place(view))
        else:
            QTest.mouseDClick(view, LEFT, pos=self.place(view))

    def command(self) -> None:
        self.window.actions_by_id.run(self.pick(COMMANDS))


def test_nothing_breaks(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_window("toy")
    for dialog in ("show_examples", "show_palette", "show_shortcuts"):
        monkeypatch.setattr(window, dialog, lambda: None)
    hands = Hands(window, 20)
    for number in range(ROUNDS):
        if number % (ROUNDS // len(EXAMPLES)) == 0:
            window.files.put(find(EXAMPLES[number * len(EXAMPLES) // ROUNDS]).document(), None)
        hands.act()
        if number % 10 == 0:
            QTest.qWait(1)
            window.activateWindow()
        store = window.bench.store
        check_document(store.document)
        assert store.session.cursor == window.bench.walk.snapped(store.session.cursor, store.session.grain)
        assert window.isVisible(), hands.done[-3:]
    assert len({word for gesture in hands.done for word in gesture.split()[1:]}) > 12
    window.bench.store.look(playing=False)
    QToolTip.hideText()
    QTest.qWait(100)
