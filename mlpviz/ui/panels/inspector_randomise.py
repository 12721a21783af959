"""Drawing the weights anew: which way, from which seed."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from mlpviz.core import edits
from mlpviz.nn.initialisers import INITIALISERS
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField


class RandomiseSection(QWidget):
    """The form behind `button`, which stands elsewhere; each draw is one edit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.button = QToolButton()
        self.button.setText("Randomise")
        self.button.setProperty("link", True)
        self.button.setCheckable(True)
        self.button.setToolTip("Draw all weights anew; biases become 0")
        self.initialiser = Choice("Initialiser", [(row.id, row.title) for row in INITIALISERS.values()])
        self.seed = desk.watch(NumberField("Seed"))
        self.seed.whole = True
        self.scale = desk.watch(NumberField("Scale"))
        self.scale.set_value(1.0)
        self._scale_label = QLabel("Scale")
        self._note = QLabel()
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self.draw = QPushButton("Draw weights")
        self._build()
        self.setVisible(False)
        self.button.toggled.connect(self.setVisible)
        self.initialiser.chosen.connect(self._choose)
        self.seed.committed.connect(self._set_seed)
        self.scale.committed.connect(lambda value, gesture: self.scale.set_value(value))
        self.draw.clicked.connect(self._draw_weights)
        self._choose("glorot_uniform")

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.button, self.initialiser, self.seed, self.scale, self.draw]

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (text, widget) in enumerate(
            (
                (QLabel("Initialiser"), self.initialiser),
                (QLabel("Seed"), self.seed),
                (self._scale_label, self.scale),
            )
        ):
            text.setBuddy(widget)
            grid.addWidget(text, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self._note, 3, 0, 1, 2)
        grid.addWidget(self.draw, 4, 0, 1, 2)

    def _choose(self, id: str) -> None:
        row = INITIALISERS[id]
        self.initialiser.set_choice(id)
        self._note.setText(row.note)
        title = row.scale_title
        self._scale_label.setText("" if title is None else title.capitalize())
        self.scale.setAccessibleName("Scale" if title is None else title.capitalize())
        for widget in (self._scale_label, self.scale):
            widget.setVisible(title is not None)

    def _set_seed(self, value: float, gesture: object) -> None:
        if value < 0:
            self.seed.refuse("The seed must not be negative.")
        else:
            self.seed.set_value(value)

    def draw_next(self) -> None:
        """Draw with the seed after the one on show."""
        self.seed.set_value(self.seed.value + 1)
        self._draw_weights()

    def _draw_weights(self) -> None:
        id, seed, scale = self.initialiser.choice, round(self.seed.value), self.scale.value
        title = INITIALISERS[id].title
        self._desk.apply(f"Randomise: {title}, seed {seed}", lambda d: edits.initialise(d, id, seed, scale))
