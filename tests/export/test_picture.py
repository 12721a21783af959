"""Exported pictures: the same bytes for the same input, from the window and from the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from e2e.hands import array_of, problem, run
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.core.examples import examples, find
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.picture import Picture
from mlpviz.export.picture import SUFFIXES, export_picture, render, render_image
from mlpviz.nn.schedule import Grain
from mlpviz.present.palette import THEMES
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def picture_of(id: str, step: int, theme: str = "light", **changes: object) -> Picture:
    document = find(id).document()
    walk = Walk(document, 0)
    return Picture(walk, walk.schedule.position(step), document.notation, THEMES[theme], **changes)


def colors_of(image: QImage) -> set[str]:
    flat = array_of(image).reshape(-1, 3)
    return {"#{:02x}{:02x}{:02x}".format(*color) for color in np.unique(flat, axis=0)}


def test_a_window_and_another_process_write_the_same_bytes(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window("toy")
    run(window, "theme.dark", "view.zoom_in", "view.bias", "view.bias", "view.bias", "notation.two_stage")
    window.bench.go(window.bench.walk.schedule.position(9))
    for suffix in SUFFIXES:
        ours, again, theirs = (tmp_path / f"{name}{suffix}" for name in ("ours", "again", "theirs"))
        for path in (ours, again):
            window.questions.export_answer = path
            run(window, "file.export")
        options = ["--step", "9", "--theme", "dark", "--notation", "two_stage", "-o", str(theirs)]
        command = [sys.executable, "-m", "mlpviz", "export", "toy", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ}, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert ours.read_bytes() == again.read_bytes() == theirs.read_bytes()
    assert problem(window) == ""


def test_an_export_that_fails_is_told_and_leaves_nothing(window: Window, tmp_path: Path) -> None:
    window.questions.export_answer = tmp_path / "missing" / "a.png"
    run(window, "file.export")
    assert problem(window).startswith("Not exported.") and "a.png" in problem(window)
    assert list(tmp_path.rglob("*.png")) == []
    window.questions.export_answer = None
    run(window, "file.export")
    assert window.questions.asked == ["export", "export"]


def test_a_name_without_a_known_suffix_becomes_a_png(window: Window, tmp_path: Path) -> None:
    for typed, written in (("plain", "plain.png"), ("upper.PNG", "upper.PNG"), ("drawing.Svg", "drawing.Svg")):
        window.questions.export_answer = tmp_path / typed
        run(window, "file.export")
        assert (tmp_path / written).stat().st_size > 5000
    assert (tmp_path / "drawing.Svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_twice_and_another_for_another_step(qapp: object, suffix: str) -> None:
    one = render(picture_of("toy", 8), suffix)
    assert render(picture_of("toy", 8), suffix) == one
    assert render(picture_of("toy", 9), suffix) != one
    assert render(picture_of("toy", 8, "dark"), suffix) != one
    assert render(picture_of("toy", 8, decimals=6), suffix) != one


@pytest.mark.parametrize(("size", "scale"), [((1200, 800), 1.0), ((640, 480), 2.0), ((900, 700), 0.5)])
def test_sizes_are_as_asked_for(qapp: object, size: tuple[int, int], scale: float) -> None:
    width, height = round(size[0] * scale), round(size[1] * scale)
    image = QImage.fromData(render(picture_of("toy", 8), ".png", size, scale))
    assert (image.width(), image.height()) == (width, height)
    drawing = ElementTree.fromstring(render(picture_of("toy", 8), ".svg", size, scale))
    assert drawing.attrib["viewBox"].split() == ["0", "0", str(width), str(height)]
    page = re.search(rb"/MediaBox \[([^\]]*)\]", render(picture_of("toy", 8), ".pdf", size, scale))
    assert page is not None
    assert [float(number) for number in page[1].split()] == pytest.approx([0, 0, 0.75 * width, 0.75 * height], abs=1)


def test_the_drawing_shows_what_the_picture_shows(qapp: object) -> None:
    picture = picture_of("toy", 8)
    renderer = QSvgRenderer(render(picture, ".svg"))
    assert renderer.isValid()
    shown = render_image(picture)
    drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
    drawn.fill(THEMES["light"].panel)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0


@pytest.mark.parametrize("theme", list(THEMES))
def test_themes_have_their_colours(qapp: object, theme: str) -> None:
    colors = colors_of(render_image(picture_of("toy", 8, theme)))
    assert {THEMES[theme].panel, THEMES[theme].ink, THEMES[theme].now} <= colors
    others = {other.now for other in THEMES.values()} - {THEMES[theme].now}
    assert not others & colors


@pytest.mark.parametrize("id", [example.id for example in examples()])
def test_every_example_can_be_printed(qapp: object, id: str) -> None:
    document = find(id).document()
    walk = Walk(document, None)
    for step in {0, find(id).step, walk.schedule.count(Grain.NEURON) - 1}:
        picture = Picture(walk, walk.schedule.position(step), document.notation, THEMES["print"])
        image = array_of(render_image(picture, (800, 600)))
        assert 0.005 < (image != 255).any(axis=2).mean() < 0.6


def test_what_cannot_be_drawn_is_refused(qapp: object, tmp_path: Path) -> None:
    document, path = find("toy").document(), tmp_path / "a.png"
    with pytest.raises(IndexError):
        export_picture(document, path, step=26)
    with pytest.raises(ValueError, match="no theme is called 'pink'"):
        export_picture(document, path, theme="pink")
    with pytest.raises(ValueError, match="no notation is called 'own'"):
        export_picture(document, path, notation="own")
    with pytest.raises(ValueError, match="a picture is written as"):
        export_picture(document, tmp_path / "a.gif")
    with pytest.raises(OSError, match="not saved"):
        export_picture(document, tmp_path / "none" / "a.png")
    assert list(tmp_path.iterdir()) == []
