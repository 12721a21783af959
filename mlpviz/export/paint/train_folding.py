"""Layers that fold into one, on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.train_network import paint_network
from mlpviz.present.palette import Theme
from mlpviz.present.train.folding import FoldScene


def paint_fold(painter: QPainter, scene: FoldScene, theme: Theme) -> None:
    """All of it."""
    for maps, opacity in scene.sheets:
        if opacity > 0:
            painter.setOpacity(opacity)
            paint_network(painter, maps, theme)
    painter.setOpacity(1.0)
    painter.setPen(QPen(QColor(theme.ink), theme.stroke))
    painter.drawLines([QLineF(*line) for line in scene.lines])
    paint_labels(painter, scene.labels, theme)
