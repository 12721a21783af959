"""Plain stand-ins and helpers that several test files share."""

from __future__ import annotations

from pathlib import Path

from mlpviz.core.examples import Example, examples
from mlpviz.core.session import Page, initial_page
from mlpviz.ui.dialogs.questions import Answer


def networks() -> list[Example]:
    """The examples that have layers to walk through: all but the textbook functions."""
    return [example for example in examples() if example.document().function is None]


def walked_examples() -> list[Example]:
    """The examples that open on the walk: those that are trained are large, and say nothing new to it."""
    return [example for example in examples() if initial_page(example.document()) is Page.WALK]


class Recorded:
    """Answers every question at once with what the test has set, and remembers what was asked."""

    def __init__(self) -> None:
        self.open_answer: Path | None = None
        self.save_answer: Path | None = None
        self.export_answer: Path | None = None
        self.data_answers: list[Path] = []
        self.table_answer: Path | None = None
        self.keep_answer = Answer.DISCARD
        self.asked: list[str] = []

    def open_path(self, folder: Path) -> Path | None:
        self.asked.append("open")
        return self.open_answer

    def save_path(self, suggested: Path) -> Path | None:
        self.asked.append("save")
        return self.save_answer

    def data_path(self, title: str, folder: Path) -> Path | None:
        self.asked.append(title)
        return self.data_answers.pop(0) if self.data_answers else None

    def table_path(self, suggested: Path) -> Path | None:
        self.asked.append("table")
        return self.table_answer

    def lost_data(self, file: Path, changed: bool) -> Path | None:
        self.asked.append(f"{file.name} {'changed' if changed else 'missing'}")
        return self.data_answers.pop(0) if self.data_answers else None

    def export_path(self, suggested: Path) -> Path | None:
        self.asked.append("export")
        return self.export_answer

    def keep_changes(self, title: str) -> Answer:
        self.asked.append("keep")
        return self.keep_answer

    def about(self, text: str) -> None:
        self.asked.append("about")

    def failed(self, message: str, log: Path) -> bool:
        self.asked.append(f"failed: {message}")
        return False
