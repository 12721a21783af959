"""Network, output and curves of training on one sheet, or one of them alone, on any painter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from mlpviz.core.document import Document
from mlpviz.core.input_plane import input_plane
from mlpviz.core.lockstep import singles
from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.sheet import paint_head, paint_plate
from mlpviz.export.paint.train_confusion import paint_confusion
from mlpviz.export.paint.train_curve import paint_curve
from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.export.paint.train_network import paint_network
from mlpviz.export.paint.train_progress import paint_progress
from mlpviz.export.paint.train_region import paint_region
from mlpviz.nn.metrics import measure
from mlpviz.present.descend.text import BODY, Label
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import Box
from mlpviz.present.train.learned import learn, network_scene, region_scene
from mlpviz.present.train.learned_curve import curve_points, curve_scene, learn_curve, view_of
from mlpviz.present.train.learned_samples import confusion_scene, weights_scene
from mlpviz.present.train.network_maps import units_of
from mlpviz.present.train.progress import Progress, make_progress
from mlpviz.present.train.sheet import lay_out_sheet, run_words

_LEAST = 40.0  # pixels a side: on less there is nothing to be seen

Axes = tuple[int, int]


def paint_sheet(
    painter: QPainter, width: float, height: float, document: Document, theme: Theme, view: str,
    progress: Progress | None, hard: bool, axes: Axes,
) -> None:  # fmt: skip
    """Paint the sheet into the rectangle from (0, 0) to (width, height)."""
    sheet = lay_out_sheet(document, view, theme.scale, width, height)
    painter.fillRect(QRectF(0, 0, width, height), QColor(theme.background))
    place = "" if progress is None else f"epoch {progress.epoch:,.10g}"
    paint_head(painter, f"Train · {document.title}", place, theme, width, sheet.head)
    for box, words in zip(sheet.lines, run_words(document), strict=False):
        size = BODY * theme.scale
        line = Label(words, box[0] + 4 * theme.scale, box[1], box[2], box[3], size, "ink", "left", 600)
        paint_labels(painter, (line,), theme)
    runs = singles(document)
    for single, box in zip(runs, sheet.maps, strict=False):
        _panel(painter, box, theme, partial(_paint_maps, painter, single, axes, theme))
    for single, box in zip(runs, sheet.outputs, strict=False):
        _panel(painter, box, theme, partial(_paint_output, painter, single, axes, hard, theme))
    if sheet.curves is not None:
        _panel(painter, sheet.curves, theme, partial(_paint_curves, painter, progress or Progress(()), theme))


def _panel(painter: QPainter, box: Box, theme: Theme, paint: Callable[[float, float], None]) -> None:
    """A plate with its picture, where there is room to see any."""
    roomy = min(box[2:]) >= _LEAST * theme.scale
    paint_plate(painter, box, theme, paint if roomy else lambda _width, _height: None)


def _paint_curves(painter: QPainter, progress: Progress, theme: Theme, width: float, height: float) -> None:
    paint_progress(painter, make_progress(progress, theme, width, height), theme)


def _paint_maps(painter: QPainter, document: Document, axes: Axes, theme: Theme, width: float, height: float) -> None:
    """A map inside every unit; of pictures the weights of the first layer."""
    plane = input_plane(document, axes)
    if plane is None:
        paint_tiles(painter, weights_scene(document, theme, width, height), theme)
        return
    data = document.data
    layers = measure(document.network, data.inputs, document.targets, document.loss, document.reduction).layers
    dead, saturated = units_of(layer.dead for layer in layers), units_of(layer.stuck for layer in layers)
    learned = learn(document, plane)
    paint_network(painter, network_scene(learned, theme, width, height, dead=dead, saturated=saturated), theme)


def _paint_output(
    painter: QPainter, document: Document, axes: Axes, hard: bool, theme: Theme, width: float, height: float
) -> None:
    """The output over the plane or the line of the inputs; of more the confusion matrix, if any."""
    plane = input_plane(document, axes)
    if plane is None:
        data, words = (document.data, "samples") if document.test is None else (document.test, "held-out samples")
        matrix = confusion_scene(document, data, words, theme, width, height)
        if matrix is not None:
            paint_confusion(painter, matrix, theme)
    elif plane.single:
        curve, points = learn_curve(document, plane), curve_points(document)
        paint_curve(painter, curve_scene(curve, points, view_of(curve, points), None, theme, width, height), theme)
    else:
        paint_region(painter, region_scene(learn(document, plane), None, hard, theme, width, height), theme)
