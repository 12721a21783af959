"""The line over a diagram: the phase, and which iteration and which sample are on the screen."""

from __future__ import annotations

from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Phase
from mlpviz.present.explanation import Explanation
from mlpviz.present.frame import shown_sample


def heading(walk: Walk, position: int, explanation: Explanation, first_iteration: int = 0) -> str:
    """ "Backward pass, iteration 2, sample 1 of 4"; `first_iteration` updates were made before the walk's own."""
    point = walk.point(position)
    parts = [explanation.phase_title]
    iteration = first_iteration + point.iteration
    if iteration:
        parts.append(f"iteration {iteration + 1:,}")
    if len(walk.rows) > 1:
        sample = walk.rows[shown_sample(walk, point)] + 1
        among = f"of {len(walk.rows)}" if walk.selection is None else f"in a batch of {len(walk.rows)}"
        joint = point.step.phase in (Phase.GRADIENT, Phase.UPDATE)
        parts.append(f"neurons show sample {sample}" if joint else f"sample {sample} {among}")
    return ", ".join(parts)
