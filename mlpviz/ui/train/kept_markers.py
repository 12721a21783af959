"""The markers of samples as a picture that is kept: thousands of them are not painted anew while training plays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from mlpviz.core.document import Data
from mlpviz.export.paint.train_points import paint_markers
from mlpviz.present.descend.area import Area
from mlpviz.present.palette import Theme
from mlpviz.present.train.points import Markers


class KeptMarkers:
    """Keeps one picture, as large as a widget."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._samples: tuple[Data | None, Data | None] = (None, None)
        self._picture: QPixmap | None = None

    def picture(
        self, widget: QWidget, samples: tuple[Data, Data | None], area: Area, groups: tuple[Markers, ...], theme: Theme
    ) -> QPixmap:
        """The markers of these samples, to train on and held out, over an area."""
        looks = tuple((group.marker, group.color, group.hollow, len(group.middles)) for group in groups)
        wanted = (area, looks, theme, widget.size(), widget.devicePixelRatio())
        same = all(new is old for new, old in zip(samples, self._samples, strict=True))
        if self._picture is None or not same or wanted != self._of:
            self._samples, self._of = samples, wanted
            self._picture = _painted(widget, groups, theme)
        return self._picture


def _painted(widget: QWidget, groups: tuple[Markers, ...], theme: Theme) -> QPixmap:
    ratio = widget.devicePixelRatio()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_markers(painter, groups, theme)
    painter.end()
    return picture
