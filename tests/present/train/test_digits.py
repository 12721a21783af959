"""Images of digits, of weights and of mistakes, and drawing with the brush."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.present.palette import THEMES
from mlpviz.present.train.brush import brushed, image_side
from mlpviz.present.train.digits import make_digit
from mlpviz.present.train.shares import share_words
from mlpviz.present.train.tile_colors import NEUTRAL
from mlpviz.present.train.tiles import Mistake, TilesFrame, ink_bytes, make_mistakes, make_weights, worst_mistakes

LIGHT = THEMES["light"]
SIZES = ((300, 160), (300, 240), (480, 360), (600, 220), (1200, 700))
DIGITS = [str(k) for k in range(10)]


def weights(units: int, inputs: int = 64) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((units, inputs))


def mistakes(count: int) -> list[Mistake]:
    pixels = np.arange(64) / 4
    return [Mistake(pixels, str(k % 10), str((k + 3) % 10), 1 - k / 200) for k in range(count)]


def well_placed(frame: TilesFrame, width: int, height: int) -> None:
    boxes = label_boxes(frame.labels)
    boxes += [
        (f"tile {tile.index}", tile.left + tile.side / 2, tile.top + tile.side / 2, tile.side, tile.side)
        for tile in frame.tiles
    ]
    assert overlaps(boxes) == [] and outside(boxes, width, height) == []


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 6, 32, 130])
def test_tiles_and_their_captions_lie_apart(theme: str, size: tuple[int, int], count: int) -> None:
    for frame in (
        make_weights(weights(count), THEMES[theme], *size),
        make_mistakes(mistakes(count), 0, 16, THEMES[theme], *size),
    ):
        well_placed(frame, *size)
        assert [tile.index for tile in frame.tiles] == list(range(len(frame.tiles)))
        left_out = count - len(frame.tiles)
        texts = {label.text for label in frame.labels}
        assert (f"+ {left_out} more" in texts) == (left_out > 0)
        assert not any(text.startswith("+ ") for text in texts) or left_out
        for tile in frame.tiles:
            assert frame.tile_at(tile.left + tile.side / 2, tile.top + 1) == tile.index
    assert frame.tile_at(-1, 5) is None


def test_weights_are_on_one_scale_with_their_signs() -> None:
    given_ones = np.zeros((2, 64))
    given_ones[0, 0], given_ones[0, 1], given_ones[1, 63] = 2.0, -2.0, 1.0
    frame = make_weights(given_ones, LIGHT, 600, 400)
    first, second = (tile.pixels for tile in frame.tiles)
    assert (first[0, 0], first[0, 1], first[0, 2]) == (255, 1, NEUTRAL)
    assert abs(int(second[7, 7]) - (NEUTRAL + 64)) <= 1
    assert any("±2" in label.text for label in frame.labels)
    tile = frame.tiles[0]
    assert len(tile.minus) == 1  # the sign, a second time
    x = tile.minus[0, [0, 2]].mean()
    assert frame.pixel_at(float(x), float(tile.minus[0, 1])) == (0, 0, 1)
    with pytest.raises(ValueError, match="65 inputs are no square image"):
        make_weights(np.zeros((2, 65)), LIGHT, 600, 400)


def test_ink_goes_from_paper_to_full() -> None:
    assert ink_bytes(np.array([-1.0, 0.0, 8.0, 16.0, 99.0, np.nan]), 0, 16).tolist() == [0, 0, 128, 255, 255, 0]


def test_the_worst_mistakes_are_those_believed_most() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3], [0.1, 0.9]])
    assert worst_mistakes(probabilities, np.array([1, 1, 1, 0, 0])).tolist() == [0, 4, 2]
    frame = make_mistakes(mistakes(3), 0, 16, LIGHT, 600, 400)
    assert {"0 → 3", "100 %", "1 → 4", "99.5 %"} <= {label.text for label in frame.labels}
    none = make_mistakes([], 0, 16, LIGHT, 300, 160)
    assert none.tiles == () and "every sample is right" in {label.text for label in none.labels}


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "names", [["no", "yes"], DIGITS, ["versicolor", "setosa", "virginica"], list("abcdefghijklmnopqrstuvwxyz")]
)
def test_the_image_and_its_bars_lie_apart(theme: str, size: tuple[int, int], names: list[str]) -> None:
    shares = np.random.default_rng(1).dirichlet(np.ones(len(names)))
    frame = make_digit(
        np.zeros((8, 8)), 0, 16, "Draw a digit", THEMES[theme], *size, shares, names, "drawn", "Draw a digit here"
    )
    boxes = label_boxes(frame.labels)
    assert overlaps(boxes) == [] and outside(boxes, *size) == []
    assert frame.top + frame.side <= size[1] and frame.side > 60
    best = next(label for label in frame.labels if label.weight == 600 and label.align == "right")
    assert best.text == names[int(shares.argmax())]
    for bar in frame.bars:
        assert bar.x > frame.left + frame.side and bar.x + bar.width <= size[0]


def test_bars_are_as_long_as_the_probabilities() -> None:
    shares = np.array([0.25, 0.6, 0.15, 0.0])
    frame = make_digit(np.ones((8, 8)), 0, 16, "Sample 3", LIGHT, 480, 360, shares, ["a", "b", "c", "d"])
    assert [bar.filled / bar.width for bar in frame.bars] == pytest.approx(shares.tolist())
    assert [bar.strongest for bar in frame.bars] == [False, True, False, False]
    assert make_digit(np.ones((8, 8)), 0, 16, "Sample 3", LIGHT, 480, 360).bars == ()
    broken = make_digit(np.ones((8, 8)), 0, 16, "x", LIGHT, 480, 360, np.array([np.nan, 0.5]), ["a", "b"])
    assert "not a number" in {label.text for label in broken.labels}


def test_where_classes_have_no_room_the_most_probable_stay() -> None:
    shares = np.arange(26) / 325
    frame = make_digit(np.ones((8, 8)), 0, 16, "Letter", LIGHT, 300, 160, shares, [chr(97 + k) for k in range(26)])
    texts = [label.text for label in frame.labels]
    kept = [text for text in texts if len(text) == 1]
    assert kept == sorted(kept) and kept[-1] == "z" and f"+ {26 - len(kept)} more" in texts


def test_a_pixel_of_the_screen_is_a_pixel_of_the_image() -> None:
    for side in (8, 28):
        frame = make_digit(np.zeros((side, side)), 0, 16, "x", LIGHT, 480, 360)
        assert frame.side % side == 0
        step = frame.side / side
        for row, column in ((0, 0), (side - 1, 3), (2, side - 1)):
            at = frame.left + (column + 0.5) * step, frame.top + (row + 0.5) * step
            assert frame.pixel_at(*at) == (row, column)
            assert frame.place_at(*at) == (pytest.approx(column + 0.5), pytest.approx(row + 0.5))
        assert frame.pixel_at(frame.left - 1, frame.top + 1) is None
        assert frame.pixel_at(frame.left + frame.side + 1, frame.top + 1) is None


def test_the_hint_goes_with_the_first_stroke() -> None:
    for image, there in ((np.zeros((8, 8)), True), (brushed(np.zeros((8, 8)), (4, 4), (4, 4), 16), False)):
        frame = make_digit(image, 0, 16, "Draw", LIGHT, 480, 360, hint="Draw a digit here")
        assert ("Draw a digit here" in {label.text for label in frame.labels}) == there


def test_the_brush_paints_its_neighbours_lightly() -> None:
    image = brushed(np.zeros((8, 8)), (3.5, 2.5), (3.5, 2.5), 16.0)
    assert image[2, 3] == 16
    assert 0 < image[2, 4] == image[2, 2] == image[1, 3] == image[3, 3] < 8
    assert image[5, 3] == 0
    again = brushed(image, (3.5, 2.5), (3.5, 2.5), 16.0)
    assert (again == image).all()
    crossed = brushed(image, (0.5, 6.5), (7.5, 6.5), 16.0)
    assert crossed[2, 3] == 16 and crossed[6, 4] == 16  # what was there stays
    assert brushed(image, (3.5, 2.5), (3.5, 2.5), 16.0, erase=True)[2, 3] == 0


@given(
    side=st.sampled_from([8, 28]),
    ends=st.tuples(*(st.floats(0, 8) for _ in range(4))),
)
def test_a_stroke_has_no_gaps(side: int, ends: tuple[float, ...]) -> None:
    x0, y0, x1, y1 = (end * side / 8 for end in ends)
    image = brushed(np.zeros((side, side)), (x0, y0), (x1, y1), 1.0)
    for t in np.linspace(0, 1, 50):
        column = min(int(x0 + t * (x1 - x0)), side - 1)
        row = min(int(y0 + t * (y1 - y0)), side - 1)
        assert image[row, column] > 0.3
    assert image.min() >= 0 and image.max() <= 1


@pytest.mark.parametrize(("inputs", "side"), [(64, 8), (784, 28), (4, 2), (1, None), (2, None), (63, None), (0, None)])
def test_which_inputs_are_square_images(inputs: int, side: int | None) -> None:
    assert image_side(inputs) == side


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.931, "93.1 %"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (1e-9, "< 0.1 %"),
        (0.99995, "> 99.9 %"),
        (np.nan, "not a number"),
    ],
)
def test_probabilities_in_words(share: float, words: str) -> None:
    assert share_words(share) == words
