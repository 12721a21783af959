"""Tiles: each where it belongs, none over another, every map the right way up and in its scale."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps
from present.train.maps import SIDE, VIEW, maps_of, network_of

from mlpviz.nn.maps import slice_points, unit_maps
from mlpviz.present.train.network_maps import LEVELS, NetworkMaps
from mlpviz.present.train.tile_colors import NEUTRAL
from mlpviz.present.train.tile_layout import LEAST, ROOMY

DEEP = (2, *[8] * 6, 1)
SIZES = ((900, 560), (500, 400), (1400, 900))


def boxes(maps: NetworkMaps) -> list[tuple[float, float, float, float]]:
    return [
        (column.left, top, column.right, top + column.side) for column in maps.layout.columns for top in column.tops
    ]


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_six_hidden_layers_of_eight_are_shown_with_tiles_of_forty_pixels(theme: str) -> None:
    maps = maps_of(network_of(DEEP), theme)
    for column, width in zip(maps.layout.columns, DEEP, strict=True):
        assert len(column.tops) == width and column.hidden == 0
        assert column.side >= ROOMY


def notes_of(maps: NetworkMaps) -> list[str]:
    return [label.text for label in maps.captions if "dashed" in label.text]


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_in_a_low_panel_tiles_are_smaller_before_units_are_left_out_and_notes_give_way(theme: str) -> None:
    network = network_of((2, 8, 1))
    low = maps_of(network, theme, (500, 290 if theme == "light" else 350))
    assert low.layout.columns[1].hidden == 0
    assert LEAST <= low.layout.columns[1].side < ROOMY
    assert notes_of(low) == [] and "dashed: weight below 0" in low.notes
    high = maps_of(network, theme, (500, 500))
    assert notes_of(high) and high.notes == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("widths", [(2, 1), (2, 2, 1), DEEP, (2, 10, 2), (4, 30, 10), (2, *[3] * 15, 1)])
def test_nothing_lies_over_anything_or_leaves_the_panel(
    widths: tuple[int, ...], theme: str, size: tuple[int, int]
) -> None:
    names = tuple("abcdefghij")[: widths[-1]]
    maps = maps_of(network_of(widths), theme, size, output_names=names)
    for a, b in combinations(boxes(maps), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in boxes(maps):
        assert left >= 0 and top >= 0 and right <= size[0] and bottom <= maps.layout.foot + 1e-6
    labels = [*maps.captions, *maps.titles]
    fitting = [label for label in labels if label.width >= 30]  # between sixteen layers there are narrower boxes
    assert outside(label_boxes(fitting), *size) == []
    assert overlaps(label_boxes(fitting)) == []
    tiles = [("tile", (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes(maps)]
    assert [pair for pair in overlaps([*label_boxes(fitting), *tiles]) if "tile" in pair] == []


def test_units_that_do_not_fit_are_counted() -> None:
    maps = maps_of(network_of((2, 100, 1)), size=(500, 400))
    column = maps.layout.columns[1]
    assert 3 <= len(column.tops) < 20 and column.hidden == 100 - len(column.tops)
    assert f"+ {column.hidden} more" in [label.text for label in maps.captions]
    assert maps.images[1].shape == (len(column.tops), SIDE, SIDE)
    assert len(maps.titles) == len(column.tops)


def test_a_map_has_its_first_row_at_the_top() -> None:
    """The input y grows upwards, so that its tile is highest in its first row; x grows to the right."""
    across, up = maps_of(network_of((2, 2, 1))).images[0]
    assert (np.diff(across.astype(int), axis=1) >= 0).all() and (across == across[0]).all()
    assert (np.diff(up.astype(int), axis=0) <= 0).all() and (up[:, 0] == up.T).all()
    assert up[0, 0] > NEUTRAL > up[-1, 0]


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", "step"])
def test_a_byte_is_the_value_of_its_cell(hidden: str) -> None:
    network = network_of((2, 3, 1), hidden)
    maps = unit_maps(network, slice_points([0, 0], (0, 1), VIEW, SIDE))
    scene = maps_of(network)
    for unit in range(3):
        values = maps[0][unit].reshape(SIDE, SIDE)[::-1].astype(float)
        middle, half = (0.5, 0.5) if hidden in ("sigmoid", "step") else (0, 1 if hidden == "tanh" else values.max())
        assert np.abs(scene.images[1][unit] - (NEUTRAL + 127 * (values - middle) / half)).max() <= 0.51


def test_the_tile_under_a_pixel() -> None:
    maps = maps_of(network_of(DEEP))
    for layer, column in enumerate(maps.layout.columns):
        for unit, top in enumerate(column.tops):
            assert maps.tile_at(column.x, top + 1) == (layer, unit)
            assert maps.box(layer, unit) == (column.left, top, column.side)
    assert maps.tile_at(maps.layout.columns[0].right + 5, 200) is None
    assert maps.tile_at(maps.layout.columns[2].x, 1) is None
    assert maps.box(1, 99) is None


def test_edges_tell_size_and_sign() -> None:
    network = network_of((2, 3, 1))
    maps = maps_of(network)
    edges, weights = maps.edges[0], network.layers[0].weights
    peak = max(np.abs(layer.weights).max() for layer in network.layers)
    assert max(group.levels.max() for group in maps.edges) == LEVELS
    for k, (unit, source) in enumerate(zip(edges.units, edges.sources, strict=True)):
        assert edges.signs[k] == np.sign(weights[unit, source])
        assert edges.levels[k] == int(np.ceil(abs(weights[unit, source]) / peak * LEVELS))
        x0, y0, x1, y1 = edges.lines[k]
        inputs, hidden = maps.layout.columns[:2]
        assert (x0, x1) == (inputs.right, hidden.left)
        assert y0 == pytest.approx(inputs.tops[source] + inputs.side / 2)
        assert y1 == pytest.approx(hidden.tops[unit] + hidden.side / 2)


def test_hidden_units_are_titled_with_their_one_outgoing_weight() -> None:
    network = network_of((2, 4, 1))
    texts = [label.text for label in maps_of(network).titles]
    assert texts == [f"{w:.2f}".replace("-", "−") for w in network.layers[1].weights[0]]
    assert maps_of(network_of((2, 4, 2))).titles == ()


def test_a_line_lies_where_the_unit_changes_its_sign() -> None:
    network = network_of((2, 4, 1), "sign")
    maps = maps_of(network)
    assert len(maps.lines) >= 2
    column = maps.layout.columns[1]
    for unit, x0, y0, x1, y1 in maps.lines:
        left, top, side = column.left, column.tops[int(unit)], column.side
        length, image = float(np.hypot(x1 - x0, y1 - y0)), maps.images[1][int(unit)]
        across = np.array([-(y1 - y0), x1 - x0]) / length * 1.6 * side / SIDE
        sides = []
        for way in (-1, 1):
            at = (np.array([(x0 + x1) / 2 - left, (y0 + y1) / 2 - top]) + way * across) / side * SIDE
            j, i = np.clip(at, 0, SIDE - 1).astype(int)
            sides.append(image[i, j])
        assert set(sides) == {1, 255}


def test_captions_name_layers_activations_and_ranges() -> None:
    network = network_of((2, 3, 1), "relu")
    texts = [label.text for label in maps_of(network).captions]
    assert {"Input", "Hidden 1 · ReLU", "Output · Sigmoid", "0 … 1", "x1", "x2"} <= set(texts)
    peak = unit_maps(network, slice_points([0, 0], (0, 1), VIEW, SIDE))[0].max()
    assert f"peak {float(f'{peak:.2g}'):g}" in texts
    assert any("blank at 0 and 0.5 (the middle of 0 … 1), red above, blue below" in text for text in texts)
    assert any("light above, dark below" in label.text for label in maps_of(network, "print").captions)


def test_marks_only_of_units_that_are_shown() -> None:
    maps = maps_of(network_of((2, 100, 1)), dead={(1, 2), (1, 99)}, saturated={(2, 0)})
    assert [(mark.layer, mark.unit, mark.text) for mark in maps.marks] == [(1, 2, "dead"), (2, 0, "saturated")]


def test_geometry_is_worked_out_once() -> None:
    maps = [maps_of(network_of(DEEP, seed=seed)) for seed in range(2)]
    assert maps[0].layout is maps[1].layout
    for one, two in pairwise(maps[0].layout.columns):
        assert two.x - one.x == pytest.approx(maps[0].layout.pitch)
