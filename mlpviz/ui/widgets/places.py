"""Where the views of a page stand: places that a view can be put into, one of them at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Place(QFrame):
    """Holds one view, or none; `plate` gives it a ground and a border."""

    def __init__(self, plate: bool = False) -> None:
        super().__init__()
        self.setProperty("panel", plate)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[1 if plate else 0] * 4)  # the border stays to be seen

    def put(self, view: QWidget) -> None:
        """Take a view from where it is now."""
        layout = self.layout()
        assert layout is not None
        if view.parentWidget() is not self:
            layout.addWidget(view)
            view.show()


def stops(widget: QWidget) -> list[QWidget]:
    """Where Tab stops within a widget, in the order in which they were made; menus are windows of their own."""
    return [
        inner
        for inner in (widget, *widget.findChildren(QWidget))
        if inner.focusPolicy() & Qt.FocusPolicy.TabFocus and inner.window() is widget.window()
    ]
