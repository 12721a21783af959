"""What becomes of a descent path, judged from the path itself.

A path has arrived where the gradient's length has come down to a thousandth of what it was at the start, and stays
there. It diverges where a value is not finite any more, where the loss ends above its beginning, or where the
gradient grows to the end and is then the longest by far. It oscillates where it keeps turning back on itself and its
steps do not grow shorter, or where its loss swings, and comes up again as high as before. All else is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from mlpviz.nn.descent import Descent
from mlpviz.nn.network import Array

TOLERANCE = 1e-3
_RISE = 1e-9  # of the loss: less is rounding
_RUNAWAY = 10.0  # times the first gradient
_SETTLING = 0.9  # of the length that the steps had a quarter of the run before: shorter ones settle down
_PARTS = 4  # of a run, of which all but the first are compared
_TURNS = 0.5  # of the last steps


class Verdict(StrEnum):
    CONVERGES = "converges"
    SLOW = "slow"
    OSCILLATES = "oscillates"
    DIVERGES = "diverges"


@dataclass(frozen=True)
class Judgement:
    """`reached`: the first iteration from which the gradient stays within the tolerance, None where it does not."""

    verdict: Verdict
    reached: int | None


def judge(descent: Descent) -> tuple[Judgement, ...]:
    """One judgement for each path."""
    return tuple(_judge(descent, path) for path in range(len(descent.specs)))


def distances(descent: Descent) -> Array:
    """How far each path is from its start on the plane, shape (R, steps + 1)."""
    away: Array = np.linalg.norm(descent.points - descent.points[:, :1], axis=-1)
    return away


def _judge(descent: Descent, path: int) -> Judgement:
    end = int(descent.lasts[path]) + 1
    slopes, losses = descent.slopes[path, :end], descent.losses[path, :end]
    if descent.stopped_at[path] >= 0:
        return Judgement(Verdict.DIVERGES, None)
    reached = _reached(slopes)
    if reached is not None:
        return Judgement(Verdict.CONVERGES, reached)
    steps = np.diff(descent.points[path, :end], axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    if _runs_away(losses, slopes):
        return Judgement(Verdict.DIVERGES, None)
    oscillates = _turns_back(steps, lengths) or _swings(losses)
    return Judgement(Verdict.OSCILLATES if oscillates else Verdict.SLOW, None)


def _reached(slopes: Array) -> int | None:
    outside = np.flatnonzero(slopes > TOLERANCE * slopes[0])
    first = int(outside[-1]) + 1 if len(outside) else 0
    return first if first < len(slopes) else None


def _runs_away(losses: Array, slopes: Array) -> bool:
    if losses[-1] > losses[0] + _RISE * abs(losses[0]) and _grows(losses):
        return True
    last = slopes[-max(2, len(slopes) // 4) :]
    return bool((np.diff(last) > 0).all() and slopes[-1] > _RUNAWAY * slopes[0])


def _grows(losses: Array) -> bool:
    """Whether the loss ends higher and higher: the last parts of a run have ever higher highs and ever higher lows.

    A swing that is bounded has not, wherever in its swing it ends.
    """
    if len(losses) < 2 * _PARTS:
        return True
    parts = np.array_split(losses, _PARTS)[1:]
    return all(a.max() < b.max() and a.min() < b.min() for a, b in pairwise(parts))


def _turns_back(steps: Array, lengths: Array) -> bool:
    quarter = max(2, len(steps) // 4)
    if len(steps) < 2 * quarter:
        return False
    last = steps[-quarter - 1 :]
    turns = (last[1:] * last[:-1]).sum(axis=1) < 0
    settles = lengths[-quarter:].mean() < _SETTLING * lengths[-2 * quarter : -quarter].mean()
    return bool(turns.mean() >= _TURNS and not settles)


def _swings(losses: Array) -> bool:
    """Whether the loss rises, in the second half of the run, to nearly the height it had in the first half."""
    early, late = np.array_split(losses - losses.min(), 2)
    rises = bool(len(late) > 1 and (np.diff(late) > 0).any())
    return rises and bool(late.max() >= _SETTLING * early.max())
