"""Scenes of the loss surface, made by the mathematics itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.core.descend import grid_values, make_problem, shown_range
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.functions import function_document
from mlpviz.core.surface_edits import set_surface
from mlpviz.nn.curvature import by_difference, losses_along
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.surface import Grid, grid
from mlpviz.nn.verdicts import judge
from mlpviz.present.descend.scene import Along, Hover, Scene

LECTURE = (0.11, 0.1, 0.07, 0.01)


def paths(*rates: float) -> tuple[PathSpec, ...]:
    return tuple(PathSpec(rate) for rate in rates)


def scene_of(document: Document, iteration: int, path: int = 0, count: int = 41, hover: tuple = ()) -> Scene:
    problem = make_problem(document, document.network, None)
    descent = problem.descend()
    shown = shown_range(problem, descent)
    sheet = grid(problem.objective, problem.plane, *grid_values(shown, count))
    theta = problem.parameters_at(path, min(iteration, int(descent.lasts[path])))
    curvature = by_difference(problem.objective, problem.plane, theta)
    own = np.array([spec.learning_rate for spec in descent.specs])
    rates, way = np.linspace(0, 1.2 * own.max(), 61), problem.moved_gradient(theta)
    along = Along(
        path, iteration, rates, losses_along(problem.objective, theta, way, rates),
        losses_along(problem.objective, theta, way, own),
    )  # fmt: skip
    seen = None
    if hover:
        losses, slopes = problem.objective.gradients(problem.plane.at(np.array(hover))[None])
        seen = Hover(hover, float(losses[0]), tuple(problem.plane.along(slopes)[0].tolist()))
    start, present = (tuple(problem.plane.coordinates(p).tolist()) for p in (problem.start, problem.present))
    return Scene(
        document.title, sheet, descent, judge(descent), shown, start, present, iteration, path=path,
        scale=document.surface.scale, curvature=curvature, along=along, hover=seen,
    )  # fmt: skip


def function_scene(id: str, iteration: int, *rates: float, **more: object) -> Scene:
    """A scene of a textbook function; `scale`, `steps` and so on go to its settings, path and hover to the scene."""
    seen = {key: more.pop(key) for key in ("path", "hover", "count") if key in more}
    document = function_document(id)
    return scene_of(set_surface(document, paths=paths(*rates) or document.surface.paths, **more), iteration, **seen)


def lecture_scene(iteration: int = 9, **more: object) -> Scene:
    """The stretched bowl with the four rates of the design."""
    return function_scene("stretched-bowl", iteration, *LECTURE, **more)


def crowded_scene() -> Scene:
    return function_scene("stretched-bowl", 20, *(0.12 / 1.35**k for k in range(16)), count=41)


def projected_scene() -> Scene:
    document = set_surface(find("xor-sigmoid").document(), move="all", paths=paths(3, 1, 0.3))
    return scene_of(document, 50, 1)


def with_losses(scene: Scene, losses: np.ndarray) -> Scene:
    return replace(scene, grid=Grid(scene.grid.plane, scene.grid.xs, scene.grid.ys, losses))


def holed_scene() -> Scene:
    """Some values are infinite and some are no numbers."""
    scene = lecture_scene()
    losses = scene.grid.losses.copy()
    losses[10:16, 10:16], losses[:3, -5:] = np.inf, np.nan
    return with_losses(scene, losses)


def all_scenes() -> dict[str, Scene]:
    return {
        "lecture": lecture_scene(path=2),
        "start": lecture_scene(0),
        "bowl": function_scene("bowl", 7, 1.0, 0.25, 1.05),
        "log": function_scene("rosenbrock", 30, scale="log", hover=(0.5123456789, 1.5)),
        "himmelblau": function_scene("himmelblau", 20),
        "crowded": crowded_scene(),
        "line": function_scene("valleys", 12, path=3, count=201),
        "line hovered": function_scene("valleys", 5, count=201, hover=(0.25,), scale="log"),
        "holes": holed_scene(),
        "saddle": function_scene("saddle", 12, scale="log"),
        "projected": projected_scene(),
        "network": scene_of(find("toy").document(), 20),
    }
