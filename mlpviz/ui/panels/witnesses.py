"""The three witnesses of the present step, one under the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from mlpviz.core.session import State
from mlpviz.present.explain.plain import unbroken
from mlpviz.present.numbers import copyable, rounded_to
from mlpviz.ui.later import Later
from mlpviz.ui.witness import Witness
from mlpviz.ui.workbench import Workbench

_DIGITS = range(10, 2, -1)


class WitnessBox(QFrame):
    """Each witness with its value to ten digits, fewer where they don't fit; full precision on hover.

    A line over them says what they speak of, where that is not what the panel's title names.
    """

    def __init__(self, workbench: Workbench, witness: Witness, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._witness = workbench, witness
        self.setObjectName("witnesses")
        self.setProperty("chip", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._note = QLabel()
        self._note.setWordWrap(True)
        grid.addWidget(self._note, 0, 0, 1, 2)
        self._cells: list[tuple[QLabel, QLabel]] = []
        for row in range(1, 4):
            name, value = QLabel(), QLabel()
            name.setProperty("muted", True)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            self._cells.append((name, value))
        # a central difference of a large network takes a while: after the step has been painted
        self._later = Later(self, self.refresh)
        workbench.walked.connect(self._state_changed)
        witness.changed.connect(self._later.start)
        workbench.preferences.changed.connect(self._later.start)
        self._later.start()

    def _state_changed(self, _old: State, _new: State) -> None:
        self._tell_of_what()
        for _, value in self._cells:
            value.setText("…")
        self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def _tell_of_what(self) -> None:
        note = self._bench.explanation.witnessed
        self._note.setText(unbroken(note))
        self._note.setVisible(bool(note))

    def refresh(self) -> None:
        """Show the witnesses of the present step."""
        self._tell_of_what()
        for (name, value), (title, number) in zip(self._cells, self._witness.values(), strict=True):
            name.setText(title)
            value.setText("—" if number is None else _fitting(number, value))
            value.setToolTip("" if number is None else copyable(number))
            value.setAccessibleName(f"{title}: {value.text()}")


def _fitting(number: float, label: QLabel) -> str:
    """The number with as many digits as the label has room for."""
    texts = [rounded_to(number, digits) for digits in _DIGITS]
    metrics = label.fontMetrics()
    return next((text for text in texts if metrics.horizontalAdvance(text) <= label.width()), texts[-1])
