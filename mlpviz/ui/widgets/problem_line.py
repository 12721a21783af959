"""A line that says what went wrong, with a button that takes it away; nothing is there where nothing is wrong."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget


class ProblemLine(QWidget):
    """Hidden as long as there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setProperty("role", "problem")
        self._words.setWordWrap(True)
        dismiss = QToolButton()
        dismiss.setText("×")
        dismiss.setAccessibleName("Hide this message")
        dismiss.clicked.connect(lambda: self.say(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(dismiss)
        self.hide()

    def text(self) -> str:
        return self._words.text()

    def say(self, text: str) -> None:
        """Say what went wrong; an empty text takes it away."""
        self._words.setText(text)
        self.setVisible(bool(text))
