"""A plate for a view of one of two runs: a strip at its left has the run's letter, colour and marker."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.labels import paint_path_marker
from mlpviz.present.train.runs import run_letter, run_path
from mlpviz.ui.preferences import Preferences
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.places import Place

_WIDTH, _TYPE, _MARKER = 22, 13, 5.0  # pixels of the light theme


class RunPlate(QFrame):
    """Holds one view of run 0 or 1."""

    def __init__(self, preferences: Preferences, run: int) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._place = Place()
        line = QHBoxLayout(self)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        line.addWidget(_Strip(preferences, run))
        line.addWidget(self._place, 1)

    def put(self, view: QWidget) -> None:
        """Take a view from where it is now."""
        self._place.put(view)


class _Strip(QWidget):
    def __init__(self, preferences: Preferences, run: int) -> None:
        super().__init__()
        self._preferences, self._run = preferences, run
        self.setAccessibleName(f"Run {run_letter(run)}")
        self.setToolTip(f"Run {run_letter(run)}")
        preferences.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedWidth(size(self._preferences.theme, _WIDTH))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._preferences.theme
        s, middle = theme.scale, self.width() / 2 + 2 * theme.scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_path_marker(painter, run_path(self._run), middle, 18 * s, _MARKER * s, theme)
        painter.setPen(QColor(theme.ink))
        painter.setFont(text_font(size(theme, _TYPE), 600))
        letter = QRectF(middle - 10 * s, 26 * s, 20 * s, 20 * s)
        painter.drawText(letter, Qt.AlignmentFlag.AlignCenter, run_letter(self._run))
        painter.end()
