"""Everything that the page of the loss surface shows at one iteration; every frame is a pure function of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.nn.curvature import Curvature, limit_of
from mlpviz.nn.descent import Descent
from mlpviz.nn.network import Array
from mlpviz.nn.plane import Plane
from mlpviz.nn.surface import Grid
from mlpviz.nn.verdicts import Judgement

Point = tuple[float, ...]


@dataclass(frozen=True)
class Hover:
    """What is under the mouse: the coordinates, and the loss and its gradient along the axes, computed there."""

    point: Point
    loss: float
    gradient: Point


@dataclass(frozen=True, eq=False)
class Along:
    """The loss at θ − η·d over η, from one point of a path.

    rates: ascending, shape (K,). losses: there, shape (K,). landings: the loss at each path's own rate, shape (R,).
    """

    path: int
    iteration: int
    rates: Array
    losses: Array
    landings: Array


@dataclass(frozen=True, eq=False)
class Noise:
    """What the batch of the coming update makes of the gradient, where one path stands at an iteration.

    samples: how many the batch has. full, batch: the components of ∇L over all samples and of g̃ over the batch along
    the axes, shape (axes,) each. lengths: ‖∇L‖, ‖g̃‖ and ‖ε‖ of the noise ε = g̃ − ∇L, over everything that is moved.
    """

    path: int
    iteration: int
    samples: int
    full: Array
    batch: Array
    lengths: Array

    @property
    def noise(self) -> Array:
        """ε along the axes, shape (axes,)."""
        return self.batch - self.full


@dataclass(frozen=True, eq=False)
class Scene:
    """title: what is descended, as "Stretched bowl"; formula: its right-hand side, or "".

    view: x0, x1, y0, y1 in coordinates of the plane (x0, x1 over one axis); the grid may cover another range, as long
    as a new one is not yet there. start, present: coordinates of the first point and of the present weights.
    scale: "linear" or "log". device: where it is computed, as "NumPy". path: the one that is looked at, from 0.
    curvature: where the path that is looked at stands now. start_limit: 2/λmax over what is moved where all paths
    begin, None where it is not known. noise: None as long as it is not known, and where a path takes all samples.
    """

    title: str
    grid: Grid
    descent: Descent
    judgements: tuple[Judgement, ...]
    view: Point
    start: Point
    present: Point
    iteration: int
    formula: str = ""
    path: int = 0
    scale: str = "linear"
    decimals: int = 4
    device: str = "NumPy"
    curvature: Curvature | None = None
    along: Along | None = None
    hover: Hover | None = None
    start_limit: float | None = None
    noise: Noise | None = None

    @property
    def plane(self) -> Plane:
        return self.grid.plane

    @property
    def flat(self) -> bool:
        """Whether the surface is a line: over one axis."""
        return self.plane.dimensions == 1

    @property
    def projected(self) -> bool:
        """Whether paths leave the surface: all parameters are moved, and not all of them are on show."""
        return self.descent.move == "all" and self.plane.origin.size > self.plane.dimensions

    @property
    def paths(self) -> range:
        return range(len(self.descent.specs))

    def last(self, path: int) -> int:
        """The iteration at which a path is shown: the present one, or that of its last finite point."""
        return min(self.iteration, int(self.descent.lasts[path]))

    def stopped(self, path: int) -> bool:
        """Whether a path has stopped by now, as a value was not finite."""
        return 0 <= int(self.descent.stopped_at[path]) <= self.iteration

    def loss(self, path: int, ahead: int = 0) -> float:
        """The loss of a path now, or so many iterations ahead: NaN where it has none."""
        at = self.last(path) + ahead
        return float(self.descent.losses[path, at]) if at <= self.descent.steps else float("nan")

    def gap(self, path: int) -> float:
        """The true loss less the loss that the surface shows at the path's projection."""
        at = self.last(path)
        return float(self.descent.losses[path, at] - self.descent.surface_losses[path, at])

    @property
    def present_noise(self) -> Noise | None:
        """The noise at the point that is looked at; None while only that of another point is known."""
        here = (self.path, self.last(self.path))
        return self.noise if self.noise is not None and (self.noise.path, self.noise.iteration) == here else None

    @property
    def limit(self) -> float | None:
        """2/λmax over what is moved, where that is known."""
        return None if self.curvature is None else moved_limit(self.curvature, self.projected)

    def above_limit(self, path: int) -> int:
        """1 where a path of plain gradient descent has a rate above 2/λmax, 0 where it is at it, else −1.

        The limit is that of the start, so that it is the same for every path and every iteration.
        """
        spec, limit = self.descent.specs[path], self.limit if self.start_limit is None else self.start_limit
        if limit is None or spec.optimizer != "gradient_descent" or spec.accumulate:
            return -1
        if bool(np.isclose(spec.learning_rate, limit, rtol=1e-6, atol=0.0)):
            return 0
        return 1 if spec.learning_rate > limit else -1


def moved_limit(curvature: Curvature, projected: bool) -> float | None:
    """2/λmax over all parameters where paths are projected and that is known, else over the axes."""
    if projected and curvature.largest is not None:
        return limit_of(curvature.largest)
    return curvature.limit
