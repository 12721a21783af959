"""The foot of the page: first, back, play, forward, last, and a slider over all updates of the paths."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from mlpviz.core import surface_edits
from mlpviz.core.session import State
from mlpviz.ui.actions import Actions
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.timeline import TRANSPORT
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.speed import SpeedChoice

_HINT = "← → one update  ·  Shift ten  ·  Space play  ·  ↑ ↓ path  ·  U use these weights  ·  Ctrl+K commands"
_FIELD = 72  # pixels of the light theme


class UpdateTransport(QFrame):
    """The same buttons and keys as the walk, over the iterations of the paths."""

    def __init__(self, desk: Desk, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        workbench = self._bench = desk.workbench
        self.setProperty("panel", True)
        self._brief = False
        self._place = QLabel()
        self._place.setProperty("role", "heading")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName("Iteration of the paths")
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.valueChanged.connect(self._slid)
        self._steps = desk.watch(NumberField("Updates in all"))
        self._steps.whole = True
        self._steps.set_decimals(1)
        self._steps.committed.connect(self._set_steps)
        self._speed = SpeedChoice(workbench.store)
        self._hint = ElidedLabel(_HINT)
        self._hint.setProperty("muted", True)
        self._message = ElidedLabel()
        self._message.setProperty("muted", True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.setSpacing(6)
        for button in actions.buttons(TRANSPORT):
            top.addWidget(button)
        top.addSpacing(10)
        top.addWidget(self._place)
        top.addSpacing(10)
        top.addWidget(self._slider, 1)
        top.addSpacing(10)
        of = QLabel("of")
        of.setProperty("muted", True)
        for widget in (of, self._steps, self._speed):
            top.addWidget(widget)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._hint, 3)
        foot.addWidget(self._message, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._foot)
        workbench.changed.connect(self._state_changed)
        workbench.message.connect(self._say)
        workbench.preferences.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def set_brief(self, brief: bool) -> None:
        """Leave the hint away, and the line that it stands in for as long as nothing else is in it."""
        self._brief = brief
        self._hint.setVisible(not brief)
        self._say(self._message.text())

    def _say(self, message: str) -> None:
        self._message.setText(message)
        self._foot.setVisible(bool(message) or not self._brief)

    def _restyle(self) -> None:
        self._steps.setMaximumWidth(size(self._bench.preferences.theme, _FIELD))

    def _slid(self, value: int) -> None:
        if value != self._bench.update:
            self._bench.go_to_update(value)

    def _set_steps(self, value: float, gesture: object) -> None:
        steps = round(value)
        self._desk.apply(
            f"Make {steps} updates",
            lambda document: surface_edits.set_surface(document, steps=steps),
            gesture,
            self._steps,
        )

    def _state_changed(self, old: State, new: State) -> None:
        if old.session.update != new.session.update:
            self._say("")
        self.refresh()

    def refresh(self) -> None:
        """Show where the paths are."""
        store = self._bench.store
        steps = store.document.surface.steps
        if self._slider.maximum() != steps:
            self._slider.setMaximum(steps)
        self._slider.setValue(self._bench.update)
        self._place.setText(f"Iteration {self._bench.update}")
        self._steps.set_value(float(steps))
        self._speed.refresh()
