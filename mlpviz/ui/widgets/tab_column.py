"""Tabs one of which takes all the room below the bar of their names."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.ui.widgets.tabs import Tabs


class TabColumn(Tabs):
    """The bar above its places, and beside it whatever else stands there."""

    def __init__(self, places: Mapping[str, QWidget], beside: QWidget | None = None) -> None:
        super().__init__()
        for title, place in places.items():
            self.add(place, title)
        line = QHBoxLayout()
        line.addWidget(self.bar)
        line.addStretch(1)
        if beside is not None:
            line.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.stack, 1)
