"""The order in which Tab goes through widgets that were not made in that order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def chain(widgets: Iterable[QWidget]) -> None:
    """Let Tab go through `widgets` one after the other. All must be in one window."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
