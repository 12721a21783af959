"""Painted regions: the same in pixels and in drawings, and every part of them is seen."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

import numpy as np
import pytest
from e2e.hands import array_of
from present.train.regions import all_regions, region_of
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.export.paint.train_region import paint_region
from mlpviz.export.picture import SUFFIXES, render, render_image
from mlpviz.present.palette import THEMES
from mlpviz.present.train.region import RegionScene


@dataclass(frozen=True)
class Drawn:
    """A drawing of one of the regions."""

    name: str = "classes"
    theme: str = "light"
    title: str = "Region"
    size: tuple[int, int] = (700, 460)

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        theme = THEMES[self.theme].larger(scale)
        painter.fillRect(0, 0, round(width), round(height), QColor(theme.panel))
        paint_region(painter, all_regions(self.theme, (width, height), factor=scale)[self.name], theme)


def painted(scene: RegionScene, theme: str = "light", size: tuple[int, int] = (900, 560)) -> np.ndarray:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(THEMES[theme].panel))
    painter = QPainter(image)
    paint_region(painter, scene, THEMES[theme])
    painter.end()
    return array_of(image)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_twice(qapp: object, suffix: str) -> None:
    one = render(Drawn(), suffix)
    assert render(Drawn(), suffix) == one
    assert render(Drawn("hard"), suffix) != one


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", list(all_regions()))
def test_the_drawing_shows_what_the_picture_shows(qapp: object, name: str, theme: str) -> None:
    drawing = Drawn(name, theme)
    svg = render(drawing, ".svg")
    assert ElementTree.fromstring(svg) is not None and svg.count(b"<image") == 1
    shown = render_image(drawing)
    drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
    drawn.fill(THEMES[theme].panel)
    painter = QPainter(drawn)
    QSvgRenderer(svg).render(painter)
    painter.end()
    assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0


def test_samples_rings_and_the_chosen_one_are_seen(qapp: object) -> None:
    bare, plain = painted(region_of(points=None)), painted(region_of())
    assert (bare != plain).any(axis=2).sum() > 2000
    assert (painted(region_of(chosen=4)) != plain).any(axis=2).sum() > 20


def test_a_filled_marker_has_its_colour_in_the_middle_and_a_hollow_one_the_ground(qapp: object) -> None:
    scene, theme = region_of(3, "softmax"), THEMES["light"]
    image = painted(scene)
    for group in scene.markers:
        wanted = QColor(theme.panel if group.hollow else group.color)
        x, y = group.middles[-1]
        seen = image[int(y), int(x), :3]
        assert seen.tolist() == pytest.approx([wanted.red(), wanted.green(), wanted.blue()], abs=40)


def test_the_bar_has_the_colours_of_the_map(qapp: object) -> None:
    scene = region_of(1, "sigmoid", points=None)
    image, bar = painted(scene), scene.key.bar
    assert bar is not None
    left, top, width, height = bar
    low, high = (image[round(top + height * t), round(left + width / 2)].astype(int) for t in (0.97, 0.03))
    assert low[2] > low[0] + 40 and high[0] > high[2] + 40  # blue below, red above
