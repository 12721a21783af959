from __future__ import annotations

import numpy as np
import pytest
from oracle.objectives import objective_of

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.objective import FunctionObjective
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.nn.surface import CancelledError
from mlpviz.nn.surface import grid as engines_grid
from mlpviz.oracle.objective import on_torch
from mlpviz.oracle.sheet import grid

XS, YS = np.linspace(-2, 2, 13), np.linspace(-1, 3, 11)


def same(objective, plane, xs=XS, ys=YS, at_once=None):
    theirs = on_torch(objective)
    theirs.at_once = at_once or theirs.at_once
    made = grid(theirs, plane, xs, ys)
    assert made.losses.shape == (len(ys), len(xs))
    # point by point: nothing of the engine's own sheet
    coordinates = np.array([[x, y][: plane.dimensions] for y in ys for x in xs])
    plain = objective.losses(plane.at(coordinates)).reshape(made.losses.shape)
    np.testing.assert_allclose(made.losses, plain, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(made.losses, engines_grid(objective, plane, xs, ys).losses, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("places", [(0, 5), (18, 20), (2, 30), (35, 38), (39, 1)])
def test_over_two_parameters(make_walk, activation, places):
    objective, theta = objective_of(make_walk((3, 4, 3, 2), (activation, "tanh", "identity"), samples=5))
    same(objective, parameter_plane(theta, [place % theta.size for place in places], ["a", "b"]))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("at_once", [1, 12, 100, None])
def test_over_directions_in_parts_of_any_size(make_walk, bias, at_once):
    walk = make_walk((3, 5, 4), ("sigmoid", "softmax"), "cross_entropy", 7, bias=bias, reduction="sum")
    objective, theta = objective_of(walk)
    same(objective, gradient_plane(theta, objective.gradients(theta[None])[1][0], 1), at_once=at_once)


def test_over_one_parameter(make_walk):
    objective, theta = objective_of(make_walk((2, 1), ("tanh",)))
    same(objective, parameter_plane(theta, [1], ["a"]), ys=np.zeros(1))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    objective = FunctionObjective(name)
    start = np.array(objective.function.start)
    plane = parameter_plane(start, range(objective.size), objective.function.names)
    same(objective, plane, ys=YS if objective.size == 2 else np.zeros(1))


def test_it_is_given_up_when_nobody_wants_it(make_walk):
    objective, theta = objective_of(make_walk())
    shares = []
    theirs = on_torch(objective)
    theirs.at_once = 60

    def go_on(share):
        shares.append(share)
        return len(shares) < 5

    with pytest.raises(CancelledError):
        grid(theirs, parameter_plane(theta, [0, 1], ["a", "b"]), XS, YS, go_on)
    assert len(shares) == 5 and shares == sorted(shares) and shares[0] >= 0 and shares[-1] < 1
