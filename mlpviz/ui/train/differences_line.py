"""A line that says what two runs differ in."""

from __future__ import annotations

from mlpviz.core.document import Document
from mlpviz.present.train.differences import differences, run_words
from mlpviz.ui.widgets.elided import ElidedLabel

_ALIKE = "Both runs are alike: change run A, or exchange them (X)."
_LEAST = 12  # characters


class DifferencesLine(ElidedLabel):
    """Empty where there is one run; the hint has a difference a line."""

    def __init__(self) -> None:
        super().__init__(least=_LEAST)
        self.setProperty("muted", True)

    def show_runs(self, began: Document) -> None:
        """began: the document that the runs began with."""
        found, two = differences(began), began.rival is not None
        words = "   ".join(f"{letter}: {run_words(began, run)}" for run, letter in enumerate("AB"))
        both = "\n".join(f"{row.what}: A {row.a}, B {row.b}" for row in found)
        self.setText((words if found else _ALIKE) if two else "")
        self.setToolTip((both or _ALIKE) if two else "")
