"""Windows on the page of training, and documents that are quick to make."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.session import Page
from mlpviz.data.recipe import Recipe
from mlpviz.ui.window import Window

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton


def trainable(recipe: Recipe, units: int = 4, activation: str = "tanh") -> Document:
    """A network with one hidden layer on the samples of a recipe; with none where `units` is 0."""
    document = data_edits.set_recipe(find("xor-sigmoid").document(), recipe)
    if not units:
        return edits.initialise(reshape.remove_layer(document, 1), "glorot_uniform", 1)
    document = edits.set_activation(reshape.set_units(document, 1, units), 1, activation)
    return edits.initialise(document, "glorot_uniform", 1)


def on_page(open_window: Callable[..., Window], document: Document, size: tuple[int, int] = (1440, 900)) -> Window:
    """The real window, on the page of training, with its run made."""
    window = open_window(document, size=size)
    window.bench.store.look(page=Page.TRAIN)
    wait_for(lambda: window.train.runner.lockstep is not None and not window.train.runner.busy)
    QApplication.processEvents()
    return window


def wait_for(done: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it took too long"
        QApplication.processEvents()
        time.sleep(0.005)


def mouse(widget: QWidget, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    at = QPointF(x, y)
    where = QPointF(widget.mapToGlobal(QPoint(round(x), round(y))))
    event = QMouseEvent(kind, at, where, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def press(widget: QWidget, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, x, y, button, button)


def move(widget: QWidget, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    """With a button held, or over the widget where it is NONE."""
    mouse(widget, QEvent.Type.MouseMove, x, y, NONE, button)


def release(widget: QWidget, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    mouse(widget, QEvent.Type.MouseButtonRelease, x, y, button, NONE)


def click(widget: QWidget, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    press(widget, x, y, button)
    release(widget, x, y, button)


def drag(widget: QWidget, *path: tuple[float, float]) -> None:
    press(widget, *path[0])
    for x, y in path[1:]:
        move(widget, x, y)
    release(widget, *path[-1])
