"""The marker of a class as an icon."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from mlpviz.export.paint.train_points import paint_markers
from mlpviz.present.palette import THEMES
from mlpviz.present.train.class_style import class_style
from mlpviz.present.train.points import Markers

_PIXELS = 48  # it is scaled down to what is asked for
_RADIUS = 0.34  # of the icon


@lru_cache(maxsize=128)
def marker_icon(number: int, classes: int, theme_id: str) -> QIcon:
    """Of class `number` (from 0) of so many, in its colour and shape."""
    theme = THEMES[theme_id]
    style = class_style(number, classes, theme)
    picture = QPixmap(_PIXELS, _PIXELS)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = np.array([[_PIXELS / 2, _PIXELS / 2]])
    paint_markers(painter, [Markers(middle, style.marker, style.color, False, _RADIUS * _PIXELS)], theme)
    painter.end()
    return QIcon(picture)
