"""The confusion matrix."""

from __future__ import annotations

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.present.palette import THEMES
from mlpviz.present.train.confusion import Counts, make_confusion

LIGHT = THEMES["light"]
DIGITS = [str(k) for k in range(10)]
NAMES = {
    "digits": DIGITS,
    "letters": [chr(ord("A") + k) for k in range(26)],
    "two": ["no", "yes"],
    "iris": ["Iris setosa", "Iris versicolor", "Iris virginica"],
    "things": ["aeroplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
}
SIZES = ((300, 160), (300, 240), (480, 360), (600, 220), (1200, 700))


def counts(classes: int) -> Counts:
    table = np.random.default_rng(0).integers(0, 4, (classes, classes))
    return table + np.diag(np.arange(classes) + 30)


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", list(NAMES))
def test_names_and_counts_lie_apart(theme: str, size: tuple[int, int], case: str) -> None:
    names = NAMES[case]
    frame = make_confusion(counts(len(names)), names, THEMES[theme], *size, "test samples")
    boxes = label_boxes(frame.labels)
    assert overlaps(boxes) == [] and outside(boxes, *size) == []
    corner = frame.left + len(names) * frame.width, frame.top + len(names) * frame.height
    assert corner[0] <= size[0] and corner[1] <= size[1]
    for _, x, y, wide, tall in boxes:  # no name lies over the matrix
        assert not (x + wide / 2 > frame.left + 1 and y + tall / 2 > frame.top + 1 and x < corner[0] and y < corner[1])


def test_a_cell_has_its_count_its_share_and_its_place() -> None:
    table = np.array([[3, 1, 0], [0, 0, 0], [0, 7, 1]])
    frame = make_confusion(table, ["a", "b", "c"], LIGHT, 500, 400)
    for cell in frame.cells:
        middle = cell.x + frame.width / 2, cell.y + frame.height / 2
        assert frame.cell_at(*middle) is cell
        assert cell.count == table[cell.true, cell.predicted]
    assert [cell.shade for cell in frame.cells[:3]] == [0.75, 0.25, 0.0]
    assert frame.cells[7].shade == pytest.approx(7 / 8)
    assert frame.cell_at(frame.left - 1, frame.top + 5) is None
    assert frame.cell_at(frame.left + 3.01 * frame.width, frame.top + 5) is None
    assert frame.words(frame.cells[1]) == "1 of 4 samples of class a is taken for b"
    assert frame.words(frame.cells[0]) == "3 of 4 samples of class a are right"
    assert {"33.3 % right", "4 of 12 samples"} <= {label.text for label in frame.labels}


def test_one_sample_among_many_is_seen() -> None:
    table = np.diag([10_000, 5])
    table[0, 1] = 1
    assert make_confusion(table, ["a", "b"], LIGHT, 500, 400).cells[1].shade > 0.05


def test_counts_are_written_where_they_can_be_read() -> None:
    def size_at(width: int, height: int, classes: int) -> float:
        names = [str(k) for k in range(classes)]
        return make_confusion(counts(classes), names, LIGHT, width, height).type_size

    assert size_at(480, 360, 10) >= 11 and size_at(1200, 700, 26) >= 8
    assert size_at(300, 160, 26) == 0


def test_without_samples_there_is_no_accuracy() -> None:
    frame = make_confusion(np.zeros((2, 2), dtype=np.int64), ["a", "b"], LIGHT, 400, 300)
    assert {label.text for label in frame.labels} >= {"No samples"}
    assert not any("%" in label.text for label in frame.labels)
