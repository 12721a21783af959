"""The page of the loss surface as one picture, or one view of it with the strips, on any painter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from mlpviz.export.paint.sheet import paint_head, paint_plate
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
from mlpviz.present.descend.words import title_of
from mlpviz.present.palette import Theme

PAGE_SIZE = (1440, 900)
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
    what = f"Descend · {scene.title}"
    if scene.formula:
        what += f"   f({', '.join(scene.plane.names)}) = {scene.formula}"
    place = f"iteration {scene.iteration} of {scene.descent.steps} · {scene.device}"
    paint_head(painter, what, place, theme, width, page.head)

    def panel(box: Box | None, paint: Callable[[float, float], None]) -> None:
        if box is not None:
            paint_plate(painter, box, theme, paint)

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
