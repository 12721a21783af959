"""Textbook functions of one or two variables, one table of rows: what descent does is known for each of them.

Every function is smooth, so that its gradient is written out beside it and holds everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array

Point = tuple[float, ...]


@dataclass(frozen=True)
class Function:
    """One row. `value` maps points of shape (…, variables) to (…), `gradient` to (…, variables).

    names:   the variables as symbols.        latex, plain: the right-hand side, for formulas and for captions.
    note:    what it teaches, one sentence.   source: where it comes from.
    start:   a good first point.              rates: good learning rates to begin with, the boldest first.
    range:   x0, x1, y0, y1 (x0, x1 of one variable): what is worth seeing.
    minima:  its local minima, the deepest first; none where it falls for ever.
    """

    id: str
    title: str
    names: tuple[str, ...]
    latex: str
    plain: str
    note: str
    source: str
    start: Point
    range: Point
    rates: tuple[float, ...]
    minima: tuple[Point, ...]
    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]

    @property
    def variables(self) -> int:
        return len(self.names)


def _split(points: Array) -> tuple[Array, Array]:
    return points[..., 0], points[..., 1]


def _sum_of_squares(a: float, b: float) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """a x² + b y² and its gradient (2 a x, 2 b y)."""
    factors = np.array([a, b])

    def value(points: Array) -> Array:
        x, y = _split(points)
        total: Array = a * x * x + b * y * y
        return total

    return value, lambda points: 2 * factors * points


def _rosenbrock(points: Array) -> Array:
    x, y = _split(points)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def _rosenbrock_gradient(points: Array) -> Array:
    x, y = _split(points)
    above = y - x * x
    return np.stack([-2 * (1 - x) - 400 * x * above, 200 * above], axis=-1)


def _himmelblau(points: Array) -> Array:
    x, y = _split(points)
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def _himmelblau_gradient(points: Array) -> Array:
    x, y = _split(points)
    a, b = x * x + y - 11, x + y * y - 7
    return np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], axis=-1)


_BEALE = (1.5, 2.25, 2.625)


def _beale(points: Array) -> Array:
    x, y = _split(points)
    parts: list[Array] = [(c - x + x * y**k) ** 2 for k, c in enumerate(_BEALE, start=1)]
    return parts[0] + parts[1] + parts[2]


def _beale_gradient(points: Array) -> Array:
    x, y = _split(points)
    gradient = np.zeros(points.shape)
    for k, c in enumerate(_BEALE, start=1):
        part = c - x + x * y**k
        gradient[..., 0] += 2 * part * (y**k - 1)
        gradient[..., 1] += 2 * part * k * x * y ** (k - 1)
    return gradient


def _valleys(points: Array) -> Array:
    """The integral of x (x + 1) (x − 2), which is 0 at x = 0."""
    x = points[..., 0]
    return x * x * (x * x / 4 - x / 3 - 1)


def _valleys_gradient(points: Array) -> Array:
    return points * (points + 1) * (points - 2)


_ROWS = (
    Function(
        "bowl",
        "Bowl",
        ("x", "y"),
        r"x^2 + y^2",
        "x² + y²",
        "A rate of 0.25 halves the way at each step, 1 jumps to and fro for ever, above 1 every step leads further up.",
        "The Hessian is 2 in every direction, so that one update is (x, y) ← (1 − 2η)(x, y).",
        (2.0, 3.0),
        (-4.0, 4.0, -4.0, 4.0),
        (1.05, 1.0, 0.25, 0.1, 0.01),
        ((0.0, 0.0),),
        *_sum_of_squares(1.0, 1.0),
    ),
    Function(
        "stretched-bowl",
        "Stretched bowl",
        ("x", "y"),
        r"x^2 + 10 y^2",
        "x² + 10y²",
        "The steep direction limits the rate to 0.1, and the flat one then crawls: paths zigzag across the valley.",
        "The Hessian is 2 along x and 20 along y: condition number 10, limit 2/20.",
        (3.4, 2.0),
        (-4.0, 4.0, -2.6, 2.6),
        (0.102, 0.1, 0.09, 0.03, 0.01),
        ((0.0, 0.0),),
        *_sum_of_squares(1.0, 10.0),
    ),
    Function(
        "saddle",
        "Saddle",
        ("x", "y"),
        r"x^2 - y^2",
        "x² − y²",
        "A path first comes in along x as if to a minimum, lingers where the gradient is nearly 0, and falls along y.",
        "The Hessian is 2 along x and −2 along y: the gradient is 0 at the origin, which is no minimum.",
        (2.0, 0.01),
        (-2.5, 2.5, -2.5, 2.5),
        (0.3, 0.1, 0.03, 0.01),
        (),
        *_sum_of_squares(1.0, -1.0),
    ),
    Function(
        "rosenbrock",
        "Rosenbrock's valley",
        ("x", "y"),
        r"(1 - x)^2 + 100 (y - x^2)^2",
        "(1 − x)² + 100(y − x²)²",
        "The bent valley is found at once and then followed ever so slowly: its walls are steep, its floor is not.",
        'H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960.',
        (-1.2, 1.0),
        (-2.0, 2.0, -1.0, 3.0),
        (0.003, 0.001, 0.0003),
        ((1.0, 1.0),),
        _rosenbrock,
        _rosenbrock_gradient,
    ),
    Function(
        "himmelblau",
        "Himmelblau's function",
        ("x", "y"),
        r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        "(x² + y − 11)² + (x + y² − 7)²",
        "Four minima, all as deep: which of them is found depends on the start and on the rate.",
        'D. M. Himmelblau, "Applied nonlinear programming", 1972.',
        (0.5, -0.5),
        (-5.0, 5.0, -5.0, 5.0),
        (0.03, 0.02, 0.01, 0.003),
        (
            (3.0, 2.0),
            (-2.8051180869527448, 3.1313125182505730),
            (-3.7793102533777469, -3.2831859912861694),
            (3.5844283403304917, -1.8481265269644036),
        ),
        _himmelblau,
        _himmelblau_gradient,
    ),
    Function(
        "beale",
        "Beale's function",
        ("x", "y"),
        r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        "Flat ground between steep corners: no rate suits both, so that a bold one flies off and a careful one crawls.",
        'E. M. L. Beale, "On an iterative method for finding a local minimum", 1958.',
        (1.0, 1.0),
        (-4.5, 4.5, -4.5, 4.5),
        (0.1, 0.03, 0.01, 0.003),
        ((3.0, 0.5),),
        _beale,
        _beale_gradient,
    ),
    Function(
        "valleys",
        "Two valleys",
        ("x",),
        r"\frac{1}{4} x^4 - \frac{1}{3} x^3 - x^2",
        "x⁴/4 − x³/3 − x²",
        "Start and rate decide which valley is found: a bold step leaps the hill, and the deep valley is too narrow "
        "for a rate that would settle in the shallow one.",
        # f″ = 3x² − 2x − 2 is 3 at −1 and 6 at 2. From −2, where f′ = −8, rates to 0.25 stay left of the hill at 0;
        # 0.3 leaps it and settles, 0.4 leaps it and turns round the deep minimum for ever, 0.6 leaves.
        "Its slope is x(x + 1)(x − 2). The limits are 2/3 in the valley at −1 and 1/3 in the deeper one at 2.",
        (-2.0,),
        (-2.6, 3.4),
        (0.6, 0.4, 0.3, 0.1, 0.03),
        ((2.0,), (-1.0,)),
        _valleys,
        _valleys_gradient,
    ),
)

FUNCTIONS: dict[str, Function] = {row.id: row for row in _ROWS}
