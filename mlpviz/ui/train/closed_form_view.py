"""Trained weights beside least squares."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.core.document import Data
from mlpviz.export.paint.train_closed_form import paint_closed_form
from mlpviz.nn.network import Network
from mlpviz.present.palette import Theme
from mlpviz.present.train.closed_form import ClosedForm, closed_form, has_closed_form, make_closed_form
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(200, 90)


class ClosedFormView(PaintedView[ClosedForm]):
    """The closed form is computed once for the samples, the loss and the rule, as it does not depend on the weights."""

    def __init__(self, workbench: Workbench, sight: Sight) -> None:
        super().__init__(workbench, "Trained weights and those of least squares", _LEAST)
        self._sight = sight
        self._data: Data | None = None
        self._how: tuple[object, ...] = ()
        self._closed: Network | None = None

    def make(self, theme: Theme, width: float, height: float) -> ClosedForm | None:
        document = self._sight.document()
        if document is None or not has_closed_form(document):
            return None
        layer = document.network.layers[0]
        how = document.loss, document.reduction, document.training.rule, layer.units, layer.has_bias
        if self._closed is None or document.data is not self._data or how != self._how:
            self._data, self._how, self._closed = document.data, how, closed_form(document)
        return make_closed_form(document, self._closed, self.bench.symbols, theme, width, height)

    def paint(self, painter: QPainter, made: ClosedForm, theme: Theme) -> None:
        paint_closed_form(painter, made, theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer in full precision."""
        made = self.scene()
        row = None if made is None else made.parameter_at(event.position().y())
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), row.words, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()
