"""The foot of the page: the same buttons as everywhere, and a slider over the epochs of the run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.core.session import State
from mlpviz.ui.actions import Actions
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.timeline import TRANSPORT
from mlpviz.ui.theme import size
from mlpviz.ui.train.paces import PACES
from mlpviz.ui.train.reach_slider import ReachSlider
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.train.stuck_line import StuckLine
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.number_field import NumberField

_HINT = "← → one update  ·  Shift one epoch  ·  Space train or pause  ·  Ctrl+U walk through the next update"
_FIELD, _TIGHT = 62, 800  # pixels of the light theme
_SIDES = 48  # pixels beside and between hint and message


class TrainTransport(QFrame):
    """Where the run is, how far it goes, and how fast."""

    def __init__(self, desk: Desk, runner: Runner, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        workbench = self._bench = desk.workbench
        self.setProperty("panel", True)
        self._place = QLabel()
        self._place.setProperty("role", "heading")
        self._brief = False
        self._slider = ReachSlider(workbench.preferences)
        self._slider.setAccessibleName("Epoch of the run")
        self._slider.valueChanged.connect(self._slid)
        self._goal, self._train, self._of = (_muted(text) for text in ("", "train", "epochs"))
        self._epochs = desk.watch(NumberField("Epochs to train"))
        self._epochs.whole = self._epochs.above_zero = True
        self._epochs.set_decimals(1)
        self._epochs.setToolTip("Playing stops after so many epochs, and when it is started again, after as many more")
        self._epochs.committed.connect(self._set_epochs)
        titles, short = [(row.id, row.title) for row in PACES.values()], {row.id: row.short for row in PACES.values()}
        self._pace = Choice("Speed", titles, snug=True, short=short)
        self._pace.chosen.connect(lambda id: workbench.store.look(pace=id))
        self.stuck = StuckLine(workbench, runner)
        self._hint = ElidedLabel(_HINT, least=20)
        self._hint.setProperty("muted", True)
        self._message = ElidedLabel()
        self._message.setProperty("muted", True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._build(actions)
        workbench.changed.connect(self._state_changed)
        workbench.message.connect(self._say)
        workbench.preferences.changed.connect(self._restyle)
        self.stuck.filled.connect(self._show_foot)
        self._restyle()
        self.refresh()

    def _build(self, actions: Actions) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        for button in actions.buttons(TRANSPORT):
            top.addWidget(button)
        top.addSpacing(10)
        top.addWidget(self._place)
        top.addSpacing(6)
        top.addWidget(self._slider, 1)
        top.addWidget(self._goal)
        top.addSpacing(10)
        for widget in (self._train, self._epochs, self._of, self._pace):
            top.addWidget(widget)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.stuck, 0, Qt.AlignmentFlag.AlignLeft)
        foot.addWidget(self._hint)
        foot.addWidget(self._message, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._foot)

    def set_brief(self, brief: bool) -> None:
        """Say less, and leave the line of hints out as long as nothing else is in it."""
        self._brief = brief
        self._pace.set_brief(brief)
        for words in (self._goal, self._train):
            words.setVisible(not brief)
        self._show_foot()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._of.setVisible(self.width() >= size(self._bench.preferences.theme, _TIGHT))
        self._show_foot()

    def _say(self, message: str) -> None:
        self._message.setText(message)
        self._show_foot()

    def _show_foot(self) -> None:
        """Hints give way to what is to be said of units, and to a message where there is no room for both."""
        stuck, message = self.stuck.says_something, self._message.sizeHint().width()
        fits = self._hint.sizeHint().width() + message + _SIDES <= self.width()
        self.stuck.setVisible(stuck)
        self._hint.setVisible(not stuck and not self._brief and (fits or not self._message.text()))
        self._foot.setVisible(stuck or not self._brief or bool(self._message.text()))

    def _restyle(self) -> None:
        self._epochs.setFixedWidth(size(self._bench.preferences.theme, _FIELD))
        self.refresh()

    def _slid(self, value: int) -> None:
        if value != self._runner.epoch or self._runner.update % self._runner.updates_an_epoch:
            self._runner.go_to_epoch(value)

    def _set_epochs(self, value: float, gesture: object) -> None:
        epochs = round(value)
        self._desk.apply(
            f"Train {epochs:,} {_epochs(epochs)}",
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
        reached, goal = runner.furthest, runner.goal
        self._slider.show_place(runner.epoch, reached, max(reached, goal))
        self._slider.setToolTip(f"The run has reached epoch {reached:,}. Playing stops at epoch {goal:,}.")
        self._goal.setText(f"{max(reached, goal):,}")
        going = runner.share < 1
        self._place.setText(f"Going there: {runner.share:.0%}" if going else self._words(runner.epoch, runner.update))
        self._place.setFixedWidth(self._widest(max(reached, goal)))
        self._epochs.set_value(float(store.document.training.epochs))
        self._of.setText(_epochs(store.document.training.epochs))
        self._pace.set_choice(store.session.pace)
        self._pace.setToolTip(f"How fast training plays: {self._pace.currentText()} (Ctrl+Up, Ctrl+Down)")
        self.stuck.refresh()

    def _words(self, epoch: int, update: int) -> str:
        """The epoch, and the updates made of the one that is under way."""
        whole = self._runner.updates_an_epoch
        rest = update % whole
        part = f" + {rest:,}/{whole:,}" if self._brief else f" + {rest:,} of {whole:,} updates"
        return f"Epoch {epoch:,}{part if rest else ''}"

    def _widest(self, end: int) -> int:
        """Pixels of the most that will be said of a place: what stands beside does not move while training plays."""
        self._place.ensurePolished()
        most = self._words(end, self._runner.updates_an_epoch - 1)
        return max(self._place.fontMetrics().horizontalAdvance(text) for text in (most, self._place.text())) + 2


def _epochs(count: int) -> str:
    return "epoch" if count == 1 else "epochs"


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    return label
