"""Three dimensions: the projection, the order of painting, and paths that lie on the surface."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps, tag_boxes
from present.descend.scenes import (
    all_scenes,
    function_scene,
    holed_scene,
    lecture_scene,
    projected_scene,
    with_losses,
)

from mlpviz.nn.surface import Grid
from mlpviz.present.descend.map_moving import make_map_moving
from mlpviz.present.descend.map_still import make_map_still
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera, Mesh, fitted, laid, thinned
from mlpviz.present.descend.space_frame import AT_REST, TURNING, make_space
from mlpviz.present.palette import THEMES

LIGHT = THEMES["light"]


@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
@pytest.mark.parametrize("elevation", [5, 32, 60, 90])
@pytest.mark.parametrize("size", [(800, 600), (700, 200), (300, 500)])
def test_the_box_stays_in_the_picture_however_it_is_turned(azimuth: int, elevation: int, size: tuple[int, int]) -> None:
    eye = fitted(Camera(azimuth, elevation), 0, 0, *size)
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (0, 1)], dtype=float)
    pixels, _ = eye.place(corners)
    assert (pixels >= -1).all() and (pixels <= np.array(size) + 1).all()


def test_what_is_nearer_is_told_so() -> None:
    eye = fitted(Camera(0, 30), 0, 0, 100, 100)
    pixels, near = eye.place(np.array([[0.0, -1.0, 0.0], [0.0, 1.0, 0.0]]))
    assert near[0] > near[1] and pixels[0, 1] > pixels[1, 1]  # in front is below


def test_a_camera_turns_within_bounds() -> None:
    camera = Camera(170, 80).turned(30, 40)
    assert (camera.azimuth, camera.elevation) == (-160, 90)
    assert Camera().turned(0, -90).elevation == 5 and Camera().zoomed(100).zoom == 8


def test_corners_of_the_mesh_are_points_of_the_grid() -> None:
    xs, ys, heights = np.linspace(-1, 1, 201), np.linspace(-1, 1, 101), np.random.default_rng(1).random((101, 201))
    mesh = thinned(xs, ys, heights, 40)
    assert mesh.heights.shape == (41, 41)
    assert set(mesh.xs) <= set(xs) and set(mesh.ys) <= set(ys)
    assert (mesh.heights[0, 0], mesh.heights[-1, -1]) == (heights[0, 0], heights[-1, -1])
    whole = thinned(xs, ys, heights, 500)
    assert (whole.heights == heights).all()


def test_faces_are_painted_from_far_to_near() -> None:
    frame = make_space(lecture_scene(), Camera(), LIGHT, 800, 600, TURNING)
    assert frame.faces.shape == (TURNING**2, 4, 2) == (*frame.fills.shape[:1], 4, 2)
    top = make_space(lecture_scene(), Camera(0, 30), LIGHT, 800, 600, TURNING).faces[..., 1].mean(axis=1)
    assert top[:100].mean() < top[-100:].mean()
    assert len(make_space(lecture_scene(count=101), Camera(), LIGHT, 800, 600).faces) == AT_REST**2


def test_a_step_is_laid_on_the_mesh_with_its_own_losses_at_both_ends() -> None:
    xs = np.linspace(-1, 1, 21)
    heights = (xs[None, :] ** 2 + xs[:, None] ** 2) / 2
    mesh = Mesh(xs, xs, heights)
    ends = np.array([[[-0.93, 0.2], [0.77, -0.4]]])
    pieces = laid(mesh, ends, np.array([[0.7, 0.1]]))
    assert pieces[0, 0].tolist() == pytest.approx([-0.93, 0.2, 0.7])
    assert pieces[-1, 1].tolist() == pytest.approx([0.77, -0.4, 0.1])
    assert (pieces[1:, 0] == pytest.approx(pieces[:-1, 1])) and len(pieces) >= 17
    free = laid(mesh, ends, np.full((1, 2), np.nan)).reshape(-1, 3)
    assert np.abs(free[:, 2] - (free[:, 0] ** 2 + free[:, 1] ** 2) / 2).max() < 0.01


def test_heads_lie_at_their_own_loss() -> None:
    scene = lecture_scene(path=2)
    frame = make_space(scene, Camera(), LIGHT, 800, 600)
    eye = fitted(Camera(), 46, frame.area.top, 800 - 92, frame.area.height - 22)
    heads = {ball.path: (ball.x, ball.y) for ball in frame.balls if not ball.small}
    assert set(heads) == {1, 2, 3}
    for path, head in heads.items():
        x, y = scene.descent.points[path, 9]
        box = np.array([x / 4, y / 2.6, scene.loss(path) / scene.grid.losses.max()])
        assert head == pytest.approx(eye.place(box)[0].tolist(), abs=0.5)


def test_a_head_behind_the_surface_is_known() -> None:
    scene = function_scene("stretched-bowl", 9, 0.01)
    below = {c: make_space(scene, Camera(c, 8), LIGHT, 800, 600) for c in (-90, 0, 90, 180)}
    assert len({next(ball.hidden for ball in frame.balls if not ball.small) for frame in below.values()}) == 2


def test_a_stem_leads_from_the_surface_to_the_true_loss() -> None:
    scene = projected_scene()
    frame = make_space(scene, Camera(), LIGHT, 800, 600)
    heads = {ball.path: (ball.x, ball.y) for ball in frame.balls if not ball.small}
    assert len(frame.stems) == 3
    for stem in frame.stems:
        assert stem.line[:2] == pytest.approx(heads[stem.path], abs=0.5)
        falls = scene.gap(stem.path) < 0
        assert (stem.line[3] > stem.line[1]) == falls
    assert not make_space(lecture_scene(), Camera(), LIGHT, 800, 600).stems


def test_holes_stay_open_and_are_said() -> None:
    frame = make_space(holed_scene(), Camera(), LIGHT, 800, 600, 40)
    assert len(frame.faces) < 1600
    assert np.isfinite(frame.faces).all()
    assert any("51 of 1,681 values are not finite: left open" in label.text for label in frame.labels)


@pytest.mark.parametrize("name", [name for name, scene in all_scenes().items() if not scene.flat])
@pytest.mark.parametrize("camera", [Camera(), Camera(150, 15), Camera(20, 85)])
def test_no_name_lies_over_another(name: str, camera: Camera) -> None:
    frame = make_space(all_scenes()[name], camera, LIGHT, 700, 480, TURNING)
    boxes = label_boxes(frame.labels) + tag_boxes(frame.tags)
    assert overlaps(boxes) == [] and outside(boxes, 700, 480) == []
    assert all(np.isfinite(thread.pieces).all() for thread in frame.threads)


def test_a_path_out_of_view_has_an_arrow_at_the_rim() -> None:
    frame = make_space(lecture_scene(), Camera(), LIGHT, 800, 600)
    assert [pointer.path for pointer in frame.pointers] == [0]
    assert any(tag.text.startswith("η 0.11 leaves") and tag.text.endswith("1065") for tag in frame.tags)


def test_a_line_has_no_third_dimension() -> None:
    scene: Scene = function_scene("valleys", 3, count=51)
    with pytest.raises(ValueError, match="it is drawn in two dimensions"):
        make_space(scene, Camera(), LIGHT, 800, 600)


def test_what_lies_over_the_panel_at_the_right_hides_no_word() -> None:
    for right in (0.0, 100.0, 260.0):
        labels = make_space(lecture_scene(), Camera(), LIGHT, 700, 480, TURNING, right=right).labels
        first = [box for box in label_boxes(labels) if box[2] < 30]
        assert all(x + wide / 2 <= 700 - right for _, x, _, wide, _ in first)
        assert sum(label.text == "Move only these two · linear scale" for label in labels) == 1


@pytest.mark.parametrize("ends", [(-8.9e307, 8.9e307), (0.0, 1.7e308), (1e308, 1.75e308)])
def test_coordinates_and_losses_as_large_as_numbers_are_drawn_without_a_warning(ends: tuple[float, float]) -> None:
    scene, xs = lecture_scene(), np.linspace(*ends, 41)
    wide = replace(scene, grid=Grid(scene.plane, xs, xs, np.add.outer(xs / 2, xs / 2)), view=(*ends, *ends))
    tiny = with_losses(scene, scene.grid.losses * 1e-318)  # and the paths are far above
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for shown in (wide, tiny):
            frame = make_space(shown, Camera(), LIGHT, 680, 560)
            assert len(frame.faces) > 1000 and np.isfinite(frame.faces).all()
            assert all(np.isfinite(thread.pieces).all() for thread in frame.threads)
            make_map_moving(shown, make_map_still(shown, LIGHT, 680, 560), LIGHT)
