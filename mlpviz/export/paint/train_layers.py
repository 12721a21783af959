"""The bars of the layers on any painter."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.text import mix
from mlpviz.export.paint.train_progress import paint_axes
from mlpviz.present.palette import Theme
from mlpviz.present.train.layers import Bar, BarPlot, LayersFrame
from mlpviz.present.train.runs import run_style
from mlpviz.present.train.turner import Turner

_HATCH = 5.0  # pixels from line to line
_LIGHTER = 0.45


def paint_layers(painter: QPainter, frame: LayersFrame, theme: Theme, focused: bool = False) -> None:
    """All plots of a frame, in its own pixels. focused: keys turn to the other plots."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for swatch in frame.swatches:
        _paint_bar(painter, swatch, theme)
    paint_labels(painter, frame.labels, theme)
    for plot in frame.plots:
        _paint_plot(painter, plot, theme)
    if frame.turner is not None:
        _paint_turner(painter, frame.turner, theme, focused)


def _paint_turner(painter: QPainter, turner: Turner, theme: Theme, focused: bool) -> None:
    paint_labels(painter, (turner.words,), theme)
    for (left, top, wide, tall), way in ((turner.back, -1), (turner.on, 1)):
        painter.setPen(QPen(QColor(theme.now if focused else theme.line), (2.0 if focused else 1.0) * theme.stroke))
        painter.setBrush(QColor(theme.chip))
        painter.drawRoundedRect(QRectF(left, top, wide, tall), 4 * theme.scale, 4 * theme.scale)
        x, y, reach = left + wide / 2, top + tall / 2, 0.2 * tall
        pen = QPen(QColor(theme.ink), 1.5 * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        tip = QPointF(x + way * reach / 2, y)
        for end in (-reach, reach):
            painter.drawLine(QPointF(x - way * reach / 2, y + end), tip)


def _paint_plot(painter: QPainter, plot: BarPlot, theme: Theme) -> None:
    paint_axes(painter, plot.axes, theme)
    for bar in plot.bars:
        _paint_bar(painter, bar, theme)
    if plot.mark is not None:
        pen = QPen(QColor(theme.ink), 1.4 * theme.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(QLineF(*plot.mark))
    paint_labels(painter, plot.labels, theme)


def _paint_bar(painter: QPainter, bar: Bar, theme: Theme) -> None:
    """Full colour for run A, a lighter fill with a rim for run B, so that they differ in grey too; or hatched."""
    box, color = QRectF(bar.x, bar.y, bar.width, bar.height), QColor(run_style(bar.run, theme).color)
    if bar.hatched:
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(color, theme.stroke))
        painter.drawLines([*_hatch(box, _HATCH * theme.scale)])
        painter.restore()
    else:
        painter.fillRect(box, mix(color.name(), theme.panel, 1.0 if bar.run == 0 else _LIGHTER))
    if bar.hatched or bar.run != 0:
        painter.setPen(QPen(color, theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _hatch(box: QRectF, step: float) -> Iterator[QLineF]:
    """Slanted lines all over a box and beyond its corners."""
    for k in range(int((box.width() + box.height()) / step) + 1):
        x = box.left() + k * step
        yield QLineF(x, box.top(), x - box.height(), box.bottom())
