"""A loss surface, the paths on it and how it bends, as JSON for programs.

    {"format": "mlpviz-surface", "version": 1, "parameters": ["W1[1,1]", "W2[1,1]"],
     "x": […], "y": […], "loss": [[…], …],
     "paths": [{"learning_rate": 0.1, "optimizer": "gradient_descent", "points": [[a, b], …], "losses": […],
       "verdict": "converges", "diverged_at": null}, …],
     "hessian": {"matrix": [[…], …], "eigenvalues": […], "stability_limit": 2.5}}

`loss[i][j]` is the loss at y[i], x[j]. A path's points and losses end with its last finite ones; `diverged_at` is the
iteration at which a value was not finite any more. The Hessian is that at the start of the paths. Over one parameter
y is [0] and every point [a, 0]. What is infinite or no number is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mlpviz.nn.curvature import Curvature
from mlpviz.nn.descent import Descent
from mlpviz.nn.surface import Grid
from mlpviz.nn.verdicts import Judgement

FORMAT = "mlpviz-surface"
VERSION = 1


def json_lines(grid: Grid, descent: Descent, judgements: Sequence[Judgement], curvature: Curvature) -> Iterator[str]:
    """The lines of the JSON: a row of the grid a line, and a path a line."""
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "parameters": {_text(list(grid.plane.names))},'
    yield f'"x": {_text(grid.xs.tolist())},'
    yield f'"y": {_text(grid.ys.tolist())},'
    yield '"loss": ['
    yield ",\n".join(_text(row) for row in grid.losses.tolist())
    yield '], "paths": ['
    yield ",\n".join(_text(_path(descent, path, judgement)) for path, judgement in enumerate(judgements))
    yield f'], "hessian": {_text(_hessian(curvature))}}}'


def _path(descent: Descent, path: int, judgement: Judgement) -> dict[str, Any]:
    spec, end, stopped = descent.specs[path], int(descent.lasts[path]) + 1, int(descent.stopped_at[path])
    points = np.zeros((end, 2))
    points[:, : descent.points.shape[-1]] = descent.points[path, :end]
    return {
        "learning_rate": spec.learning_rate,
        "optimizer": spec.optimizer,
        "points": points.tolist(),
        "losses": descent.losses[path, :end].tolist(),
        "verdict": judgement.verdict.value,
        "diverged_at": None if stopped < 0 else stopped,
    }


def _hessian(curvature: Curvature) -> dict[str, Any]:
    return {
        "matrix": curvature.matrix.tolist(),
        "eigenvalues": curvature.eigenvalues.tolist(),
        "stability_limit": curvature.limit,
    }


def _text(value: Any) -> str:
    return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    """`value` with None in place of what is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return value
