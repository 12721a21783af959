"""Small pictures of documents: everything lies inside, no two things on each other, and the shape is the network's."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.core.examples import Example, examples, find
from mlpviz.core.lockstep import singles
from mlpviz.core.session import Page, initial_page
from mlpviz.present.palette import THEMES
from mlpviz.present.train.thumbnail import Shape, Thumbnail, make_thumbnail

WIDTH, HEIGHT = 300.0, 186.0
TRAINED = [example for example in examples() if initial_page(example.document()) is Page.TRAIN]


def thumbnail(id: str) -> Thumbnail:
    return make_thumbnail(find(id).document(), THEMES["light"], WIDTH, HEIGHT)


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """left, top, right, bottom."""
    corners = [(left, top, left + width, top + height) for left, top, width, height in shape.bars]
    corners += [(x - shape.radius, y - shape.radius, x + shape.radius, y + shape.radius) for x, y in shape.dots]
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


@pytest.mark.parametrize("example", TRAINED, ids=lambda example: example.id)
def test_samples_lie_in_their_box_and_networks_beside_it_one_below_the_other(example: Example) -> None:
    document = example.document()
    made = make_thumbnail(document, THEMES["light"], WIDTH, HEIGHT)
    left, top, wide, high = made.box
    assert left > 0 and top > 0 and left + wide < WIDTH and top + high < HEIGHT
    for group in made.markers:
        assert (group.middles > [left, top]).all() and (group.middles < [left + wide, top + high]).all()
    for tile in made.images.tiles:
        assert left <= tile.left and tile.left + tile.side <= left + wide
        assert top <= tile.top and tile.top + tile.side <= top + high
    assert bool(made.markers) != bool(made.images.tiles)
    assert len(made.shapes) == len(singles(document))
    foot = 0.0
    for shape in made.shapes:
        begin, over, end, under = bounds(shape)
        assert begin > left + wide and end < WIDTH and over > foot and under < HEIGHT
        foot = under


@pytest.mark.parametrize("id", ["two-stage", "spirals", "moons"])
def test_both_axes_have_one_scale(id: str) -> None:
    document = find(id).document()
    parts = [document.data] if document.test is None else [document.data, document.test]
    every = np.concatenate([data.points for data in parts])
    drawn = np.concatenate([group.middles for group in thumbnail(id).markers])
    assert len(drawn) == len(every)
    across, up = np.ptp(drawn, axis=0) / np.ptp(every, axis=0)
    assert across == pytest.approx(up)


def test_a_shape_has_the_units_and_the_edges_of_its_network() -> None:
    deep, flat = thumbnail("spirals").shapes
    assert (len(deep.dots), len(flat.dots)) == (2 + 6 * 8 + 1, 2 + 8 + 1)
    assert (len(deep.edges), len(flat.edges)) == (2 * 8 + 5 * 64 + 8, 2 * 8 + 8)
    ends = {tuple(end) for edge in deep.edges.tolist() for end in (edge[:2], edge[2:])}
    assert ends == {tuple(dot) for dot in deep.dots.tolist()}


def test_a_layer_of_many_units_is_a_bar() -> None:
    (digits,) = thumbnail("digits").shapes
    assert len(digits.bars) == 2 and len(digits.dots) == 10


def test_digits_are_the_first_ones_and_a_long_curve_is_thinned() -> None:
    tiles = thumbnail("digits").images.tiles
    first = find("digits").document().data.points
    assert len(tiles) == 16
    for index in (0, 15):
        assert tiles[index].pixels.ravel().tolist() == np.rint(255 * first[index] / 16).tolist()
    (curve,) = thumbnail("sine-cubic").markers
    assert 40 <= len(curve.middles) <= 48
    assert (np.diff(curve.middles[:, 0]) > 0).all()
