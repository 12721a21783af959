"""The left panel: everything about the document that can be changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from mlpviz.core.session import State
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_header import HeaderSection
from mlpviz.ui.panels.inspector_layers import LayersSection
from mlpviz.ui.panels.inspector_notice import Notice
from mlpviz.ui.panels.inspector_parameters import ParametersSection
from mlpviz.ui.panels.inspector_samples import SamplesSection
from mlpviz.ui.panels.inspector_seen import Seen, seen
from mlpviz.ui.panels.inspector_settings import SettingsSection
from mlpviz.ui.panels.inspector_style import style_sheet
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.tab_order import chain
from mlpviz.ui.workbench import Workbench

_WIDTH, _LEAST_WIDTH = 272, 200
_MARGIN, _BAR = 10, 10  # pixels at the sides, and of the scroll bar, whether it is there or not


class Inspector(QFrame):
    """Sections in a column that scrolls where it must; what is wrong with an edit stands at the foot."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._seen: Seen | None = None
        self._stops: list[QWidget] = []
        self._theme_id = ""
        self.setProperty("panel", True)
        self.setAccessibleName("Inspector")
        self.desk = Desk(workbench, self)
        self.header = HeaderSection()
        self.layers = LayersSection(self.desk)
        self.settings = SettingsSection(self.desk)
        self.parameters = ParametersSection(self.desk)
        self.samples = SamplesSection(self.desk)
        self.notice = Notice(self.desk)
        self._column = QWidget()
        self._column.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside a field commits what is in it
        self._scroll = QScrollArea()
        self._build()
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self._preferences_changed)
        self._preferences_changed()

    def _build(self) -> None:
        hint = QLabel("Drag a number, or type it: 1e-3, pi/4, …")
        hint.setProperty("role", "small")
        hint.setWordWrap(True)
        sections = QVBoxLayout(self._column)
        sections.setContentsMargins(_MARGIN, 10, _MARGIN, 6)
        sections.setSpacing(6)
        for section in (self.header, self.layers, self.settings, self.parameters, self.samples, hint):
            sections.addWidget(section)
        sections.addStretch(1)
        self._scroll.setWidget(self._column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        rows.addWidget(self._scroll, 1)
        rows.addWidget(self.notice)

    def sizeHint(self) -> QSize:
        return QSize(size(self._bench.preferences.theme, _WIDTH), 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(size(self._bench.preferences.theme, _LEAST_WIDTH), 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 - 2 * _MARGIN - _BAR
        self.parameters.set_room(room)
        self.samples.values.set_room(room)
        self._chain()

    def _preferences_changed(self) -> None:
        theme = self._bench.preferences.theme
        if theme.id != self._theme_id:
            self._theme_id = theme.id
            self.setStyleSheet(style_sheet(theme))
            self.parameters.restyle()
            self.samples.values.restyle()
            self.updateGeometry()
        self.refresh()

    def _state_changed(self, old: State, new: State) -> None:
        if new.document is not old.document:
            self.notice.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show the state of now, updating what differs from what is on show."""
        new, old = seen(self._bench), self._seen
        self._seen = new
        self.header.show_seen(new, old)
        self.layers.show_seen(new, old)
        self.settings.show_seen(new, old)
        self.parameters.show_seen(new, old)
        self.samples.show_seen(new, old)
        self._chain()

    def _chain(self) -> None:
        """Let Tab go from the top to the bottom."""
        sections = (self.layers, self.settings, self.parameters, self.samples)
        stops = [stop for section in sections for stop in section.stops]
        if stops != self._stops:
            self._stops = stops
            chain([*stops, self.notice.remedy])
