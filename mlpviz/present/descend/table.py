"""The table of the paths, row by row, the surface's curvature in words, and both as a frame for export."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from mlpviz.nn.verdicts import TOLERANCE, Verdict, distances
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.text import SMALL, Label, heading, lines_of, width_of
from mlpviz.present.descend.words import how_words
from mlpviz.present.numbers import rounded_to, shown
from mlpviz.present.palette import Theme

_NONE = "–"
_PAD, _SWATCH, _GAP, _NARROW_GAP = 16.0, 20.0, 14.0, 7.0
_ROW, _LEAST_ROW = 25.0, 1.25  # pixels, and in type sizes where there is little room
_ABOVE = {1: " (above 2/λmax)", 0: " (at 2/λmax)", -1: ""}


@dataclass(frozen=True)
class PathRow:
    """One path in words: rate, what else it does, loss, the next change as predicted by the slope and as it is, the
    distance from the start, the iteration at which it comes within the tolerance, and the verdict.
    """

    rate: str
    how: str
    loss: str
    predicted: str
    true: str
    moved: str
    reached: str
    verdict: str


HEADS = PathRow(
    "η", "", "loss now", "next: predicted", "next: true", "moved", f"to |∇L|/{shown(1 / TOLERANCE)}", "verdict"
)


def path_rows(scene: Scene) -> tuple[PathRow, ...]:
    """A row for each path, at the scene's iteration."""
    moved = distances(scene.descent)
    return tuple(_row(scene, path, float(moved[path, scene.last(path)])) for path in scene.paths)


def _row(scene: Scene, path: int, moved: float) -> PathRow:
    descent, now = scene.descent, scene.last(path)
    digits = scene.decimals + 1  # significant ones, so that numbers of any size are about as wide
    predicted, ended = float(descent.predicted[path, now]), now == descent.steps
    true = scene.loss(path, 1) - scene.loss(path)
    reached = scene.judgements[path].reached
    return PathRow(
        rounded_to(descent.specs[path].learning_rate, digits),
        how_words(descent.specs[path]),
        rounded_to(scene.loss(path), digits),
        _NONE if math.isnan(predicted) else rounded_to(predicted, digits),
        _NONE if ended else "not finite" if math.isnan(true) else rounded_to(true, digits),
        rounded_to(moved, digits),
        _NONE if reached is None else str(reached),
        verdict_words(scene, path),
    )


def verdict_words(scene: Scene, path: int) -> str:
    """What becomes of a path, and when it stops; else why, where it does not settle and its rate is above 2/λmax."""
    verdict, at = scene.judgements[path].verdict, int(scene.descent.stopped_at[path])
    if at >= 0:
        return f"{verdict}, not finite at {at}"
    unsettled = verdict in (Verdict.DIVERGES, Verdict.OSCILLATES)
    return f"{verdict}{_ABOVE[scene.above_limit(path)] if unsettled else ''}"


def curvature_words(scene: Scene) -> str:
    """Such as "2/λmax = 0.1: larger steps grow · Hessian eigenvalues 2, 20 · condition 10", what matters most first."""
    return " · ".join(_curvature(scene))


def _curvature(scene: Scene) -> list[str]:
    curvature = scene.curvature
    if curvature is None:
        return []
    values = [rounded_to(float(value), 4) for value in curvature.eigenvalues]
    if not all(math.isfinite(value) for value in curvature.eigenvalues):
        return ["the Hessian is not finite here"]
    limit = "no limit 2/λmax: it bends up in no direction"
    if scene.limit is not None:
        alone = " along these axes alone" if scene.projected and curvature.largest is None else ""
        limit = f"2/λmax = {rounded_to(scene.limit, 4)}{alone}: larger steps grow"
    parts = [limit, f"Hessian eigenvalue{'s' if len(values) > 1 else ''} {', '.join(values)}"]
    if curvature.condition is not None and len(values) > 1:
        parts.append(f"condition {rounded_to(curvature.condition, 4)}")
    if curvature.largest is not None and len(values) < scene.plane.origin.size:
        parts.append(f"over all parameters λmax {rounded_to(curvature.largest, 4)}")
    return parts


@dataclass(frozen=True)
class TableFrame:
    """labels, and a marker for each path: path, x, y, radius."""

    labels: tuple[Label, ...]
    swatches: tuple[tuple[int, float, float, float], ...]


def table_height(scene: Scene, theme: Theme) -> tuple[float, float]:
    """The least and the best height of the table in pixels."""
    s, rows = theme.scale, len(scene.paths) + 1
    around = (10 + 14 * 1.5 + 6 + 8 + SMALL * 1.4) * s
    return around + rows * SMALL * s * _LEAST_ROW, around + 8 * s + rows * _ROW * s


def make_table(scene: Scene, theme: Theme, width: float, height: float) -> TableFrame:
    """The table in a panel of width × height pixels; where it is small, rows move together and type shrinks."""
    s = theme.scale
    place = f"iteration {scene.iteration} of {scene.descent.steps}"
    found, top = heading("Learning rates, in lockstep", (), place, width, s, _PAD * s)
    labels, rows = list(found), path_rows(scene)
    size, room = 12.0 * s, width - 2 * _PAD * s
    foot = list(lines_of(_curvature(scene), room, SMALL * s))
    bottom = height - 8 * s - len(foot) * SMALL * 1.4 * s
    pitch = min(_ROW * s, (bottom - top) / (len(rows) + 1))
    size = min(size, pitch / _LEAST_ROW)
    cells = [list(astuple(HEADS)), *(list(astuple(row)) for row in rows)]
    keep = [k for k in range(len(cells[0])) if any(row[k] for row in cells)]
    widths = [max(width_of(row[k], size) for row in cells) for k in keep]
    gap = _GAP * s if sum(widths) + _GAP * s * len(keep) + _SWATCH * s < room else _NARROW_GAP * s
    gaps = gap * (len(keep) - 1)
    shrink = min(1.0, (room - _SWATCH * s - gaps) / sum(widths))
    spare = max(0.0, room - _SWATCH * s - gaps - sum(widths)) / len(keep)
    size, left = size * shrink, _PAD * s + _SWATCH * s
    for k, wide in zip(keep, widths, strict=True):
        wide = wide * shrink
        for number, row in enumerate(cells):
            role = "muted" if number == 0 else "ink"
            weight = 500 if number == scene.path + 1 and k == 0 else 400
            box = (left, top + number * pitch, wide + min(spare, 4.0), pitch)
            labels.append(Label(row[k], *box, size, role, "left", weight))
        left += wide + gap + spare
    for k, line in enumerate(foot):
        box = (_PAD * s, bottom + k * SMALL * 1.4 * s, room, SMALL * 1.4 * s)
        labels.append(Label(line, *box, SMALL * s, "muted", "right"))
    swatches = tuple(
        (path, _PAD * s + 7 * s, top + (path + 1.5) * pitch, min(6.0 * s, 0.36 * pitch)) for path in scene.paths
    )
    return TableFrame(tuple(label for label in labels if label.text), swatches)
