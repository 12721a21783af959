"""What a document keeps of its loss surface: over what it is drawn, from where the paths start, and which they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlpviz.nn.network import BIAS, Network
from mlpviz.nn.parameters import Parameter, find_parameter
from mlpviz.nn.paths import PathSpec

AXES = ("parameters", "gradient", "principal")
OVER = ("all", "batch", "sample")
MOVES = ("two", "all")
SCALES = ("linear", "log")
MAX_PATHS = 16
MAX_STEPS = 10_000
FIRST_RATES = (1.0, 0.3, 0.1, 0.03, 0.01)


@dataclass(frozen=True)
class Surface:
    """The settings of the loss surface.

    axes: over two parameters, over the gradient and a random direction, or over the principal directions of a run.
    parameters: their names, such as W1[1,2]; none: the first weight of the first layer and the first of the last.
    over: all samples, the batch that the first update takes, or the sample that is walked.
    range: x0, x1, y0, y1 (x0, x1 over one parameter); None: fitted to the start and the paths.
    start: coordinates over the axes; None: the present weights.
    move: "two": only what the axes span is moved; "all": all parameters are, and the paths are projected.
    """

    axes: str = "parameters"
    parameters: tuple[str, ...] = ()
    over: str = "all"
    range: tuple[float, ...] | None = None
    start: tuple[float, ...] | None = None
    paths: tuple[PathSpec, ...] = tuple(PathSpec(rate) for rate in FIRST_RATES)
    steps: int = 50
    move: str = "two"
    scale: str = "linear"


def first_parameters(network: Network) -> tuple[str, ...]:
    """The parameters under a surface that names none: two, or one where the network has no more."""
    first, last = network.layers[0], network.layers[-1]
    if network.depth > 1:
        second = Parameter(network.depth, 0, 0)
    elif first.fan_in > 1:
        second = Parameter(1, 0, 1)
    elif last.units > 1:
        second = Parameter(1, 1, 0)
    elif last.has_bias:
        second = Parameter(1, 0, BIAS)
    else:
        return (Parameter(1, 0, 0).name,)
    return (Parameter(1, 0, 0).name, second.name)


def refitted(surface: Surface, old: Network, new: Network) -> Surface:
    """The surface after a change of the network: where what it is drawn over has gone, it begins anew."""
    if old.widths == new.widths and all(a.has_bias == b.has_bias for a, b in zip(old.layers, new.layers, strict=True)):
        return surface
    kept = first_parameters(old) == first_parameters(new)
    if surface.axes != "parameters":
        kept = False  # coordinates along a direction of the old network
    elif surface.parameters:
        kept = all(_has(new, name) for name in surface.parameters)
    return surface if kept else replace(surface, parameters=(), range=None, start=None)


def _has(network: Network, name: str) -> bool:
    try:
        find_parameter(network, name)
    except ValueError:
        return False
    return True
