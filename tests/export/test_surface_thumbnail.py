"""The small picture of a loss surface fills its rectangle, and shows the paths that stay."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from mlpviz.core.descend import grid_values, make_problem, shown_range
from mlpviz.core.examples import find
from mlpviz.export.paint.surface_thumbnail import paint_surface_thumbnail
from mlpviz.nn.surface import grid
from mlpviz.nn.verdicts import judge
from mlpviz.present.descend.path_style import path_style
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.scenes import scene_of
from mlpviz.present.palette import THEMES

UNTOUCHED, EDGE = QColor("#00ff00"), 20


def scene(id: str) -> Scene:
    document = find(id).document()
    problem = make_problem(document, document.network, 0)
    descent = problem.descend()
    shown = shown_range(problem, descent)
    sheet = grid(problem.objective, problem.plane, *grid_values(shown, 31))
    return scene_of(problem, sheet, descent, judge(descent), shown, iteration=descent.steps)


def painted(id: str, width: int, height: int, theme: str = "light") -> QImage:
    """With an edge all round that is not to be painted on."""
    image = QImage(width + 2 * EDGE, height + 2 * EDGE, QImage.Format.Format_RGB32)
    image.fill(UNTOUCHED)
    painter = QPainter(image)
    painter.translate(EDGE, EDGE)
    paint_surface_thumbnail(painter, scene(id), THEMES[theme], width, height)
    painter.end()
    return image


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize(("width", "height"), [(300, 186), (200, 300)])
def test_it_fills_its_rectangle_and_nothing_else(qapp: QApplication, theme: str, width: int, height: int) -> None:
    image = painted("himmelblau", width, height, theme)
    for x in range(image.width()):
        for y in range(image.height()):
            inside = EDGE <= x < EDGE + width and EDGE <= y < EDGE + height
            assert (image.pixelColor(x, y) != UNTOUCHED) == inside


def test_paths_that_run_away_are_left_out(qapp: QApplication) -> None:
    image = painted("bowl", 300, 186)
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    verdicts = [judgement.verdict for judgement in scene("bowl").judgements]
    for path, verdict in enumerate(verdicts):
        if verdict in ("diverges", "oscillates"):
            assert (path_style(path, THEMES["light"]).color in seen) == (verdict == "oscillates")
    assert verdicts[:2] == ["diverges", "oscillates"]
