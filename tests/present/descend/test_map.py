"""The map: what is seen is where it belongs, nothing lies over another label, nothing is left out in silence."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps, tag_boxes
from present.descend.scenes import (
    all_scenes,
    crowded_scene,
    function_scene,
    holed_scene,
    lecture_scene,
    projected_scene,
    with_losses,
)

from mlpviz.present.descend.colors import ramp
from mlpviz.present.descend.map_moving import MapMoving, make_map_moving
from mlpviz.present.descend.map_still import MapStill, make_map_still
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.words import title_of
from mlpviz.present.palette import THEMES

SIZES = ((680, 560), (420, 360), (1040, 760))


def frames(scene: Scene, theme: str = "light", size: tuple[int, int] = SIZES[0]) -> tuple[MapStill, MapMoving]:
    still = make_map_still(scene, THEMES[theme], *size)
    return still, make_map_moving(scene, still, THEMES[theme])


def words(moving: MapMoving) -> str:
    return " | ".join([*(tag.text for tag in moving.tags), *(label.text for label in moving.labels)])


@pytest.fixture(scope="module", params=list(all_scenes()))
def scene(request: pytest.FixtureRequest) -> Scene:
    return all_scenes()[request.param]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_no_label_lies_over_another_and_none_is_cut(scene: Scene, theme: str, size: tuple[int, int]) -> None:
    still, moving = frames(scene, theme, size)
    in_area = [label for contour in still.contours for label in contour.labels]
    boxes = label_boxes([*still.labels, *moving.labels, *in_area]) + tag_boxes(moving.tags)
    assert overlaps(boxes) == []
    if (theme, size) != ("projector", (420, 360)):  # there notes are drawn smaller than their estimate, to fit
        assert outside(boxes, *size) == []


def test_pixels_and_coordinates_go_there_and_back() -> None:
    area = frames(lecture_scene())[0].area
    assert area.place(np.array([-4.0, -2.6])).tolist() == pytest.approx([area.left, area.bottom])
    assert area.place(np.array([4.0, 2.6])).tolist() == pytest.approx([area.right, area.top])
    for point in ((0.0, 0.0), (3.4, 2.0), (-1.25, 0.7)):
        assert area.point(*area.place(np.array(point)).tolist()) == pytest.approx(point)


def test_every_pixel_has_the_colour_of_the_nearest_value() -> None:
    scene = function_scene("rosenbrock", 3)  # which looks the same neither upside down nor mirrored
    still, _ = frames(scene)
    assert still.image is not None
    rows, columns = still.image.shape
    assert (columns, rows) == (round(still.area.width), round(still.area.height))
    low, high = scene.grid.losses.min(), scene.grid.losses.max()
    for row, column in ((0, 0), (rows // 3, columns // 2), (rows - 1, columns // 4), (rows - 1, columns - 1)):
        x, y = still.area.point(
            still.area.left + (column + 0.5) * still.area.width / columns,
            still.area.top + (row + 0.5) * still.area.height / rows,
        )
        i, j = int(np.abs(scene.grid.ys - y).argmin()), int(np.abs(scene.grid.xs - x).argmin())
        level = round(255 * (scene.grid.losses[i, j] - low) / (high - low))
        assert int(still.image[row, column]) == int.from_bytes(bytes([255, *ramp("light")[level].tolist()]), "big")


def test_values_that_are_not_finite_are_hatched_and_said() -> None:
    still, _ = frames(holed_scene())
    assert still.image is not None
    assert 0.02 < (still.image == 0).mean() < 0.1
    assert len(still.hatch) > 20
    assert any("51 of 1,681 values are not finite: hatched" in label.text for label in still.labels)
    inside = (still.hatch[:, ::2] >= still.area.left - 1e-6) & (still.hatch[:, ::2] <= still.area.right + 1e-6)
    assert inside.all()


def test_a_path_in_view_has_its_head_where_it_is() -> None:
    scene = lecture_scene(path=2)
    still, moving = frames(scene)
    heads = {trail.path: trail.head for trail in moving.trails}
    assert heads[0] is None
    for path in (1, 2, 3):
        assert heads[path] == pytest.approx(still.area.place(scene.descent.points[path, 9]).tolist())
    assert moving.trails[-1].path == 2
    assert {"η 0.1", "η 0.07", "η 0.01", "start (3.4, 2)"} <= {tag.text for tag in moving.tags}


def test_a_path_out_of_view_is_followed_by_an_arrow_at_the_border_with_its_loss() -> None:
    still, moving = frames(lecture_scene())
    (pointer,) = moving.pointers
    x, y = lecture_scene().descent.points[0, 9]
    assert y < still.area.y0 and still.area.x0 < x < still.area.x1
    assert pointer.x == pytest.approx(still.area.place(np.array([x, y]))[0], abs=1)
    assert still.area.bottom - 20 < pointer.y < still.area.bottom
    assert pointer.angle == pytest.approx(90, abs=2)
    assert "η 0.11 leaves ↓ 1065" in words(moving)


@pytest.mark.parametrize("far", [1e3, 1e30, 1e200, 1e308])
def test_an_arrow_points_there_however_far_it_is(far: float) -> None:
    scene = lecture_scene()
    points = scene.descent.points.copy()
    points[3, 9] = (-far, far)
    moved = replace(scene, descent=replace(scene.descent, points=points))
    still, moving = frames(moved)
    pointer = next(pointer for pointer in moving.pointers if pointer.path == 3)
    assert (pointer.x, pointer.y) == pytest.approx((still.area.left, still.area.top), abs=20)
    assert -180 <= pointer.angle < -90
    for trail in moving.trails:
        pieces = trail.pieces
        assert np.isfinite(pieces).all()
        assert (pieces[:, ::2] >= still.area.left - 1e-6).all() and (pieces[:, ::2] <= still.area.right + 1e-6).all()
        assert (pieces[:, 1::2] >= still.area.top - 1e-6).all() and (pieces[:, 1::2] <= still.area.bottom + 1e-6).all()


def test_no_path_out_of_view_is_dropped_where_there_is_no_room() -> None:
    scene = replace(crowded_scene(), view=(3.39, 3.4, 1.99, 2.0))
    for size in ((680, 560), (300, 260)):
        _, moving = frames(scene, size=size)
        told = words(moving)
        assert len(moving.pointers) >= 15
        for pointer in moving.pointers:
            if pointer.path is not None:
                assert f"η {scene.descent.specs[pointer.path].learning_rate:.4g} " in told


def test_a_path_that_stops_says_when() -> None:
    scene = function_scene("valleys", 40, count=201)
    _, moving = frames(scene)
    last, stop = int(scene.descent.lasts[0]), int(scene.descent.stopped_at[0])
    assert f"stops at {last}: not finite at {stop}" in words(moving)
    _, before = frames(replace(scene, iteration=stop - 1))
    assert "stops" not in words(before)


def test_the_mode_is_always_named() -> None:
    for scene, mode in ((lecture_scene(), "Move only these two"), (projected_scene(), "Move all: paths are projected"),
                        (function_scene("valleys", 3), "Move only this one")):  # fmt: skip
        for size in SIZES:
            assert any(mode in label.text for label in frames(scene, size=size)[0].labels)


def test_the_gap_between_the_surface_and_the_true_loss_is_a_number() -> None:
    scene = projected_scene()
    _, moving = frames(scene)
    gap = float(scene.descent.losses[1, 50] - scene.descent.surface_losses[1, 50])
    assert scene.gap(1) == gap != 0
    assert f"gap {f'{gap:.4f}'.replace('-', '−')}" in words(moving)


def test_hover_tells_everything_at_full_precision() -> None:
    scene = lecture_scene(hover=(0.1 + 0.2, 1.0))
    still, moving = frames(scene)
    assert moving.cross == pytest.approx(still.area.place(np.array([0.3, 1.0])).tolist())
    assert "x = 0.30000000000000004 · y = 1 · loss 10.09 · ∇L (0.6000, 20)" in words(moving)
    assert moving.gradient is not None
    x0, y0, x1, y1 = moving.gradient
    assert math.atan2(y0 - y1, x1 - x0) == pytest.approx(
        math.atan2(20 * still.area.height / 5.2, 0.6 * still.area.width / 8), abs=1e-6
    )


def test_over_one_parameter_balls_lie_on_the_curve() -> None:
    scene = function_scene("valleys", 3, count=401)
    still, moving = frames(scene)
    assert still.image is None and not still.contours and len(still.curve) > 300
    for trail in moving.trails:
        if trail.head is not None:
            to_curve = np.hypot(still.curve[:, 0] - trail.head[0], still.curve[:, 1] - trail.head[1]).min()
            assert to_curve < 2.0


def test_a_view_that_has_moved_on_from_the_grid_keeps_the_surface_where_it_is() -> None:
    scene = lecture_scene()
    moved = replace(scene, view=(-2.0, 6.0, -2.6, 2.6))
    still, _ = frames(moved)
    assert still.image is not None
    beyond = still.image[:, -10:]
    assert (beyond == beyond[0, 0]).all() and beyond[0, 0] == 0xFF000000 | int(THEMES["light"].chip[1:], 16)


def test_a_surface_without_any_finite_value_still_makes_a_picture() -> None:
    scene = lecture_scene()
    still, moving = frames(with_losses(scene, np.full_like(scene.grid.losses, np.nan)))
    assert not any(contour.lines for contour in still.contours)
    assert moving.tags


def test_ten_thousand_iterations_are_thinned_out() -> None:
    scene = function_scene("bowl", 10_000, 1.0, 0.0001, steps=10_000)
    _, moving = frames(scene)
    assert all(len(trail.pieces) < 3000 and len(trail.dots) < 500 for trail in moving.trails)


def test_steep_lines_have_their_loss_too_upright() -> None:
    scene = lecture_scene()
    xs = scene.grid.xs
    still, _ = frames(with_losses(scene, np.tile(xs**2 + 10 * xs, (len(scene.grid.ys), 1))))
    labels = [contour.labels for contour in still.contours]
    assert len(labels) >= 7 and all(labels)
    for contour in still.contours:
        for label in contour.labels:
            x = label.bounds[0]
            assert label.angle == 0 and min(np.abs(line[:, 0] - x).min() for line in contour.lines) < 1e-6


def test_directions_are_named_in_plain_words() -> None:
    plane = lecture_scene().plane
    assert title_of(plane) == "Loss over x and y"
    gradient = replace(plane, positions=None, names=("along the gradient", "a random direction"))
    assert title_of(gradient) == "Loss along the gradient and a random direction"
    principal = replace(plane, positions=None, names=("1st principal direction", "2nd principal direction"))
    assert title_of(principal) == "Loss along the 1st and the 2nd principal direction"


def test_heads_without_a_name_are_counted_and_the_selected_one_has_its_name() -> None:
    scene = replace(crowded_scene(), path=9)
    _, moving = frames(scene, size=SIZES[1])
    named = {tag.path for tag in moving.tags} - {None}
    shown = {trail.path for trail in moving.trails if trail.head is not None}
    assert 9 in named
    assert f"+ {len(shown - named)} more" in words(moving)
    assert "more" not in words(frames(lecture_scene())[1])


def test_a_low_map_gives_its_height_to_the_surface() -> None:
    still, moving = frames(lecture_scene(hover=(0.1 + 0.2, 1.0 / 3)), size=(480, 320))
    assert still.footer[1] == 1 and still.area.height > 0.6 * 320
    assert "x = 0.3 · y = 0.333333 · loss" in words(moving)
