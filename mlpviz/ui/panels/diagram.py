"""The middle of the window: the phase in words, the legend, a line for problems, and the diagram."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core.session import State
from mlpviz.present.heading import heading
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.workbench import Workbench


class DiagramPanel(QFrame):
    """A heading over the diagram."""

    def __init__(self, workbench: Workbench, view: DiagramView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self.setProperty("panel", True)
        self._title = ElidedLabel()
        self._title.setProperty("role", "title")
        self._note = ElidedLabel()
        self._note.setProperty("muted", True)
        self._legend = QLabel()
        self._legend.setProperty("role", "small")
        self._problem = ProblemLine()
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 6)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self._note)
        column.addWidget(self._problem)
        column.addWidget(view, 1)
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)
        self.refresh()

    def show_problem(self, text: str) -> None:
        """Say what went wrong, in the window; an empty text takes it away."""
        self._problem.say(text)

    def _state_changed(self, old: State, new: State) -> None:
        if new.document is not old.document:
            self.show_problem("")
        self.refresh()

    def refresh(self) -> None:
        """Name the phase that the walk is in."""
        bench = self._bench
        explanation, theme = bench.explanation, bench.preferences.theme
        session = bench.store.session
        self._title.setText(heading(bench.walk, session.cursor, explanation, session.first_iteration))
        self._note.setText(explanation.phase_note)
        self._legend.setText(
            f'<span style="color:{theme.positive}">━ positive</span> &nbsp; '
            f'<span style="color:{theme.negative}">╍ negative</span> &nbsp; width: size'
        )
