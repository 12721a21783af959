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
        self._initialiser = Choice("Initialiser", [(row.id, row.title) for row in INITIALISERS.values()])
        self._seed = desk.watch(NumberField("Seed"))
        self._seed.whole = True
        self._scale = desk.watch(NumberField("Scale"))
        self._scale.set_value(1.0)
        self._scale_label = QLabel("Scale")
        self._note = QLabel()
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self._draw = QPushButton("Draw weights")
        self._build()
        self.setVisible(False)
        self.button.toggled.connect(self.setVisible)
        self._initialiser.chosen.connect(self._choose)
        self._seed.committed.connect(self._set_seed)
        self._scale.committed.connect(lambda value, gesture: self._scale.set_value(value))
        self._draw.clicked.connect(self._draw_weights)
        self._choose("glorot_uniform")

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.button, self._initialiser, self._seed, self._scale, self._draw]

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (text, widget) in enumerate(
            (
                (QLabel("Initialiser"), self._initialiser),
                (QLabel("Seed"), self._seed),
                (self._scale_label, self._scale),
            )
        ):
            text.setBuddy(widget)
            grid.addWidget(text, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self._note, 3, 0, 1, 2)
        grid.addWidget(self._draw, 4, 0, 1, 2)

    def _choose(self, id: str) -> None:
        row = INITIALISERS[id]
        self._initialiser.set_choice(id)
        self._note.setText(row.note)
        title = row.scale_title
        self._scale_label.setText("" if title is None else title.capitalize())
        self._scale.setAccessibleName("Scale" if title is None else title.capitalize())
        for widget in (self._scale_label, self._scale):
            widget.setVisible(title is not None)

    def _set_seed(self, value: float, gesture: object) -> None:
        if value < 0:
            self._seed.refuse("The seed must not be negative.")
        else:
            self._seed.set_value(value)

    def _draw_weights(self) -> None:
        id, seed, scale = self._initialiser.choice, round(self._seed.value), self._scale.value
        title = INITIALISERS[id].title
        self._desk.apply(f"Randomise: {title}, seed {seed}", lambda d: edits.initialise(d, id, seed, scale))
