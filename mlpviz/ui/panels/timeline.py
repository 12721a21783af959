"""The foot of the window: transport, grain and speed, the ribbon, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.core.session import State
from mlpviz.nn.schedule import Grain
from mlpviz.ui.actions import Actions
from mlpviz.ui.panels.ribbon import RibbonView
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.speed import SpeedChoice
from mlpviz.ui.workbench import Workbench

TRANSPORT = ("step.first", "step.back", "run.play", "step.forward", "step.last")


class TimelinePanel(QFrame):
    """Transport and ribbon."""

    def __init__(self, workbench: Workbench, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self.setProperty("panel", True)
        self._grain = QComboBox()
        self._grain.setAccessibleName("Grain of a step")
        self._grain.setToolTip("How far one step goes (Shift+T, Shift+N, Shift+L, Shift+P)")
        for grain in Grain:
            self._grain.addItem(f"by {grain.value}", grain)
        self._grain.activated.connect(lambda index: workbench.store.look(grain=Grain(self._grain.itemData(index))))
        self._speed = SpeedChoice(workbench.store)
        self._hint = ElidedLabel(
            "← → step  ·  Shift layer  ·  Ctrl phase  ·  Space play  ·  B bias  ·  Ctrl+K commands"
        )
        self._hint.setProperty("muted", True)
        self._next = ElidedLabel()
        self._message = ElidedLabel()
        self._message.setProperty("muted", True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._ribbon = RibbonView(workbench)
        top = QHBoxLayout()
        top.setSpacing(6)
        for button in actions.buttons(TRANSPORT):
            top.addWidget(button)
        top.addSpacing(8)
        top.addWidget(self._grain)
        top.addSpacing(12)
        top.addWidget(self._hint, 1)
        top.addWidget(self._speed)
        foot = QHBoxLayout()
        foot.addWidget(self._next, 1)
        foot.addWidget(self._message, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._ribbon)
        column.addLayout(foot)
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)
        workbench.message.connect(self._message.setText)
        self.refresh()

    def _state_changed(self, old: State, new: State) -> None:
        if old.session.cursor != new.session.cursor:
            self._message.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show where the walk stands."""
        session = self._bench.store.session
        self._grain.setCurrentIndex(self._grain.findData(session.grain))
        self._speed.refresh()
        self._next.setText(f"Next: {self._bench.explanation.next_title}")
