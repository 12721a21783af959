"""Curves, bars, matrices and digits of training on a painter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from mlpviz.export.paint.train_confusion import paint_confusion
from mlpviz.export.paint.train_digits import paint_digit, paint_tiles
from mlpviz.export.paint.train_layers import paint_layers
from mlpviz.export.paint.train_progress import paint_progress
from mlpviz.present.notation import symbols
from mlpviz.present.palette import THEMES, Theme
from mlpviz.present.train.confusion import make_confusion
from mlpviz.present.train.digits import make_digit
from mlpviz.present.train.layers import make_layers
from mlpviz.present.train.layers_words import LayerStats
from mlpviz.present.train.progress import Progress, Stop, make_progress
from mlpviz.present.train.progress_words import Curve
from mlpviz.present.train.runs import run_style
from mlpviz.present.train.tile_colors import table
from mlpviz.present.train.tiles import make_weights

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = (600, 300)
Paint = Callable[[QPainter, Theme], None]

EPOCHS = np.arange(51.0)
RUN_A = Curve("ReLU", EPOCHS, 0.9**EPOCHS)
RUN_B = Curve("tanh", EPOCHS, 0.95**EPOCHS, "test", 1)
LAYERS = LayerStats(
    np.array([1e-4, 1e-2, 1.0]),
    np.ones(3),
    np.full(3, 1e-3),
    np.full(3, 8),
    ((0, 1, 2, 3), (), ()),
    ((), (4, 5, 6, 7), ()),
)
NAMES = symbols("excitation", (2, 8, 8, 1))


def progress(painter: QPainter, theme: Theme) -> None:
    made = Progress((RUN_A, RUN_B), epoch=25, stops=(Stop(1, 40, "stopped at update 40"),))
    paint_progress(painter, make_progress(made, theme, *SIZE, pointer=10), theme)


def layers(painter: QPainter, theme: Theme) -> None:
    paint_layers(painter, make_layers((LAYERS, replace(LAYERS, run=1)), NAMES, theme, *SIZE), theme)


def confusion(painter: QPainter, theme: Theme) -> None:
    paint_confusion(painter, make_confusion(np.array([[9, 1], [0, 4]]), ["a", "b"], theme, *SIZE), theme, (0, 1))


def tiles(painter: QPainter, theme: Theme) -> None:
    paint_tiles(painter, make_weights(np.linspace(-1, 1, 128).reshape(2, 64), theme, *SIZE), theme, 1)


def digit(painter: QPainter, theme: Theme) -> None:
    frame = make_digit(np.eye(8), 0, 1, "Sample 1", theme, *SIZE, np.array([0.25, 0.75]), ["a", "b"])
    paint_digit(painter, frame, theme)


PICTURES = {paint.__name__: paint for paint in (progress, layers, confusion, tiles, digit)}


def drawn(paint: Paint, theme: Theme) -> QImage:
    image = QImage(*SIZE, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    paint(painter, theme)
    painter.end()
    return image


def colors_of(image: QImage) -> set[int]:
    return set(np.frombuffer(bytes(image.constBits()), dtype=np.uint32).tolist())


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.id)
def test_the_colours_that_carry_meaning_are_there(theme: Theme) -> None:
    a, b, now = (QColor(color).rgb() for color in (run_style(0, theme).color, run_style(1, theme).color, theme.now))
    found = colors_of(drawn(progress, theme))
    assert {a, b, now} <= found
    assert {a, b} <= colors_of(drawn(layers, theme))
    assert now in colors_of(drawn(confusion, theme)) and now in colors_of(drawn(tiles, theme))
    signs = table(theme.id)
    assert {int(signs[1]), int(signs[255])} <= colors_of(drawn(tiles, theme))
    assert {QColor(theme.ink).rgb(), QColor(theme.panel).rgb()} <= colors_of(drawn(digit, theme))


def test_a_pixel_has_the_ink_of_its_value() -> None:
    theme = THEMES["light"]
    frame = make_digit(np.eye(8), 0, 1, "Sample 1", theme, *SIZE)
    image = drawn(digit, theme)
    step = frame.side / 8
    for row in range(8):
        for column in range(8):
            color = image.pixelColor(
                round(frame.left + (column + 0.5) * step), round(frame.top + (row + 0.5) * step)
            ).name()
            assert color == (theme.ink if row == column else theme.panel)


def test_what_is_wrong_is_painted_unlike_what_is_right() -> None:
    theme = THEMES["light"]
    frame = make_confusion(np.array([[9, 1], [0, 4]]), ["a", "b"], theme, *SIZE)
    image = drawn(confusion, theme)
    right, wrong, none = (image.pixelColor(round(cell.x + 6), round(cell.y + 6)) for cell in frame.cells[:3])
    assert right.green() > right.red() and wrong.red() > wrong.green()
    assert none.name() == theme.panel


@pytest.mark.parametrize("name", list(PICTURES))
def test_pictures_are_written_as_drawings_too(name: str) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    PICTURES[name](painter, THEMES["print"])
    painter.end()
    assert len(buffer.data()) > 3000
