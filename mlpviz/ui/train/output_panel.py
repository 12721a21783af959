"""What one run gives, in tabs by what fits: its output, the confusion matrix, and of pictures what is in them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.core.classes import class_numbers_of
from mlpviz.core.document import Document
from mlpviz.present.train.closed_form import has_closed_form
from mlpviz.present.train.learned_samples import is_picture
from mlpviz.ui.later import Later
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.brush_bar import BrushBar
from mlpviz.ui.train.closed_form_view import ClosedFormView
from mlpviz.ui.train.confusion_view import ConfusionView
from mlpviz.ui.train.curve_view import CurveView
from mlpviz.ui.train.digits_view import DigitsView
from mlpviz.ui.train.head_row import HeadRow
from mlpviz.ui.train.looked import Judged, LookedAt
from mlpviz.ui.train.looked_bar import LookedBar
from mlpviz.ui.train.mistakes_view import MistakesView
from mlpviz.ui.train.pad_view import PadBar, PadView
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.region_view import RegionView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.widgets.tabs import Tabs

_NOTHING = "There are too many inputs for a plane, and they are no square image: see the confusion matrix."


class OutputPanel(QWidget):
    """A row of tabs with the tools of the one on show, and its picture."""

    remade = Signal()  # there are other tools than before

    def __init__(self, desk: Desk, sight: Sight, run: int) -> None:
        super().__init__()
        self._bench, self._sight, self._run = desk.workbench, sight, run
        self.looked = LookedAt(self._bench, sight, self)
        self.judged = Judged(self._bench, sight, self.looked)
        self.region = RegionView(desk, sight, self.looked)
        self.curve = CurveView(desk, sight, self.looked)
        self.digits = DigitsView(self._bench, sight, self.looked)
        self.confusion = ConfusionView(self._bench, sight, self.judged)
        self.mistakes = MistakesView(self._bench, sight, self.judged)
        self.pad = PadView(self._bench, sight)
        self.closed_form = ClosedFormView(self._bench, sight)
        self._pictures: tuple[PaintedView[Any], ...] = (
            self.region, self.curve, self.digits, self.confusion, self.mistakes, self.pad,
            self.closed_form,
        )  # fmt: skip
        self._brushes = BrushBar(self._bench)
        self._steps, self._kind = LookedBar(self.looked, True), LookedBar(self.judged, False)
        self._pad_bar = PadBar(desk, self.pad)
        self._nothing = QLabel(_NOTHING)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("muted", True)
        self.output = QStackedWidget()
        for kind in (self.region, self.curve, self.digits, self._nothing):
            self.output.addWidget(kind)
        self.tabs = Tabs(self)
        places: tuple[tuple[QWidget, str], ...] = (
            (self.output, "Output"), (self.confusion, "Confusion"), (self.mistakes, "Mistakes"),
            (self.pad, "Draw"), (self.closed_form, "Closed form"),
        )  # fmt: skip
        for place, title in places:
            self.tabs.add(place, title)
        self._tools: tuple[QWidget, ...] = (self._brushes, self._steps, self._kind, self._pad_bar)
        self._head = HeadRow(self.tabs.bar, self._tools)
        self._arrange()
        for view in (self.region, self.curve):
            view.brushed.connect(lambda view=view: self._brushes.show_brush(view.brush))
        self._brushes.taken.connect(self._take)
        self._brushes.remade.connect(self.remade)
        for looked in (self.looked, self.judged):
            looked.changed.connect(self.refresh)
        self.mistakes.opened.connect(lambda: self.tabs.turn_to(self.output))
        self.tabs.turned.connect(self.refresh)
        self._bench.preferences.changed.connect(Later(self, self.refresh, 0).soon)  # once all is in the new style
        self.refresh()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.tabs.stack, 1)

    def refresh(self) -> None:
        """Show what the document's network gives now."""
        document = self._sight.document()
        if document is None:
            return
        self._offer(document)
        for picture in self._pictures:
            picture.refresh()

    def _offer(self, document: Document) -> None:
        plane = self._sight.plane()
        pictures = plane is None and is_picture(document)
        classes = class_numbers_of(document, document.data) is not None
        place: QWidget = self.digits if pictures else self._nothing
        if plane is not None:
            place = self.curve if plane.single else self.region
        self.output.setCurrentWidget(place)
        self.tabs.offer(self.confusion, classes)
        self.tabs.offer(self.mistakes, pictures and classes)
        self.tabs.offer(self.pad, pictures)
        self.tabs.offer(self.closed_form, has_closed_form(document))
        self._offer_tools(document)

    def _offer_tools(self, document: Document) -> None:
        on_output, shown = self.tabs.shows(self.output), self.output.currentWidget()
        tool: QWidget | None = None
        if on_output and shown in (self.region, self.curve):
            tool = None if self._run else self._brushes  # both runs have the same samples: one row of brushes is enough
        elif on_output:
            tool = self._steps
        elif self.tabs.shows(self.confusion) or self.tabs.shows(self.mistakes):
            tool = self._kind
        elif self.tabs.shows(self.pad):
            tool = self._pad_bar
        self._brushes.refresh(document, shown is self.curve)
        self._steps.refresh(document)
        self._kind.refresh(document)
        self._pad_bar.refresh(document)
        for bar in self._tools:
            bar.setVisible(bar is tool)
        self._head.fit()

    def _take(self, brush: Brush) -> None:
        for view in (self.region, self.curve):
            view.set_brush(brush)
