"""Maps of units: the values of the forward pass, only laid out and rounded otherwise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.maps import IN_PLACE, slice_points, unit_excitations, unit_maps, zero_lines
from mlpviz.nn.network import Network, make_layer, make_network
from mlpviz.nn.passes import forward

FLAT = ("step", "sign", "argmax")


def network_of(activation: str, *widths: int, scale: float = 1.0, bias: bool = True) -> Network:
    rng = np.random.default_rng(3)
    return make_network(
        widths[0],
        [
            make_layer(activation, scale * rng.normal(size=(to, source)), rng.normal(size=to) if bias else None)
            for source, to in pairwise(widths)
        ],
    )


def test_every_activation_has_its_row() -> None:
    assert list(IN_PLACE) == list(ACTIVATIONS)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("dtype", "close"), [(np.float32, 1e-5), (np.float64, 2e-7)])
def test_an_activation_has_the_values_of_the_table(activation: str, dtype: type, close: float) -> None:
    """In the tails too: the error is relative to each value; layer-wise rows compete over 40 units."""
    xi = np.linspace(-60.0, 60.0, 2000).reshape(40, 50) + 0.01
    x = xi.astype(dtype)
    wanted = ACTIVATIONS[activation].value(x.T.astype(np.float64)).T
    with np.errstate(over="ignore"):
        IN_PLACE[activation](x)
    assert x.dtype == dtype
    least = 1e-30 if dtype is np.float32 else 1e-300  # below it floats have fewer digits
    seen = np.abs(wanted) > least
    assert (np.abs(x - wanted)[seen] <= close * np.abs(wanted)[seen]).all()
    assert (np.abs(x[~seen]) <= 2 * least).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("bias", [True, False])
def test_maps_are_the_activations_of_the_forward_pass(activation: str, bias: bool) -> None:
    network = network_of(activation, 2, 5, 4, 3, bias=bias)
    points = np.random.default_rng(0).normal(size=(500, 2))
    excitations, wanted = forward(network, points)
    maps = unit_maps(network, points)
    assert [values.shape for values in maps] == [(5, 500), (4, 500), (3, 500)]
    for values, xi, h in zip(maps, excitations[1:], wanted[1:], strict=True):
        assert values.dtype == np.float32 and values.flags.c_contiguous
        sure = np.ones(500, dtype=bool)
        if activation in FLAT:  # a point at the very jump may fall to either side of it
            assert xi is not None
            gap = np.abs(np.diff(np.sort(xi, axis=1)[:, -2:], axis=1)) if activation == "argmax" else np.abs(xi)
            sure = (gap > 1e-5).all(axis=1)
        assert sure.mean() > 0.98
        assert np.abs(values.T - h)[sure].max() <= 1e-5 * max(1.0, float(np.abs(h).max()))


def test_points_are_left_as_they_are() -> None:
    points = np.random.default_rng(0).normal(size=(7, 2))
    before = points.copy()
    unit_maps(network_of("identity", 2, 2), points, np.float64)
    assert (points == before).all()


def test_values_that_overflow_are_not_hidden() -> None:
    (values,) = unit_maps(network_of("identity", 2, 2, scale=1e300), np.ones((1, 2)))
    assert not np.isfinite(values).all()


def test_a_slice_goes_through_the_middles_of_its_cells_from_the_lowest_row_on() -> None:
    points = slice_points([9.0, 8.0, 7.0], (2, 0), (0.0, 4.0, -1.0, 1.0), 2)
    assert points.tolist() == [[-0.5, 8.0, 1.0], [-0.5, 8.0, 3.0], [0.5, 8.0, 1.0], [0.5, 8.0, 3.0]]


def test_excitations_of_the_first_layer() -> None:
    network = network_of("tanh", 2, 3, 1)
    points = np.random.default_rng(1).normal(size=(6, 2))
    excitations, _ = forward(network, points)
    assert np.allclose(unit_excitations(network, points).T, excitations[1], rtol=1e-12)


def test_a_units_line_is_where_it_has_no_excitation() -> None:
    """x + y = 0.5 and x + y = 1.5 in a view of 0 … 2 by 0 … 1; y = 3 and ξ = 1 miss it."""
    weights, biases = [[1.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]], [-0.5, -1.5, -3.0, 1.0]
    network = make_network(2, [make_layer("step", weights, biases)])
    lines = zero_lines(network, np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]))
    assert {tuple(lines[0, :2]), tuple(lines[0, 2:])} == {(0.25, 0.0), (0.0, 0.5)}
    assert {tuple(lines[1, :2]), tuple(lines[1, 2:])} == {(0.75, 0.0), (0.25, 1.0)}
    assert np.isnan(lines[2:]).all()


def test_a_line_through_corners_is_the_diagonal() -> None:
    network = make_network(2, [make_layer("step", [[1.0, -1.0]], None)])
    (line,) = zero_lines(network, np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert sorted((tuple(line[:2]), tuple(line[2:]))) == [(0.0, 0.0), (1.0, 1.0)]


def test_large_scores_do_not_overflow() -> None:
    scores = np.array([[1000.0, -1000.0], [999.0, -1001.0]], dtype=np.float32)
    IN_PLACE["softmax"](scores)
    assert scores[:, 0] == pytest.approx([0.7310586, 0.2689414])
    assert scores[:, 1] == pytest.approx(scores[:, 0])
