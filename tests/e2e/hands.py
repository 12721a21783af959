"""What a user does and sees in the real window: keys, mouse, dialogs, texts and pixels."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QImage, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget

from mlpviz.nn.schedule import Step
from mlpviz.present.frame import Frame
from mlpviz.present.hover import Hit, Kind, hit
from mlpviz.ui.formulas import FormulaView
from mlpviz.ui.player import Player
from mlpviz.ui.window import Window

LEFT = Qt.MouseButton.LeftButton


def press(window: Window, keys: str, on: QWidget | None = None) -> None:
    """Press one combination, "Ctrl+Right", where the keyboard is."""
    window.activateWindow()  # a desktop gives the keyboard back after a dialog, the offscreen one does not
    wait_for(window.isActiveWindow)
    combination = QKeySequence(keys)[0]
    where = on or QApplication.focusWidget() or window
    QTest.keyClick(where, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def run(window: Window, *ids: str) -> None:
    """Run commands by their ids."""
    for id in ids:
        window.actions_by_id.run(id)
        QApplication.processEvents()


def settle(window: Window) -> None:
    """Wait until nothing is left to be done: formulas, plots, tables."""
    player = window.findChild(Player)
    timers = [timer for timer in window.findChildren(QTimer) if timer.parent() is not player]

    def idle() -> bool:
        return not any(timer.isActive() for timer in timers)

    wait_for(idle)
    QApplication.processEvents()


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Let the event loop run until `condition` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "that does not come true"
        QTest.qWait(5)


def go_to(window: Window, step: Step, iteration: int = 0) -> None:
    schedule = window.bench.walk.schedule
    local = schedule.find(step)
    assert local is not None
    window.bench.go(iteration * schedule.size + local)


def spot(window: Window, wanted: Hit) -> QPoint:
    """A place in the diagram where `wanted` is under the pointer."""
    frame = window.diagram.frame
    for x, y in _guesses(frame, wanted):
        place = window.diagram.to_view(x, y).toPoint()
        found = window.diagram.at(QPointF(place))
        if found is not None and _same(found, wanted) and window.diagram.rect().contains(place):
            return place
    raise LookupError(f"{wanted} is not in sight")


def _same(found: Hit, wanted: Hit) -> bool:
    plain = (found.kind, found.layer, found.unit, found.source)
    return plain == (wanted.kind, wanted.layer, wanted.unit, wanted.source) and (found.label or not wanted.label)


def _guesses(frame: Frame, wanted: Hit) -> list[tuple[float, float]]:
    guesses = [(chip.x, chip.y) for chip in frame.chips]
    for node in frame.nodes:
        rim = node.radius
        guesses += [(node.x, node.y - 0.5 * rim), (node.x, node.y + 0.5 * rim), (node.x, node.y + 1.3 * rim)]
    if wanted.kind is Kind.EDGE and not wanted.label:
        edges = frame.scene.edges[wanted.layer - 1]
        for index in np.flatnonzero((edges.units == wanted.unit) & (edges.sources == wanted.source)):
            x0, y0, x1, y1 = edges.lines[index]
            guesses += [(x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for t in np.linspace(0.04, 0.96, 24)]
    return [guess for guess in guesses if (found := hit(frame, *guess)) and _same(found, wanted)]


def click(window: Window, wanted: Hit | QPoint) -> None:
    QTest.mouseClick(window.diagram, LEFT, pos=_place(window, wanted))


def double_click(window: Window, wanted: Hit | QPoint) -> None:
    """Press, release, double press, release: what a window system sends."""
    place = _place(window, wanted)
    QTest.mouseClick(window.diagram, LEFT, pos=place)
    QTest.mouseDClick(window.diagram, LEFT, pos=place)


def _place(window: Window, wanted: Hit | QPoint) -> QPoint:
    return wanted if isinstance(wanted, QPoint) else spot(window, wanted)


def drag(widget: QWidget, start: QPoint, *way: QPoint) -> None:
    """Press at `start`, move along, let go at the end."""
    QTest.mousePress(widget, LEFT, pos=start)
    for place in way:
        move(widget, place, LEFT)
    QTest.mouseRelease(widget, LEFT, pos=way[-1])


def move(widget: QWidget, place: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer: QTest.mouseMove sends nothing where it believes the pointer to be there already."""
    where = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, widget.mapToGlobal(where), Qt.MouseButton.NoButton, held,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def wheel(widget: QWidget, place: QPoint, notches: int) -> None:
    """Turn the wheel over `place`."""
    where = QPointF(place)
    none = Qt.MouseButton.NoButton
    turn = QPoint(0, 120 * notches)
    event = QWheelEvent(
        where, widget.mapToGlobal(where), QPoint(), turn, none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def ask_tip(widget: QWidget, place: QPoint) -> None:
    """Let the pointer rest at `place`."""
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))


@dataclass
class Visit:
    """What happened while a dialog was open."""

    dialogs: list[str] = field(default_factory=list)


def in_dialog(drive: Callable[[QDialog], object]) -> Visit:
    """Once a dialog is open, do `drive` to it, then close it if it still is."""
    visit = Visit()
    end = time.monotonic() + 5.0

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            assert time.monotonic() < end, "no dialog has opened"
            QTimer.singleShot(5, act)
            return
        visit.dialogs.append(type(dialog).__name__)
        try:
            wait_for(dialog.isActiveWindow)
            drive(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, act)
    return visit


def problem(window: Window) -> str:
    """The line that says what went wrong, or ""."""
    lines = [label for label in window.findChildren(QLabel) if label.property("role") == "problem"]
    return " ".join(label.text() for label in lines if label.isVisible())


def heading(window: Window) -> str:
    """The title of the explanation."""
    labels = window.explanation_panel.findChildren(QLabel)
    return next(label.text() for label in labels if label.property("role") == "title").replace("\xa0", " ")


def count(window: Window) -> str:
    """Where the walk stands, in words: "Step 3 of 26"."""
    labels = window.explanation_panel.findChildren(QLabel)
    return next(label.text() for label in labels if label.text().startswith("Step "))


def texts(window: Window) -> list[str]:
    """Everything that can be read: labels, buttons, fields, formulas, the diagram and the ribbon's step."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
        elif isinstance(widget, FormulaView):
            found.append(widget.accessibleName())
    frame = window.diagram.frame
    for node in frame.nodes:
        found += [node.symbol.plain, *(text for text in (node.excitation, node.activation, node.delta) if text)]
    found += [chip.text for chip in frame.chips]
    return [text for text in found if text]


def pixels(widget: QWidget) -> np.ndarray:
    """What a widget shows, as an array of shape (height, width, 3)."""
    return array_of(widget.grab().toImage())


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures are the same to the eye: Qt rounds a glyph over the glow this way or that (by 3 of 255)."""
    return one.shape == other.shape and int(np.abs(one.astype(int) - other).max()) <= 4


def array_of(image: QImage) -> np.ndarray:
    """An image as an array of shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def seen(frame: Frame) -> tuple[object, ...]:
    """Everything of a frame that can be compared."""
    return frame.nodes, frame.beams, frame.chips, frame.links
