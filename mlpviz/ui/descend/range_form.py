"""Range and start in numbers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QWidget, QWidgetAction

from mlpviz.core import surface_edits
from mlpviz.ui.descend.surveyor import Surveyor
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.number_field import NumberField

_FIELD = 110  # pixels of the light theme


class RangeForm(QObject):
    """From and to of each axis, the start, and the ways back to what is fitted and present."""

    def __init__(self, desk: Desk, surveyor: Surveyor) -> None:
        super().__init__(surveyor)
        self._desk, self._surveyor = desk, surveyor
        self._store = desk.workbench.store
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setSpacing(8)
        for column, text in enumerate(("from", "to", "start"), start=1):
            label = QLabel(text)
            label.setProperty("muted", True)
            grid.addWidget(label, 0, column)
        self._names: list[QLabel] = []
        self._limits: list[NumberField] = []
        self._start: list[NumberField] = []
        for axis in range(2):
            self._names.append(QLabel())
            grid.addWidget(self._names[-1], axis + 1, 0)
            for side, words in enumerate(("from", "to")):
                field = self._field(f"{'xy'[axis]} {words}", grid, axis + 1, side + 1)
                field.committed.connect(partial(self._set_limit, 2 * axis + side))
                self._limits.append(field)
            field = self._field(f"{'xy'[axis]} of the start", grid, axis + 1, 3)
            field.committed.connect(partial(self._set_start, axis))
            self._start.append(field)
        fit, here = QPushButton("Fit the range"), QPushButton("Start from the present weights")
        fit.clicked.connect(self._fit)
        here.clicked.connect(lambda: self._edit("Start from the present weights", None, start=None))
        grid.addWidget(fit, 3, 1, 1, 2)
        grid.addWidget(here, 3, 3, 1, 2)
        surveyor.changed.connect(self.refresh)

    def _field(self, name: str, grid: QGridLayout, row: int, column: int) -> NumberField:
        field = self._desk.watch(NumberField(name))
        grid.addWidget(field, row, column)
        return field

    def menu(self, parent: QWidget) -> QMenu:
        """The form as a menu that opens under a button."""
        menu, action = QMenu(parent), QWidgetAction(parent)
        action.setDefaultWidget(self._body)
        menu.addAction(action)
        menu.aboutToShow.connect(self.refresh)
        return menu

    def _edit(self, label: str, gesture: object, **changes: object) -> None:
        self._desk.apply(label, lambda document: surface_edits.set_surface(document, **changes), gesture)

    def _fit(self) -> None:
        self._edit("Fit the range", None, range=None)
        self._store.look(view=None)

    def _set_limit(self, index: int, value: float, gesture: object) -> None:
        survey = self._surveyor.survey
        if survey is None:
            return
        limits = [*survey.range]
        low, high = limits[index - index % 2], limits[index - index % 2 + 1]
        limits[index] = value
        if index % 2 == 0 and value >= high:
            limits[index + 1] = value + (high - low)  # past the other end, so the range is shifted
        elif index % 2 == 1 and value <= low:
            limits[index - 1] = value - (high - low)
        changed = self._desk.apply(
            "Set the range",
            lambda document: surface_edits.set_surface(document, range=tuple(limits)),
            gesture,
            self._limits[index],
        )
        if changed:
            self._store.look(view=None)

    def _set_start(self, axis: int, value: float, gesture: object) -> None:
        survey = self._surveyor.survey
        if survey is None:
            return
        start = survey.problem.plane.coordinates(survey.problem.start).tolist()
        start[axis] = value
        self._edit("Set the start", gesture, start=tuple(start))

    def refresh(self) -> None:
        """Show the range in view and the start."""
        theme = self._desk.workbench.preferences.theme
        for field in (*self._limits, *self._start):
            field.setMinimumWidth(size(theme, _FIELD))
        survey = self._surveyor.survey
        if survey is None:
            return
        plane = survey.problem.plane
        start = plane.coordinates(survey.problem.start)
        for axis in range(2):
            there = axis < plane.dimensions
            for widget in (self._names[axis], *self._limits[2 * axis : 2 * axis + 2], self._start[axis]):
                widget.setVisible(there)
            if there:
                self._names[axis].setText(plane.names[axis])
                self._start[axis].set_value(float(start[axis]))
                for side in range(2):
                    self._limits[2 * axis + side].set_value(survey.range[2 * axis + side])
