"""The three panels in wide, narrow and projected windows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from mlpviz.ui.panels.header import TOOLS, Header
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def shown_at(window: Window, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("size", [(1024, 700), (1440, 900), (1920, 1080)])
def test_every_panel_on_show_lies_inside_the_window(open_window: OpenWindow, theme: str, size: tuple[int, int]) -> None:
    window = open_window("batch", size=size)
    window.actions_by_id.run(f"theme.{theme}")
    settle()
    assert (window.width(), window.height()) == size
    for panel in (window.inspector_panel, window.diagram, window.explanation_panel):
        assert not panel.isVisible() or window.rect().contains(shown_at(window, panel))
    assert window.explanation_panel.isVisible()


def test_all_three_panels_fit_a_small_window(open_window: OpenWindow) -> None:
    window = open_window("batch", size=(1024, 700))
    settle()
    left, middle, right = window.split.sizes()
    assert 200 <= left <= 230 and 270 <= right <= 300 and middle >= 440


def test_the_network_panel_goes_where_there_is_no_room_and_comes_back(open_window: OpenWindow) -> None:
    window = open_window("toy")
    before = window.split.sizes()
    window.actions_by_id.run("theme.projector")
    settle()
    assert window.inspector_panel.isHidden() and window.split.sizes()[2] == 1.5 * before[2]
    window.actions_by_id.run("theme.light")
    settle()
    assert not window.inspector_panel.isHidden() and window.split.sizes() == before


def test_what_the_user_says_about_the_network_panel_holds(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.actions_by_id.run("view.inspector")
    assert window.inspector_panel.isHidden()
    window.resize(1920, 1080)
    settle()
    assert window.inspector_panel.isHidden()
    window.actions_by_id.run("view.inspector")
    window.resize(960, 640)
    settle()
    assert not window.inspector_panel.isHidden()


def test_a_dragged_panel_keeps_its_width_through_themes(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.split.moveSplitter(300, 1)
    window.actions_by_id.run("theme.dark")
    settle()
    assert window.split.sizes()[0] == 300
    kept = window.split.kept()
    other = open_window("toy")
    other.split.restore(kept)
    assert other.split.sizes()[0] == 300


@pytest.mark.parametrize("kept", [b"", b"\xff", b"one two", b"-5 300", b"nan 300"])
def test_remembered_widths_that_make_no_sense_are_left_alone(open_window: OpenWindow, kept: bytes) -> None:
    window = open_window("toy")
    before = window.split.sizes()
    window.split.restore(QByteArray(kept))
    assert window.split.sizes() == before


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_title_and_tools_stay_in_the_header(open_window: OpenWindow, theme: str) -> None:
    window = open_window("batch")
    window.actions_by_id.run(f"theme.{theme}")
    settle()
    header = window.findChild(Header)
    assert header is not None
    title = header.findChild(ElidedLabel)
    assert title is not None
    assert title.width() >= title.fontMetrics().horizontalAdvance(title.text()[:14])
    buttons = {button.defaultAction(): button for button in header.findChildren(QToolButton)}
    assert all(buttons[window.actions_by_id[id]].isVisible() for id in TOOLS)
    assert window.rect().contains(shown_at(window, header.badge))
