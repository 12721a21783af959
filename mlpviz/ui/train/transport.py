"""The foot of the page: the same buttons as everywhere, over the epochs of the run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QProgressBar, QSlider, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.core.session import State
from mlpviz.ui.actions import Actions
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.timeline import TRANSPORT
from mlpviz.ui.train.paces import PACES
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.number_field import NumberField

_HINT = "← → one update  ·  Shift one epoch  ·  Space train or pause  ·  Ctrl+U walk through the next update"
_FIELD = 76  # pixels
_LONGEST = 1_000_000


class TrainTransport(QFrame):
    """Where the run is, how far it goes, and how fast."""

    def __init__(self, desk: Desk, runner: Runner, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        workbench = self._bench = desk.workbench
        self.setProperty("panel", True)
        self._place = QLabel()
        self._place.setProperty("role", "heading")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName("Epoch of the run")
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.valueChanged.connect(self._slid)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._epochs = desk.watch(NumberField("Epochs to train"))
        self._epochs.whole = self._epochs.above_zero = True
        self._epochs.set_decimals(1)
        self._epochs.setMaximumWidth(_FIELD)
        self._epochs.setToolTip("Playing stops after so many epochs, and when it is started again, after as many more")
        self._epochs.committed.connect(self._set_epochs)
        self._pace = QComboBox()
        self._pace.setAccessibleName("Speed")
        self._pace.setToolTip("How fast training plays (Ctrl+Up, Ctrl+Down)")
        for row in PACES.values():
            self._pace.addItem(row.title, row.id)
        self._pace.activated.connect(lambda index: workbench.store.look(pace=self._pace.itemData(index)))
        self._hint = ElidedLabel(_HINT)
        self._hint.setProperty("muted", True)
        self._message = ElidedLabel()
        self._message.setProperty("muted", True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._build(actions)
        workbench.changed.connect(self._state_changed)
        workbench.message.connect(self._message.setText)
        self.refresh()

    def _build(self, actions: Actions) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        for button in actions.buttons(TRANSPORT):
            top.addWidget(button)
        top.addSpacing(10)
        top.addWidget(self._place)
        top.addSpacing(10)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addWidget(self._slider)
        middle.addWidget(self._bar)
        top.addLayout(middle, 1)
        top.addSpacing(10)
        of = QLabel("epochs")
        of.setProperty("muted", True)
        for widget in (self._epochs, of, self._pace):
            top.addWidget(widget)
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 3)
        foot.addWidget(self._message, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(foot)

    def set_brief(self, brief: bool) -> None:
        """Leave the hint out where there is little room."""
        self._hint.setVisible(not brief)

    def _slid(self, value: int) -> None:
        if value != self._runner.epoch or self._runner.update % self._runner.updates_an_epoch:
            self._runner.go_to_epoch(value)

    def _set_epochs(self, value: float, gesture: object) -> None:
        epochs = round(value)
        self._desk.apply(
            f"Train {epochs} epochs",
            lambda document: edits.set_training(document, epochs=epochs),
            gesture,
            self._epochs,
        )

    def _state_changed(self, old: State, new: State) -> None:
        if new.session.pace != old.session.pace or new.document.training is not old.document.training:
            self.refresh()

    def refresh(self) -> None:
        """Show where the run is."""
        runner, store = self._runner, self._bench.store
        self._slider.blockSignals(True)
        self._slider.setMaximum(max(runner.furthest, 1))
        self._slider.setValue(runner.epoch)
        self._slider.blockSignals(False)
        rest = runner.update % runner.updates_an_epoch
        part = f" + {rest:,} of {runner.updates_an_epoch:,} updates" if rest else ""
        self._place.setText(f"Epoch {runner.epoch:,}{part}")
        goal = max(runner.goal, 1)
        self._bar.setMaximum(1000)
        done = runner.share if runner.share < 1 else min(runner.update / (goal * runner.updates_an_epoch), 1.0)
        self._bar.setValue(round(1000 * done))
        self._epochs.set_value(float(store.document.training.epochs))
        self._pace.setCurrentIndex(max(self._pace.findData(store.session.pace), 0))
