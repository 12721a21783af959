"""Exported pictures of training: each view of each kind of document, the same bytes for the same thing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from e2e.hands import array_of
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training import Rival
from mlpviz.data.recipe import Recipe
from mlpviz.export.picture import SUFFIXES, render, render_image
from mlpviz.export.train_picture import TrainPicture, export_training
from mlpviz.nn.network import make_layer, make_network
from mlpviz.present.palette import THEMES
from mlpviz.present.train.progress import Progress
from mlpviz.present.train.recorded import Recorded
from mlpviz.present.train.sheet import VIEWS

SIZE = (960, 640)


def moons() -> Document:
    """Two moons for a 2-4-1 network, 11 of 44 samples held out."""
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 44, 0.15, 0, 0.25))
    document = edits.initialise(reshape.set_units(document, 1, 4), "glorot_uniform", 1)
    return edits.set_training(document, optimizer="adam", learning_rate=0.05, batch_size=10, epochs=8)


def rivals() -> Document:
    document = moons()
    other = edits.initialise(reshape.set_units(document, 1, 2), "he_normal", 5)
    return replace(document, rival=Rival(other.network, other.loss, document.training))


def line() -> Document:
    """One raw input."""
    network = make_network(1, [make_layer("relu", [[1.0], [-1.0]], [0.0, 0.5]), make_layer("identity", [[1, 1]], [0])])
    document = replace(find("linear-unit").document(), network=network, loss="half_squared_error", input_names=())
    return edits.set_training(data_edits.set_recipe(document, Recipe("sine", 40, 0.1)), learning_rate=0.01)


def digits() -> Document:
    """Sixty-four pixels and ten classes."""
    rng = np.random.default_rng(0)
    layers = [make_layer("relu", rng.normal(0, 0.1, (6, 64)), np.zeros(6)),
              make_layer("softmax", rng.normal(0, 0.1, (10, 6)), np.zeros(10))]  # fmt: skip
    document = replace(moons(), network=make_network(64, layers), loss="cross_entropy", test=None, input_names=())
    return data_edits.set_recipe(document, Recipe("digits", 80, 0.0, 0, 0.25))


def many() -> Document:
    """Eighteen inputs: neither a plane nor a picture."""
    document = moons()
    raw = np.random.default_rng(0).normal(size=(10, 18))
    network = make_network(18, [make_layer("sigmoid", np.zeros((1, 18)), [0.0])])
    return replace(document, network=network, test=None).with_data(raw, np.arange(10.0)[:, None] % 2)


KINDS = {"moons": moons, "rivals": rivals, "line": line, "digits": digits, "many": many}
VIEWS_OF = {
    "moons": VIEWS, "rivals": VIEWS, "line": ("page", "regions", "curves"), "digits": ("page", "maps", "curves"),
    "many": ("page", "curves"),
}  # fmt: skip
CASES = [(kind, view) for kind, views in VIEWS_OF.items() for view in views]


@cache
def trained(kind: str, epochs: int = 8) -> tuple[Document, Progress]:
    document = KINDS[kind]()
    lockstep = Lockstep(document)
    lockstep.go_to(epochs * lockstep.first.updates_an_epoch)
    return lockstep.put_into(document, lockstep.networks), Recorded().progress(lockstep, None, lockstep.update, 8)


def picture(kind: str, view: str = "page", theme: str = "light", epochs: int = 8, **options: object) -> TrainPicture:
    document, progress = trained(kind, epochs)
    return TrainPicture(document, THEMES[theme], view, progress, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_same_twice_and_another_after_another_epoch(qapp: object, suffix: str, view: str) -> None:
    one = render(picture("moons", view), suffix, SIZE)
    assert render(picture("moons", view), suffix, SIZE) == one
    assert render(picture("moons", view, epochs=5), suffix, SIZE) != one
    assert render(picture("moons", view, "dark"), suffix, SIZE) != one


@pytest.mark.parametrize(("kind", "view"), CASES)
def test_the_drawing_shows_what_the_picture_shows(qapp: object, kind: str, view: str) -> None:
    for theme in THEMES:
        drawing = picture(kind, view, theme)
        svg = render(drawing, ".svg", SIZE)
        assert ElementTree.fromstring(svg).attrib["viewBox"].split() == ["0", "0", "960", "640"]
        renderer = QSvgRenderer(svg)
        shown = render_image(drawing, SIZE)
        drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
        drawn.fill(THEMES[theme].panel)
        painter = QPainter(drawn)
        renderer.render(painter)
        painter.end()
        assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0


@pytest.mark.parametrize(("kind", "view"), CASES)
def test_any_size_will_do(qapp: object, kind: str, view: str) -> None:
    for size in ((64, 64), (64, 600), (600, 64), (3000, 300)):
        for theme in ("light", "projector"):
            image = render_image(picture(kind, view, theme), size)
            assert (image.width(), image.height()) == size


@pytest.mark.parametrize(("kind", "view"), CASES)
def test_a_document_that_was_not_trained_has_a_picture_too(qapp: object, kind: str, view: str) -> None:
    drawing = TrainPicture(KINDS[kind](), THEMES["light"], view)
    image = array_of(render_image(drawing))
    assert image.shape[:2] == drawing.size[::-1]
    assert len(np.unique(image[..., :3] @ np.array([1, 256, 65536]))) > 20


WORDS = {
    ("moons", "page"): ("Train · XOR with sigmoids", "epoch 8", "Output at each point · sigmoid", "Hidden 1 · Sigmoid",
                        "Loss by epoch (log)", "Accuracy by epoch"),
    ("rivals", "page"): ("A · 2-4-1 · Sigmoid", "B · 2-2-1 · Sigmoid"),
    ("rivals", "regions"): ("A · 2-4-1 · Sigmoid", "B · 2-2-1 · Sigmoid"),
    ("rivals", "maps"): ("A · 2-4-1 · Sigmoid", "B · 2-2-1 · Sigmoid"),
    ("line", "page"): ("Output over x · identity",),
    ("digits", "page"): ("Weights of the first layer as images", "20 held-out samples"),
    ("digits", "maps"): ("Weights of the first layer as images",),
    ("many", "page"): ("of 10 samples",),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "view"), WORDS)
def test_what_it_says(qapp: object, kind: str, view: str) -> None:
    text = re.sub(r"<[^>]*>", "", render(picture(kind, view), ".svg").decode())
    for words in WORDS[kind, view]:
        assert words in text


def test_one_network_is_not_called_a(qapp: object) -> None:
    assert "A · " not in render(picture("moons"), ".svg").decode()


def test_hard_and_other_axes_are_other_pictures(qapp: object) -> None:
    one = render(picture("moons", "regions"), ".png", SIZE)
    assert render(picture("moons", "regions", hard=True), ".png", SIZE) != one
    assert render(picture("moons", "regions", axes=(1, 0)), ".png", SIZE) != one


def test_the_size_suits_what_is_seen(qapp: object) -> None:
    wide = picture("moons", "regions").size
    assert wide[0] > wide[1] >= 560  # moons are wider than high
    assert picture("rivals", "regions").size == (2 * wide[0], wide[1])
    assert picture("rivals", "maps").size[1] > picture("moons", "maps").size[1]
    assert picture("rivals", "curves").size == picture("moons", "curves").size


def test_dead_units_are_marked(qapp: object) -> None:
    document = moons()
    layer = make_layer("relu", np.eye(4, 2), [0.0, -99.0, 0.0, 0.0])
    document = document.with_layer(1, layer)
    assert ">dead<" in render(TrainPicture(document, THEMES["light"], "maps"), ".svg").decode()


def test_sizes_and_scale(qapp: object) -> None:
    image = QImage.fromData(render(picture("moons", "curves"), ".png", (480, 400), 2.0))
    assert (image.width(), image.height()) == (960, 800)
    page = re.search(rb"/MediaBox \[([^\]]*)\]", render(picture("moons"), ".pdf", SIZE))
    assert page is not None
    assert [float(number) for number in page[1].split()] == pytest.approx([0, 0, 720, 480], abs=1)


def test_files_are_written(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        export_training(picture("moons"), tmp_path / f"a{suffix}", size=SIZE)
        assert (tmp_path / f"a{suffix}").stat().st_size > 20_000
    with pytest.raises(ValueError, match="a picture is written as"):
        export_training(picture("moons"), tmp_path / "a.gif")
    with pytest.raises(OSError, match="not saved"):
        export_training(picture("moons"), tmp_path / "none" / "a.png")


REFUSED = {
    ("digits", "regions"): "64 inputs are too many for a plane: choose maps, the weights of the first layer as images",
    ("many", "regions"): "18 inputs are too many for a plane: choose curves",
    ("many", "maps"): "18 inputs are too many for a plane, and no square image: choose curves",
    ("moons", "4d"): "no view is called '4d': choose one of page, regions, maps, curves",
}


@pytest.mark.parametrize(("kind", "view"), REFUSED)
def test_what_cannot_be_drawn_is_refused_before(kind: str, view: str) -> None:
    with pytest.raises(ValueError, match=re.escape(REFUSED[kind, view])):
        TrainPicture(KINDS[kind](), THEMES["light"], view)
