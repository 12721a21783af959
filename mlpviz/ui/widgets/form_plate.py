"""A plate for a form that may be taller than its room: then it scrolls."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mlpviz.ui.widgets.places import Place


class FormPlate(QFrame):
    """Holds one form, or none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._place = Place()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(area)

    def put(self, view: QWidget) -> None:
        """Take a form from where it is now."""
        self._place.put(view)
