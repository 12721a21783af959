"""Drawing the weights anew: which way, from which seed."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.nn.initialisers import INITIALISERS
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField


class RandomiseSection(QWidget):
    """A button that opens the form; each draw is one edit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._open = QToolButton()
        self._open.setText("Randomise…")
        self._open.setProperty("flat", True)
        self._open.setCheckable(True)
        self._open.setToolTip("Draw all weights anew; biases become 0")
        self._initialiser = Choice("Initialiser", [(row.id, row.title) for row in INITIALISERS.values()])
        self._seed = desk.watch(NumberField("Seed"))
        self._seed.whole = True
        self._scale = desk.watch(NumberField("Scale"))
        self._scale.set_value(1.0)
        self._scale_label = QLabel("S&cale")
        self._note = QLabel()
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self._draw = QPushButton("Draw weights")
        self._form = QWidget()
        self._build()
        self._form.setVisible(False)
        self._open.toggled.connect(self._form.setVisible)
        self._initialiser.chosen.connect(self._choose)
        self._seed.committed.connect(self._set_seed)
        self._scale.committed.connect(lambda value, gesture: self._scale.set_value(value))
        self._draw.clicked.connect(self._draw_weights)
        self._choose("glorot_uniform")

    def _build(self) -> None:
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (text, widget) in enumerate(
            (
                (QLabel("&Initialiser"), self._initialiser),
                (QLabel("S&eed"), self._seed),
                (self._scale_label, self._scale),
            )
        ):
            text.setBuddy(widget)
            grid.addWidget(text, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self._note, 3, 0, 1, 2)
        grid.addWidget(self._draw, 4, 0, 1, 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._open)
        rows.addWidget(self._form)

    def _choose(self, id: str) -> None:
        row = INITIALISERS[id]
        self._initialiser.set_choice(id)
        self._note.setText(row.note)
        title = row.scale_title
        self._scale_label.setText("" if title is None else f"{title[0].upper()}&{title[1:]}")
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
