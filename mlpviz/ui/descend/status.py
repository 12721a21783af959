"""How far the computing is, with a button that stops it or takes it up again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from mlpviz.ui.descend.surveyor import Surveyor


class Status(QWidget):
    """Nothing is seen where everything has been computed."""

    def __init__(self, surveyor: Surveyor) -> None:
        super().__init__()
        self._surveyor = surveyor
        self._brief = False
        self._working = QLabel()
        self._working.setProperty("muted", True)
        self.button = QToolButton()
        self.button.setToolTip("Stop computing, so that what is there stays; or go on")
        self.button.clicked.connect(self._stop_or_go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._working)
        row.addWidget(self.button)
        self.refresh()

    @property
    def words(self) -> str:
        return self._working.text()

    def set_brief(self, brief: bool) -> None:
        """Say less, where there is little room."""
        self._brief = brief
        self.refresh()

    def refresh(self) -> None:
        """Show how the work stands."""
        share, stopped = self._surveyor.share, self._surveyor.stopped
        words = ""
        if share < 1:
            words = f"{share:.0%}" if self._brief else f"computing … {share:.0%}"
        elif stopped:
            words = "stopped" if self._brief else "stopped: shown is what was before"
        self._working.setText(words)
        self.button.setText("Stop" if share < 1 else "Compute")
        self.button.setVisible(bool(words))

    def _stop_or_go_on(self) -> None:
        (self._surveyor.cancel if self._surveyor.share < 1 else self._surveyor.go_on)()
