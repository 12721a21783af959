"""What is asked of torch about a loss surface, and what it answers: plain frozen data, which cross processes."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.nn.curvature import Curvature
from mlpviz.nn.descent import Descent
from mlpviz.nn.network import Array, Network
from mlpviz.nn.objective import FunctionObjective, NetworkObjective, Objective
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import Plane


@dataclass(frozen=True, eq=False)
class NetworkSubject:
    """The loss of a network over inputs of shape (samples, inputs) and targets of shape (samples, outputs)."""

    network: Network
    inputs: Array
    targets: Array
    loss: str
    reduction: str


@dataclass(frozen=True)
class FunctionSubject:
    """A textbook function, by its id."""

    function: str


Subject = NetworkSubject | FunctionSubject


def subject_of(objective: Objective) -> Subject:
    """What an objective is about. Raises TypeError where it is neither a network's nor a function."""
    if isinstance(objective, NetworkObjective):
        return NetworkSubject(
            objective.network, objective.inputs, objective.targets, objective.loss, objective.reduction
        )
    if isinstance(objective, FunctionObjective):
        return FunctionSubject(objective.function.id)
    raise TypeError(f"{type(objective).__name__} is not asked about")


def objective_of(subject: Subject) -> Objective:
    """The engine's objective of a subject."""
    if isinstance(subject, FunctionSubject):
        return FunctionObjective(subject.function)
    return NetworkObjective(subject.network, subject.inputs, subject.targets, subject.loss, subject.reduction)


@dataclass(frozen=True)
class Place:
    """Where an answer was computed: the device, what this torch offers, and why a device was not taken."""

    device: str
    torch_version: str
    devices: tuple[str, ...] = ("cpu",)
    note: str = ""


@dataclass(frozen=True, eq=False)
class FunctionQuestion:
    """Value and gradient of a function at `start`, shape (variables,), and along the paths from there."""

    number: int
    function: str
    start: Array
    specs: tuple[PathSpec, ...]
    steps: int
    device: str = "cpu"


@dataclass(frozen=True, eq=False)
class FunctionAnswer:
    """By torch: values of shape (N,) and gradients of shape (N, variables) at points of shape (N, variables).

    The first point is the start; then come those of each path, up to its last finite one.
    """

    number: int
    place: Place
    points: Array
    values: Array
    gradients: Array


@dataclass(frozen=True, eq=False)
class CurvatureQuestion:
    """How the surface over `plane` bends at θ, shape (parameters,)."""

    number: int
    subject: Subject
    plane: Plane
    theta: Array
    device: str = "cpu"


@dataclass(frozen=True, eq=False)
class CurvatureAnswer:
    """Value, gradient along the axes, shape (axes,), and the Hessian, by torch.

    `difference` is the largest one between this Hessian and central differences of the engine's gradient (see
    `largest_difference`). Of two answers to one question the first comes at once; the last one (`complete`) has the
    largest eigenvalue over all parameters too, where there are not too many.
    """

    number: int
    place: Place
    value: float
    gradient: Array
    curvature: Curvature
    difference: float
    complete: bool


@dataclass(frozen=True, eq=False)
class SurfaceQuestion:
    """The loss over a plane at coordinates xs, ys (no grid where `xs` is empty), and paths from `start`, if any.

    start: θ, shape (parameters,), or None for no paths. The others are as for nn/descent.py.
    """

    number: int
    subject: Subject
    plane: Plane
    xs: Array
    ys: Array
    start: Array | None = None
    specs: tuple[PathSpec, ...] = ()
    steps: int = 0
    move: str = "two"
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True, eq=False)
class SurfaceAnswer:
    """losses: of the grid, shape (Y, X), or None where none was asked for; descent: the paths, or None."""

    number: int
    place: Place
    losses: Array | None
    descent: Descent | None


@dataclass(frozen=True)
class Progress:
    """How much of a question is done, 0 … 1."""

    number: int
    share: float


@dataclass(frozen=True)
class Cancel:
    """The question of this number need not be answered any more."""

    number: int
