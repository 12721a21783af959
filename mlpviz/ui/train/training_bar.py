"""How the network is trained: loss, optimiser, rate, batch, decay and schedule; every choice is an edit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget, QWidgetAction

from mlpviz.core import edits
from mlpviz.core.document import DocumentError
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.theme import size
from mlpviz.ui.train.differences_line import DifferencesLine
from mlpviz.ui.train.more_form import MoreForm
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.fields import Field, Fields
from mlpviz.ui.widgets.number_field import NumberField

_FIELD = 74  # pixels of the light theme
_DECIMALS = 5
_MORE = "Weight decay, schedule of the learning rate, seed, and when to stop"


class TrainingBar(Fields):
    """What is set less often stands behind More; with two runs it says what they differ in."""

    compare_asked = Signal()
    swap_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = desk.workbench.store
        self._run = QToolButton()
        self._run.clicked.connect(self.swap_asked)
        self._loss = Choice("Loss", [(row.id, row.title) for row in LOSSES.values()], snug=True)
        self._loss.chosen.connect(self._set_loss)
        self._optimiser = Choice("Optimiser", [(row.id, row.title) for row in OPTIMISERS.values()], snug=True)
        self._optimiser.chosen.connect(lambda id: self._set(f"Set optimiser to {OPTIMISERS[id].title}", optimizer=id))
        self._rate = self._number("Learning rate", "learning_rate", above_zero=True)
        self._batch = self._number("Batch size", "batch_size", whole=True, above_zero=True)
        self._full = QToolButton()
        self._full.setText("all")
        self._full.setToolTip("All training samples in one batch")
        self._full.clicked.connect(self._take_all)
        self._more = QToolButton()
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        self._form = MoreForm(desk)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._form)
        menu.addAction(action)
        self._more.setMenu(menu)
        self._compare = QToolButton()
        self._compare.clicked.connect(self.compare_asked)
        self.differences = DifferencesLine()
        self.set_fields(
            (
                Field((self._run,), "", "Settings of"),
                Field((self._loss,), "Loss", "Loss", needed=False),
                Field((self._optimiser,), "", "Optimiser"),
                Field((self._rate,), "η", "Learning rate η"),
                Field((self._batch, self._full), "batch", "Batch size"),
                Field((self._more,)),
                Field((self.differences,), stretch=True),
                Field((self._compare,)),
            )
        )
        desk.workbench.preferences.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def _number(self, name: str, key: str, whole: bool = False, above_zero: bool = False) -> NumberField:
        field = self._desk.watch(NumberField(name))
        field.whole, field.above_zero = whole, above_zero
        field.set_decimals(_DECIMALS)

        def commit(value: float, gesture: object) -> None:
            number = round(value) if whole else value
            self._set(f"{name}: {value:g}", gesture, field, **{key: number})

        field.committed.connect(commit)
        return field

    def _restyle(self) -> None:
        for field in (self._rate, self._batch):
            field.setFixedWidth(size(self._desk.workbench.preferences.theme, _FIELD))

    def _set(self, label: str, gesture: object = None, field: NumberField | None = None, **changes: Any) -> None:
        self._desk.apply(label, lambda d: edits.set_training(d, **changes), gesture, field)

    def _set_loss(self, id: str) -> None:
        """The loss, and with it the output activation that it needs."""
        document = self._store.document
        activation = edits.activation_beside(document, id)
        label = f"Set loss to {LOSSES[id].title}"
        try:
            self._store.edit(label, lambda d: edits.set_output(d, activation, id))
        except DocumentError as error:
            self._desk.refused.emit(f"{error.message[0].upper()}{error.message[1:]}.", None)
        else:
            self._desk.settled.emit()

    def _take_all(self) -> None:
        samples = self._store.document.data.samples
        self._set("Full batch", batch_size=samples)

    def refresh(self) -> None:
        """Show the document's settings."""
        document = self._store.document
        training = document.training
        self._loss.set_choice(document.loss)
        self._loss.setToolTip(LOSSES[document.loss].note)
        self._optimiser.set_choice(training.optimizer)
        self._optimiser.setToolTip(OPTIMISERS[training.optimizer].note)
        self._rate.set_value(training.learning_rate)
        self._batch.set_value(float(training.batch_size))
        self._full.setVisible(training.batch_size != document.data.samples)
        self._form.refresh()
        self._say_more()
        two = document.rival is not None
        self._run.setText("Run A")
        self._run.setToolTip("What is set and shown first is run A; click to exchange it with run B (X)")
        self.show_field(self._run, two)
        self._compare.setText("End comparison" if two else "Compare …")
        self._compare.setToolTip(
            "Go on with run A alone" if two else "Train a second network beside this one, to see what differs"
        )
        self.refit()

    def set_form(self, form: bool) -> None:
        """A form leaves it to its owner to say what the runs differ in."""
        super().set_form(form)
        self.show_field(self.differences, not form)

    def shorten(self, brief: bool) -> None:
        """What is set behind More is in its hint alone."""
        self._say_more()

    def _say_more(self) -> None:
        summary = self._form.summary(self._store.document.training)
        self._more.setText("More" if self.brief or self.form else summary)
        self._more.setToolTip(f"{summary}: {_MORE}" if summary != "More" else _MORE)
