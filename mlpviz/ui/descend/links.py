"""Between the network and its loss surface: choosing parameters, taking weights, walking through an update."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.core import surface_edits
from mlpviz.core.descend import Problem, chosen_parameters
from mlpviz.core.document import Document
from mlpviz.core.timeline import Selection, rows_of
from mlpviz.nn.batches import batch_rows
from mlpviz.nn.network import BIAS, Array
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.parameters import Parameter, unflatten
from mlpviz.nn.paths import PathSpec
from mlpviz.present.numbers import shown
from mlpviz.ui.workbench import Workbench


def take_parameter(bench: Workbench, name: str) -> None:
    """Put a parameter under the surface, beside the last one that was chosen."""
    store = bench.store
    chosen = chosen_parameters(store.document)
    store.edit(f"Loss over {name}", lambda document: surface_edits.choose_parameter(document, chosen, name))
    store.look(view=None)
    bench.message.emit(f"The surface is over {' and '.join(store.document.surface.parameters)}.")


def picked_parameter(bench: Workbench) -> Parameter | None:
    """The weight or bias that is selected in the diagram: of a unit its bias."""
    picked, network = bench.store.session.picked, bench.store.document.network
    if picked is None or picked.unit is None or not 1 <= picked.layer <= network.depth:
        return None
    source = BIAS if picked.source is None else picked.source
    if source == BIAS and not network.layers[picked.layer - 1].has_bias:
        return None
    return Parameter(picked.layer, picked.unit, source)


def use_parameters(bench: Workbench, problem: Problem, theta: Array) -> None:
    """The network takes θ, shape (parameters,): one undo. The paths begin there."""
    place = ", ".join(
        f"{name} = {shown(float(value), bench.preferences.decimals)}"
        for name, value in zip(problem.plane.names, problem.plane.coordinates(theta), strict=True)
    )
    bench.store.edit("Use weights from the surface", lambda document: surface_edits.use_parameters(document, theta))
    bench.store.look(update=0)
    bench.message.emit(f"The network has taken {place}.")


def walk_update(bench: Workbench, problem: Problem, path: int, update: int) -> None:
    """Open the walk of the network as it is at one iteration of a path, with the path's own rate and optimiser.

    Where the optimiser remembers earlier gradients, and the walk can make the same updates, it is walked from the start
    of the path, so that the memory is the path's own. Where the walk does otherwise than the path, it says so.
    """
    document = problem.document
    spec = document.surface.paths[path]
    selection = _selection(bench, document, spec, update)
    training = replace(
        document.training,
        learning_rate=spec.learning_rate,
        optimizer=spec.optimizer,
        batch_size=len(rows_of(document, selection)),
    )
    remembers = OPTIMISERS[spec.optimizer].slots > 0
    steady = spec.batch_size is None or spec.batch_size >= problem.objective.samples
    replayed = remembers and document.surface.move == "all" and steady and not spec.accumulate
    theta = problem.start if replayed else problem.parameters_at(path, update)
    changed = replace(document, network=unflatten(document.network, theta), training=training)
    label = f"Walk through update {update + 1} of η = {shown(spec.learning_rate)}"
    bench.store.walk_from(label, changed, selection, 0 if replayed else update, update if replayed else 0)
    bench.message.emit(" ".join(_notes(problem, spec, remembers and not replayed)) or f"{label}.")


def _selection(bench: Workbench, document: Document, spec: PathSpec, update: int) -> Selection:
    """What the walk selects for this update: just the samples that the path takes in it."""
    samples, over = document.data.samples, document.surface.over
    if over == "sample":
        selection = bench.store.session.selection
        return 0 if selection is None else selection
    rows = np.arange(samples)
    if over == "batch":
        rows = batch_rows(samples, document.training.batch_size, document.training.seed, 0)
    if spec.batch_size is not None and spec.batch_size < len(rows):
        rows = rows[batch_rows(len(rows), spec.batch_size, document.training.seed, update)]
    if len(rows) == 1:
        return int(rows[0])
    return None if len(rows) == samples else tuple(int(row) for row in rows)


def _notes(problem: Problem, spec: PathSpec, forgets: bool) -> list[str]:
    """In what the walk differs from the path."""
    notes = []
    if problem.document.surface.move == "two" and len(problem.plane.names) < problem.start.size:
        notes.append(f"The path moves only {' and '.join(problem.plane.names)}; the walk updates every parameter.")
    if spec.accumulate:
        notes.append("The path never zeroes its gradients; the walk does.")
    elif forgets:
        notes.append("The walk begins without the gradients that the path remembers.")
    return notes
