"""The choices of the page: over what, of which samples, what is moved, and how the loss is scaled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from mlpviz.core import surface_edits
from mlpviz.core.descend import chosen_parameters
from mlpviz.core.document import Document
from mlpviz.core.session import State
from mlpviz.nn.parameters import all_parameters, find_parameter
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


class ParameterChoice(QComboBox):
    """One parameter, from the list or typed."""

    named = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(7)
        self._present = ""
        self.activated.connect(lambda _index: self._propose())
        edit = self.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._propose)

    def _propose(self) -> None:
        text = self.currentText().strip()
        if text and text != self._present:
            self.named.emit(text)
        self.show_name(self._present)

    def show_names(self, names: list[str]) -> None:
        if names != [self.itemText(index) for index in range(self.count())]:
            self.clear()
            self.addItems(names)

    def show_name(self, name: str) -> None:
        self._present = name
        self.setCurrentIndex(self.findText(name))
        self.setEditText(name)


class SurfaceToolbar(QWidget):
    """Shows what is chosen; every choice is an edit of the document."""

    def __init__(self, desk: Desk, form: RangeForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = desk.workbench
        self._names: tuple[object, ...] | None = None
        self._over_label = QLabel("Loss over")
        self._axes = Choice("What the surface is over", _AXES, snug=True)
        self._first, self._second = ParameterChoice("First parameter"), ParameterChoice("Second parameter")
        self._and = QLabel("and")
        self._notes = ElidedLabel()
        self._notes.setProperty("muted", True)
        self._data = Choice("Samples", _OVER, snug=True)
        self._move = Choice("What is moved", _MOVES, snug=True)
        self._scale = Choice("Scale of the loss", _SCALES, snug=True)
        self._range = QToolButton()
        self._range.setText("Range and start")
        self._range.setToolTip("The range in numbers, and where the paths start")
        self._range.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._range.setMenu(form.menu(self))
        self._axes.chosen.connect(lambda id: self._set("Choose the axes", axes=id))
        self._data.chosen.connect(lambda id: self._set("Choose the samples of the surface", over=id))
        self._move.chosen.connect(lambda id: self._set("Choose what is moved", move=id))
        self._scale.chosen.connect(lambda id: self._set("Choose the scale of the loss", scale=id))
        self._first.named.connect(partial(self._choose, 0))
        self._second.named.connect(partial(self._choose, 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._over_label, self._axes, self._first, self._and, self._second):
            row.addWidget(widget)
        row.addWidget(self._notes, 1)
        for button in (self._data, self._move, self._scale, self._range):
            row.addWidget(button)
        self._bench.changed.connect(self._state_changed)
        self.refresh()

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
        self._fill(document)
        self._notes.setText("" if network else document.notes)
        self._notes.setToolTip(document.notes)
        for widgets, shown in (
            ((self._over_label, self._axes, self._move), network),
            ((self._data,), network and document.data.samples > 1),
            ((self._first,), named),
            ((self._and, self._second), named and len(names) > 1),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        for choice, name in zip((self._first, self._second), names, strict=False):
            choice.show_name(name)

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
