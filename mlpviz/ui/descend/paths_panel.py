"""The table of paths: a rate to edit, what else the path does, where it stands, and what becomes of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mlpviz.core import surface_edits
from mlpviz.core.session import State
from mlpviz.core.surface import MAX_PATHS
from mlpviz.export.paint.labels import paint_path_marker
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.table import HEADS, PathRow, curvature_words, path_rows
from mlpviz.present.palette import Theme
from mlpviz.ui.actions import Actions
from mlpviz.ui.crash import survives
from mlpviz.ui.descend.path_menu import path_menu
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.elided import ElidedLabel
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.tab_order import chain

_HEADS = ("", HEADS.rate, HEADS.how, HEADS.loss, HEADS.verdict, HEADS.predicted, HEADS.true, "arrives", HEADS.moved)
_VERDICT = _HEADS.index(HEADS.verdict)
_ALWAYS = _VERDICT + 1  # columns: those after them give way where there is no room, the last one first
_HINTS = {
    HEADS.predicted: "What the slope promises for the coming update: −η d · ∇L, which is −η‖∇L‖² for plain descent",
    HEADS.true: "How much the loss changes in the coming update",
    HEADS.moved: "Distance from the start, on the surface",
    "arrives": "The iteration from which the gradient is at most a thousandth of what it was at the start",
}
_SWATCH, _FIELD = 20, 68  # pixels of the light theme
_MARGIN = 15


class _Swatch(QWidget):
    """Colour and marker of a path; a click looks at it."""

    def __init__(self, panel: PathsPanel, path: int) -> None:
        super().__init__()
        self._panel, self._path = panel, path
        self.setToolTip("Look at this path (↑ ↓)")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = size(self._panel.bench.preferences.theme, _SWATCH)
        return QSize(side, side)

    @survives
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._panel.bench.preferences.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._panel.bench.path == self._path:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.chip))
            painter.drawRoundedRect(self.rect(), 4, 4)
        centre = self.rect().center()
        paint_path_marker(painter, self._path, centre.x(), centre.y(), self.width() * 0.3, theme)
        painter.end()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._panel.bench.store.look(path=self._path)


class _Row:
    """The widgets of one path."""

    def __init__(self, panel: PathsPanel, path: int) -> None:
        self.swatch = _Swatch(panel, path)
        self.rate = panel.desk.watch(NumberField(f"Learning rate of path {path + 1}"))
        self.rate.above_zero = True
        self.rate.committed.connect(partial(panel.set_rate, path))
        self.how = QToolButton()
        self.how.setProperty("flat", True)
        self.how.setProperty("snug", True)
        self.how.setToolTip("Optimiser, batches, and the mistake of not zeroing the gradients")
        self.how.clicked.connect(partial(panel.open_menu, path))
        self.cells: list[QLabel] = [QLabel() for _ in _HEADS[3:]]
        for cell in self.cells:
            cell.setProperty("role", "number")
        self.verdict = self.cells[_VERDICT - 3]
        self.verdicts = "", ""  # in full and in a word
        self.restyle(panel.bench.preferences.theme)

    def restyle(self, theme: Theme) -> None:
        """Take the type of a theme."""
        self.rate.setFixedWidth(size(theme, _FIELD))
        self.swatch.updateGeometry()

    def show(self, shown: PathRow, verdict: str) -> None:
        """Say where the path stands; `verdict` is in a word."""
        self.how.setText(shown.how or "plain")
        self.verdicts = shown.verdict, verdict
        texts = (shown.loss, shown.verdict, shown.predicted, shown.true, shown.reached, shown.moved)
        for cell, text in zip(self.cells, texts, strict=True):
            if cell is not self.verdict:
                cell.setText(text)
            cell.setToolTip(text)

    @property
    def widgets(self) -> list[QWidget]:
        return [self.swatch, self.rate, self.how, *self.cells]


class PathsPanel(QWidget):
    """Rates in lockstep. Changing one is an edit, with undo."""

    def __init__(self, desk: Desk, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.bench = desk, desk.workbench
        self._least_rows = 0
        self._source = ""
        self._rows: list[_Row] = []
        self._heads: list[QLabel] = []
        self._title = QLabel("Learning rates, in lockstep")
        self._title.setProperty("role", "heading")
        self._place = QLabel()
        self._place.setMinimumWidth(1)  # it goes where there is no room for it
        self._place.setProperty("muted", True)
        self._add = QToolButton()
        self._add.setProperty("flat", True)
        self._add.setText("+ add a rate")
        self._add.clicked.connect(actions["surface.add_path"].trigger)
        self._curvature = ElidedLabel()
        self._curvature.setProperty("muted", True)
        self._curvature.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lines = QLabel()
        self._lines.setProperty("muted", True)
        self._lines.setWordWrap(True)
        self._lines.hide()
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._place)
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(9)
        self._grid.setVerticalSpacing(0)
        for place, text in enumerate(_HEADS):
            head = QLabel(text)
            head.setProperty("role", "small")
            head.setToolTip(_HINTS.get(text, ""))
            self._grid.addWidget(head, 0, place)
            self._heads.append(head)
        self._grid.setColumnStretch(len(_HEADS), 1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addWidget(self._curvature, 1)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 9, _MARGIN, 7)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        column.addWidget(self._lines)
        column.addLayout(foot)
        self.bench.changed.connect(self._state_changed)
        self.bench.preferences.changed.connect(self._restyle)
        self._fit_rows()

    def set_lines(self, lines: bool) -> None:
        """Give the curvature lines of its own, or what is left of the last one."""
        self._lines.setVisible(lines)
        self._curvature.setVisible(not lines)

    def set_least_rows(self, rows: int) -> None:
        """Take the height for so many rows, where there are so many; the others are scrolled to."""
        if rows != self._least_rows:
            self._least_rows = rows
            self._fit_height()

    def _restyle(self) -> None:
        for row in self._rows:
            row.restyle(self.bench.preferences.theme)
        self._fit_height()

    def set_rate(self, path: int, value: float, gesture: object) -> None:
        self.desk.apply(
            f"Set rate {path + 1}",
            lambda document: surface_edits.set_path(document, path, learning_rate=value),
            gesture,
            self._rows[path].rate,
        )

    def open_menu(self, path: int) -> None:
        path_menu(self.desk, path, self).popup(QCursor.pos())

    def _state_changed(self, _old: State, _new: State) -> None:
        self._fit_rows()

    def _fit_rows(self) -> None:
        """As many rows as the document has paths, with their rates."""
        paths = self.bench.store.document.surface.paths
        while len(self._rows) < len(paths):
            row = _Row(self, len(self._rows))
            for column, widget in enumerate(row.widgets):
                self._grid.addWidget(widget, len(self._rows) + 1, column)
            if self._rows:
                chain([self._rows[-1].how, row.rate, row.how, self._add])
            self._rows.append(row)
        self._grid.setRowStretch(MAX_PATHS + 1, 1)
        for index, row in enumerate(self._rows):
            there = index < len(paths)
            for widget in row.widgets[: _ALWAYS if there else None]:
                if widget.isHidden() == there:
                    widget.setVisible(there)
            if there:
                row.rate.set_decimals(self.bench.preferences.decimals)
                row.rate.set_value(paths[index].learning_rate)
            row.swatch.update()
        self._add.setEnabled(len(paths) < MAX_PATHS)
        self._fit_height()

    def set_source(self, words: str) -> None:
        """How the curvature was computed."""
        self._source = words

    def show_scene(self, scene: Scene | None) -> None:
        """Show where the paths stand."""
        if scene is None:
            for row in self._rows:
                for cell in row.cells:
                    cell.clear()
            self._curvature.clear()
            self._lines.clear()
            self._place.clear()
            return
        self._place.setText(f"iteration {scene.iteration} of {scene.descent.steps}")
        words = curvature_words(scene)
        for label in (self._curvature, self._lines):
            label.setText(words)
            label.setToolTip(f"{words}\n{self._source}")
        for row, shown, judgement in zip(self._rows, path_rows(scene), scene.judgements, strict=False):
            row.show(shown, str(judgement.verdict))
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show as many columns as there is room for, and the verdicts in a word where even those are too wide."""
        rows = self._rows[: len(self.bench.store.document.surface.paths)]
        room = self._scroll.viewport().width() - len(_HEADS[:_ALWAYS]) * self._grid.horizontalSpacing()
        columns = [[self._heads[column], *(row.widgets[column] for row in rows)] for column in range(len(_HEADS))]
        widths = [max(cell.sizeHint().width() for cell in cells) for cells in columns]
        in_full = max(row.verdict.fontMetrics().horizontalAdvance(row.verdicts[0]) for row in rows)
        brief = room < sum(widths[:_VERDICT]) + in_full
        for row in rows:
            row.verdict.setText(row.verdicts[brief])
        room -= sum(widths[:_VERDICT]) + max(cell.sizeHint().width() for cell in columns[_VERDICT])
        for cells, width in zip(columns[_ALWAYS:], widths[_ALWAYS:], strict=True):
            room -= width + self._grid.horizontalSpacing()
            for cell in cells:
                if cell.isHidden() == (room >= 0):
                    cell.setVisible(room >= 0)
        needed = self._title.sizeHint().width() + self._place.sizeHint().width() + self._grid.horizontalSpacing()
        self._place.setVisible(needed <= self.contentsRect().width() - 2 * _MARGIN)

    def _fit_height(self) -> None:
        rows = min(len(self.bench.store.document.surface.paths), self._least_rows)
        heads = max(head.sizeHint().height() for head in self._heads)
        row = max(widget.sizeHint().height() for widget in self._rows[0].widgets)
        self._scroll.setMinimumHeight(heads + rows * row if rows else 0)
