"""The paths of a descent, walked once more by torch: its autograd, its torch.optim."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from oracle.objectives import objective_of

from mlpviz.nn.batches import batch_rows
from mlpviz.nn.descent import descend
from mlpviz.nn.objective import FunctionObjective
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.oracle.objective import on_torch, to_tensor

CLASSES = {
    "gradient_descent": torch.optim.SGD,
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "nesterov": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9, nesterov=True),
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "adam": torch.optim.Adam,
    "adamw": lambda parameters, lr: torch.optim.AdamW(parameters, lr=lr, weight_decay=0.0),
}
# RMSProp with larger rates jumps to and fro in the valley, and magnifies the last digit a thousandfold in a few updates
RATES = {
    "gradient_descent": 0.1,
    "momentum": 0.02,
    "nesterov": 0.02,
    "rmsprop": 0.002,
    "adagrad": 0.1,
    "adam": 0.05,
    "adamw": 0.05,
}
UPDATES = 100


def walked(objective, plane, start, spec, move, seed=0, updates=UPDATES):
    """(coordinates, losses) of a path by torch, shapes (updates + 1, axes) and (updates + 1,)."""
    theirs = on_torch(objective)
    axes = to_tensor(plane.axes, "cpu")
    two = move == "two"
    begin = plane.coordinates(start) if two else start
    moved = torch.nn.Parameter(to_tensor(begin, "cpu"))
    origin = to_tensor(plane.through(start).origin, "cpu")
    optimiser = CLASSES[spec.optimizer]([moved], lr=spec.learning_rate)
    points, losses = [], []
    for k in range(updates + 1):
        theta = origin + moved @ axes if two else moved
        points.append(moved.detach().numpy().copy() if two else plane.coordinates(theta.detach().numpy()))
        losses.append(theirs.stack(theta[None], slice(None)).item() / theirs.divisor(objective.samples))
        rows, count = slice(None), objective.samples
        if spec.batch_size is not None and spec.batch_size < objective.samples:
            chosen = batch_rows(objective.samples, spec.batch_size, seed, k)
            rows, count = torch.tensor(chosen), len(chosen)
        if not spec.accumulate:
            optimiser.zero_grad()
        (theirs.stack(theta[None], rows).sum() / theirs.divisor(count)).backward()
        optimiser.step()
    return np.array(points), np.array(losses)


@pytest.fixture(scope="module")
def problem(make_walk):
    objective, theta = objective_of(make_walk((2, 4, 2), ("tanh", "softmax"), "cross_entropy", 12, seed=5))
    return objective, theta


def planes(theta):
    """Not along the gradient: across it the slope is 0 but for rounding, which Adagrad's ε of 1e-10 magnifies."""
    direction = np.random.default_rng(3).normal(size=theta.size)
    return parameter_plane(theta, [3, 14], ["a", "b"]), gradient_plane(theta, direction, 1)


@pytest.mark.parametrize("move", ["two", "all"])
@pytest.mark.parametrize("batch_size", [None, 5, 1])
@pytest.mark.parametrize("accumulate", [False, True])
def test_every_optimiser_walks_as_torch_optim(problem, move, batch_size, accumulate):
    objective, theta = problem
    slower = 0.05 if accumulate else 1.0  # the sum of all gradients grows and grows
    specs = tuple(PathSpec(slower * RATES[name], name, batch_size, accumulate) for name in OPTIMISERS)
    assert set(OPTIMISERS) == set(CLASSES)
    plane = planes(theta)[accumulate]
    made = descend(objective, plane, theta, specs, UPDATES, move, 7)
    assert (made.lasts == UPDATES).all()
    for path, spec in enumerate(specs):
        points, losses = walked(objective, plane, theta, spec, move, 7)
        np.testing.assert_allclose(made.points[path], points, rtol=0, atol=1e-10, err_msg=spec.optimizer)
        np.testing.assert_allclose(made.losses[path], losses, rtol=0, atol=1e-10, err_msg=spec.optimizer)


@pytest.mark.parametrize("name", ["bowl", "rosenbrock", "valleys"])
def test_paths_on_functions(name):
    objective = FunctionObjective(name)
    start = np.array(objective.function.start)
    plane = parameter_plane(start, range(objective.size), objective.function.names)
    specs = tuple(PathSpec(0.01 * RATES[optimizer], optimizer) for optimizer in OPTIMISERS)
    made = descend(objective, plane, start, specs, UPDATES, "two", 0)
    for path, spec in enumerate(specs):
        points, losses = walked(objective, plane, start, spec, "two")
        np.testing.assert_allclose(made.points[path], points, rtol=0, atol=1e-10)
        np.testing.assert_allclose(made.losses[path], losses, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("move", ["two", "all"])
def test_the_paths_are_the_same_on_torch(problem, move):
    objective, theta = problem
    specs = tuple(PathSpec(RATES[name], name, size) for name in OPTIMISERS for size in (None, 5))
    for plane in planes(theta):
        ours = descend(objective, plane, theta, specs, UPDATES, move, 3)
        theirs = descend(on_torch(objective), plane, theta, specs, UPDATES, move, 3)
        for field in ("points", "losses", "surface_losses", "gradients", "slopes", "predicted"):
            np.testing.assert_allclose(getattr(ours, field), getattr(theirs, field), rtol=1e-9, atol=1e-9)
        np.testing.assert_array_equal(ours.lasts, theirs.lasts)


def test_a_path_that_overflows_stops_at_the_same_iteration(make_walk):
    objective, theta = objective_of(make_walk((2, 1), ("identity",), "squared_error", 4))
    plane = parameter_plane(theta, [0, 1], ["a", "b"])
    specs = (PathSpec(5.0), PathSpec(0.01))
    ours, theirs = (descend(o, plane, theta, specs, 400, "two", 0) for o in (objective, on_torch(objective)))
    assert ours.stopped_at[0] > 0 and ours.stopped_at[1] == -1
    np.testing.assert_array_equal(ours.stopped_at, theirs.stopped_at)
