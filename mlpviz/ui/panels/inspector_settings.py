"""Loss, learning rate, optimiser and notation."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.nn.losses import LOSSES, REDUCTIONS
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.present.notation import NOTATIONS
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_outputs import choose_loss
from mlpviz.ui.panels.inspector_seen import Seen
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField


class SettingsSection(QWidget):
    """What holds for the whole document."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.loss = Choice("Loss", [(row.id, row.title) for row in LOSSES.values()], snug=True)
        self.reduction = Choice("Over the batch", [(id, id.capitalize()) for id in REDUCTIONS], snug=True)
        self.rate = desk.watch(NumberField("Learning rate η"))
        self.rate.above_zero = True
        self.optimiser = Choice("Optimiser", [(row.id, row.title) for row in OPTIMISERS.values()], snug=True)
        self.notation = Choice("Notation", [(id, row.title) for id, row in NOTATIONS.items()], snug=True)
        for choice in (self.loss, self.reduction, self.optimiser, self.notation):
            choice.setProperty("quiet", True)
        self._add("Loss", self.loss)
        self._batch_label = self._add("Over the batch", self.reduction)
        self._rate_label = self._add("Learning rate", self.rate)
        self._add("Optimiser", self.optimiser)
        self._add("Notation", self.notation)
        self.loss.chosen.connect(lambda id: choose_loss(desk, id))
        self.reduction.chosen.connect(
            lambda id: desk.apply(f"Take the {id} over the batch", lambda d: edits.set_reduction(d, id))
        )
        self.rate.committed.connect(self._set_rate)
        self.optimiser.chosen.connect(
            lambda id: desk.apply(
                f"Set optimiser to {OPTIMISERS[id].title}", lambda d: edits.set_training(d, optimizer=id)
            )
        )
        self.notation.chosen.connect(
            lambda id: desk.apply(f"Set notation to {NOTATIONS[id].title}", lambda d: edits.set_notation(d, id))
        )

    def _add(self, text: str, widget: QWidget) -> QLabel:
        label, row = QLabel(text), QHBoxLayout()
        label.setBuddy(widget)
        row.setSpacing(8)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(widget)
        self._rows.addLayout(row)
        return label

    def _set_rate(self, value: float, gesture: object) -> None:
        label = f"Set learning rate {self._desk.workbench.symbols.rate().plain}"
        self._desk.apply(label, lambda document: edits.set_training(document, learning_rate=value), gesture, self.rate)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.loss, self.reduction, self.rate, self.optimiser, self.notation]

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        document = new.document
        if old is None or document is not old.document or new.decimals != old.decimals:
            self.loss.set_choice(document.loss)
            self.loss.setToolTip(LOSSES[document.loss].note)
            self.reduction.set_choice(document.reduction)
            self.rate.set_decimals(new.decimals)
            self.rate.set_value(document.training.learning_rate)
            name = f"Learning rate {new.symbols.rate().plain}"
            self._rate_label.setText(name)
            self.rate.set_name(name)
            self.optimiser.set_choice(document.training.optimizer)
            self.optimiser.setToolTip(OPTIMISERS[document.training.optimizer].note)
            self.notation.set_choice(document.notation)
        batch = document.data.samples > 1 and not isinstance(new.selection, int)
        for widget in (self._batch_label, self.reduction):
            widget.setVisible(batch)
