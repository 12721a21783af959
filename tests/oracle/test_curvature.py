from __future__ import annotations

import numpy as np
import pytest
from oracle.objectives import objective_of

from mlpviz.nn.curvature import Curvature, by_difference
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.objective import FunctionObjective
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.nn.surface import CancelledError
from mlpviz.oracle.curvature import MOST_PARAMETERS, curvature, largest_difference, largest_eigenvalue
from mlpviz.oracle.objective import on_torch

SMOOTH = ["identity", "sigmoid", "tanh", "elu", "softplus", "gelu", "silu", "softmax"]
KINKED = ["relu", "leaky_relu", "selu"]
CURVED = [loss for loss in LOSSES if "absolute" not in loss]


def at(name, point):
    """The Hessian of a function at a point, as torch has it."""
    objective, theta = FunctionObjective(name), np.array(point, dtype=float)
    return curvature(on_torch(objective), parameter_plane(theta, range(len(point)), objective.function.names), theta)


def hessian_by_difference(objective, theta):
    """Over all parameters, by central differences of the engine's gradient."""
    return by_difference(objective, parameter_plane(theta, range(theta.size), [""] * theta.size), theta).matrix


@pytest.mark.parametrize(
    ("name", "point", "matrix", "limit"),
    [
        ("bowl", (2, 3), [[2, 0], [0, 2]], 1),
        ("stretched-bowl", (3, 1), [[2, 0], [0, 20]], 0.1),
        ("saddle", (1, 1), [[2, 0], [0, -2]], 1),
        ("rosenbrock", (1, 1), [[802, -400], [-400, 200]], None),
        ("himmelblau", (3, 2), [[74, 20], [20, 34]], None),
        ("beale", (3, 0.5), [[3.15625, -11.4375], [-11.4375, 46.125]], None),
        ("valleys", (-1,), [[3]], 2 / 3),
        ("valleys", (2,), [[6]], 1 / 3),
    ],
)
def test_closed_forms(name, point, matrix, limit):
    made = at(name, point)
    np.testing.assert_allclose(made.matrix, matrix, rtol=1e-13, atol=1e-12)
    assert made.largest == pytest.approx(made.eigenvalues[-1], rel=1e-13)
    if limit is not None:
        assert made.limit == pytest.approx(limit, rel=1e-13)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_against_differences(name):
    objective = FunctionObjective(name)
    for point in np.random.default_rng(2).uniform(-2, 2, (10, objective.size)):
        plane = parameter_plane(point, range(objective.size), objective.function.names)
        made = curvature(on_torch(objective), plane, point)
        assert largest_difference(made, by_difference(objective, plane, point)) < 1e-6


@pytest.mark.parametrize("activation", [*SMOOTH, *KINKED])
@pytest.mark.parametrize("loss", CURVED)
def test_networks_against_differences(make_walk, activation, loss):
    """Points are random, so that kinks lie somewhere else."""
    last = LOSSES[loss].needs or activation
    objective, theta = objective_of(make_walk((3, 4, 3), (activation, last), loss, 6, seed=3))
    theirs = on_torch(objective)
    direction = objective.gradients(theta[None])[1][0]
    for plane in (parameter_plane(theta, [1, 20], ["a", "b"]), gradient_plane(theta, direction, 0)):
        made, ours = curvature(theirs, plane, theta), by_difference(objective, plane, theta)
        scale = np.abs(made.matrix).max()
        np.testing.assert_allclose(made.matrix, ours.matrix, rtol=1e-5, atol=1e-5 * scale)
        assert largest_difference(made, ours) < 1e-6
    largest = np.linalg.eigvalsh(hessian_by_difference(objective, theta))[-1]
    assert made.largest == pytest.approx(largest, rel=1e-5)


@pytest.mark.parametrize("at_once", [1, 40, 400])
def test_parts_of_any_size_give_the_same(make_walk, at_once):
    objective, theta = objective_of(make_walk(samples=9, reduction="sum"))
    whole, parts = on_torch(objective), on_torch(objective)
    parts.at_once = at_once
    vectors = np.random.default_rng(0).normal(size=(5, theta.size))
    np.testing.assert_allclose(parts.products(theta, vectors), whole.products(theta, vectors), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("activation", ["step", "argmax"])
def test_no_slope_is_no_curvature(make_walk, activation):
    objective, theta = objective_of(make_walk((3, 4, 2), (activation, activation)))
    made = curvature(on_torch(objective), parameter_plane(theta, [0, 1], ["a", "b"]), theta)
    assert not made.matrix.any() and made.largest == 0 and made.limit is None


def test_at_a_kink_it_follows_torch(make_walk):
    objective, theta = objective_of(make_walk((2, 2), ("relu",), samples=4))
    theta = np.zeros_like(theta)  # every ξ is 0, where ReLU′ is 0
    assert not curvature(on_torch(objective), parameter_plane(theta, [0, 1], ["a", "b"]), theta).matrix.any()


def test_with_many_parameters_the_largest_is_not_computed(make_walk):
    objective, theta = objective_of(make_walk((20, 100, 1), ("tanh", "identity")))
    assert theta.size > MOST_PARAMETERS
    made = curvature(on_torch(objective), parameter_plane(theta, [0, 1], ["a", "b"]), theta)
    assert made.largest is None and np.isfinite(made.matrix).all()


def test_it_is_given_up_when_nobody_wants_it(make_walk):
    objective, theta = objective_of(make_walk())
    with pytest.raises(CancelledError):
        largest_eigenvalue(on_torch(objective), theta, lambda share: False)


def test_overflow_is_no_eigenvalue(make_walk):
    objective, theta = objective_of(make_walk((2, 2, 1), ("identity", "identity"), scale=1e200))
    made = curvature(on_torch(objective), parameter_plane(theta, [0, 5], ["a", "b"]), theta)
    assert np.isnan(made.largest) and np.isnan(made.eigenvalues).all()


def test_the_largest_difference_of_two():
    one = Curvature(np.array([[200.0, 1.0], [1.0, np.nan]]))
    assert largest_difference(one, one) == 0
    assert largest_difference(one, Curvature(np.array([[200.0, 3.0], [1.0, np.inf]]))) == pytest.approx(0.01)
    assert largest_difference(one, Curvature(np.array([[200.0, 1.0], [1.0, 5.0]]))) == np.inf
