"""Chooses between training samples and those held out, and goes from sample to sample."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.core.document import Document
from mlpviz.ui.train.looked import TEST, TRAIN, LookedAt
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.small_button import small_button


class LookedBar(QWidget):
    """stepping: with buttons for the sample before and the next one."""

    def __init__(self, looked: LookedAt, stepping: bool) -> None:
        super().__init__()
        self._looked = looked
        self._kind = Choice("Samples", [(TRAIN, "Training"), (TEST, "Held out")], snug=True)
        self._kind.chosen.connect(looked.set_kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._kind)
        if stepping:
            for sign, name, by in (("‹", "The sample before", -1), ("›", "The next sample", 1)):
                button = small_button(sign, name)
                button.clicked.connect(lambda _checked=False, by=by: looked.step(by))
                row.addWidget(button)

    def refresh(self, document: Document) -> None:
        self._kind.setVisible(document.test is not None)
        self._kind.set_choice(TEST if self._looked.held_out else TRAIN)
