"""Whether the settings of a loss surface fit each other and what is under it."""

from __future__ import annotations

import math

from mlpviz.core.errors import DocumentError
from mlpviz.core.surface import AXES, MAX_PATHS, MAX_STEPS, MOVES, OVER, SCALES, Surface, first_parameters
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import Network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.parameters import find_parameter
from mlpviz.nn.paths import PathSpec


def check_surface(surface: Surface, network: Network, function: str | None) -> None:
    """Raise DocumentError, naming the place and the remedy, at the first thing that does not fit."""
    for key, value, known in (
        ("axes", surface.axes, AXES), ("over", surface.over, OVER),
        ("move", surface.move, MOVES), ("scale", surface.scale, SCALES),
    ):  # fmt: skip
        if value not in known:
            raise DocumentError(f"surface.{key}", f"choose one of {', '.join(known)}")
    dimensions = _check_parameters(surface, network, function)
    if surface.range is not None:
        _check_range(surface.range, dimensions)
    if surface.start is not None:
        if len(surface.start) != dimensions:
            raise DocumentError("surface.start", _needs(dimensions, ("a", "a, b"), len(surface.start)))
        _check_finite("surface.start", surface.start)
    if not 1 <= len(surface.paths) <= MAX_PATHS:
        raise DocumentError("surface.paths", f"there can be 1 to {MAX_PATHS} paths, not {len(surface.paths)}")
    for index, path in enumerate(surface.paths):
        _check_path(f"surface.paths[{index}]", path)
    if not 1 <= surface.steps <= MAX_STEPS:
        raise DocumentError("surface.steps", f"a path has 1 to {MAX_STEPS:,} steps, not {surface.steps:,}")


def _check_parameters(surface: Surface, network: Network, function: str | None) -> int:
    """Checks the chosen parameters; returns how many axes the surface has."""
    names = surface.parameters
    if function is not None:
        known = FUNCTIONS[function].names
        if names not in ((), known):
            raise DocumentError("surface.parameters", f"this function is drawn over {' and '.join(known)}: leave it so")
    elif len(names) > 2:
        raise DocumentError("surface.parameters", f"choose one or two parameters, not {len(names)}")
    else:
        found = []
        for index, name in enumerate(names):
            try:
                found.append(find_parameter(network, name))
            except ValueError as error:
                raise DocumentError(f"surface.parameters[{index}]", str(error)) from None
        if len(set(found)) != len(found):
            raise DocumentError("surface.parameters[1]", f"{names[1]} is chosen twice: choose two different parameters")
    if surface.axes != "parameters":
        return min(2, network.parameter_count)
    return len(names or first_parameters(network))


def _check_range(limits: tuple[float, ...], dimensions: int) -> None:
    if len(limits) != 2 * dimensions:
        raise DocumentError("surface.range", _needs(dimensions, ("x0, x1", "x0, x1, y0, y1"), len(limits)))
    _check_finite("surface.range", limits)
    for axis, low, high in zip("xy", limits[::2], limits[1::2], strict=False):
        if not low < high:
            raise DocumentError(
                "surface.range", f"{axis}0 must be below {axis}1, but {low:g} is not below {high:g}: swap or widen them"
            )
        if not math.isfinite(high - low):
            raise DocumentError("surface.range", f"from {low:g} to {high:g} is too wide for a number: narrow it")


def _needs(dimensions: int, names: tuple[str, str], found: int) -> str:
    over = ("one parameter", "two parameters")[dimensions - 1]
    return f"over {over} it has {len(names[dimensions - 1].split())} numbers, {names[dimensions - 1]}, not {found}"


def _check_finite(place: str, values: tuple[float, ...]) -> None:
    for index, value in enumerate(values):
        if not math.isfinite(value):
            raise DocumentError(f"{place}[{index}]", "must be a finite number")


def _check_path(place: str, path: PathSpec) -> None:
    if not (math.isfinite(path.learning_rate) and path.learning_rate > 0):
        raise DocumentError(f"{place}.learning_rate", "the learning rate must be a number above 0")
    if path.optimizer not in OPTIMISERS:
        raise DocumentError(f"{place}.optimizer", f"choose one of {', '.join(OPTIMISERS)}")
    if path.batch_size is not None and path.batch_size < 1:
        raise DocumentError(f"{place}.batch_size", "the batch size must be at least 1, or null for all samples")
