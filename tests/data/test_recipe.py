"""Every set by its recipe: shapes, seeds, what each is said to be, and fields that do not fit."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.errors import DataError
from mlpviz.data.generators import GENERATORS, REGRESSION_BIAS, REGRESSION_WEIGHTS, SQUARE_SIDES
from mlpviz.data.recipe import Recipe, default_recipe, generate

MADE = [id for id, row in GENERATORS.items() if not row.fixed]
JITTERED = [id for id in MADE if id not in ("quadrants", "square")]
every_set = pytest.mark.parametrize("name", GENERATORS)


def check_shapes(samples):
    row_count = samples.count
    assert samples.inputs.shape == (row_count, len(samples.names))
    assert samples.targets.shape == (row_count, 1)
    assert np.isfinite(samples.inputs).all() and np.isfinite(samples.targets).all()
    if samples.classes:
        assert set(samples.targets[:, 0]) <= set(range(len(samples.classes)))


@every_set
def test_a_set_opens_with_its_defaults(name):
    row, samples = GENERATORS[name], generate(default_recipe(name))
    check_shapes(samples)
    assert samples.count == row.size
    assert samples.names == row.inputs
    assert samples.held_out == 0
    if samples.classes:
        assert set(samples.targets[:, 0]) == set(range(len(samples.classes)))


@given(
    name=st.sampled_from(list(GENERATORS)),
    size=st.integers(1, 300),
    noise=st.floats(0, 2),
    seed=st.integers(0, 2**63),
    test=st.sampled_from([0.0, 0.25, 0.9]),
)
def test_every_recipe_that_fits_gives_so_many_samples_and_always_the_same(name, size, noise, seed, test):
    recipe = Recipe(name, size, noise, seed, test if size > 1 else 0.0)
    samples = generate(recipe)
    check_shapes(samples)
    assert samples.count == min(size, GENERATORS[name].size if GENERATORS[name].fixed else size)
    assert (samples.held_out > 0) == (recipe.test > 0)
    assert samples == generate(recipe)


@every_set
def test_another_seed_gives_other_samples(name):
    recipe = Recipe(name, size=50)
    assert generate(recipe) != generate(replace(recipe, seed=1))


@pytest.mark.parametrize("name", JITTERED)
def test_noise_moves_points_or_targets_by_its_standard_deviation(name):
    still, moved = generate(Recipe(name, 4000, 0.0)), generate(Recipe(name, 4000, 0.3))
    by_targets = not still.classes
    by = (moved.targets - still.targets) if by_targets else (moved.inputs - still.inputs)
    assert by.std() == pytest.approx(0.3, rel=0.05)
    assert abs(by.mean()) < 0.02
    if by_targets:
        assert np.array_equal(moved.inputs, still.inputs)
    else:
        assert np.array_equal(moved.targets, still.targets)


@pytest.mark.parametrize(("name", "low"), [("quadrants", -1.0), ("square", 0.0)])
def test_noise_mixes_the_classes_at_a_border_and_leaves_the_points(name, low):
    still, moved = generate(Recipe(name, 4000, 0.0)), generate(Recipe(name, 4000, 0.05))
    assert np.array_equal(moved.inputs, still.inputs)
    assert low <= moved.inputs.min() and moved.inputs.max() <= 1.0
    changed = (moved.targets != still.targets)[:, 0]
    assert 0.01 < changed.mean() < 0.2
    if name == "quadrants":
        assert np.abs(moved.inputs[changed]).min(axis=1).max() < 0.25


@pytest.mark.parametrize(("name", "table"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("xor", [0, 1, 1, 0])])
def test_a_logic_function_is_its_truth_table(name, table):
    samples = generate(default_recipe(name))
    assert samples.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert samples.targets[:, 0].tolist() == table
    more = generate(Recipe(name, 9, 0.0))
    assert more.targets[:, 0].tolist() == [*table, *table, table[0]]


def test_quadrants_are_told_by_the_signs():
    samples = generate(default_recipe("quadrants"))
    differ = np.sign(samples.inputs[:, 0]) != np.sign(samples.inputs[:, 1])
    assert np.array_equal(samples.targets[:, 0], differ)


def test_moons_are_half_circles():
    samples = generate(Recipe("moons", 101, 0.0))
    upper, lower = (samples.inputs[samples.targets[:, 0] == label] for label in (0, 1))
    assert np.allclose(np.hypot(*upper.T), 1) and upper[:, 1].min() > -1e-15
    assert np.allclose(np.hypot(*(lower - (1, 0.5)).T), 1) and lower[:, 1].max() < 0.5 + 1e-15
    assert len(upper) == 51 and len(lower) == 50


def test_the_arms_of_the_spirals_are_each_other_turned_half_round():
    samples = generate(Recipe("spirals", 200, 0.0))
    first, second = (samples.inputs[samples.targets[:, 0] == label] for label in (0, 1))
    assert np.allclose(first, -second)
    turns = np.ptp(np.unwrap(np.arctan2(first[:, 1], first[:, 0]))) / (2 * np.pi)
    assert turns == pytest.approx(1.5)


def test_circles_have_two_radii_and_no_point_twice():
    samples = generate(Recipe("circles", 101, 0.0))
    assert np.allclose(np.hypot(*samples.inputs.T), np.where(samples.targets[:, 0] == 0, 1, 0.5))
    assert len(np.unique(samples.inputs.round(12), axis=0)) == 101


@pytest.mark.parametrize("classes", range(2, 7))
def test_blobs_have_the_classes_that_are_asked_for(classes):
    samples = generate(Recipe("blobs", 60 * classes, 0.05, classes=classes))
    assert samples.classes == tuple("012345"[:classes])
    for label in range(classes):
        members = samples.inputs[samples.targets[:, 0] == label]
        assert len(members) == 60
        assert np.hypot(*members.mean(axis=0)) == pytest.approx(1, abs=0.03)


def test_the_square_needs_every_one_of_its_three_lines():
    samples = generate(default_recipe("square"))
    above = np.stack([a * samples.inputs[:, 0] + b * samples.inputs[:, 1] + c for a, b, c in SQUARE_SIDES]) > 0
    inside = samples.targets[:, 0] == 1
    assert np.array_equal(above.all(axis=0), inside)
    assert 0.3 < inside.mean() < 0.5
    for line in range(3):  # points outside that only this line keeps out
        assert (~above[line] & np.delete(above, line, axis=0).all(axis=0)).sum() > 50


def test_the_plane_is_recovered_by_least_squares():
    samples = generate(default_recipe("regression"))
    design = np.column_stack([samples.inputs, np.ones(500)])
    found, residual, *_ = np.linalg.lstsq(design, samples.targets[:, 0])
    assert found == pytest.approx([*REGRESSION_WEIGHTS, REGRESSION_BIAS], abs=0.02)
    assert np.sqrt(residual[0] / 500) == pytest.approx(0.1, rel=0.1)


def test_the_sine_is_exact():
    samples = generate(default_recipe("sine"))
    x = np.linspace(-np.pi, np.pi, 2000)
    assert np.array_equal(samples.inputs[:, 0], x) and np.array_equal(samples.targets[:, 0], np.sin(x))


def test_the_quadratic_is_its_formula():
    samples = generate(default_recipe("quadratic"))
    assert np.polyfit(samples.inputs[:, 0], samples.targets[:, 0], 2) == pytest.approx([4, 2, 1])


def test_the_digits_are_those_of_the_repository():
    """Counts of each digit and the sum of all pixels, as published with the testing set."""
    samples = generate(default_recipe("digits"))
    assert np.bincount(samples.targets[:, 0].astype(int)).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip
    assert (samples.inputs.min(), samples.inputs.max()) == (0, 16)
    assert samples.inputs[0, :8].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert samples.inputs.sum() == 561718
    pixels = samples.inputs.astype(np.uint8).tobytes()
    assert hashlib.sha256(pixels).hexdigest().startswith("8f26b2bd9d13")


def test_the_irises_have_the_means_that_fisher_gives():
    samples = generate(default_recipe("iris"))
    means = [samples.inputs[samples.targets[:, 0] == label].mean(axis=0) for label in range(3)]
    assert np.round(means, 3).tolist() == [
        [5.006, 3.428, 1.462, 0.246],
        [5.936, 2.770, 4.260, 1.326],
        [6.588, 2.974, 5.552, 2.026],
    ]
    assert samples.classes == ("setosa", "versicolor", "virginica")


def test_fewer_of_a_bundled_set_are_the_first_of_a_shuffled_one():
    whole, some = generate(default_recipe("digits")), generate(Recipe("digits", 100, seed=3))
    rows = {row.tobytes() for row in np.column_stack([whole.inputs, whole.targets])}
    assert all(row.tobytes() in rows for row in np.column_stack([some.inputs, some.targets]))
    assert generate(Recipe("digits", 150, seed=3)).inputs[:100].tobytes() == some.inputs.tobytes()


@pytest.mark.parametrize(
    ("recipe", "place", "words"),
    [
        (Recipe("moon"), "name", "choose one of and, or, xor, .*moons"),
        (Recipe("moons", size=0), "size", "from 1 to 100,000"),
        (Recipe("moons", size=100_001), "size", "not 100,001"),
        (Recipe("moons", noise=-0.1), "noise", "0 or more"),
        (Recipe("moons", noise=float("nan")), "noise", "0 or more"),
        (Recipe("moons", noise=float("inf")), "noise", "0 or more"),
        (Recipe("moons", seed=-1), "seed", "whole number"),
        (Recipe("moons", test=1.0), "test", "below 1"),
        (Recipe("moons", test=float("nan")), "test", "below 1"),
        (Recipe("moons", size=1, test=0.5), "test", "more samples"),
        (Recipe("moons", classes=2), "classes", "only blobs"),
        (Recipe("blobs", classes=1), "classes", "from 2 to 6"),
        (Recipe("blobs", classes=7), "classes", "not 7"),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_a_remedy(recipe, place, words):
    with pytest.raises(DataError, match=words) as caught:
        generate(recipe)
    assert caught.value.place == place
    assert str(caught.value) == f"{place}: {caught.value.message}"


def test_an_unknown_set_has_no_default_recipe():
    with pytest.raises(DataError, match="choose one of"):
        default_recipe("")
