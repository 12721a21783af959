"""The table of trained weights and least squares on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.present.palette import Theme
from mlpviz.present.train.closed_form import ClosedForm


def paint_closed_form(painter: QPainter, table: ClosedForm, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLines([QLineF(*rule) for rule in table.rules])
    paint_labels(painter, table.labels, theme)
