"""Every value of the grid is the engine's own loss at those parameters."""

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.objective import FunctionObjective, NetworkObjective
from mlpviz.nn.parameters import all_parameters, find_parameter, flatten, position, unflatten
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.plane import Plane, gradient_plane, parameter_plane, principal_plane
from mlpviz.nn.surface import CancelledError, grid

RNG = np.random.default_rng(7)
PAIRS = [
    ("half_squared_error", None), ("mean_absolute_error", None), ("cross_entropy", "softmax"),
    ("binary_cross_entropy", "sigmoid"),
]  # fmt: skip
AXES = [
    ("W1[1,1]", "W1[1,2]"), ("W1[1,1]", "W2[1,1]"), ("b1[2]", "W3[1,1]"), ("W3[1,1]", "b3[2]"),
    ("W2[1,1]", "W1[3,2]"), ("W1[2,1]", "W1[1,1]"), ("b2[3]",),
]  # fmt: skip


def network(widths, activations, biased=True):
    return make_network(
        widths[0],
        [
            make_layer(name, RNG.normal(size=(to, source)), RNG.normal(size=to) if biased else None)
            for source, to, name in zip(widths, widths[1:], activations, strict=False)
        ],
    )


def problem(activation, loss, last, reduction="mean", samples=7):
    net = network((2, 4, 3, 2), (activation, "tanh", last or activation))
    inputs, targets = RNG.normal(size=(samples, 2)), np.eye(2)[RNG.integers(0, 2, samples)]
    return net, NetworkObjective(net, inputs, targets, loss, reduction)


def plane_over(net, names):
    return parameter_plane(flatten(net), [position(net, find_parameter(net, name)) for name in names], names)


def engine_loss(objective, theta):
    moved = unflatten(objective.network, theta)
    return compute_pass(moved, objective.inputs, objective.targets, objective.loss, objective.reduction)


def check_grid(objective, plane, around):
    centre = plane.coordinates(around)
    xs = np.linspace(centre[0] - 1, centre[0] + 2, 4)
    ys = np.linspace(centre[1] - 2, centre[1] + 1, 3) if plane.dimensions == 2 else np.zeros(1)
    found = grid(objective, plane, xs, ys)
    assert found.losses.shape == (len(ys), len(xs))
    for i, y in enumerate(ys):
        for j, x in enumerate(xs):
            wanted = engine_loss(objective, plane.at(np.array([x, y][: plane.dimensions]))).loss
            assert found.losses[i, j] == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(("loss", "last"), PAIRS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_are_the_engines(activation, loss, last, reduction):
    net, objective = problem(activation, loss, last, reduction)
    theta = flatten(net)
    for names in AXES:
        check_grid(objective, plane_over(net, names), theta)
    gradient = objective.gradients(theta[None])[1][0]
    if gradient.any():
        check_grid(objective, gradient_plane(theta, gradient, 3), theta)


def test_a_grid_point_is_the_parameters_to_the_bit():
    net, _ = problem("tanh", "half_squared_error", "identity")
    plane = plane_over(net, ("W2[1,1]", "b1[4]"))
    theta = plane.at(np.array([0.1, -0.7]))
    moved = unflatten(net, theta)
    assert moved.layers[1].weights[0, 0] == 0.1
    assert moved.layers[0].biases[3] == -0.7
    untouched = np.delete(theta, plane.positions)
    assert (untouched == np.delete(flatten(net), plane.positions)).all()


def test_parts_give_what_the_whole_gives(monkeypatch):
    net, objective = problem("tanh", "half_squared_error", "identity", samples=50)
    points = flatten(net) + RNG.normal(size=(30, net.parameter_count))
    whole = objective.gradients(points)
    monkeypatch.setattr("mlpviz.nn.objective._NUMBERS_AT_ONCE", 4 * 20)
    parts = objective.gradients(points)
    for a, b in zip(whole, parts, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_gradients_are_the_engines(loss, last, reduction):
    net, objective = problem("gelu", loss, last, reduction)
    points = flatten(net) + RNG.normal(size=(5, net.parameter_count))
    losses, gradients = objective.gradients(points)
    for theta, value, gradient in zip(points, losses, gradients, strict=True):
        wanted = engine_loss(objective, theta)
        assert value == pytest.approx(wanted.loss, rel=1e-12)
        parts = [(wanted.weight_gradients[n].ravel(), wanted.bias_gradients[n]) for n in (1, 2, 3)]
        np.testing.assert_allclose(
            gradient, np.concatenate([a for pair in parts for a in pair]), rtol=1e-11, atol=1e-13
        )


def test_rows_choose_samples():
    net, objective = problem("tanh", "half_squared_error", "identity", samples=9)
    rows = np.array([4, 1])
    alone = NetworkObjective(net, objective.inputs[rows], objective.targets[rows], objective.loss, objective.reduction)
    theta = flatten(net)[None]
    for a, b in zip(objective.gradients(theta, rows), alone.gradients(theta), strict=True):
        assert (a == b).all()


def test_names_of_parameters_go_both_ways():
    net, _ = problem("tanh", "half_squared_error", "identity")
    theta = flatten(net)
    for place, parameter in enumerate(all_parameters(net)):
        assert find_parameter(net, parameter.name) == parameter
        assert position(net, parameter) == place
        assert net.layers[parameter.layer - 1].parameter(parameter.unit, parameter.source) == theta[place]
    assert unflatten(net, theta) == net


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("W4[1,1]", "the layers are 1 to 3"), ("W1[5,1]", "units 1 to 4"), ("W1[1,3]", "inputs 1 to 2"),
        ("b1[0]", "units 1 to 4"), ("w", "write W1[1,2]"), ("W1[1]", "write W1[1,2]"), ("W0[1,1]", "the layers are 1"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_there_is_named(name, said):
    net, _ = problem("tanh", "half_squared_error", "identity")
    with pytest.raises(ValueError, match=r"W|b") as caught:
        find_parameter(net, name)
    assert said in str(caught.value)


def test_no_bias_no_name():
    with pytest.raises(ValueError, match="layer 1 has no biases"):
        find_parameter(network((2, 1), ("identity",), biased=False), "b1[1]")


@pytest.mark.parametrize("id", FUNCTIONS)
def test_functions_have_a_surface(id):
    objective, function = FunctionObjective(id), FUNCTIONS[id]
    plane = parameter_plane(np.array(function.start, dtype=float), range(function.variables), function.names)
    limits = function.range
    xs = np.linspace(limits[0], limits[1], 5)
    ys = np.linspace(limits[2], limits[3], 4) if function.variables == 2 else np.zeros(1)
    found = grid(objective, plane, xs, ys).losses
    for i, y in enumerate(ys):
        for j, x in enumerate(xs):
            assert found[i, j] == function.value(np.array([x, y][: function.variables]))


def test_directions_are_orthonormal_and_through_the_point():
    net, objective = problem("tanh", "half_squared_error", "identity")
    theta = flatten(net)
    gradient = objective.gradients(theta[None])[1][0]
    plane = gradient_plane(theta, gradient, 5)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-14)
    assert (plane.at(np.zeros(2)) == theta).all()
    assert plane.along(gradient)[0] == pytest.approx(np.linalg.norm(gradient))
    assert plane.along(gradient)[1] == pytest.approx(0, abs=1e-12)
    again = gradient_plane(theta, gradient, 5)
    assert (again.axes == plane.axes).all()
    assert (gradient_plane(theta, gradient, 6).axes[1] != plane.axes[1]).any()


def test_principal_directions_hold_most_of_a_run():
    run = np.zeros((20, 6))
    run[:, 2] = np.linspace(3, 0, 20)
    run[:, 4] = np.linspace(1, 0, 20) ** 2
    run[:, 0] = 1e-3 * np.sin(np.arange(20))
    plane = principal_plane(run[0], run)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    flat = plane.through(run[-1])
    lost = run - flat.at(flat.coordinates(run))
    assert np.abs(lost).max() < 2.1e-3


def test_a_run_on_a_line_has_no_second_direction():
    with pytest.raises(ValueError, match="second direction"):
        principal_plane(np.zeros(3), np.outer(np.arange(5.0), [1, 2, 3]))


def test_a_plane_through_another_point_keeps_its_coordinates():
    theta, other = RNG.normal(size=6), RNG.normal(size=6)
    for plane in (parameter_plane(theta, (1, 4), ("a", "b")), gradient_plane(theta, RNG.normal(size=6), 0)):
        moved = plane.through(other)
        np.testing.assert_allclose(moved.at(moved.coordinates(other)), other, atol=1e-14)
        np.testing.assert_allclose(moved.coordinates(other), plane.coordinates(other), atol=1e-12)


def test_work_can_be_given_up():
    _, objective = problem("tanh", "half_squared_error", "identity", samples=500)
    plane = plane_over(objective.network, ("W1[1,1]", "W1[1,2]"))
    told = []

    def go_on(done):
        told.append(done)
        return len(told) < 3

    axis = np.linspace(0, 1, 101)
    with pytest.raises(CancelledError):
        grid(objective, plane, axis, axis, go_on)
    assert told == sorted(told)
    assert len(told) == 3


def test_overflow_is_infinite_and_quiet():
    objective = FunctionObjective("bowl")
    plane = Plane(np.zeros(2), np.eye(2), ("x", "y"), (0, 1))
    assert np.isinf(grid(objective, plane, np.array([0.0, 1e200]), np.array([0.0])).losses).tolist() == [[False, True]]
