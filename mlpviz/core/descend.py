"""From a document to its loss surface: what is descended, over which plane, from where, and what became of it.

Everything here is computed and nothing is kept, so that a worker can run it and throw it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.core.document import Document, DocumentError
from mlpviz.core.surface import first_parameters
from mlpviz.core.timeline import Selection, rows_of
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.batches import Rows, batch_rows
from mlpviz.nn.descent import Descent, descend, parameters_at, run_of_parameters, taken_rows
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Network, frozen
from mlpviz.nn.objective import FunctionObjective, NetworkObjective, Objective
from mlpviz.nn.parameters import find_parameter, flatten, position
from mlpviz.nn.plane import Plane, gradient_plane, parameter_plane, principal_plane
from mlpviz.nn.surface import GoOn, always
from mlpviz.nn.verdicts import Judgement, Verdict, judge

_MARGIN = 0.15  # of the width, on each side of what has to be seen
_LEAST = 1.0  # half the width at least, where the start lies near 0

Range = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Problem:
    """present: θ of the weights on the screen. start: θ where the paths begin. Both of shape (parameters,)."""

    document: Document
    objective: Objective
    plane: Plane
    present: Array
    start: Array

    def descend(self, go_on: GoOn = always) -> Descent:
        surface = self.document.surface
        return descend(
            self.objective, self.plane, self.start, surface.paths, surface.steps, surface.move,
            self.document.training.seed, go_on,
        )  # fmt: skip

    def parameters_at(self, path: int, iteration: int, go_on: GoOn = always) -> Array:
        """θ of one path after so many updates, shape (parameters,)."""
        surface = self.document.surface
        return parameters_at(
            self.objective, self.plane, self.start, surface.paths[path], iteration, surface.move,
            self.document.training.seed, go_on,
        )  # fmt: skip

    def taken_rows(self, path: int, iteration: int) -> Rows | None:
        """The rows of the samples that a path's update of `iteration` takes; None where it takes all of them."""
        spec = self.document.surface.paths[path]
        return taken_rows(self.objective, spec, self.document.training.seed, iteration)

    def moved_gradient(self, theta: Array, rows: Rows | None = None) -> Array:
        """The gradient at θ over some samples (None: all) as far as it is moved along, shape (parameters,)."""
        gradient: Array = self.objective.gradients(theta[None], rows)[1][0]
        if self.document.surface.move == "all":
            return gradient
        lifted: Array = self.plane.along(gradient) @ self.plane.axes
        return lifted


def make_problem(
    document: Document, network: Network, selection: Selection, foot: Array | None = None, go_on: GoOn = always
) -> Problem:
    """The problem that a document puts with the parameters of `network` as the present ones.

    The plane goes through the start, or through θ = `foot` where one is given, shape (parameters,). Raises
    DocumentError where there is no gradient that could be followed, or no second direction.
    """
    surface = document.surface
    objective = _objective(document, network, selection)
    present = flatten(network)
    _refuse_flat(document, objective, present)
    try:
        plane = _plane(document, network, objective, present, go_on)
    except ValueError as error:
        raise DocumentError("surface", str(error)) from None
    start = present if surface.start is None else frozen(plane.at(np.array(surface.start)))
    return Problem(document, objective, plane.through(start if foot is None else foot), present, start)


def _objective(document: Document, network: Network, selection: Selection) -> Objective:
    if document.function is not None:
        return FunctionObjective(document.function)
    inputs, targets, rows = document.data.inputs, document.targets, None
    if document.surface.over == "sample":
        rows = np.array([0] if selection is None else rows_of(document, selection))
    elif document.surface.over == "batch":
        rows = batch_rows(document.data.samples, document.training.batch_size, document.training.seed, 0)
    if rows is not None:
        inputs, targets = frozen(inputs[rows]), frozen(targets[rows])
    return NetworkObjective(network, inputs, targets, document.loss, document.reduction)


def _refuse_flat(document: Document, objective: Objective, theta: Array) -> None:
    """A network of steps has no slope anywhere: a path would stand still and say nothing."""
    layers = document.network.layers
    if LOSSES[document.loss].on_logits:
        layers = layers[:-1]  # δ of the output does not go through its activation
    flat = [layer.activation for layer in layers if not ACTIVATIONS[layer.activation].passes]
    if flat and not objective.gradients(theta[None])[1].any():
        title = ACTIVATIONS[flat[0]].title.lower()
        raise DocumentError(
            "network",
            f"the gradient is 0 everywhere, because no gradient passes the {title}: there is nothing to descend; "
            "choose an activation with a slope, such as sigmoid",
        )


def _plane(document: Document, network: Network, objective: Objective, present: Array, go_on: GoOn) -> Plane:
    surface = document.surface
    if surface.axes == "gradient":
        return gradient_plane(present, objective.gradients(present[None])[1][0], document.training.seed)
    if surface.axes == "principal":
        run = run_of_parameters(objective, present, surface.paths[0], surface.steps, document.training.seed, go_on)
        return principal_plane(present, run)
    if document.function is not None:
        names = FUNCTIONS[document.function].names
        return parameter_plane(present, range(len(names)), names)
    names = chosen_parameters(document)
    return parameter_plane(present, [position(network, find_parameter(network, name)) for name in names], names)


def chosen_parameters(document: Document) -> tuple[str, ...]:
    """The names of what the surface is over: the chosen parameters, or those that it begins with."""
    if document.function is not None:
        return FUNCTIONS[document.function].names
    return document.surface.parameters or first_parameters(document.network)


def fitted_range(problem: Problem, descent: Descent, judgements: tuple[Judgement, ...]) -> Range:
    """The range that shows the start and the paths that do not run away; a function's own range where it has one."""
    document, plane = problem.document, problem.plane
    here = plane.coordinates(np.stack([problem.start, problem.present]))
    if document.function is not None:
        limits = np.array(FUNCTIONS[document.function].range).reshape(-1, 2)
        low, high = np.minimum(limits[:, 0], here.min(axis=0)), np.maximum(limits[:, 1], here.max(axis=0))
        outside = (low < limits[:, 0]) | (high > limits[:, 1])
        room = np.where(outside, _MARGIN * (high - low), 0.0)
        return tuple(float(v) for v in np.stack([low - room, high + room], axis=-1).ravel())
    kept = [here]
    for path, judgement in enumerate(judgements):
        if judgement.verdict is not Verdict.DIVERGES:
            kept.append(descent.points[path, : int(descent.lasts[path]) + 1])
    seen = np.concatenate(kept)
    low, high = seen.min(axis=0), seen.max(axis=0)
    least = np.maximum(_LEAST, np.abs(here[0]) / 2)
    middle, half = (low + high) / 2, np.maximum((high - low) * (0.5 + _MARGIN), least)
    return tuple(float(v) for v in np.stack([middle - half, middle + half], axis=-1).ravel())


def grid_values(shown: Range, count: int) -> tuple[Array, Array]:
    """`count` coordinates a side, first and last on the border; of a line the second is [0]."""
    xs = np.linspace(shown[0], shown[1], count)
    ys = np.linspace(shown[2], shown[3], count) if len(shown) == 4 else np.zeros(1)
    return frozen(xs), frozen(ys)


def shown_range(problem: Problem, descent: Descent) -> Range:
    """The range that the document keeps, or the fitted one."""
    kept = problem.document.surface.range
    return fitted_range(problem, descent, judge(descent)) if kept is None else kept
