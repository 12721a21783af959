"""The right panel: what the present step computes, with its formula, its terms, its witnesses and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from mlpviz.core.session import State
from mlpviz.nn.schedule import Grain
from mlpviz.present.explain.plain import unbroken
from mlpviz.present.explanation import Explanation
from mlpviz.present.palette import Theme
from mlpviz.ui.formulas import FormulaShelf, FormulaView
from mlpviz.ui.later import Later
from mlpviz.ui.panels.bars import BarsView
from mlpviz.ui.panels.curve import CurvePanel
from mlpviz.ui.panels.numbers import NumbersTable
from mlpviz.ui.panels.witnesses import WitnessBox
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.story import Story
from mlpviz.ui.witness import Witness
from mlpviz.ui.workbench import Workbench

_BAR_TERMS = 6
_MARGIN, _BAR = 16, 10  # pixels at the sides, and of the scroll bar, whether it is there or not
_STEADY = 0.6  # of the panel's height may stay empty above the tabs, so that these don't move at each step


def formula_lines(explanation: Explanation, scale: float) -> tuple[tuple[str, float], ...]:
    """The lines of an explanation with their sizes: the result large, the lines before it a little smaller."""
    last = len(explanation.lines) - 1 if not explanation.whole else 0
    return tuple((line, (23.0 if n == last and n else 18.0) * scale) for n, line in enumerate(explanation.lines))


class ExplanationPanel(QFrame):
    """Shows the explanation of the present step."""

    def __init__(self, workbench: Workbench, witness: Witness, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._shown: tuple[Explanation, Theme] | None = None
        self._shelf = FormulaShelf(self)
        self.setProperty("panel", True)
        self.setAccessibleName("Explanation of the present step")
        self._count = _label("small")
        self._title = _label("title")
        self._title.setWordWrap(True)
        self._formula = FormulaView(self._shelf)
        self._bars = BarsView(workbench)
        self._witnesses = WitnessBox(workbench, witness)
        self._why_heading = _label("heading")
        self._why_heading.setText("Why")
        self._why = _label("")
        self._why.setWordWrap(True)
        self._why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._flags = _label("small")
        self._flags.setWordWrap(True)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName("More about this step")
        self._curve = CurvePanel(workbench)
        self._numbers = NumbersTable(workbench)
        self._tabs.addTab(self._curve, "g and g′")
        self._tabs.addTab(self._numbers, "Numbers")
        self._story = Story(
            [
                self._count,
                self._title,
                self._formula,
                self._bars,
                self._flags,
                self._witnesses,
                self._why_heading,
                self._why,
            ]
        )
        self._build()
        self._shelf.ready.connect(self._story.arrange)
        self._ahead = Later(self, self._look_ahead)
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self.refresh)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 12, _MARGIN - _BAR, 12)
        column.setSpacing(8)
        column.addWidget(self._story, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._tabs, 1, Qt.AlignmentFlag.AlignLeft)
        self._tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)

    def _state_changed(self, _old: State, _new: State) -> None:
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (self._story, self._tabs):  # as wide with the scroll bar as without
            part.setFixedWidth(self.width() - 2 * (_MARGIN + 1))
        self._story.set_steady(round(self.height() * _STEADY))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the present step."""
        bench = self._bench
        explanation, theme = bench.explanation, bench.preferences.theme
        session, schedule = bench.store.session, bench.walk.schedule
        index = schedule.index(bench.point.local, session.grain)
        iteration = session.first_iteration + bench.point.iteration
        count = f"Step {index + 1:,} of {schedule.count(session.grain):,}"
        self._count.setText(f"{count} · iteration {iteration + 1:,}" if iteration else count)
        self._title.setText(unbroken(explanation.title))
        lines = formula_lines(explanation, theme.scale)
        if (explanation, theme) != self._shown:
            self._shown = (explanation, theme)
            self._shelf.want(self._formula.pieces(lines), theme, soon=True)
            self._ahead.start()
            self.setMinimumWidth(size(theme, 270))
            self._tabs.setMinimumHeight(size(theme, 210))
        self._formula.show_lines(lines, theme)
        self._bars.show_terms(explanation, _BAR_TERMS)
        self._why.setText(unbroken(" ".join(explanation.why)))
        self._why_heading.setVisible(bool(explanation.why))
        self._flags.setText(unbroken(" ".join(explanation.flags)))
        self._flags.setVisible(bool(explanation.flags))
        self._story.arrange()

    def _look_ahead(self) -> None:
        """Typeset the neighbouring steps' formulas while nothing else is to be done."""
        bench, grain = self._bench, self._bench.store.session.grain
        theme, cursor = bench.preferences.theme, bench.store.session.cursor
        for by in (1, -1) if grain is not Grain.PHASE else ():
            there = bench.walk.moved(cursor, grain, by)
            if there != cursor:
                neighbour = bench.explanation_at(there)
                self._shelf.want(self._formula.pieces(formula_lines(neighbour, theme.scale)), theme, soon=False)


def _label(role: str) -> QLabel:
    label = QLabel()
    if role:
        label.setProperty("role", role)
    return label
