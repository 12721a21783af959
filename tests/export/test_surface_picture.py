"""Exported pictures of the loss surface: well-formed, and the same bytes for the same scene."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from e2e.hands import array_of
from present.descend.scenes import all_scenes, lecture_scene, projected_scene
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.export.picture import SUFFIXES, render, render_image
from mlpviz.export.surface_picture import SurfacePicture, export_surface
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera
from mlpviz.present.palette import THEMES

SIZE = (960, 640)


def picture(scene: Scene, view: str = "page", theme: str = "light", camera: Camera | None = None) -> SurfacePicture:
    return SurfacePicture(scene, THEMES[theme], view, camera)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("view", ["page", "2d", "3d"])
def test_the_same_twice_and_another_for_another_iteration(qapp: object, suffix: str, view: str) -> None:
    one = render(picture(lecture_scene(), view), suffix, SIZE)
    assert render(picture(lecture_scene(), view), suffix, SIZE) == one
    assert render(picture(lecture_scene(10), view), suffix, SIZE) != one
    assert render(picture(lecture_scene(), view, "dark"), suffix, SIZE) != one


@pytest.mark.parametrize("view", ["page", "2d", "3d"])
@pytest.mark.parametrize("theme", list(THEMES))
def test_the_drawing_shows_what_the_picture_shows(qapp: object, view: str, theme: str) -> None:
    drawing = picture(projected_scene(), view, theme)
    svg = render(drawing, ".svg", SIZE)
    assert ElementTree.fromstring(svg).attrib["viewBox"].split() == ["0", "0", "960", "640"]
    renderer = QSvgRenderer(svg)
    assert renderer.isValid()
    shown = render_image(drawing, SIZE)
    drawn = QImage(shown.size(), QImage.Format.Format_RGB32)
    drawn.fill(THEMES[theme].panel)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    assert np.abs(array_of(drawn).astype(float) - array_of(shown)).mean() < 3.0


def test_the_surface_is_a_picture_in_the_drawing_and_all_else_are_lines(qapp: object) -> None:
    svg = render(picture(lecture_scene(), "2d"), ".svg", SIZE).decode()
    assert svg.count("<image") == 1
    assert svg.count("<polyline") > 100 and svg.count("<text") > 40
    space = render(picture(lecture_scene(), "3d"), ".svg", SIZE).decode()
    assert "<image" not in space and space.count("<polygon") + space.count("<path") > 1600
    for text in ("η 0.07", "start (3.4, 2)", "Move only these two · linear scale", "max = 0.1"):
        assert text in svg


@pytest.mark.parametrize("name", list(all_scenes()))
def test_every_scene_can_be_printed(qapp: object, name: str) -> None:
    scene = all_scenes()[name]
    for view in ("page", "2d") if scene.flat else ("page", "2d", "3d"):
        image = array_of(render_image(picture(scene, view, "print"), (800, 600)))
        assert 0.02 < (image != 255).any(axis=2).mean() < 0.9


def test_sizes_and_scale(qapp: object) -> None:
    image = QImage.fromData(render(picture(lecture_scene(), "2d"), ".png", (480, 400), 2.0))
    assert (image.width(), image.height()) == (960, 800)
    page = re.search(rb"/MediaBox \[([^\]]*)\]", render(picture(lecture_scene()), ".pdf", SIZE))
    assert page is not None
    assert [float(number) for number in page[1].split()] == pytest.approx([0, 0, 720, 480], abs=1)


def test_a_turned_surface_is_another_picture(qapp: object) -> None:
    one, other = (render(picture(lecture_scene(), "3d", camera=Camera(a, 30)), ".png", SIZE) for a in (-60, 30))
    assert one != other


def test_files_are_written(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        export_surface(lecture_scene(), tmp_path / f"a{suffix}", view="3d", size=SIZE)
        assert (tmp_path / f"a{suffix}").stat().st_size > 20_000
    named = replace(lecture_scene(), title="A <bowl> & more", formula="x² + 10y²")
    export_surface(named, tmp_path / "b.svg")
    ElementTree.fromstring((tmp_path / "b.svg").read_bytes())


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    scene = lecture_scene()
    with pytest.raises(ValueError, match="no theme is called 'pink'"):
        export_surface(scene, tmp_path / "a.png", theme="pink")
    with pytest.raises(ValueError, match="no view is called '4d'"):
        export_surface(scene, tmp_path / "a.png", view="4d")
    with pytest.raises(ValueError, match="a picture is written as"):
        export_surface(scene, tmp_path / "a.gif")
    with pytest.raises(ValueError, match="it is drawn in two dimensions"):
        export_surface(all_scenes()["line"], tmp_path / "a.png", view="3d")
    with pytest.raises(OSError, match="not saved"):
        export_surface(scene, tmp_path / "none" / "a.png")
    assert list(tmp_path.iterdir()) == []
