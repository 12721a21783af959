"""Choices with a word beside each: in a row, or one under the other where a row has no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

_SPACE, _ROW_SPACE = 8, 4  # pixels between two widgets, and between two rows of a form
_MARGINS = (16, 12, 16, 8)  # of a form


@dataclass(frozen=True)
class Field:
    """Widgets side by side. `word` stands before them in a row, `title` in a form; `needed`: in a short row too.

    stretch: takes the room in a row that is left over.
    """

    widgets: tuple[QWidget, ...]
    word: str = ""
    title: str = ""
    needed: bool = True
    stretch: bool = False


class Fields(QWidget):
    """Heirs say what the fields are, by `set_fields`, and what a short row leaves out, by `shorten`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Field, QLabel, QWidget]] = []
        self._hidden: set[QWidget] = set()
        self._upright = self._brief = False
        self._room = 0  # pixels
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(_SPACE)
        self._grid.setVerticalSpacing(_ROW_SPACE)

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Take the fields in, in the order in which they stand and Tab goes through them."""
        for field in fields:
            label, cell = QLabel(), QWidget()
            label.setProperty("muted", True)
            line = QHBoxLayout(cell)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(_SPACE)
            for widget in field.widgets:
                line.addWidget(widget)
            self._rows.append((field, label, cell))
        self._lay_out()

    @property
    def form(self) -> bool:
        return self._upright

    @property
    def brief(self) -> bool:
        """Whether the row has no room for all."""
        return self._brief

    def set_form(self, form: bool) -> None:
        """Stand one under the other, or in a row."""
        if form != self._upright:
            self._upright = form
            self._lay_out()
            self.refit()

    def show_field(self, widget: QWidget, shown: bool) -> None:
        """Show the field of a widget, or not."""
        (self._hidden.discard if shown else self._hidden.add)(widget)
        self._show()

    def fit(self, room: int) -> None:
        """In a row `room` pixels wide: leave out what is not needed where it would not all fit."""
        self._room = room
        self._set_brief(False)
        if not self._upright and self._needed() > room:
            self._set_brief(True)

    def refit(self) -> None:
        """Fit into the same room again: what is in it has changed."""
        self.fit(self._room)

    def shorten(self, brief: bool) -> None:
        """The row has no room for all, or has it again."""

    def _set_brief(self, brief: bool) -> None:
        self._brief = brief
        self.shorten(brief)
        self._show()

    def _needed(self) -> int:
        """Pixels of the row with all that is in it."""
        width = 0
        for field, label, cell in self._rows:
            for part in (label, cell):
                if not part.isHidden() and not (field.stretch and part is cell):
                    width += part.sizeHint().width() + _SPACE
        return width - _SPACE

    def _lay_out(self) -> None:
        grid = self._grid
        while grid.count():
            grid.takeAt(0)
        for index in range(2 * len(self._rows) + 1):
            grid.setColumnStretch(index, int(self._upright and index == 1))
            grid.setRowStretch(index, int(self._upright and index == len(self._rows)))
        grid.setContentsMargins(*(_MARGINS if self._upright else (0, 0, 0, 0)))
        for index, (field, label, cell) in enumerate(self._rows):
            label.setText(field.title if self._upright else field.word)
            if self._upright:
                grid.addWidget(label, index, 0)
                start = Qt.AlignmentFlag(0) if field.stretch else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(cell, index, 1, start)
            else:
                grid.addWidget(label, 0, 2 * index)
                grid.addWidget(cell, 0, 2 * index + 1)
                grid.setColumnStretch(2 * index + 1, int(field.stretch))
        self._show()

    def _show(self) -> None:
        for field, label, cell in self._rows:
            shown = self._hidden.isdisjoint(field.widgets)
            cell.setVisible(shown)
            word = label.text() and (field.needed or self._upright or not self._brief)
            label.setVisible(shown and bool(word))
