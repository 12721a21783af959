"""Menus that open in the window, used with the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def test_the_sample_menu_lists_the_samples_and_walks_the_one_that_is_clicked(open_window: OpenWindow) -> None:
    window = open_window("batch")
    button = next(b for b in window.findChildren(QToolButton) if b.accessibleName() == "Sample")
    seen: list[str] = []

    def click_the_third() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        rows = [action for action in menu.actions() if action.text().startswith("Sample ")]
        seen.extend(action.text() for action in rows)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(rows[2]).center())

    QTimer.singleShot(50, click_the_third)  # an open menu has an event loop of its own
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(seen) == window.bench.store.document.data.samples == 4
    assert window.bench.store.session.selection == 2
    assert button.text() == "Sample 3 of 4"
