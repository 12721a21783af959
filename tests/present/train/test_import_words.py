"""What is said of samples before they are imported."""

from __future__ import annotations

import pytest

from mlpviz.core.data_edits import take_samples
from mlpviz.core.examples import find
from mlpviz.core.importing import Import
from mlpviz.data.files import FileReference
from mlpviz.data.recipe import Recipe, generate
from mlpviz.data.samples import make_samples
from mlpviz.present.train.import_words import network_words, samples_words, seem_classes

FILE = FileReference("a.csv", "0" * 64, "csv")


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe("moons", 2000, test=0.25), "2,000 samples, 500 of them held out. 2 inputs, 2 classes: "),
        (Recipe("digits", 1797), "1,797 samples. 64 inputs, 10 classes of 174 to 183 samples."),
        (Recipe("sine", 1), "1 sample. 1 input, 1 target that is a number."),
    ],
)
def test_how_many_of_what(recipe: Recipe, words: str) -> None:
    assert samples_words(generate(recipe)).startswith(words)


def test_several_targets() -> None:
    samples = make_samples([[1.0], [2.0]], [[1.0, 2.0], [3.0, 4.0]], ("x",))
    assert samples_words(samples) == "2 samples. 1 input, 2 targets that are numbers."


@pytest.mark.parametrize(
    ("count", "words"), [(5, "10 classes of 5 samples each."), (1, "10 classes of 1 sample each.")]
)
def test_classes_of_equally_many_samples(count: int, words: str) -> None:
    targets = [[float(k % 10)] for k in range(10 * count)]
    samples = make_samples(targets, targets, ("x",), tuple("abcdefghij"))
    assert samples_words(samples).endswith(words)


@pytest.mark.parametrize(
    ("targets", "doubt"),
    [
        ([0, 1, 1, 0], True),
        ([0, 1, 1], False),
        ([0, 0, 0, 0], False),
        ([0, 0.5, 0.5, 0], False),
        ([float(k) for k in range(40)], False),
    ],
)
def test_few_whole_numbers_may_be_classes(targets: list[float], doubt: bool) -> None:
    column = [[float(value)] for value in targets]
    assert seem_classes(make_samples(column, column, ("x",))) is doubt
    assert not seem_classes(make_samples(column, [[*row, *row] for row in column], ("x",)))


def test_numbers_in_place_of_classes_leave_the_widths() -> None:
    before, samples = find("xor-sigmoid").document(), make_samples([[0.0, 1.0]] * 3, [[0.5], [1.5], [2.5]], ("a", "b"))
    made = Import(samples, FILE, take_samples(before, samples, FILE))
    assert network_words(made, before) == "The network gets identity output and ½ squared error."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("moons", ""),
        ("iris", "The network becomes 4–2–3 with softmax output and cross-entropy."),
        ("sine", "The network becomes 1–2–1 with identity output and ½ squared error."),
    ],
)
def test_what_becomes_of_the_network(name: str, words: str) -> None:
    before, samples = find("xor-sigmoid").document(), generate(Recipe(name, 20))
    made = Import(samples, FILE, take_samples(before, samples, FILE))
    assert network_words(made, before) == words
