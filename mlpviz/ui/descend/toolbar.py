"""The choices of the page: over what, of which samples, what is moved, and how the loss is scaled."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from mlpviz.core import surface_edits
from mlpviz.core.descend import chosen_parameters
from mlpviz.core.document import Document
from mlpviz.core.session import State
from mlpviz.nn.parameters import all_parameters, find_parameter
from mlpviz.ui.descend.parameter_choice import ParameterChoice
from mlpviz.ui.descend.range_form import RangeForm
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.elided import ElidedLabel

_LISTED = 400  # parameters; others are typed
_AXES = [
    ("parameters", "Parameters"), ("gradient", "Gradient and random"), ("principal", "Principal directions"),
]  # fmt: skip
_OVER = [("all", "All data"), ("batch", "First batch"), ("sample", "This sample")]
_MOVES = [("two", "Move these two"), ("all", "Move all")]
_SCALES = [("linear", "Linear"), ("log", "Log")]
_SHORT = {"gradient": "Gradient", "principal": "Principal", "two": "Move two"}
_RANGE, _RANGE_BRIEF = "Range and start", "Range"
_SPACE = 8  # pixels between two choices
_FORM_ROWS = 7


class SurfaceToolbar(QWidget):
    """Shows what is chosen; every choice is an edit of the document. It is a row, or a form where there is no room."""

    def __init__(self, desk: Desk, form: RangeForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = desk.workbench
        self._names: tuple[object, ...] | None = None
        self._form, self._room = False, 0
        self._over_label = QLabel("Loss over")
        self._axes = Choice("What the surface is over", _AXES, snug=True, short=_SHORT)
        self._first, self._second = ParameterChoice("First parameter"), ParameterChoice("Second parameter")
        self._and = QLabel("and")
        self._pair = QWidget()
        pair = QHBoxLayout(self._pair)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(_SPACE)
        for widget in (self._first, self._and, self._second):
            pair.addWidget(widget, int(widget is not self._and))
        self._notes = ElidedLabel()
        self._notes.setProperty("muted", True)
        self._all_notes = QLabel()
        self._all_notes.setProperty("muted", True)
        self._all_notes.setWordWrap(True)
        self._data = Choice("Samples", _OVER, snug=True)
        self._move = Choice("What is moved", _MOVES, snug=True, short=_SHORT)
        self._scale = Choice("Scale of the loss", _SCALES, snug=True)
        self._data_label, self._move_label, self._scale_label = (
            QLabel(text) for text in ("Samples", "Descent", "Scale")
        )
        self._range = QToolButton()
        self._range.setToolTip("The range in numbers, and where the paths start")
        self._range.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._range.setMenu(form.menu(self))
        self._range.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # as wide as what it is below
        self._axes.chosen.connect(lambda id: self._set("Choose the axes", axes=id))
        self._data.chosen.connect(lambda id: self._set("Choose the samples of the surface", over=id))
        self._move.chosen.connect(lambda id: self._set("Choose what is moved", move=id))
        self._scale.chosen.connect(lambda id: self._set("Choose the scale of the loss", scale=id))
        self._first.named.connect(partial(self._choose, 0))
        self._second.named.connect(partial(self._choose, 1))
        self._grid = QGridLayout(self)
        self._grid.setSpacing(_SPACE)
        self._row = (
            self._over_label, self._axes, self._pair, self._notes, self._data, self._move, self._scale, self._range,
        )  # fmt: skip
        self._lay_in_row()
        self._bench.changed.connect(self._state_changed)
        self.refresh()

    def set_form(self, form: bool) -> None:
        """Stand one under the other, with words beside each, or in a row."""
        if form == self._form:
            return
        self._form = form
        while self._grid.count():
            self._grid.takeAt(0)
        if form:
            self._lay_in_form()
        else:
            self._lay_in_row()
        self.refresh()

    def _lay_in_row(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._pair.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        for column, widget in enumerate(self._row):
            self._grid.addWidget(widget, 0, column)
            self._grid.setColumnStretch(column, int(widget is self._notes))
        self._grid.setRowStretch(_FORM_ROWS, 0)

    def _lay_in_form(self) -> None:
        self._grid.setContentsMargins(16, 12, 16, 8)
        self._pair.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the labels need no more
        for column in range(len(self._row)):
            self._grid.setColumnStretch(column, int(column == 1))
        for row, (label, widget) in {
            0: (self._over_label, self._axes), 2: (self._data_label, self._data), 3: (self._move_label, self._move),
            4: (self._scale_label, self._scale), 5: (None, self._range),
        }.items():  # fmt: skip
            if label is not None:
                self._grid.addWidget(label, row, 0)
            self._grid.addWidget(widget, row, 1)
        for row, widget in ((1, self._pair), (6, self._all_notes)):
            self._grid.addWidget(widget, row, 0, 1, 2)
        self._grid.setRowStretch(_FORM_ROWS, 1)

    def fit(self, room: int) -> None:
        """In a row `room` pixels wide: say less where it would not all fit."""
        self._room = room
        brief = not self._form and self._width_in_full() > room
        for choice in (self._axes, self._first, self._second, self._move):
            choice.set_brief(brief)
        self._range.setText(_RANGE_BRIEF if brief else _RANGE)
        self._over_label.setVisible(self._bench.store.document.function is None and not brief)

    def _width_in_full(self) -> int:
        """Pixels of the row with all words; the notes are what gives way first."""
        row = (*self._row[:2], self._first, self._and, self._second, *self._row[4:])
        shown = [widget for widget in row if not widget.isHidden() or widget is self._over_label]
        width = len(shown) * _SPACE
        for widget in shown:
            if isinstance(widget, Choice | ParameterChoice):
                width += widget.width_in_full
            else:
                width += widget.sizeHint().width()
        metrics = self._range.fontMetrics()
        return width + metrics.horizontalAdvance(_RANGE) - metrics.horizontalAdvance(self._range.text())

    def _set(self, label: str, **changes: object) -> None:
        self._desk.apply(label, lambda document: surface_edits.set_surface(document, **changes))
        self._bench.store.look(view=None)

    def _choose(self, axis: int, name: str) -> None:
        document = self._bench.store.document
        names = [*chosen_parameters(document)]
        try:
            names[axis] = find_parameter(document.network, name).name
        except ValueError as error:
            self._desk.refused.emit(f"{str(error)[:1].upper()}{str(error)[1:]}.", None)
            return
        self._set(f"Loss over {name}", axes="parameters", parameters=tuple(names))

    def _state_changed(self, old: State, new: State) -> None:
        if old.document is not new.document:
            self.refresh()

    def refresh(self) -> None:
        """Show the document's choices."""
        document = self._bench.store.document
        surface, names = document.surface, chosen_parameters(document)
        self._axes.set_choice(surface.axes)
        self._data.set_choice(surface.over)
        self._move.set_choice(surface.move)
        self._scale.set_choice(surface.scale)
        network = document.function is None
        named = network and surface.axes == "parameters"
        several = network and document.data.samples > 1
        self._fill(document)
        for label in (self._notes, self._all_notes):
            label.setText("" if network else document.notes)
        self._notes.setToolTip(document.notes)
        for widgets, shown in (
            ((self._axes, self._move), network),
            ((self._data,), several),
            ((self._pair,), named),
            ((self._and, self._second), named and len(names) > 1),
            ((self._notes,), not self._form),
            ((self._scale_label,), self._form),
            ((self._all_notes,), self._form and not network),
            ((self._move_label,), self._form and network),
            ((self._data_label,), self._form and several),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        for choice, name in zip((self._first, self._second), names, strict=False):
            choice.show_name(name)
        self.fit(self._room)

    def _fill(self, document: Document) -> None:
        """List the parameters, where their names have changed."""
        shape = tuple((layer.units, layer.fan_in, layer.has_bias) for layer in document.network.layers)
        key = (document.function, shape)
        if key == self._names:
            return
        self._names = key
        few = document.network.parameter_count <= _LISTED
        names = [parameter.name for parameter in all_parameters(document.network)] if few else []
        if document.function is not None:
            names = [*chosen_parameters(document)]
        for choice in (self._first, self._second):
            choice.show_names(names)
