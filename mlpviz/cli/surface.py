"""`mlpviz surface`: the loss over two parameters and descent paths on it, as JSON or as a picture."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpviz.cli.common import OK, UsageError, add_document, add_size, check_picture, count, load_document, number, qt

if TYPE_CHECKING:
    from mlpviz.core.descend import Problem, Range
    from mlpviz.core.document import Document
    from mlpviz.core.surface import Surface
    from mlpviz.nn.curvature import Curvature
    from mlpviz.nn.descent import Descent
    from mlpviz.nn.surface import Grid

_GRID = 101
_MOST_GRID = 1001


def arguments(parser: argparse.ArgumentParser) -> None:
    add_document(parser, nargs="?")
    add = parser.add_argument
    add("--parameters", metavar="NAME", nargs="+", help="one or two, like 'W1[1,2]' (layer 1, to unit 1, from unit 2)")
    add("--range", metavar="x0,x1,y0,y1", type=_numbers, help="what is in view (default: fitted to start and paths)")
    add("--start", metavar="a,b", type=_numbers, help="where the paths begin (default: the present weights)")
    add("--rates", metavar="1,0.1,…", type=_numbers, help="a path for each of these learning rates")
    add("--optimizer", metavar="NAME", help="of every path, like gradient_descent or adam")
    add("--batch-size", metavar="N", type=_whole, help="samples in each update of every path")
    add("--seed", metavar="N", type=_whole, help="of the order of the samples")
    add("--steps", metavar="N", type=_whole, help="updates of every path")
    add("--accumulate", action="store_true", help="never zero the gradients: the mistake")
    add("--move", choices=("two", "all"), help="move only the two parameters, or all of them")
    add("--grid", metavar="N", type=_side, default=_GRID, help=f"points a side (default {_GRID})")
    add("--view", choices=("2d", "3d"), help="in a picture: the map or the third dimension (default: the whole page)")
    add_size(parser)
    out = parser.add_mutually_exclusive_group(required=True)
    out.add_argument("--json", action="store_true", help="for programs")
    out.add_argument("-o", dest="out", metavar="FILE", type=Path, help=".png, .svg or .pdf")


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(number(part) for part in text.split(","))


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _side(text: str) -> int:
    side = count(2)(text)
    if side > _MOST_GRID:
        raise argparse.ArgumentTypeError(f"{text!r} is more than {_MOST_GRID:,}")
    return side


def surface(options: argparse.Namespace) -> int:
    from mlpviz.core.document import DocumentError

    if options.document is None and len(options.parameters or ()) > 1:
        options.document = options.parameters.pop()  # DOC after the names: they are as many as there are
    if options.document is None:
        raise UsageError("the following arguments are required: DOC (see mlpviz surface --help)")
    document = load_document(options.document)
    if options.out is not None:
        check_picture(options.out)
    try:
        changed = _with_options(document, options)
        if options.json:
            _print_json(changed, options.grid)
        else:
            _write_picture(changed, options)
    except DocumentError as error:
        raise UsageError(f"{options.document}: {error}") from None
    return OK


def _with_options(document: Document, options: argparse.Namespace) -> Document:
    """The document with what the options say in place of its own. Raises DocumentError where it does not fit."""
    from mlpviz.core.document import check_document

    settings = document.surface
    if options.parameters:
        names = tuple(_spelt(document, name) for name in options.parameters)
        settings = replace(settings, axes="parameters", parameters=names, range=None, start=None)
    given = {key: getattr(options, key) for key in ("range", "start", "steps", "move")}
    settings = replace(settings, **{key: value for key, value in given.items() if value is not None})
    document = replace(document, surface=replace(settings, paths=_paths(settings, options)))
    if options.seed is not None:
        document = replace(document, training=replace(document.training, seed=options.seed))
    check_document(document)
    return document


def _spelt(document: Document, name: str) -> str:
    """The name as the application writes it, where it is one."""
    from mlpviz.nn.parameters import find_parameter

    if document.function is not None:
        return name
    try:
        return find_parameter(document.network, name).name
    except ValueError:
        return name


def _paths(settings: Surface, options: argparse.Namespace) -> Any:
    from mlpviz.nn.paths import PathSpec

    paths = settings.paths if options.rates is None else tuple(PathSpec(rate) for rate in options.rates)
    changes: dict[str, Any] = {"optimizer": options.optimizer, "batch_size": options.batch_size}
    changes = {key: value for key, value in changes.items() if value is not None}
    if options.accumulate:
        changes["accumulate"] = True
    return tuple(replace(path, **changes) for path in paths)


def _computed(document: Document, side: int) -> tuple[Problem, Descent, Range, Grid]:
    from mlpviz.core.descend import grid_values, make_problem, shown_range
    from mlpviz.core.session import initial_selection
    from mlpviz.nn.surface import grid

    problem = make_problem(document, document.network, initial_selection(document))
    descent = problem.descend()
    limits = shown_range(problem, descent)
    return problem, descent, limits, grid(problem.objective, problem.plane, *grid_values(limits, side))


def _print_json(document: Document, side: int) -> None:
    from mlpviz.export.surface_json import json_lines
    from mlpviz.nn.verdicts import judge

    problem, descent, _, sheet = _computed(document, side)
    for line in json_lines(sheet, descent, judge(descent), _curvature(problem)):
        print(line)


def _write_picture(document: Document, options: argparse.Namespace) -> None:
    """The paths at their ends; curvature and step sizes at their start."""
    from mlpviz.nn.verdicts import judge
    from mlpviz.present.descend.scenes import along_of, noise_of, scene_of

    problem, descent, limits, sheet = _computed(document, options.grid)
    if options.view == "3d" and problem.plane.dimensions == 1:
        raise UsageError(f"{options.document}: --view 3d: over one parameter there is no third dimension: choose 2d")
    curvature = _curvature(problem)
    along = along_of(problem, problem.start, 0, 0, curvature)
    last = int(descent.lasts[0])
    noise = noise_of(problem, problem.parameters_at(0, last), 0, last)
    scene = scene_of(
        problem, sheet, descent, judge(descent), limits, iteration=descent.steps, curvature=curvature, along=along,
        start_limit=curvature.limit, noise=noise,
    )  # fmt: skip
    with qt():
        from mlpviz.export.surface_picture import export_surface

    export_surface(
        scene, options.out, view=options.view or "page", size=options.size, scale=options.scale, theme=options.theme
    )


def _curvature(problem: Problem) -> Curvature:
    """By torch's double backward; by differences of the gradient where torch cannot be loaded."""
    from mlpviz.nn.curvature import Curvature, by_difference

    try:
        from mlpviz.oracle.curvature import over_axes
        from mlpviz.oracle.objective import on_torch

        return Curvature(over_axes(on_torch(problem.objective), problem.plane, problem.start))
    except ImportError:
        return by_difference(problem.objective, problem.plane, problem.start)
