"""The curves of training on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels, paint_path_marker
from mlpviz.export.paint.surface_map import lines
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import Axes
from mlpviz.present.train.legend import Key
from mlpviz.present.train.progress import ProgressFrame, ProgressPlot
from mlpviz.present.train.runs import BEFORE, run_style

_WIDTH = 1.8
_MARK = 4.5
_KEY_DASH = [2.8, 2.0]  # of the pen's width, as long as the dashes of the curves


def paint_progress(painter: QPainter, frame: ProgressFrame, theme: Theme) -> None:
    """All plots of a frame, in its own pixels, from the back to the front."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for plot in frame.plots:
        _paint_plot(painter, plot, theme)


def paint_axes(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Grid lines and the line at the bottom; the labels are the plot's to paint, as some give way."""
    area = axes.area
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLines([QLineF(*line) for line in axes.grid])
    painter.drawLine(QLineF(area.left, area.bottom, area.right, area.bottom))


def paint_keys(painter: QPainter, keys: tuple[Key, ...], theme: Theme) -> None:
    """The samples of lines in a legend."""
    for key in keys:
        pen = _pen(key.run, theme)
        if key.test:
            pen.setDashPattern(_KEY_DASH)
        painter.setPen(pen)
        painter.drawLine(QLineF(key.x, key.y, key.x + key.length, key.y))


def _pen(run: int, theme: Theme) -> QPen:
    color = QColor(run_style(run, theme).color)
    if run == BEFORE:
        color.setAlphaF(0.55)
    return QPen(color, _WIDTH * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def _upright(painter: QPainter, line: tuple[float, float, float, float], color: str, width: float, dash: bool) -> None:
    pen = QPen(QColor(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([4.0, 2.5])
    painter.setPen(pen)
    painter.drawLine(QLineF(*line))


def _paint_plot(painter: QPainter, plot: ProgressPlot, theme: Theme) -> None:
    area = plot.axes.area
    paint_axes(painter, plot.axes, theme)
    painter.save()
    painter.setClipRect(QRectF(area.left, area.top, area.width, area.height).adjusted(-2, -2, 2, 2))
    for line in plot.stops:
        _upright(painter, line, theme.wrong, 1.6 * theme.stroke, True)
    _upright(painter, plot.now, theme.now, 2.0 * theme.stroke, False)
    if plot.pointer is not None:
        _upright(painter, plot.pointer, theme.muted, theme.stroke, False)
    for stroke in plot.strokes:
        painter.setPen(_pen(stroke.run, theme))
        painter.drawLines(lines(stroke.pieces))
    painter.restore()
    for mark in plot.marks:
        paint_path_marker(painter, mark.path, mark.x, mark.y, _MARK * theme.scale, theme)
    paint_keys(painter, plot.keys, theme)
    paint_labels(painter, plot.labels, theme)
