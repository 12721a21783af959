"""The words of the loss surface: its title, what is moved, and how a path is named."""

from __future__ import annotations

import math
from functools import partial

from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import Plane
from mlpviz.present.descend.loss_scale import LossScale
from mlpviz.present.descend.scene import Point, Scene
from mlpviz.present.numbers import exact, rounded_to, shown

_ARROWS = "→↗↑↖←↙↓↘"
_PRINCIPAL = " principal direction"
_DIGITS = 4  # on the picture; the table and the hover have more


def title_of(plane: Plane) -> str:
    """A title such as "Loss over W1[1,1] and W2[1,1]", or "Loss along the gradient and a random direction"."""
    if all(name.endswith(_PRINCIPAL) for name in plane.names):
        ordinals = " and ".join(f"the {name.removesuffix(_PRINCIPAL)}" for name in plane.names)
        return f"Loss along {ordinals}{_PRINCIPAL}"
    word = "over" if plane.positions is not None else "along"
    return f"Loss {word} {' and '.join(axis_name(name) for name in plane.names)}"


def axis_name(name: str) -> str:
    return name.removeprefix("along ")


def mode_words(scene: Scene) -> str:
    """What is moved, as it is named on every picture."""
    plane, count = scene.plane, len(scene.plane.names)
    if scene.projected:
        return "Move all: paths are projected"
    if plane.positions is None:
        return "Move only along these two" if count == 2 else "Move only along this one"
    return "Move only these two" if count == 2 else "Move only this one"


def computed_words(scene: Scene, short: bool = False) -> str:
    """How many values there are, and where they were computed."""
    rows, columns = scene.grid.losses.shape
    size = f"{columns} values" if scene.flat else f"{columns} × {rows}"
    return f"{size} · {scene.device}" if short else f"every value computed · {size} · {scene.device}"


def scale_words(scale: LossScale) -> str:
    return f"{'logarithmic' if scale.log else 'linear'} scale" if not scale.note or scale.log else scale.note


def rate_words(spec: PathSpec) -> str:
    """A name such as "η 0.1", or "η 0.1 Adam" where another optimiser goes its own way."""
    return " ".join(["η", rounded_to(spec.learning_rate, _DIGITS), how_words(spec, True)]).rstrip()


def how_words(spec: PathSpec, short: bool = False) -> str:
    """What a path does besides its rate, in a few words; "" for plain gradient descent over everything."""
    parts = []
    if spec.optimizer != "gradient_descent":
        parts.append(OPTIMISERS[spec.optimizer].title)
    if spec.batch_size is not None:
        parts.append("SGD" if spec.batch_size == 1 else f"batch {spec.batch_size}")
    if spec.accumulate:
        parts.append("not zeroed")
    return ("·" if short else ", ").join(parts)


def number(value: float) -> str:
    """A number as labels on the picture have it, with four digits."""
    return rounded_to(value, _DIGITS)


def point_words(point: Point) -> str:
    return f"({', '.join(number(value) for value in point)})"


def arrow(dx: float, dy: float) -> str:
    """The arrow nearest to a direction on the screen, y downwards."""
    return _ARROWS[round(math.atan2(-dy, dx) / (math.pi / 4)) % 8]


def stop_words(scene: Scene, path: int) -> str:
    """Where and why a path has stopped: "stops at 511: not finite at 512"."""
    return f"stops at {scene.descent.lasts[path]}: not finite at {scene.descent.stopped_at[path]}"


def hover_words(scene: Scene, digits: int | None = None, slope: bool = True) -> tuple[str, ...]:
    """Both parameters and the loss, at full precision or with so many digits, and, with `slope`, the gradient."""
    hover = scene.hover
    if hover is None:
        return ()
    read = exact if digits is None else partial(rounded_to, digits=digits)
    places = [f"{axis_name(n)} = {read(v)}" for n, v in zip(scene.plane.names, hover.point, strict=True)]
    words = (*places, f"loss {read(hover.loss)}")
    gradient = ", ".join(shown(value, scene.decimals) for value in hover.gradient)
    return (*words, f"∇L ({gradient})") if slope else words


def noise_words(scene: Scene, short: bool = False) -> tuple[str, ...]:
    """How long the gradients of the coming update are, over all samples and over its batch, and the noise between."""
    noise = scene.present_noise
    if noise is None:
        return ()
    full, batch, between = (shown(length, scene.decimals) for length in noise.lengths.tolist())
    whose = "" if scene.projected else f"{rate_words(scene.descent.specs[noise.path])}: "  # the gap says it before
    lengths = (f"{whose}|∇L| {full}", f"|g̃| {batch}", f"|ε| {between}")
    projected = ("arrows are projections",) if scene.projected else ()
    next_ones = "the next sample" if noise.samples == 1 else f"the next {noise.samples} samples"
    rest = () if short else (f"g̃ of {next_ones}", "ε = g̃ − ∇L")
    return (*lengths, *projected, *rest)


def gap_words(scene: Scene, short: bool = False) -> tuple[str, ...]:
    """How far the true loss is from the surface, where paths are projected."""
    if not scene.projected:
        return ()
    path, decimals = scene.path, scene.decimals
    at = scene.last(path)
    true = f"{rate_words(scene.descent.specs[path])}: true loss {shown(scene.loss(path), decimals)}"
    surface = f"on the surface {shown(float(scene.descent.surface_losses[path, at]), decimals)}"
    gap = f"gap {shown(scene.gap(path), decimals)}"
    return (true, gap) if short else (true, surface, gap)
