"""Regions: every pixel tells the value computed at its cell, samples stand where they are, no words collide."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps
from present.train.maps import VIEW, network_of
from present.train.regions import CORNERS, all_regions, points_of, region_of, values_of

from mlpviz.nn.maps import zero_lines
from mlpviz.nn.network import make_layer, make_network
from mlpviz.present.descend.area import Area
from mlpviz.present.descend.colors import channels, oklab
from mlpviz.present.palette import THEMES
from mlpviz.present.train.class_style import CLASS_MARKERS, class_style, outline
from mlpviz.present.train.points import Points
from mlpviz.present.train.region import RegionScene, make_region, region_title
from mlpviz.present.train.region_image import (
    borders,
    cell_colors,
    decided,
    inner_cell,
    reading_of,
    soft_table,
)
from mlpviz.present.train.tile_colors import to_bytes

SIZES = ((900, 560), (500, 400), (1300, 500))


def words(scene: RegionScene) -> list[str]:
    return [label.text for label in (*scene.labels, *scene.key.labels)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "projector", "print"])
def test_no_label_lies_over_another_and_none_is_cut(theme: str, size: tuple[int, int]) -> None:
    for name, scene in all_regions(theme, size).items():
        boxes = label_boxes([*scene.labels, *scene.key.labels])
        assert overlaps(boxes) == [], name
        assert outside(boxes, *size) == [], name
        numbers = [label for label in scene.plates if label.text.isdigit()]
        assert overlaps(label_boxes(numbers)) == [], name


def test_pixels_and_coordinates_go_there_and_back() -> None:
    scene = region_of()
    area = scene.area
    assert scene.to_data(area.left, area.bottom) == pytest.approx((VIEW[0], VIEW[2]))
    assert scene.to_pixel(VIEW[1], VIEW[3]) == pytest.approx((area.right, area.top))
    assert scene.to_data(*scene.to_pixel(0.3, 1.7)) == pytest.approx((0.3, 1.7))
    assert area.width == pytest.approx(area.height)  # the view is a square, so the picture is one
    assert scene.holds(area.left + 1, area.top + 1) and not scene.holds(area.left - 1, area.top)


@pytest.mark.parametrize(("outputs", "activation"), [(1, "sigmoid"), (1, "identity"), (3, "identity"), (4, "softmax")])
@pytest.mark.parametrize("hard", [True, False])
def test_every_pixel_has_the_colour_of_its_cell(outputs: int, activation: str, hard: bool) -> None:
    side, theme = 30, THEMES["light"]
    network = network_of((2, 5, outputs), output=activation)
    values = values_of(network, side)
    reading = reading_of(activation, values, True, hard)
    scene = region_of(outputs, activation, hard=hard)
    rows, columns = scene.image.shape
    cells = cell_colors(reading, values, side, theme)
    rng = np.random.default_rng(0)
    for row, column in zip(rng.integers(0, rows, 50), rng.integers(0, columns, 50), strict=True):
        x, y = scene.to_data(
            scene.area.left + (column + 0.5) / columns * scene.area.width,
            scene.area.top + (row + 0.5) / rows * scene.area.height,
        )
        i = int((y - VIEW[2]) / (VIEW[3] - VIEW[2]) * side)  # from the lowest row
        j = int((x - VIEW[0]) / (VIEW[1] - VIEW[0]) * side)
        assert scene.image[row, column] == cells[side - 1 - i, j]
        index, color = i * side + j, int(cells[side - 1 - i, j])
        if reading.hard:
            same = decided(reading, values) == decided(reading, values)[index]
            assert set(cells[::-1].ravel()[same].tolist()) == {color}
        elif outputs == 1 and reading.scale is not None:
            shade = to_bytes(values[0, index : index + 1], reading.scale.middle, reading.scale.half)[0]
            assert color == int(soft_table("light")[shade])


def test_sure_points_have_the_hard_colour_and_doubtful_ones_a_blend() -> None:
    theme, values = THEMES["light"], np.array([[1.0, 0.5, 0.0, 1 / 3], [0.0, 0.5, 1.0, 1 / 3], [0.0, 0.0, 0.0, 1 / 3]])
    soft = cell_colors(reading_of("softmax", values, True, False), values, 2, theme)
    hard = cell_colors(reading_of("softmax", values, True, True), values, 2, theme)
    assert soft[1, 0] == hard[1, 0] and soft[0, 0] == hard[0, 0]
    rgb = [np.array([(int(c) >> shift) & 255 for shift in (16, 8, 0)]) for c in (soft[1, 0], soft[1, 1], soft[0, 0])]
    assert np.abs(rgb[1] - (rgb[0] + rgb[2]) / 2).max() <= 1


def test_a_class_is_the_largest_output_or_above_the_middle() -> None:
    values = np.array([[0.2, 0.5, 0.7], [0.2, 0.9, 0.1]])
    assert decided(reading_of("identity", values, True, False), values).tolist() == [0, 1, 0]
    one = np.array([[0.2, 0.5, 0.7]])
    assert decided(reading_of("sigmoid", one, True, False), one).tolist() == [0, 0, 1]
    assert decided(reading_of("tanh", one - 0.5, True, False), one - 0.5).tolist() == [0, 0, 1]


def test_scores_have_no_soft_regions_and_several_numbers_no_map() -> None:
    values = np.zeros((3, 4))
    assert reading_of("identity", values, True, False).hard
    assert not reading_of("softmax", values, True, False).hard
    assert not reading_of("identity", values[:1], False, True).hard
    with pytest.raises(ValueError, match="one output at a time"):
        reading_of("identity", values, False, False)


def test_borders_run_along_the_sides_of_cells_that_differ() -> None:
    classes = np.array([[0, 0, 1], [0, 1, 1], [0, 1, 2]])[::-1].ravel()  # as it is read, the lowest row last
    area = Area(100.0, 50.0, 30.0, 30.0, 0, 1, 0, 1)
    pieces = {tuple(piece) for piece in borders(classes, 3, area).tolist()}
    assert pieces == {
        (120.0, 50.0, 120.0, 60.0), (110.0, 60.0, 110.0, 80.0), (120.0, 70.0, 120.0, 80.0),
        (110.0, 60.0, 120.0, 60.0), (120.0, 70.0, 130.0, 70.0),
    }  # fmt: skip
    assert len(borders(np.zeros(9, dtype=int), 3, area)) == 0


def test_samples_stand_where_they_are_and_are_found_there() -> None:
    points = points_of(80, 2)
    scene = region_of(points=points, chosen=7)
    assert scene.chosen == pytest.approx(scene.to_pixel(*points.places[7]))
    for index, place in enumerate(points.places):
        x, y = scene.to_pixel(*place)
        found = scene.sample_at(x + 0.2, y)
        assert found is not None
        assert np.hypot(*(points.places[found] - place)) <= np.hypot(*(points.places[index] - place)) + 0.02
    assert scene.sample_at(scene.area.left - 60, scene.area.top) is None
    assert region_of(points=None).sample_at(200, 200) is None


def test_of_samples_at_one_place_the_last_is_found() -> None:
    places = np.zeros((3, 2))
    none = np.zeros(3, dtype=bool)
    scene = region_of(points=Points(places, none, none, classes=np.array([0, 1, 0])))
    assert scene.sample_at(*scene.to_pixel(0, 0)) == 2


def test_test_samples_are_hollow_and_wrong_ones_have_a_ring() -> None:
    points = points_of(80, 3)
    scene = region_of(3, "softmax", points=points)
    assert sum(len(group.middles) for group in scene.markers) == 80
    for group in scene.markers:
        number = next(k for k in range(3) if class_style(k, 3, THEMES["light"]).marker == group.marker)
        chosen = (points.classes == number) & (points.test == group.hollow)
        assert group.middles == pytest.approx(scene.area.place(points.places[chosen]))
    assert scene.rings == pytest.approx(scene.area.place(points.places[points.wrong]))
    assert {"60 for training", "20 for testing", f"{points.wrong.sum()} of 80 wrong"} <= set(words(scene))


def test_targets_that_are_numbers_have_the_colours_of_the_map() -> None:
    network = network_of((2, 5, 1), output="identity")
    values = values_of(network, 30)
    half = float(np.abs(values).max())
    places, none = np.zeros((3, 2)), np.zeros(3, dtype=bool)
    points = Points(places, none, none, values=np.array([-half, 0.0, half]))
    scene = region_of(1, "identity", classes=False, points=points)
    colors = [f"#{int(soft_table('light')[k]) & 0xFFFFFF:06x}" for k in (4, 132, 252)]
    assert [group.color for group in scene.markers] == colors
    assert scene.key.bar is not None


def test_lines_of_units_end_at_the_border_and_are_numbered() -> None:
    scene = region_of(1, "sigmoid")
    lines = zero_lines(network_of((2, 5, 1)), CORNERS)
    seen = np.flatnonzero(~np.isnan(lines).any(axis=1))
    assert len(scene.unit_lines) == len(seen) >= 3
    assert {label.text for label in scene.plates} <= {str(unit + 1) for unit in seen}
    for x0, y0, x1, y1 in scene.unit_lines:
        for x, y in ((x0, y0), (x1, y1)):
            on = min(abs(x - scene.area.left), abs(x - scene.area.right), abs(y - scene.area.top),
                     abs(y - scene.area.bottom))  # fmt: skip
            assert on < 1e-6


def test_a_key_without_room_counts_what_it_leaves_out() -> None:
    scene = region_of(10, "softmax", "projector", (500, 300))
    (more,) = [label.text for label in scene.key.labels if label.text.startswith("+ ")]
    shown = [text for text in (label.text for label in scene.key.labels) if not text.startswith("+ ")]
    assert len(shown) + int(more.split()[1]) == 10 + 2 + 1 + 1 + 1


@pytest.mark.parametrize("size", [(431, 252), (490, 407), (614, 384)])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_picture_has_the_larger_part_of_a_narrow_panel(theme: str, size: tuple[int, int]) -> None:
    values = np.zeros((1, 4))
    reading = reading_of("sigmoid", values, True, False)
    scene = make_region(
        values, 2, (-1.5, 2.5, -1.0, 1.4), reading, THEMES[theme], *size, title="h", points=points_of(80, 2)
    )
    key = [x + wide / 2 for label in scene.key.labels for x, _, wide, _ in [label.bounds]]
    assert max(key) <= size[0]
    assert scene.area.width >= (0.58 if theme == "light" else 0.43) * size[0]


def test_a_key_goes_below_a_wide_picture_in_a_high_panel_and_beside_a_high_one() -> None:
    def scene(width: float, height: float) -> RegionScene:
        return region_of(3, "identity", size=(width, height), side=10)

    below, beside = scene(420, 560), scene(900, 420)
    assert min(label.top for label in below.key.labels) > below.area.bottom
    assert min(label.left for label in beside.key.labels) > beside.area.right
    assert not [text for text in words(below) if text.startswith("+ ")]


def test_a_key_keeps_its_place_while_there_are_fewer_mistakes() -> None:
    points = points_of(80, 2)
    for size in SIZES:
        areas = {
            region_of(points=replace(points, wrong=np.arange(80) < wrong), size=size).area for wrong in (0, 1, 40, 80)
        }
        assert len(areas) == 1


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("size", [(260, 240), (431, 252), (825, 434)])
def test_there_are_two_numbers_at_an_axis_at_least(theme: str, size: tuple[int, int]) -> None:
    values = np.zeros((1, 4))
    reading = reading_of("tanh", values, True, False)
    scene = make_region(values, 2, (-2.6, 2.7, -4.4, 4.4), reading, THEMES[theme], *size, title="h")
    numbers = [label for label in scene.labels if label.text.replace("−", "").replace(".", "").isdigit()]
    across = [label for label in numbers if label.top > scene.area.bottom]
    assert len(across) >= 2 and len(numbers) - len(across) >= 2


def test_printed_regions_carry_their_names() -> None:
    scene = region_of(3, "softmax", "print", hard=True, class_names=("a", "b", "c"))
    values = values_of(network_of((2, 5, 3), output="softmax"), 30)
    classes = decided(reading_of("softmax", values, True, True), values)
    named = {label.text: label for label in scene.plates if not label.text.isdigit()}
    assert set(named) == {"abc"[k] for k in np.unique(classes)}
    assert [label for label in region_of(3, "softmax", hard=True).plates if not label.text.isdigit()] == []


def test_the_innermost_cell_of_a_shape() -> None:
    mask = np.zeros((9, 9), dtype=bool)
    mask[2:7, 3:8] = True
    mask[0, :] = True
    assert inner_cell(mask) == (4, 5)
    assert inner_cell(np.zeros((3, 3), dtype=bool)) is None
    assert inner_cell(np.ones((3, 3), dtype=bool)) == (1, 1)


def test_titles() -> None:
    network = make_network(
        2, [make_layer("tanh", np.ones((3, 2)), None), make_layer("tanh", [[1.0, 2.0, -1.27]], None)]
    )
    assert region_title(network, 1, 2) == "Hidden neuron 3 · outgoing weight −1.27"
    assert region_title(network, 2, 0) == "Output neuron 1"
    scene = region_of(1, "sigmoid", note="x3 0.5")
    assert {"x3 0.5", "x1", "x2", "30 × 30 points, each computed", "class 0", "ξ = 0, hidden 1"} <= set(words(scene))


def test_a_long_view_fills_its_panel() -> None:
    values = np.zeros((1, 4))
    reading = reading_of("tanh", values, False, False)
    scene = make_region(values, 2, (0.0, 100.0, 0.0, 1.0), reading, THEMES["light"], 900, 560, title="h")
    assert scene.area.width > 600 and scene.area.height > 400


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [2, 5, 10])
def test_classes_are_told_apart_without_full_colour_vision(theme: str, count: int) -> None:
    """By colour as protanopes and deuteranopes see it, or by marker; markers are all different."""
    styles = [class_style(k, count, THEMES[theme]) for k in range(count)]
    assert len({style.marker for style in styles}) == count
    linear = np.array([channels(style.color) for style in styles]) ** 2.2
    # H. Brettel, F. Viénot and J. Mollon, 1997, as single matrices on linear RGB (Viénot and others, 1999)
    for matrix in (
        np.eye(3),
        np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
        np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
    ):
        lab = oklab(np.clip(linear @ matrix.T, 0, 1) ** (1 / 2.2))
        least = 0.10 if count <= 5 else 0.05
        for (i, a), (j, b) in combinations(enumerate(lab), 2):
            assert np.linalg.norm(a - b) > least, (styles[i], styles[j])


@pytest.mark.parametrize("marker", CLASS_MARKERS)
def test_markers_are_of_about_one_size(marker: str) -> None:
    corners = outline(marker)
    assert 0.95 <= np.linalg.norm(corners, axis=1).max() <= 1.55
    assert np.abs(corners.mean(axis=0)).max() < 0.1
