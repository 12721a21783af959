"""Descent paths in lockstep: one stack of parameter vectors, an update of all of them at a time.

Every path starts at the same point and goes its own way: its rate, its optimiser, its batches. "two": only the
coordinates on the plane are moved, by the gradient's components along the axes, so that the path lies on the surface.
"all": every parameter is moved, and `points` are the nearest points of the plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.batches import Rows, batch_rows
from mlpviz.nn.network import Array
from mlpviz.nn.objective import Objective
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import Plane
from mlpviz.nn.surface import CancelledError, GoOn, always

Indices = NDArray[np.intp]

_NUMBERS_KEPT = 16_000_000  # of a run's parameters: 128 MB
_FEWEST_KEPT = 50


@dataclass(frozen=True, eq=False)
class Descent:
    """R paths over `steps` updates; arrays are NaN after a path's last finite point.

    points:         coordinates on the plane, shape (R, steps + 1, axes)
    losses:         the loss at the path's own parameters, shape (R, steps + 1)
    surface_losses: the loss at the nearest point of the plane, shape (R, steps + 1): the same where move is "two"
    gradients:      components of ∇L along the axes, shape (R, steps + 1, axes), of the loss that the surface shows
    slopes:         the length of the gradient over everything that is moved, shape (R, steps + 1)
    predicted:      −η d · ∇L, the change of the loss that the slope promises for the next update, shape (R, steps + 1)
    lasts:          the index of each path's last finite point, shape (R,)
    stopped_at:     the iteration at which a value was not finite any more, −1 where all are, shape (R,)
    """

    specs: tuple[PathSpec, ...]
    steps: int
    move: str
    points: Array
    losses: Array
    surface_losses: Array
    gradients: Array
    slopes: Array
    predicted: Array
    lasts: Indices
    stopped_at: Indices


def descend(
    objective: Objective,
    plane: Plane,
    start: Array,
    specs: tuple[PathSpec, ...],
    steps: int,
    move: str,
    seed: int,
    go_on: GoOn = always,
) -> Descent:
    """The paths from θ = `start`, shape (parameters,). Raises CancelledError where `go_on` says no."""
    paths, length, axes = len(specs), steps + 1, plane.dimensions
    points, gradients = np.full((paths, length, axes), np.nan), np.full((paths, length, axes), np.nan)
    losses, surface, slopes, predicted = (np.full((paths, length), np.nan) for _ in range(4))
    lasts, stopped = np.zeros(paths, dtype=np.intp), np.full(paths, -1, dtype=np.intp)
    run = _Run(objective, plane, start, specs, move, seed)
    with np.errstate(all="ignore"):
        for k in range(length):
            if not go_on(k / length):
                raise CancelledError
            moved = run.look()
            for path in run.drop_where(~np.isfinite(run.losses) | ~np.isfinite(moved).all(axis=1)):
                stopped[path] = k
            live = run.live
            if not len(live):
                break
            points[live, k] = run.coordinates()
            losses[live, k] = run.losses
            surface[live, k] = run.losses if move == "two" else objective.losses(plane.at(points[live, k]))
            gradients[live, k] = plane.along(run.full)
            slopes[live, k] = np.sqrt((run.slope * run.slope).sum(axis=1))
            lasts[live] = k
            if k < steps:
                predicted[live, k] = run.update(k)
    return Descent(specs, steps, move, points, losses, surface, gradients, slopes, predicted, lasts, stopped)


def parameters_at(
    objective: Objective,
    plane: Plane,
    start: Array,
    spec: PathSpec,
    iteration: int,
    move: str,
    seed: int,
    go_on: GoOn = always,
) -> Array:
    """θ of one path after so many updates, shape (parameters,): walked again from the start, to the same bits.

    Raises CancelledError where `go_on` says no.
    """
    run = _Run(objective, plane, start, (spec,), move, seed)
    with np.errstate(all="ignore"):
        for k in range(iteration):
            if not go_on(k / iteration):
                raise CancelledError
            run.look()
            run.update(k)
    theta: Array = run.theta()[0]
    return theta


def taken_rows(objective: Objective, spec: PathSpec, seed: int, iteration: int) -> Rows | None:
    """The rows of the samples that a path's update of `iteration` takes; None where it takes all of them."""
    size = _batch_size(objective, spec)
    return None if size is None else batch_rows(objective.samples, size, seed, iteration)


def _batch_size(objective: Objective, spec: PathSpec) -> int | None:
    """Samples in a path's batches; None where they hold all of them."""
    return None if spec.batch_size is None or spec.batch_size >= objective.samples else spec.batch_size


def run_of_parameters(
    objective: Objective, start: Array, spec: PathSpec, steps: int, seed: int, go_on: GoOn = always
) -> Array:
    """θ along one path that moves all parameters, up to its last finite point, shape (points, parameters).

    At every iteration; where that would be too much to keep, at every 2nd, 4th … and at the last one.
    """
    most = max(_FEWEST_KEPT, _NUMBERS_KEPT // start.size)
    every, theta = 1, start
    axis = np.zeros((1, start.size))  # any will do, as nothing is projected
    axis[0, 0] = 1.0
    run, kept = _Run(objective, Plane(np.zeros(start.size), axis, ("",)), start, (spec,), "all", seed), []
    with np.errstate(all="ignore"):
        for k in range(steps + 1):
            if not go_on(k / (steps + 1)):
                raise CancelledError
            run.look()
            here = run.theta()[0]
            if not (np.isfinite(run.losses[0]) and np.isfinite(here).all()):
                break
            theta = here
            if k % every == 0:
                kept.append(theta)
            if len(kept) > most:
                kept, every = kept[::2], 2 * every
            run.update(k)
    if kept and kept[-1] is not theta:
        kept.append(theta)
    return np.array(kept)


class _Run:
    """The paths that are still going: `live` are their numbers, `variables` what is moved, one row a path."""

    def __init__(
        self, objective: Objective, plane: Plane, start: Array, specs: tuple[PathSpec, ...], move: str, seed: int
    ) -> None:
        self._objective, self._plane, self._specs, self._seed = objective, plane.through(start), specs, seed
        self._two = move == "two"
        first = plane.coordinates(start) if self._two else start
        self.live: Indices = np.arange(len(specs))
        self.variables: Array = np.repeat(np.asarray(first)[None], len(specs), axis=0)
        self._rates = np.array([[spec.learning_rate] for spec in specs])
        self._sums = np.zeros_like(self.variables)
        self._group()
        self._memory = {
            name: OPTIMISERS[name].memory((len(rows), self.variables.shape[1]))
            for name, rows in self._optimisers.items()
        }
        self.losses = np.empty(0)
        self.full = self.slope = np.empty((0, 0))

    def _group(self) -> None:
        """Which rows of the live paths share an optimiser, share a size of batch, and accumulate."""
        specs = [self._specs[path] for path in self.live]
        self._optimisers = _rows_by([spec.optimizer for spec in specs])
        sizes = [_batch_size(self._objective, spec) for spec in specs]
        self._batches = {size: rows for size, rows in _rows_by(sizes).items() if size is not None}
        self._accumulate = np.flatnonzero([spec.accumulate for spec in specs])

    def theta(self) -> Array:
        """θ of every live path, shape (paths, parameters)."""
        return self._plane.at(self.variables) if self._two else self.variables

    def coordinates(self) -> Array:
        return self.variables if self._two else self._plane.coordinates(self.variables)

    def components(self, gradients: Array) -> Array:
        """The part of a gradient that is moved along."""
        return self._plane.along(gradients) if self._two else gradients

    def look(self) -> Array:
        """Compute loss and gradient over all samples where the paths are now; returns what is moved."""
        self.losses, self.full = self._objective.gradients(self.theta())
        self.slope = self.components(self.full)
        return self.variables

    def drop_where(self, bad: NDArray[np.bool_]) -> list[int]:
        """Let some of the live paths stop; returns their numbers."""
        if not bad.any():
            return []
        dropped = [int(path) for path in self.live[bad]]
        for name, rows in self._optimisers.items():
            self._memory[name] = tuple(slot[~bad[rows]] for slot in self._memory[name])
        keep = ~bad
        self.live, self.variables, self._rates = self.live[keep], self.variables[keep], self._rates[keep]
        self._sums, self.losses = self._sums[keep], self.losses[keep]
        self.full, self.slope = self.full[keep], self.slope[keep]
        self._group()
        return dropped

    def update(self, iteration: int) -> Array:
        """One update of every live path; returns the change of the loss that the slope promises, shape (paths,)."""
        slope = given = self.slope
        if self._batches or len(self._accumulate):
            given = slope.copy()
        for size, rows in self._batches.items():
            batch = batch_rows(self._objective.samples, size, self._seed, iteration)
            given[rows] = self.components(self._objective.gradients(self.theta()[rows], batch)[1])
        if len(self._accumulate):
            self._sums[self._accumulate] += given[self._accumulate]
            given[self._accumulate] = self._sums[self._accumulate]
        directions = np.empty_like(given)
        for name, rows in self._optimisers.items():
            direction = OPTIMISERS[name].direction
            directions[rows], self._memory[name] = direction(given[rows], self._memory[name], iteration + 1)
        step = self._rates * directions
        self.variables = self.variables - step
        promised: Array = -(slope * step).sum(axis=1)
        return promised


def _rows_by(keys: list[Any]) -> dict[Any, Indices]:
    """Each key once, with the places at which it stands."""
    return {key: np.array([i for i, other in enumerate(keys) if other == key]) for key in dict.fromkeys(keys)}
