"""Textbook functions: gradients against differences and torch, minima against the literature, stacks of any shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mlpviz.nn.functions import FUNCTIONS, Function

EVERY = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))

# written out anew from the literature, for torch's autograd
WITNESSES: dict[str, Callable[..., Any]] = {
    "bowl": lambda x, y: x**2 + y**2,
    "stretched-bowl": lambda x, y: x**2 + 10 * y**2,
    "saddle": lambda x, y: x**2 - y**2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "valleys": lambda x: x**4 / 4 - x**3 / 3 - x**2,
}  # fmt: skip

# the least value that is printed for it
LEAST = {
    "bowl": 0.0, "stretched-bowl": 0.0, "rosenbrock": 0.0, "himmelblau": 0.0, "beale": 0.0, "valleys": -8 / 3,
}  # fmt: skip


def points_of(function: Function, count: int) -> np.ndarray:
    low, high = np.array(function.range).reshape(-1, 2).T
    return np.random.default_rng(7).uniform(low, high, (count, function.variables))


def hessian(function: Function, point: tuple[float, ...]) -> np.ndarray:
    return np.array(
        torch.autograd.functional.hessian(
            lambda p: WITNESSES[function.id](*p), torch.tensor(point, dtype=torch.float64)
        ).numpy()
    )


@EVERY
def test_value_and_gradient_are_those_of_torch(function: Function) -> None:
    points = points_of(function, 300)
    given = torch.tensor(points, requires_grad=True)
    values = WITNESSES[function.id](*given.unbind(-1))
    values.sum().backward()
    np.testing.assert_allclose(function.value(points), values.detach().numpy(), rtol=1e-12, atol=1e-11)
    assert given.grad is not None
    np.testing.assert_allclose(function.gradient(points), given.grad.numpy(), rtol=1e-11, atol=1e-10)


@EVERY
def test_the_gradient_is_the_slope(function: Function) -> None:
    points, step = points_of(function, 50), 1e-5
    for axis, shift in enumerate(np.eye(function.variables) * step):
        slope = (function.value(points + shift) - function.value(points - shift)) / (2 * step)
        np.testing.assert_allclose(function.gradient(points)[:, axis], slope, rtol=1e-6, atol=1e-3)


@EVERY
def test_a_stack_of_any_shape_is_its_points(function: Function) -> None:
    points = points_of(function, 24)
    shaped = points.reshape(2, 3, 4, function.variables)
    values, gradients = function.value(shaped), function.gradient(shaped)
    assert values.shape == (2, 3, 4)
    assert gradients.shape == shaped.shape
    for index, point in enumerate(points):
        assert function.value(point).shape == ()
        assert function.value(point) == values.reshape(-1)[index]
        assert (function.gradient(point) == gradients.reshape(-1, function.variables)[index]).all()
    assert function.value(points[:0]).shape == (0,)


@EVERY
def test_its_minima_are_minima(function: Function) -> None:
    assert (function.id in LEAST) == bool(function.minima)
    values = [float(function.value(np.array(point))) for point in function.minima]
    assert np.round(values, 12).tolist() == sorted(np.round(values, 12))
    for point in function.minima:
        assert np.abs(function.gradient(np.array(point))).max() < 1e-12
        assert np.linalg.eigvalsh(hessian(function, point)).min() > 0
    if function.minima:
        assert values[0] == pytest.approx(LEAST[function.id], abs=1e-15)


@EVERY
def test_start_minima_and_rates_are_of_use(function: Function) -> None:
    assert 1 <= function.variables <= 2
    assert len(function.start) == function.variables
    assert len(function.range) == 2 * function.variables
    low, high = np.array(function.range).reshape(-1, 2).T
    assert (low < high).all()
    for point in (function.start, *function.minima):
        assert (low <= point).all()
        assert (point <= high).all()
    assert all(rate > 0 and math.isfinite(rate) for rate in function.rates)
    assert list(function.rates) == sorted(function.rates, reverse=True)
    for text in (function.title, function.latex, function.plain, function.note, function.source):
        assert text


def descended(function: Function, rate: float, steps: int) -> np.ndarray:
    point = np.array(function.start)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            point = point - rate * function.gradient(point)
    return point


def test_the_bowl_does_what_its_note_says() -> None:
    bowl = FUNCTIONS["bowl"]
    assert descended(bowl, 0.25, 1).tolist() == [1.0, 1.5]
    assert descended(bowl, 0.25, 10).tolist() == [2 / 1024, 3 / 1024]
    assert descended(bowl, 1.0, 1).tolist() == [-2.0, -3.0]
    assert descended(bowl, 1.0, 1000).tolist() == [2.0, 3.0]
    assert np.linalg.norm(descended(bowl, 1.05, 50)) > 100


def test_the_limit_of_the_stretched_bowl_is_a_tenth() -> None:
    bowl = FUNCTIONS["stretched-bowl"]
    assert 2 / np.linalg.eigvalsh(hessian(bowl, (0.0, 0.0))).max() == pytest.approx(0.1)
    assert abs(descended(bowl, 0.09, 100)[1]) < 1e-8
    assert abs(descended(bowl, 0.102, 100)[1]) > 100


def test_start_and_rate_decide_between_the_valleys() -> None:
    valleys = FUNCTIONS["valleys"]
    assert [2 / float(hessian(valleys, point)[0, 0]) for point in valleys.minima] == pytest.approx([1 / 3, 2 / 3])
    assert descended(valleys, 0.1, 200) == pytest.approx(-1.0)  # stays on its side of the hill
    assert descended(valleys, 0.3, 200) == pytest.approx(2.0)  # leaps it
    turning = descended(valleys, 0.4, 2000), descended(valleys, 0.4, 2001)  # leaps it, and never settles
    assert abs(turning[0] - turning[1]) > 0.3
    assert not np.isfinite(descended(valleys, 0.6, 50))


def test_the_saddle_is_left_along_y() -> None:
    halfway, end = descended(FUNCTIONS["saddle"], 0.1, 20), descended(FUNCTIONS["saddle"], 0.1, 50)
    assert np.abs(halfway).max() < 0.5
    assert abs(end[0]) < 1e-3
    assert end[1] > 50
