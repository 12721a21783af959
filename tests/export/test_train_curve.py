"""Painted curves: the same in pixels and in drawings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from e2e.hands import array_of
from present.train.test_curve import curve_of
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.export.paint.train_curve import paint_curve
from mlpviz.export.picture import SUFFIXES, render, render_image
from mlpviz.present.palette import THEMES


@dataclass(frozen=True)
class Drawn:
    """A drawing of a curve."""

    theme: str = "light"
    emphasised: int | None = None
    title: str = "Curve"
    size: tuple[int, int] = (700, 460)

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        theme = THEMES[self.theme].larger(scale)
        painter.fillRect(0, 0, round(width), round(height), QColor(theme.panel))
        scene = curve_of(4, self.theme, (width, height), scale, emphasised=self.emphasised, chosen=2)
        paint_curve(painter, scene, theme)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_twice_and_another_with_a_unit_looked_at(qapp: object, suffix: str) -> None:
    one = render(Drawn(), suffix)
    assert render(Drawn(), suffix) == one
    assert render(Drawn(emphasised=1), suffix) != one


@pytest.mark.parametrize("theme", THEMES)
def test_the_drawing_shows_what_the_picture_shows(qapp: object, theme: str) -> None:
    drawing = Drawn(theme)
    shown = render_image(drawing)
    drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
    drawn.fill(THEMES[theme].panel)
    painter = QPainter(drawn)
    QSvgRenderer(render(drawing, ".svg")).render(painter)
    painter.end()
    assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0
    assert 0.02 < (array_of(shown) != array_of(shown)[0, 0]).any(axis=2).mean() < 0.6
