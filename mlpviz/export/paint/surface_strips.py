"""The strips and the table of the loss surface on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels, paint_path_marker, paint_tags, path_pen
from mlpviz.export.paint.surface_map import lines, paint_pointer
from mlpviz.present.descend.plot import Plot
from mlpviz.present.descend.table import TableFrame
from mlpviz.present.palette import Theme

_MARK = 5.0
_FAINT = 0.35


def paint_plot(painter: QPainter, plot: Plot, theme: Theme, chosen: int | None = None) -> None:
    """A strip in its panel's pixels. `chosen` is the path that is looked at."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = plot.area
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLines([QLineF(*line) for line in plot.grid])
    painter.drawLine(QLineF(area.left, area.bottom, area.right, area.bottom))
    painter.save()
    painter.setClipRect(QRectF(area.left, area.top, area.width, area.height).adjusted(-1, -1, 1, 1))
    for rule in plot.rules:
        pen = QPen(QColor(theme.now), 2.0 * theme.stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if rule.dashed:
            pen.setDashPattern([4.0, 2.5])
        painter.setPen(pen)
        painter.drawLine(QLineF(*rule.line))
    for stroke in plot.strokes:
        width = 2.6 if stroke.path == chosen and chosen is not None else 1.8
        if stroke.path is None:
            painter.setPen(QPen(QColor(theme.ink), width * theme.stroke))
        else:
            painter.setPen(path_pen(stroke.path, width, theme, _FAINT if stroke.faint else 1.0))
        painter.drawLines(lines(stroke.pieces))
    painter.restore()
    for mark in plot.marks:
        larger = 1.25 if mark.path == chosen else 1.0
        paint_path_marker(painter, mark.path, mark.x, mark.y, _MARK * theme.scale * larger, theme)
    for pointer in plot.pointers:
        paint_pointer(painter, pointer, theme)
    paint_labels(painter, plot.labels, theme)
    paint_tags(painter, plot.tags, plot.text_size, theme, chosen)


def paint_table(painter: QPainter, table: TableFrame, theme: Theme) -> None:
    """The table of the paths."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for path, x, y, radius in table.swatches:
        paint_path_marker(painter, path, x, y, radius, theme)
    paint_labels(painter, table.labels, theme)
