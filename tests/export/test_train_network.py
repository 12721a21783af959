"""The painted network: the pixels of a tile are the values of its unit, on the screen and in files."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from e2e.hands import array_of
from present.train.maps import SIDE, maps_of, network_of
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.export.paint.train_network import paint_network, paint_network_still, paint_network_tiles
from mlpviz.export.picture import SUFFIXES, render, render_image
from mlpviz.present.palette import THEMES
from mlpviz.present.train.network_maps import NetworkMaps
from mlpviz.present.train.tile_colors import table


@dataclass(frozen=True)
class Tiles:
    """A drawing of the scene."""

    theme: str = "light"
    more: tuple[tuple[str, Any], ...] = ()
    seed: int = 0
    title: str = "Maps"
    size: tuple[int, int] = (700, 420)

    def maps(self, width: float, height: float, scale: float) -> NetworkMaps:
        network = network_of((2, 4, 1), seed=self.seed)
        return maps_of(network, self.theme, (width, height), scale, **dict(self.more))

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        theme = THEMES[self.theme].larger(scale)
        painter.fillRect(0, 0, round(width), round(height), QColor(theme.panel))
        paint_network(painter, self.maps(width, height, scale), theme)


@pytest.mark.parametrize("theme", THEMES)
def test_pixels_in_the_middle_of_a_cell_have_its_colour(qapp: object, theme: str) -> None:
    drawing = Tiles(theme)
    maps, image = drawing.maps(700, 420, 1.0), render_image(drawing)
    for layer in (0, 2):
        for unit in range(len(maps.images[layer])):
            left, top, side = maps.box(layer, unit) or (0, 0, 0)
            for row, column in ((3, 4), (9, 15), (17, 2)):
                x = round(left) + (column + 0.5) * round(side) / SIDE
                y = round(top) + (row + 0.5) * round(side) / SIDE
                color = int(table(theme)[maps.images[layer][unit, row, column]])
                assert image.pixel(int(x), int(y)) == color


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_twice_and_another_for_other_weights(qapp: object, suffix: str) -> None:
    assert render(Tiles(), suffix) == render(Tiles(), suffix)
    assert render(Tiles(), suffix) != render(Tiles(seed=1), suffix)


@pytest.mark.parametrize("theme", THEMES)
def test_the_drawing_shows_what_the_picture_shows(qapp: object, theme: str) -> None:
    drawing = Tiles(theme, (("dead", {(1, 1)}), ("emphasised", (1, 2))))
    svg = render(drawing, ".svg")
    ElementTree.fromstring(svg)
    shown = render_image(drawing)
    drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
    drawn.fill(THEMES[theme].panel)
    painter = QPainter(drawn)
    QSvgRenderer(svg).render(painter)
    painter.end()
    assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0


def test_marks_and_emphasis_are_seen(qapp: object) -> None:
    plain = array_of(render_image(Tiles()))
    for more in ((("dead", {(1, 1)}),), (("emphasised", (1, 2)),), (("emphasised", (0, 0)),)):
        assert (array_of(render_image(Tiles(more=more))) != plain).any(axis=2).sum() > 100


def test_what_stays_and_what_learns_are_painted_apart(qapp: object) -> None:
    maps = Tiles().maps(700, 420, 1.0)
    images = []
    for paints in ((paint_network_still,), (paint_network_tiles,), (paint_network_still, paint_network_tiles)):
        image = QImage(700, 420, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        for paint in paints:
            paint(painter, maps, THEMES["light"])
        painter.end()
        images.append(array_of(image))
    still, tiles, both = images
    left, top, side = maps.box(2, 0) or (0, 0, 0)
    inside = np.s_[round(top) + 2 : round(top + side) - 2, round(left) + 2 : round(left + side) - 2]
    assert (still[inside] == 255).all() and (tiles[inside] == both[inside]).all() and (tiles[inside] < 255).any()
    assert (tiles[-30:] == 255).all() and (still[-30:] < 255).any()
