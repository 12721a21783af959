"""Pictures of the application beside the ones that have been looked at and found good.

`pytest tests/images --renew` writes them anew; look at every one before committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from mlpviz.cli import main
from mlpviz.core.examples import find
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.picture import Picture
from mlpviz.export.picture import render_image
from mlpviz.export.train_picture import TrainPicture
from mlpviz.present.palette import THEMES
from mlpviz.present.train.recorded import Recorded

FOLDER = Path(__file__).parent
WIDTH = 640
TOLERANCE = 2.0
"""Mean difference of the grey values allowed, 0 … 255: rasterisers differ a little from machine to machine."""


def grey(image: QImage) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The picture at WIDTH pixels as grey values, shape (height, width)."""
    small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    flat = small.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(flat.constBits()), dtype=np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : flat.width()].astype(np.float64)


def difference(image: QImage, name: str) -> float:
    kept = QImage(str(FOLDER / f"{name}.png"))
    assert not kept.isNull(), f"{name}.png is missing"
    one, other = grey(image), grey(kept)
    assert one.shape == other.shape
    return float(np.abs(one - other).mean())


def compared(image: QImage, name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--renew"):
        image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation).save(str(FOLDER / f"{name}.png"))
    assert difference(image, name) < TOLERANCE


def picture(example: str, index: int, theme: str) -> QImage:
    """A picture for the screen, or a larger one where the theme's type is larger."""
    document = find(example).document()
    walk, scale = Walk(document, 0), THEMES[theme].scale
    size = (round(960 * scale), round(640 * scale))
    return render_image(Picture(walk, walk.schedule.position(index), document.notation, THEMES[theme]), size)


@pytest.mark.parametrize(
    ("example", "index", "theme"),
    [("toy", 8, "light"), ("toy", 14, "print"), ("xor-steps", 5, "dark"), ("mazur", 9, "projector")],
)
def test_exported_pictures(example: str, index: int, theme: str, qapp: object, request: pytest.FixtureRequest) -> None:
    compared(picture(example, index, theme), f"{example}-{index}-{theme}", request)


@pytest.mark.parametrize(
    ("example", "view", "theme", "epochs"),
    [
        ("moons", "page", "dark", 30), ("spirals", "maps", "light", 40), ("iris", "regions", "projector", 20),
        ("sine-cubic", "regions", "print", 200), ("digits", "maps", "light", 1),
    ],
)  # fmt: skip
def test_pictures_of_training(
    example: str, view: str, theme: str, epochs: int, qapp: object, request: pytest.FixtureRequest
) -> None:
    made = Lockstep(find(example).document())
    made.go_to(epochs * made.first.updates_an_epoch)
    document = made.put_into(made.document, made.networks)
    progress = Recorded().progress(made, None, made.update, epochs)
    drawn = TrainPicture(document, THEMES[theme], view, progress)
    compared(render_image(drawn), f"train-{example}-{view}-{theme}", request)


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_window(theme: str, open_window: Callable[..., Any], qtbot: Any, request: pytest.FixtureRequest) -> None:
    window = open_window("toy")
    window.bench.preferences.set_theme(theme)
    for _ in range(8):
        window.actions_by_id.run("step.forward")
    qtbot.wait(1200)
    compared(window.grab().toImage(), f"window-{theme}", request)


def test_a_moved_diagram_and_another_colour_are_seen(qapp: object) -> None:
    image = picture("toy", 8, "light")
    assert difference(image, "toy-8-light") < TOLERANCE
    moved = image.copy(12, 9, image.width(), image.height())
    assert difference(moved, "toy-8-light") > 2 * TOLERANCE
    assert difference(picture("toy", 7, "light"), "toy-8-light") > TOLERANCE
    assert difference(picture("toy", 8, "dark"), "toy-8-light") > 20 * TOLERANCE


@pytest.mark.parametrize(
    ("example", "theme", "view"),
    [("stretched-bowl", "light", []), ("full-and-stochastic", "dark", ["--view", "3d"]),
     ("valleys", "projector", ["--view", "2d"])],
)  # fmt: skip
def test_loss_surfaces(example: str, theme: str, view: list[str], tmp_path: Path, request: Any, qapp: object) -> None:
    out = tmp_path / "surface.png"
    assert main(["surface", example, "--steps", "12", "--theme", theme, *view, "-o", str(out)]) == 0
    compared(QImage(str(out)), f"surface-{example}-{theme}", request)
