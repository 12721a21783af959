"""Everything in the window can be reached by the keyboard and has a name for screen readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from e2e.hands import press, settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTabBar, QWidget

from mlpviz.ui.dialogs.gallery import Gallery
from mlpviz.ui.dialogs.palette import CommandPalette
from mlpviz.ui.dialogs.shortcuts import ShortcutSheet
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def reachable(root: QWidget) -> list[QWidget]:
    """What Tab should stop at."""
    tab = Qt.FocusPolicy.TabFocus
    shown = [widget for widget in root.findChildren(QWidget) if widget.isVisible() and widget.isEnabled()]
    return [widget for widget in shown if widget.focusPolicy() & tab == tab and widget.focusProxy() is None]


def name_of(widget: QWidget) -> str:
    """The name that a screen reader reads."""
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)).strip()


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parentWidget()).__name__}"


@pytest.mark.parametrize("example", ["toy", "structure", "batch"])
def test_every_control_has_a_name(open_window: OpenWindow, example: str) -> None:
    window = open_window(example)
    settle(window)
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    controls = [widget for widget in shown if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]
    controls = [widget for widget in controls if not isinstance(widget, QLabel)]  # read by their text
    tab = Qt.FocusPolicy.TabFocus
    controls = [widget for widget in controls if widget.focusPolicy() & tab and widget.focusProxy() is None]
    nameless = [described(widget) for widget in controls if not name_of(widget)]
    assert [text for text in nameless if "QTabBar" not in text] == []
    for bar in window.findChildren(QTabBar):
        assert all(bar.tabText(tab) for tab in range(bar.count()))


def test_every_dialog_names_its_controls(window: Window) -> None:
    theme = window.bench.preferences.theme
    dialogs: list[QDialog] = [
        Gallery(theme, window), CommandPalette(window.actions_by_id, window), ShortcutSheet(window),
    ]  # fmt: skip
    for dialog in dialogs:
        dialog.show()
        assert dialog.windowTitle()
        controls = [widget for widget in dialog.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert [described(widget) for widget in controls if widget.isVisible() and not name_of(widget)] == []
        dialog.close()


@pytest.mark.parametrize("example", ["toy", "structure"])
def test_tab_goes_to_every_control_and_shift_tab_back(open_window: OpenWindow, example: str) -> None:
    window = open_window(example)
    settle(window)
    before = window.bench.state
    wanted = {id(widget): widget for widget in reachable(window)}
    assert len(wanted) > 20
    window.diagram.setFocus()
    for keys in ("Tab", "Shift+Tab"):
        reached = []
        for _ in range(3 * len(wanted)):
            press(window, keys)
            reached.append(QApplication.focusWidget())
            if reached[-1] is window.diagram:
                break
        assert reached[-1] is window.diagram, "Tab does not come round"
        missed = [widget for key, widget in wanted.items() if key not in set(map(id, reached))]
        assert [f"{described(widget)} {name_of(widget)}" for widget in missed] == []
        assert len(reached) == len(set(map(id, reached))), "a stop comes twice"
    assert window.bench.state.document is before.document


def test_the_focus_can_be_seen(window: Window) -> None:
    """Each stop looks different with the keyboard from how it looks without."""
    unseen = []
    for widget in reachable(window):
        window.diagram.setFocus()
        plain = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.grab().toImage() == plain and widget is not window.diagram:
            unseen.append(f"{described(widget)} {name_of(widget)}")
    assert unseen == []
