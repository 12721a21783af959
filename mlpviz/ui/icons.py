"""Our own icons, drawn in the colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mlpviz.resources import asset

_SIZES = (16, 24, 32, 48)


@lru_cache(maxsize=256)
def icon(name: str, color: str) -> QIcon:
    """The icon assets/icons/NAME.svg with its strokes in `color` ("#rrggbb"). Raises FileNotFoundError."""
    source = asset("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    result = QIcon()
    for pixels in _SIZES:
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        result.addPixmap(picture)
    return result
