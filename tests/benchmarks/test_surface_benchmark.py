"""The loss surface and its paths: reported as ratios within one run, never asserted."""

from __future__ import annotations

import time

import numpy as np

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.descent import descend
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.objective import NetworkObjective
from mlpviz.nn.parameters import find_parameter, flatten, position, unflatten
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.plane import gradient_plane, parameter_plane
from mlpviz.nn.surface import grid

SIDE = 101
RNG = np.random.default_rng(0)


def objective_of(widths, activations, samples):
    layers = [
        make_layer(name, RNG.normal(size=(to, source)), RNG.normal(size=to))
        for source, to, name in zip(widths, widths[1:], activations, strict=False)
    ]
    inputs, targets = RNG.normal(size=(samples, widths[0])), RNG.random((samples, widths[-1]))
    return NetworkObjective(make_network(widths[0], layers), inputs, targets, "half_squared_error", "mean")


def over(objective, *names):
    network = objective.network
    places = [position(network, find_parameter(network, name)) for name in names]
    return parameter_plane(flatten(network), places, names)


def seconds(work, times=5):
    """The fastest of some runs: the others were held up by something else."""
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def bare_activations(network, samples):
    """Every activation of every unit, sample and grid point, and nothing else."""
    rows = SIDE * SIDE // 50
    stacks = [
        (ACTIVATIONS[layer.activation], RNG.normal(size=(rows, samples, layer.units))) for layer in network.layers
    ]

    def work():
        for _ in range(50):
            for row, xi in stacks:
                row.value(xi)

    return work


def test_grid_of_101_by_101(capsys):
    objective = objective_of((2, 4, 1), ("tanh", "sigmoid"), 200)
    axis = np.linspace(-3, 3, SIDE)
    bare = seconds(bare_activations(objective.network, objective.samples))
    with capsys.disabled():
        print(f"\n2-4-1, {SIDE}² × 200: bare activations {bare * 1e3:.0f} ms")
        for names in (("W1[1,1]", "W1[1,2]"), ("W1[1,1]", "W2[1,1]")):
            plane = over(objective, *names)
            took = seconds(lambda plane=plane: grid(objective, plane, axis, axis))
            print(f"  over {' and '.join(names)}: {took * 1e3:.0f} ms, {took / bare:.2f} × bare activations")
        gradient = objective.gradients(flatten(objective.network)[None])[1][0]
        plane = gradient_plane(flatten(objective.network), gradient, 0)
        took = seconds(lambda: grid(objective, plane, axis, axis))
        print(f"  over two directions: {took * 1e3:.0f} ms, {took / bare:.2f} × bare activations")
        plane, few = over(objective, "W1[1,1]", "W2[1,1]"), axis[::10]

        def loop():
            for y in few:
                for x in few:
                    moved = unflatten(objective.network, plane.at(np.array([x, y])))
                    compute_pass(moved, objective.inputs, objective.targets, objective.loss, objective.reduction)

        looped = seconds(loop, 2) * SIDE**2 / len(few) ** 2
        took = seconds(lambda: grid(objective, plane, axis, axis))
        print(f"  a loop over the points: {looped * 1e3:.0f} ms, {looped / took:.0f} × as long")


def test_sixteen_rates(capsys):
    objective = objective_of((2, 4, 2, 1), ("tanh", "tanh", "sigmoid"), 10)
    theta = flatten(objective.network)
    plane = over(objective, "W1[1,1]", "W2[1,1]")
    specs = tuple(PathSpec(rate) for rate in np.geomspace(0.001, 0.5, 16))
    steps = 100
    with capsys.disabled():
        for move in ("two", "all"):
            stack = seconds(lambda move=move: descend(objective, plane, theta, specs, steps, move, 0))
            single = seconds(
                lambda move=move: [descend(objective, plane, theta, (s,), steps, move, 0) for s in specs], 2
            )
            each = stack / steps / len(specs) * 1e6
            print(
                f"\n2-4-2-1 × 10, 16 rates, move {move}: {each:.1f} µs a rate and update, "
                f"{single / stack:.1f} × faster than one by one"
            )
        points = np.repeat(theta[None], 16, axis=0)
        took = seconds(lambda: [objective.gradients(points) for _ in range(100)]) / 100
        print(f"  gradient alone: {took / 16 * 1e6:.1f} µs a rate")


def test_turning_in_three_dimensions(capsys, qapp):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    from mlpviz.core.descend import grid_values, make_problem, shown_range
    from mlpviz.core.functions import function_document
    from mlpviz.export.paint.surface_space import paint_space
    from mlpviz.nn.verdicts import judge
    from mlpviz.present.descend.scenes import scene_of
    from mlpviz.present.descend.space import Camera
    from mlpviz.present.descend.space_frame import AT_REST, TURNING, make_space
    from mlpviz.present.palette import THEMES

    document = function_document("stretched-bowl")
    problem = make_problem(document, document.network, 0)
    descent = problem.descend()
    limits = shown_range(problem, descent)
    sheet = grid(problem.objective, problem.plane, *grid_values(limits, 201))
    scene = scene_of(problem, sheet, descent, judge(descent), limits, iteration=9)
    image, theme = QImage(800, 600, QImage.Format.Format_RGB32), THEMES["light"]

    def turn(faces, smooth):
        for degrees in range(0, 360, 15):
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            paint_space(painter, make_space(scene, Camera(degrees, 30), theme, 800, 600, faces), theme, 0, smooth)
            painter.end()

    with capsys.disabled():
        for words, faces, smooth in (("turning", TURNING, False), ("at rest", AT_REST, True)):
            took = seconds(lambda faces=faces, smooth=smooth: turn(faces, smooth), 3) / 24
            print(f"\n800 × 600, {words}, {faces}² faces: {took * 1e3:.0f} ms, {1 / took:.0f} frames/s")
