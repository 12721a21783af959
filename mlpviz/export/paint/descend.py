"""The page of the loss surface as one picture, or one view of it with the strips, on any painter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.export.paint.labels import paint_labels
from mlpviz.export.paint.surface_map import paint_map_moving, paint_map_still
from mlpviz.export.paint.surface_space import paint_space
from mlpviz.export.paint.surface_strips import paint_plot, paint_table
from mlpviz.present.descend.map_moving import make_map_moving
from mlpviz.present.descend.map_still import make_map_still
from mlpviz.present.descend.page import Box, lay_out_page
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera
from mlpviz.present.descend.space_frame import BESIDE_MAP, make_space
from mlpviz.present.descend.strips import make_landing_strip, make_loss_strip
from mlpviz.present.descend.table import make_table
from mlpviz.present.descend.text import BODY, Label, width_of
from mlpviz.present.descend.words import title_of
from mlpviz.present.palette import Theme

PAGE_SIZE = (1440, 900)
_PAD = 16.0
_RADIUS = 8.0
_FACES = 64  # a side, of an exported surface


def paint_page(
    painter: QPainter,
    width: float,
    height: float,
    scene: Scene,
    theme: Theme,
    view: str = "page",
    camera: Camera | None = None,
) -> None:
    """Paint the page into the rectangle from (0, 0) to (width, height). Raises ValueError as `lay_out_page` does."""
    page = lay_out_page(scene, theme, view, width, height)
    painter.fillRect(QRectF(0, 0, width, height), QColor(theme.background))
    _paint_head(painter, scene, theme, width, page.head)

    def panel(box: Box | None, paint: Callable[[float, float], None]) -> None:
        if box is None:
            return
        painter.setPen(QPen(QColor(theme.line), theme.stroke))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(*box), _RADIUS * theme.scale, _RADIUS * theme.scale)
        painter.save()
        painter.translate(box[0], box[1])
        paint(box[2], box[3])
        painter.restore()

    def paint_map(w: float, h: float) -> None:
        still = make_map_still(scene, theme, w, h)
        paint_map_still(painter, still, theme)
        paint_map_moving(painter, make_map_moving(scene, still, theme), theme, scene.path)

    def paint_landing(w: float, h: float) -> None:
        plot = make_landing_strip(scene, theme, w, h)
        if plot is not None:
            paint_plot(painter, plot, theme, scene.path)

    eye = camera or Camera()
    panel(page.map, paint_map)

    def paint_solid(w: float, h: float) -> None:
        title = BESIDE_MAP if page.map is not None else title_of(scene.plane)
        paint_space(painter, make_space(scene, eye, theme, w, h, _FACES, title), theme, scene.path)

    panel(page.space, paint_solid)
    panel(page.table, lambda w, h: paint_table(painter, make_table(scene, theme, w, h), theme))
    panel(page.losses, lambda w, h: paint_plot(painter, make_loss_strip(scene, theme, w, h), theme, scene.path))
    panel(page.landing, paint_landing)


def _paint_head(painter: QPainter, scene: Scene, theme: Theme, width: float, head: float) -> None:
    """The name of the program, what is descended, and where the paths are."""
    s = theme.scale
    painter.fillRect(QRectF(0, 0, width, head), QColor(theme.panel))
    painter.setPen(QPen(QColor(theme.line), theme.stroke))
    painter.drawLine(QLineF(0, head, width, head))
    name, size = "mlpviz", 16.0 * s
    place = f"iteration {scene.iteration} of {scene.descent.steps} · {scene.device}"
    what = f"Descend · {scene.title}"
    if scene.formula:
        what += f"   f({', '.join(scene.plane.names)}) = {scene.formula}"
    wide, right = width_of(name, size, 600) + 24 * s, width_of(place, BODY * s) + 4
    left = _PAD * s + wide
    room = width - left - right - 2 * _PAD * s
    paint_labels(
        painter,
        (
            Label(name, _PAD * s, 0.0, wide, head, size, "ink", "left", 600),
            Label(what, left, 0.0, room, head, 13.0 * s, "muted", "left"),
            Label(place, width - right - _PAD * s, 0.0, right, head, BODY * s, "muted", "right"),
        ),
        theme,
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
