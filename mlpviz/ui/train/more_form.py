"""Settings of training that are not needed every time."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from mlpviz.core import edits
from mlpviz.core.training import Training
from mlpviz.nn.initialisers import INITIALISERS
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import DECAYS
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField


class MoreForm(QWidget):
    """Weight decay, schedule, seed, goals, and new initial weights."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._drawn = 0
        self._store = desk.workbench.store
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setSpacing(8)
        self._lambda = self._number("Weight decay λ", "weight_decay")
        self._decay = Choice("What decays", list(DECAYS.items()))
        self._decay.chosen.connect(lambda id: self._set(f"Decay of {DECAYS[id].lower()}", decay=id))
        self._schedule = Choice("Schedule", [(row.id, row.title) for row in RATE_SCHEDULES.values()])
        self._schedule.chosen.connect(lambda id: self._set(f"Schedule: {RATE_SCHEDULES[id].title}", schedule=id))
        self._epochs = self._number("Schedule: epochs k", "schedule_epochs", whole=True)
        self._factor = self._number("Schedule: factor γ", "schedule_factor")
        self._seed = self._number("Seed of the batches", "seed", whole=True)
        self._loss = self._goal("Stop at the loss", "until_loss", 1.0)
        self._accuracy = self._goal("Stop at the accuracy, in percent", "until_accuracy", 100.0)
        self._initialiser = Choice("Initialiser", [(row.id, row.title) for row in INITIALISERS.values()])
        self._initialiser.set_choice("glorot_uniform")
        self._initialiser.chosen.connect(self._initialiser.set_choice)
        draw = QPushButton("Draw new weights")
        draw.clicked.connect(self._draw)
        for row, (text, widget) in enumerate(
            (
                ("Weight decay λ", self._lambda), ("Decays", self._decay), ("Learning rate", self._schedule),
                ("k epochs", self._epochs), ("factor γ", self._factor), ("Seed of the batches", self._seed),
                ("Stop at loss (0: never)", self._loss), ("Stop at accuracy % (0: never)", self._accuracy),
                ("Initial weights", self._initialiser), ("", draw),
            )
        ):  # fmt: skip
            label = QLabel(text)
            label.setBuddy(widget)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(widget, row, 1)
        self._schedule_rows = (self._epochs, self._factor)
        self.refresh()

    def _number(self, name: str, key: str, whole: bool = False) -> NumberField:
        field = self._desk.watch(NumberField(name))
        field.whole = whole
        field.set_decimals(6)

        def commit(value: float, gesture: object) -> None:
            self._set(f"{name}: {value:g}", gesture, field, **{key: round(value) if whole else value})

        field.committed.connect(commit)
        return field

    def _goal(self, name: str, key: str, factor: float) -> NumberField:
        """A goal; 0 stands for none."""
        field = self._desk.watch(NumberField(name))
        field.set_decimals(6)
        field.setToolTip("0: never stop for it")

        def commit(value: float, gesture: object) -> None:
            self._set(f"{name}: {value:g}", gesture, field, **{key: value / factor if value else None})

        field.committed.connect(commit)
        return field

    def _set(self, label: str, gesture: object = None, field: NumberField | None = None, **changes: Any) -> None:
        self._desk.apply(label, lambda d: edits.set_training(d, **changes), gesture, field)

    def _draw(self) -> None:
        """Draw weights from the seed after the last one, and begin a new run from them."""
        id, seed = self._initialiser.choice, self._store.document.training.seed + self._drawn
        self._drawn += 1
        title = INITIALISERS[id].title
        self._desk.apply(f"Randomise: {title}, seed {seed}", lambda d: edits.initialise(d, id, seed))

    def summary(self, training: Training) -> str:
        """What is set here, in few words."""
        parts = []
        if training.weight_decay:
            parts.append(f"λ {training.weight_decay:g}")
        if training.schedule != "constant":
            parts.append(RATE_SCHEDULES[training.schedule].title.lower())
        if training.until_loss is not None or training.until_accuracy is not None:
            parts.append("stops")
        return f"More ({', '.join(parts)})" if parts else "More"

    def refresh(self) -> None:
        """Show the document's settings."""
        training = self._store.document.training
        self._lambda.set_value(training.weight_decay)
        self._decay.set_choice(training.decay)
        self._schedule.set_choice(training.schedule)
        self._epochs.set_value(float(training.schedule_epochs))
        self._factor.set_value(training.schedule_factor)
        for field in self._schedule_rows:
            field.setEnabled(training.schedule != "constant")
        self._seed.set_value(float(training.seed))
        self._loss.set_value(training.until_loss or 0.0)
        self._accuracy.set_value(100 * (training.until_accuracy or 0.0))
