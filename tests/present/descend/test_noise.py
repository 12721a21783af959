"""The gradient noise on the map: its arrows are the engine's gradients, on one scale, drawn where a batch is taken."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps, tag_boxes
from present.descend.scenes import scene_of

from mlpviz.core.descend import Problem, make_problem
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.surface_edits import set_surface
from mlpviz.nn.batches import batch_rows, updates_an_epoch
from mlpviz.nn.network import Array, frozen
from mlpviz.nn.parameters import unflatten
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.paths import PathSpec
from mlpviz.present.descend.map_moving import MapMoving, make_map_moving
from mlpviz.present.descend.map_still import MapStill, make_map_still
from mlpviz.present.descend.noise_arrows import BATCH, BETWEEN, FULL, Arrow
from mlpviz.present.descend.scene import Noise, Scene
from mlpviz.present.descend.scenes import noise_of
from mlpviz.present.palette import THEMES

EXAMPLES = ("full-and-stochastic", "mini-batches")


def noisy(example: str, **settings: object) -> Document:
    """An example with these settings of its surface; where no path takes batches, the first one does."""
    document = find(example).document()
    if all(spec.batch_size is None for spec in document.surface.paths):
        document = set_surface(document, paths=(PathSpec(0.5, batch_size=10), PathSpec(0.5)))
    return set_surface(document, **settings)


def batch_path(document: Document) -> int:
    """The path with the smallest batches of more than one sample."""
    sizes = [(spec.batch_size, path) for path, spec in enumerate(document.surface.paths) if (spec.batch_size or 1) > 1]
    return min(sizes)[1]


def noise_at(problem: Problem, path: int, iteration: int) -> Noise:
    noise = noise_of(problem, problem.parameters_at(path, iteration), path, iteration)
    assert noise is not None
    return noise


def walked(document: Document, theta: Array, rows: Array) -> Array:
    """The walk's gradient over some samples, shape (parameters,)."""
    result = compute_pass(
        unflatten(document.network, theta), frozen(document.data.inputs[rows]), frozen(document.targets[rows]),
        document.loss, document.reduction,
    )  # fmt: skip
    parts = []
    for weights, biases in zip(result.weight_gradients[1:], result.bias_gradients[1:], strict=True):
        parts += [g.ravel() for g in (weights, biases) if g is not None]
    return np.concatenate(parts)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("iteration", [0, 7, 23])
def test_the_noise_is_that_of_the_batch_which_a_walk_takes(example: str, iteration: int) -> None:
    document = noisy(example, move="all")
    path = batch_path(document)
    problem = make_problem(document, document.network, None)
    theta, size = problem.parameters_at(path, iteration), document.surface.paths[path].batch_size
    assert size is not None
    every = np.arange(document.data.samples)
    full = walked(document, theta, every)
    batch = walked(document, theta, batch_rows(len(every), size, document.training.seed, iteration))
    noise = noise_at(problem, path, iteration)
    along = problem.plane.along
    assert noise.samples == size
    assert np.abs(noise.full - along(full)).max() < 1e-12
    assert np.abs(noise.noise - along(batch - full)).max() < 1e-12
    norms = [np.linalg.norm(full), np.linalg.norm(batch), np.linalg.norm(batch - full)]
    assert noise.lengths == pytest.approx(norms, abs=1e-12)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("epoch", [0, 2])
def test_over_an_epoch_at_fixed_weights_the_noise_is_0_on_the_mean(example: str, epoch: int) -> None:
    document = noisy(example)
    path, problem = batch_path(document), make_problem(document, document.network, None)
    size = document.surface.paths[path].batch_size or 0
    count = updates_an_epoch(document.data.samples, size)
    assert count * size == document.data.samples
    noises = [noise_of(problem, problem.present, path, epoch * count + k) for k in range(count)]
    batches = np.array([noise.batch for noise in noises if noise is not None])
    assert len(batches) == count and np.ptp(batches, axis=0).min() > 1e-3
    full = problem.plane.along(problem.moved_gradient(problem.present))
    assert np.abs(batches.mean(axis=0) - full).max() < 1e-12


def test_where_only_two_parameters_are_moved_the_noise_is_theirs() -> None:
    document = noisy("mini-batches", move="two")
    noise = noise_at(make_problem(document, document.network, None), batch_path(document), 4)
    norms = [np.linalg.norm(vector) for vector in (noise.full, noise.batch, noise.noise)]
    assert noise.lengths == pytest.approx(norms, rel=1e-12)


def test_a_path_over_all_samples_has_none() -> None:
    document = set_surface(find("mini-batches").document(), paths=(PathSpec(0.1), PathSpec(0.1, batch_size=200)))
    problem = make_problem(document, document.network, None)
    assert [noise_of(problem, problem.present, path, 0) for path in (0, 1)] == [None, None]


def test_what_is_not_finite_has_none() -> None:
    document = find("full-and-stochastic").document()
    problem = make_problem(document, document.network, None)
    assert noise_of(problem, np.full(2, 1e308), 1, 0) is None


def noisy_scene(example: str, iteration: int, path: int, **settings: object) -> Scene:
    document = noisy(example, **settings)
    problem = make_problem(document, document.network, None)
    return replace(scene_of(document, iteration, path), noise=noise_at(problem, path, iteration))


def frames(scene: Scene, theme: str = "light", size: tuple[int, int] = (680, 560)) -> tuple[MapStill, MapMoving]:
    still = make_map_still(scene, THEMES[theme], *size)
    return still, make_map_moving(scene, still, THEMES[theme])


def arrows(moving: MapMoving) -> dict[str, Arrow]:
    return {arrow.name: arrow for arrow in moving.noise}


def test_the_arrows_lie_as_a_step_would_on_one_scale() -> None:
    scene = noisy_scene("full-and-stochastic", 3, 2)
    still, moving = frames(scene)
    noise, drawn = scene.noise, arrows(moving)
    head = next(trail.head for trail in moving.trails if trail.path == 2)
    assert noise is not None and head is not None and list(drawn) == [BETWEEN, FULL, BATCH]
    assert drawn[FULL].line[:2] == drawn[BATCH].line[:2] == pytest.approx(head)
    assert drawn[BETWEEN].line == (*drawn[BATCH].line[2:], *drawn[FULL].line[2:]) and drawn[BETWEEN].dashed
    here = scene.descent.points[2, 3]
    ends = {name: np.array(still.area.point(*drawn[name].line[2:])) - here for name in (FULL, BATCH)}
    ratios = np.concatenate([ends[FULL] / -noise.full, ends[BATCH] / -noise.batch])
    assert ratios == pytest.approx(np.full(4, ratios[0])) and ratios[0] > 0
    assert max(arrow.length for arrow in drawn.values()) == pytest.approx(
        0.3 * min(still.area.width, still.area.height)
    )


def test_arrows_end_inside_of_the_map() -> None:
    scene = noisy_scene("full-and-stochastic", 3, 2)
    (x, y), (x0, x1, y0, y1) = scene.descent.points[2, 3], scene.view
    still, moving = frames(replace(scene, view=(x0, x + 0.01 * (x1 - x0), y - 0.02 * (y1 - y0), y1)))
    assert any(trail.head is not None for trail in moving.trails)
    for arrow in moving.noise:
        assert still.area.holds(*arrow.line[:2]) and still.area.holds(*arrow.line[2:])
    assert frames(replace(scene, view=(x0, x - 0.01, y0, y1)))[1].noise == ()  # the point is out of view


def overlaps_of_arrows(moving: MapMoving) -> list[tuple[str, str]]:
    """Arrows and the names that lie over them."""
    found = []
    plates = tag_boxes(moving.tags) + label_boxes(label for label in moving.labels if label.ground)
    for arrow in moving.noise:
        x0, y0, x1, y1 = arrow.line
        for share in np.linspace(0, 1, 50):
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            found += [
                (arrow.name, name) for name, left, top, w, h in plates if abs(x - left) < w / 2 and abs(y - top) < h / 2
            ]
    return found


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("size", [(680, 560), (420, 360), (1040, 760)])
@pytest.mark.parametrize(
    ("example", "path", "move"),
    [("full-and-stochastic", 1, "two"), ("full-and-stochastic", 2, "two"), ("mini-batches", 0, "two"),
     ("mini-batches", 0, "all")],
)  # fmt: skip
def test_every_arrow_is_named_and_no_name_lies_over_another(
    example: str, path: int, move: str, theme: str, size: tuple[int, int]
) -> None:
    for iteration in (0, 3, 12, 40):
        still, moving = frames(noisy_scene(example, iteration, path, move=move), theme, size)
        named = {label.text for label in moving.labels if label.ground}
        if size != (420, 360):  # where the smallest map is full, symbols are left out; the numbers have them
            assert named >= set(arrows(moving))
        in_area = [label for contour in still.contours for label in contour.labels]
        boxes = label_boxes([*still.labels, *moving.labels, *in_area]) + tag_boxes(moving.tags)
        assert overlaps(boxes) == []
        assert overlaps_of_arrows(moving) == []
        if (theme, size) != ("projector", (420, 360)):
            assert outside(boxes, *size) == []


def told(scene: Scene) -> str:
    return " | ".join(label.text for label in frames(scene, size=(1040, 760))[1].labels if not label.ground)


def test_the_lengths_are_told_and_that_arrows_are_projections() -> None:
    scene = noisy_scene("mini-batches", 4, 0)
    assert scene.noise is not None
    full, batch, between = (f"{length:.4f}" for length in scene.noise.lengths)
    assert f"|∇L| {full} · |g̃| {batch} · |ε| {between} · g̃ of the next 10 samples · ε = g̃ − ∇L" in told(scene)
    assert "projections" not in told(scene)
    scene = noisy_scene("mini-batches", 4, 0, move="all")
    assert "gap" in told(scene) and "arrows are projections" in told(scene)


def test_noise_of_another_point_is_not_shown() -> None:
    scene = noisy_scene("full-and-stochastic", 3, 2)
    for other in (replace(scene, iteration=4), replace(scene, path=1), replace(scene, noise=None)):
        assert frames(other)[1].noise == () and "g̃" not in told(other)


def test_over_one_parameter_it_is_told_in_numbers_alone() -> None:
    scene = noisy_scene("full-and-stochastic", 3, 1, parameters=("W1[1,1]",))
    assert scene.flat and frames(scene)[1].noise == ()
    assert "g̃ of the next sample" in told(scene)


def test_an_arrow_of_no_length_is_left_out() -> None:
    scene = noisy_scene("full-and-stochastic", 3, 1)
    assert scene.noise is not None
    gone = replace(scene, noise=replace(scene.noise, full=np.zeros(2)))
    assert set(arrows(frames(gone)[1])) == {BETWEEN, BATCH}
    assert frames(replace(scene, noise=replace(scene.noise, full=np.zeros(2), batch=np.zeros(2))))[1].noise == ()
    assert all(math.isfinite(v) for arrow in frames(gone)[1].noise for v in arrow.line)
