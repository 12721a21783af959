"""A small button with a sign on it, and a name for those who don't see it."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton


def small_button(sign: str, name: str) -> QToolButton:
    """A button that shows `sign`; `name` says what it does."""
    button = QToolButton()
    button.setText(sign)
    button.setProperty("compact", True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
