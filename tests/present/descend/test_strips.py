"""The strips and the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps, tag_boxes
from present.descend.scenes import (
    all_scenes,
    crowded_scene,
    function_scene,
    lecture_scene,
    paths,
    projected_scene,
)

from mlpviz.core.descend import make_problem
from mlpviz.core.functions import function_document
from mlpviz.core.surface_edits import set_surface
from mlpviz.nn.curvature import Curvature
from mlpviz.present.descend.page import VIEWS, lay_out_page
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.scenes import along_of
from mlpviz.present.descend.strips import make_landing_strip, make_loss_strip
from mlpviz.present.descend.table import curvature_words, make_table, path_rows, table_height
from mlpviz.present.palette import THEMES

LIGHT = THEMES["light"]
SIZES = ((680, 250), (480, 190))


@pytest.fixture(scope="module", params=list(all_scenes()))
def scene(request: pytest.FixtureRequest) -> Scene:
    return all_scenes()[request.param]


@pytest.mark.parametrize("size", SIZES)
def test_no_label_of_a_strip_lies_over_another(scene: Scene, size: tuple[int, int]) -> None:
    for make in (make_loss_strip, make_landing_strip):
        plot = make(scene, LIGHT, *size)
        assert plot is not None
        boxes = label_boxes(plot.labels) + tag_boxes(plot.tags)
        assert overlaps(boxes) == []
        assert outside(boxes, *size) == []


def test_the_loss_strip_has_every_path_at_its_loss() -> None:
    scene = lecture_scene()
    plot = make_loss_strip(scene, LIGHT, 680, 250)
    assert plot.labels[1].text == "Loss by iteration (log)" or plot.labels[0].text == "Loss by iteration (log)"
    for mark in plot.marks:
        x, y = plot.area.point(mark.x, mark.y)
        assert (x, 10**y) == (pytest.approx(9), pytest.approx(scene.loss(mark.path)))
    assert {mark.path for mark in plot.marks} == {0, 1, 2, 3}
    (rule,) = plot.rules
    assert plot.area.point(rule.line[0], 0)[0] == pytest.approx(9)


def test_a_loss_beyond_the_strip_is_told_by_an_arrow() -> None:
    scene = function_scene("valleys", 6, count=201)
    plot = make_loss_strip(scene, LIGHT, 680, 250)
    assert [pointer.path for pointer in plot.pointers] == [0]
    assert any("η 0.6 leaves ↑" in tag.text for tag in plot.tags)
    runaway = make_loss_strip(function_scene("bowl", 12, 3.0, 0.1), LIGHT, 680, 250)
    assert runaway.area.y1 < np.log10(13) + 7  # where a path gets to 10¹⁷
    assert any(tag.text.startswith("η 3 leaves ↑") for tag in runaway.tags)
    arrived = function_scene("bowl", 10, 0.5, 0.1)  # the loss is 0 after one update
    plot = make_loss_strip(arrived, LIGHT, 680, 250)
    assert any(tag.text == "η 0.5 leaves ↓ 0" for tag in plot.tags)


def test_a_loss_below_zero_makes_the_strip_linear() -> None:
    plot = make_loss_strip(function_scene("saddle", 12), LIGHT, 680, 250)
    assert {"Loss by iteration", "linear: a loss is below 0"} <= {label.text for label in plot.labels}


def test_rates_lie_on_the_curve_and_the_limit_is_marked() -> None:
    scene = lecture_scene(0)
    plot = make_landing_strip(scene, LIGHT, 680, 250)
    assert plot is not None
    (rule,) = plot.rules
    assert rule.dashed and plot.area.point(rule.line[0], 0)[0] == pytest.approx(0.1)
    for mark in plot.marks:
        rate, loss = plot.area.point(mark.x, mark.y)
        eta = scene.descent.specs[mark.path].learning_rate
        x, y = 3.4 * (1 - 2 * eta), 2.0 * (1 - 20 * eta)
        assert (rate, loss) == (pytest.approx(eta), pytest.approx(x * x + 10 * y * y))
    assert {"2/λmax = 0.1", "0.11 above", "0.1", "0.07", "0.01"} == {tag.text for tag in plot.tags}


def test_rates_beyond_the_axis_are_told_by_arrows() -> None:
    scene = lecture_scene()
    assert scene.along is not None
    near = replace(scene, along=replace(scene.along, rates=scene.along.rates * 0.5))
    plot = make_landing_strip(near, LIGHT, 680, 250)
    assert plot is not None
    assert {pointer.path for pointer in plot.pointers} == {0, 1, 2}
    assert all(pointer.angle == pytest.approx(0) for pointer in plot.pointers)
    assert {tag.path for tag in plot.tags if "→" in tag.text} == {0, 1, 2, None}  # and the limit


def test_the_table_says_what_the_design_says() -> None:
    rows = path_rows(lecture_scene())
    assert [row.verdict for row in rows] == [
        "diverges (above 2/λmax)", "oscillates (at 2/λmax)", "converges", "slow",
    ]  # fmt: skip
    assert (rows[0].rate, rows[0].loss[:4], rows[0].predicted, rows[0].true) == (
        "0.11", "1065", "−4685.8", "468.52",
    )  # fmt: skip
    assert rows[2].reached == "34" and rows[3].reached == "–"
    assert path_rows(lecture_scene(50))[0].true == "–"


def test_the_curvature_in_words() -> None:
    scene = lecture_scene()
    assert curvature_words(scene) == "2/λmax = 0.1: larger steps grow · Hessian eigenvalues 2, 20 · condition 10"
    assert curvature_words(replace(scene, curvature=None)) == ""
    bent = replace(scene, curvature=Curvature(np.diag([-2.0, -1.0])))
    assert curvature_words(bent) == "no limit 2/λmax: it bends up in no direction · Hessian eigenvalues −2, −1"
    assert "not finite" in curvature_words(replace(scene, curvature=Curvature(np.full((2, 2), np.nan))))
    projected = projected_scene()
    assert projected.curvature is not None
    known = replace(projected, curvature=Curvature(projected.curvature.matrix, 4.0))
    assert known.limit == 0.5 and curvature_words(known).startswith("2/λmax = 0.5: larger steps grow · ")
    assert curvature_words(known).endswith("over all parameters λmax 4")
    assert "along these axes alone: larger steps grow" in curvature_words(projected)


def test_rates_are_judged_by_the_limit_at_the_start() -> None:
    scene = lecture_scene(path=2)
    flat = replace(scene, curvature=Curvature(np.diag([0.1, 0.2])))  # where the path has got to
    assert [flat.above_limit(path) for path in scene.paths] == [-1] * 4
    told = replace(flat, start_limit=0.1)
    assert [told.above_limit(path) for path in scene.paths] == [1, 0, -1, -1] and told.limit == 10
    assert path_rows(told)[0].verdict == "diverges (above 2/λmax)"
    plot = make_landing_strip(told, LIGHT, 680, 250)
    assert plot is not None and "0.11 above at the start" in {tag.text for tag in plot.tags}


def test_when_a_path_stops_goes_before_why() -> None:
    scene = function_scene("valleys", 40, count=51)
    stop = int(scene.descent.stopped_at[0])
    assert path_rows(replace(scene, start_limit=1e-6))[0].verdict == f"diverges, not finite at {stop}"


def test_a_limit_far_beyond_the_rates_does_not_push_them_together() -> None:
    document = set_surface(function_document("bowl"), paths=paths(1.0))
    problem = make_problem(document, document.network, None)
    scene = replace(all_scenes()["network"], curvature=Curvature(np.diag([1e-4, 2e-4])))
    for limit, reach in ((1e4, 1.2), (1.4, 1.2 * 1.4), (0.9, 1.2), (0.1, 0.12)):
        rates = along_of(problem, problem.start, 0, 0, Curvature(np.eye(2) * 2 / limit)).rates
        assert rates[-1] == pytest.approx(reach)
    plot = make_landing_strip(scene, LIGHT, 680, 250)
    assert plot is not None and not plot.rules
    tag = next(tag for tag in plot.tags if tag.text == "2/λmax = 1e4 →")
    assert tag.x + tag.width / 2 == pytest.approx(plot.area.right, abs=4)


@pytest.mark.parametrize("size", [(700, 330), (480, 300)])
def test_sixteen_rows_fit(size: tuple[int, int]) -> None:
    scene = crowded_scene()
    assert table_height(scene, LIGHT)[0] < size[1]
    table = make_table(scene, LIGHT, *size)
    assert len(table.swatches) == 16
    boxes = label_boxes(table.labels)
    assert overlaps(boxes) == [] and outside(boxes, *size) == []


def test_the_rows_of_every_scene_fit(scene: Scene) -> None:
    boxes = label_boxes(make_table(scene, LIGHT, 560, 330).labels)
    assert overlaps(boxes) == [] and outside(boxes, 560, 330) == []


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 900)])
def test_the_parts_of_a_page_lie_beside_one_another(theme: str, size: tuple[int, int]) -> None:
    for scene in (lecture_scene(), crowded_scene(), function_scene("valleys", 3, count=51)):
        for view in VIEWS:
            if view == "3d" and scene.flat:
                with pytest.raises(ValueError, match="a surface over one parameter is a line"):
                    lay_out_page(scene, THEMES[theme], view, *size)
                continue
            page = lay_out_page(scene, THEMES[theme], view, *size)
            parts = [box for box in (page.map, page.space, page.table, page.losses, page.landing) if box is not None]
            boxes = [(str(k), x + w / 2, y + h / 2, w, h) for k, (x, y, w, h) in enumerate(parts)]
            assert overlaps(boxes) == [] and outside(boxes, *size) == []
            assert all(w > 100 and h > 80 for _, _, w, h in parts)
    with pytest.raises(ValueError, match="no view is called '4d'"):
        lay_out_page(lecture_scene(), THEMES[theme], "4d", *size)


def test_names_that_find_no_room_are_counted_and_the_selected_one_is_not_among_them() -> None:
    scene = replace(crowded_scene(), path=9)
    for make in (make_loss_strip, make_landing_strip):
        plot, roomy = make(scene, LIGHT, 480, 190), make(lecture_scene(), LIGHT, 680, 250)
        assert plot is not None and roomy is not None
        named = {tag.path for tag in plot.tags} - {None}
        assert 9 in named and len(named) < 16
        assert f"+ {16 - len(named)} more" in {label.text for label in plot.labels}
        assert not any("more" in label.text for label in roomy.labels)
