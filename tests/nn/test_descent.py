"""Paths: the lectures' numbers, a stack equals single runs, the mistakes, and what is said of each."""

import numpy as np
import pytest

from mlpviz.nn import descent
from mlpviz.nn.curvature import by_difference, limit_of, losses_along
from mlpviz.nn.descent import Descent, descend, parameters_at, run_of_parameters
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.objective import FunctionObjective, NetworkObjective
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.parameters import flatten
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.nn.surface import CancelledError
from mlpviz.nn.verdicts import Verdict, distances, judge

RNG = np.random.default_rng(11)


def on_function(id, start, rates, steps=50, **options):
    plane = parameter_plane(np.array(start, dtype=float), range(len(start)), FUNCTIONS[id].names)
    specs = tuple(PathSpec(rate, **options) for rate in rates)
    return descend(FunctionObjective(id), plane, np.array(start, dtype=float), specs, steps, "two", 0)


def linear_unit(samples=20):
    network = make_network(2, [make_layer("identity", [[0.0, 0.0]], None)])
    inputs = RNG.normal(size=(samples, 2))
    targets = inputs @ np.array([[2.0], [-1.0]]) + 0.3 * RNG.normal(size=(samples, 1))
    return NetworkObjective(network, inputs, targets, "half_squared_error", "mean")


def mlp():
    hidden = make_layer("tanh", RNG.normal(size=(3, 2)), RNG.normal(size=3))
    network = make_network(2, [hidden, make_layer("identity", RNG.normal(size=(1, 3)), [0.1])])
    return NetworkObjective(network, RNG.normal(size=(12, 2)), RNG.normal(size=(12, 1)), "half_squared_error", "mean")


def test_a_quarter_halves_each_step():
    run = on_function("bowl", (2, 3), [0.25], 10)
    wanted = np.array([2.0, 3.0]) / 2.0 ** np.arange(11)[:, None]
    assert (run.points[0] == wanted).all()
    assert (run.losses[0] == (wanted**2).sum(axis=1)).all()
    assert judge(run)[0].verdict is Verdict.CONVERGES
    assert judge(run)[0].reached == 10  # 2^-10 is the first below a thousandth


def test_a_rate_of_one_jumps_for_ever():
    run = on_function("bowl", (2, 3), [1.0])
    assert (run.points[0, ::2] == [2, 3]).all()
    assert (run.points[0, 1::2] == [-2, -3]).all()
    assert judge(run)[0].verdict is Verdict.OSCILLATES


def test_above_one_diverges_and_a_hundredth_is_slow():
    run = on_function("bowl", (2, 3), [1.01, 0.01])
    assert [j.verdict for j in judge(run)] == [Verdict.DIVERGES, Verdict.SLOW]


def test_stretched_bowl_as_in_the_lecture():
    run = on_function("stretched-bowl", (3.4, 2), [0.11, 0.1, 0.07, 0.01])
    verdicts = [j.verdict for j in judge(run)]
    assert verdicts == [Verdict.DIVERGES, Verdict.OSCILLATES, Verdict.CONVERGES, Verdict.SLOW]


def test_a_saddle_runs_away_downhill():
    run = on_function("saddle", (2, 0.01), [0.1])
    assert run.losses[0, -1] < 0
    assert judge(run)[0].verdict is Verdict.DIVERGES


def test_overflow_stops_that_path_alone():
    network = make_network(1, [make_layer("identity", [[1.0]], None)])
    objective = NetworkObjective(network, np.ones((1, 1)), np.zeros((1, 1)), "half_squared_error", "mean")
    plane = parameter_plane(np.ones(1), (0,), ("W1[1,1]",))
    run = descend(objective, plane, np.ones(1), (PathSpec(3.0), PathSpec(0.5)), 600, "two", 0)
    assert run.stopped_at.tolist() == [512, -1]
    assert run.lasts.tolist() == [511, 600]
    assert (run.points[0, :512, 0] == (-2.0) ** np.arange(512)).all()
    assert np.isfinite(run.losses[0, 511])
    assert np.isnan(run.losses[0, 512])
    assert (run.points[1, :, 0] == 0.5 ** np.arange(601)).all()
    assert judge(run)[0].verdict is Verdict.DIVERGES


@pytest.mark.parametrize("move", ["two", "all"])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_stack_is_its_single_runs(optimizer, move):
    objective = mlp()
    theta = flatten(objective.network)
    plane = parameter_plane(theta, (0, 9), ("a", "b"))
    specs = tuple(
        PathSpec(rate, optimizer, size, accumulate)
        for rate, size, accumulate in [(0.1, None, False), (0.03, 1, False), (0.3, 5, False), (0.02, None, True)]
    )
    stack = descend(objective, plane, theta, specs, 30, move, 4)
    for path, spec in enumerate(specs):
        single = descend(objective, plane, theta, (spec,), 30, move, 4)
        np.testing.assert_allclose(stack.points[path], single.points[0], rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(stack.losses[path], single.losses[0], rtol=1e-12, atol=1e-13)


def test_moving_two_stays_on_the_surface_and_moving_all_leaves_it():
    objective = mlp()
    theta = flatten(objective.network)
    plane = parameter_plane(theta, (0, 9), ("a", "b"))
    two = descend(objective, plane, theta, (PathSpec(0.1),), 20, "two", 0)
    assert (two.losses == two.surface_losses).all()
    for k in (0, 7, 20):
        assert two.losses[0, k] == pytest.approx(objective.losses(plane.at(two.points[0, k : k + 1]))[0], rel=1e-14)
    everything = descend(objective, plane, theta, (PathSpec(0.1),), 20, "all", 0)
    assert everything.losses[0, 0] == everything.surface_losses[0, 0]
    assert (everything.losses[0, 1:] < everything.surface_losses[0, 1:]).all()
    found = parameters_at(objective, plane, theta, PathSpec(0.1), 20, "all", 0)
    assert (plane.coordinates(found) == everything.points[0, 20]).all()


def test_only_two_move():
    objective = mlp()
    theta = flatten(objective.network)
    plane = parameter_plane(theta, (0, 9), ("a", "b"))
    found = parameters_at(objective, plane, theta, PathSpec(0.1), 5, "two", 0)
    assert (np.flatnonzero(found != theta) == [0, 9]).all()


def test_going_again_gives_the_same_bits():
    objective = mlp()
    theta = flatten(objective.network)
    plane = gradient_plane(theta, objective.gradients(theta[None])[1][0], 0)
    specs = (PathSpec(0.1, "adam", 3), PathSpec(0.2))
    first, second = (descend(objective, plane, theta, specs, 25, "all", 9) for _ in range(2))
    assert first.points.tobytes() == second.points.tobytes()
    assert first.losses.tobytes() == second.losses.tobytes()


def test_small_batches_zigzag_and_all_samples_do_not():
    objective = linear_unit()
    plane = parameter_plane(np.zeros(2), (0, 1), ("a", "b"))
    specs = (PathSpec(0.1), PathSpec(0.1, batch_size=1), PathSpec(0.1, batch_size=5), PathSpec(0.1, batch_size=99))
    run = descend(objective, plane, np.zeros(2), specs, 60, "two", 0)
    rises = (np.diff(run.losses) > 0).sum(axis=1)
    assert rises[0] == 0
    assert rises[1] > rises[2] > 0
    assert (run.points[3] == run.points[0]).all()
    other = descend(objective, plane, np.zeros(2), specs[1:2], 60, "two", 1)
    assert (other.points[0] != run.points[1]).any()


def test_an_epoch_takes_every_sample_once():
    objective = linear_unit(7)
    plane = parameter_plane(np.zeros(2), (0, 1), ("a", "b"))
    rate = 1e-9  # so small that the gradients of an epoch are all taken at the start
    run = descend(objective, plane, np.zeros(2), (PathSpec(rate, batch_size=1),), 7, "two", 3)
    mean = objective.gradients(np.zeros((1, 2)))[1][0]
    np.testing.assert_allclose(run.points[0, 7], -rate * 7 * mean, rtol=1e-6)


def test_gradients_that_are_not_zeroed_add_up():
    run = on_function("bowl", (2, 3), [0.1], 3, accumulate=True)
    x, total, wanted = np.array([2.0, 3.0]), np.zeros(2), []
    for _ in range(4):
        wanted.append(x)
        total = total + 2 * x
        x = x - 0.1 * total
    assert (run.points[0] == wanted).all()


def test_the_slope_promises_what_a_small_step_keeps():
    run = on_function("rosenbrock", (-1.2, 1), [1e-9], 2)
    true = np.diff(run.losses[0])
    np.testing.assert_allclose(run.predicted[0, :2], true, rtol=1e-3)
    assert np.isnan(run.predicted[0, 2])


def test_curvature_of_bowls():
    for id, eigenvalues, limit in (("bowl", [2, 2], 1.0), ("stretched-bowl", [2, 20], 0.1)):
        plane = parameter_plane(np.zeros(2), (0, 1), ("x", "y"))
        curvature = by_difference(FunctionObjective(id), plane, np.array([2.0, 3.0]))
        np.testing.assert_allclose(curvature.eigenvalues, eigenvalues, rtol=1e-8)
        assert curvature.limit == pytest.approx(limit, rel=1e-8)
        assert curvature.condition == pytest.approx(eigenvalues[1] / eigenvalues[0], rel=1e-8)


def test_no_limit_where_nothing_bends_up():
    assert limit_of(0.0) is None
    assert limit_of(-3.0) is None
    assert limit_of(5e-324) is None


def test_losses_along_the_gradient():
    losses = losses_along(
        FunctionObjective("bowl"), np.array([2.0, 3.0]), np.array([4.0, 6.0]), np.array([0, 0.25, 0.5, 1])
    )
    assert losses.tolist() == [13, 3.25, 0, 13]


def test_distance_is_from_the_start():
    run = on_function("bowl", (3, 4), [0.5], 2)
    assert distances(run)[0].tolist() == [0, 5, 5]


def test_a_run_ends_where_it_is_no_longer_finite():
    objective = FunctionObjective("bowl")
    assert len(run_of_parameters(objective, np.array([2.0, 3.0]), PathSpec(1e150), 10, 0)) < 10
    assert len(run_of_parameters(objective, np.array([2.0, 3.0]), PathSpec(0.1), 10, 0)) == 11


def swing(losses):
    """A run with these losses, that neither settles nor leaves."""
    losses = np.asarray(losses, dtype=float)[None]
    count = losses.shape[1]
    points = np.stack([(-1.0) ** np.arange(count), np.zeros(count)], axis=-1)[None]
    ones = np.ones_like(losses)
    return Descent(
        (PathSpec(1.0),), count - 1, "all", points, losses, losses, points, ones, ones,
        np.array([count - 1]), np.array([-1]),
    )  # fmt: skip


@pytest.mark.parametrize("count", range(40, 56))
def test_a_bounded_swing_oscillates_wherever_it_ends(count):
    losses = 1 + np.sin(1.7 * np.arange(count)) * 0.9
    losses[0] = 0.5
    assert judge(swing(losses))[0].verdict is Verdict.OSCILLATES


@pytest.mark.parametrize("rate", [1.001, 1.01, 1.1, 3.0])
@pytest.mark.parametrize("steps", [3, 10, 50, 200])
def test_whatever_grows_diverges(rate, steps):
    assert judge(on_function("bowl", (2, 3), [rate], steps))[0].verdict is Verdict.DIVERGES


@pytest.mark.parametrize("steps", [4, 5, 6, 16, 17, 1000])
def test_a_long_run_is_kept_thinned_out_with_both_of_its_ends(steps, monkeypatch):
    objective, start = FunctionObjective("bowl"), np.array([2.0, 3.0])
    whole = run_of_parameters(objective, start, PathSpec(0.001), steps, 0)
    monkeypatch.setattr(descent, "_FEWEST_KEPT", 5)
    monkeypatch.setattr(descent, "_NUMBERS_KEPT", 0)
    kept = run_of_parameters(objective, start, PathSpec(0.001), steps, 0)
    rows = [int(np.flatnonzero((whole == theta).all(axis=1))[0]) for theta in kept]
    assert len(rows) <= 6
    assert (rows[0], rows[-1]) == (0, steps)
    assert len(set(np.diff(rows[:-1]))) == 1


def test_looking_up_a_point_of_a_path_can_be_given_up():
    objective, start = FunctionObjective("bowl"), np.array([2.0, 3.0])
    plane = parameter_plane(start, [0, 1], ["x", "y"])
    shares = []
    with pytest.raises(CancelledError):
        parameters_at(objective, plane, start, PathSpec(0.1), 20, "two", 0, lambda s: shares.append(s) or s < 0.5)
    assert shares == [k / 20 for k in range(11)]
