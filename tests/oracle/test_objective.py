from __future__ import annotations

import numpy as np
import pytest
from oracle.objectives import objective_of

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.losses import LOSSES, REDUCTIONS
from mlpviz.nn.objective import FunctionObjective
from mlpviz.oracle.functions import functions
from mlpviz.oracle.objective import on_torch

PAIRS = [(a, loss) for a in ACTIVATIONS for loss in LOSSES if LOSSES[loss].needs in (None, a)]


def points_around(theta, count=7, seed=0):
    return theta + 0.3 * np.random.default_rng(seed).normal(size=(count, theta.size))


def same(ours, theirs):
    for mine, its in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, its, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_losses_and_gradients_are_the_engines(make_walk, activation, loss, reduction):
    objective, theta = objective_of(make_walk((3, 5, 4), (activation, activation), loss, 6, reduction))
    points, theirs = points_around(theta), on_torch(objective)
    same(objective.gradients(points), theirs.gradients(points))
    np.testing.assert_allclose(objective.losses(points), theirs.losses(points), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("at_once", [1, 17, 60, 10_000])
def test_parts_of_any_size_give_the_same(make_walk, at_once, bias):
    walk = make_walk((3, 4, 5, 2), ("gelu", "softmax", "softmax"), "cross_entropy", 11, bias=bias)
    objective, theta = objective_of(walk)
    points, theirs = points_around(theta), on_torch(objective)
    theirs.at_once = at_once
    same(objective.gradients(points), theirs.gradients(points))
    same([objective.losses(points)], [theirs.losses(points)])


def test_rows_choose_samples(make_walk):
    objective, theta = objective_of(make_walk(samples=9))
    points, theirs = points_around(theta), on_torch(objective)
    rows = np.array([7, 0, 3])
    rows.setflags(write=False)
    same(objective.gradients(points, rows), theirs.gradients(points, rows))
    same([objective.losses(points, rows)], [theirs.losses(points, rows)])
    assert theirs.size == objective.size and theirs.samples == objective.samples == 9


def test_every_function_of_the_engine_has_its_counterpart():
    assert set(functions()) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_and_their_gradients(name):
    objective = FunctionObjective(name)
    theirs = on_torch(objective)
    corner = np.array(objective.function.range)
    points = np.random.default_rng(1).uniform(corner.min(), corner.max(), (200, objective.size))
    special = [objective.function.start, *objective.function.minima, np.zeros(objective.size)]
    points = np.concatenate([points, np.array(special)])
    value, gradient = objective.gradients(points)
    its_value, its_gradient = theirs.gradients(points)
    np.testing.assert_allclose(value, its_value, rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(gradient, its_gradient, rtol=1e-12, atol=1e-11)
    same([value], [theirs.losses(points)])


def test_the_points_are_left_as_they_were(make_walk):
    objective, theta = objective_of(make_walk())
    points = points_around(theta)
    before = points.copy()
    on_torch(objective).gradients(points)
    np.testing.assert_array_equal(points, before)


def test_what_torch_does_not_have_is_told():
    with pytest.raises(TypeError, match="int"):
        on_torch(3)  # type: ignore[arg-type]
