"""The session: what one window shows of its document. Frozen; neither saved nor undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mlpviz.core.document import Document
from mlpviz.core.surface import Surface
from mlpviz.core.timeline import Selection
from mlpviz.nn.schedule import Grain

_WALKED = 50
"""Samples that are walked one after the other without being asked for: more say nothing that these don't."""


class Page(StrEnum):
    WALK = "walk"
    DESCEND = "descend"
    TRAIN = "train"


class BiasMode(StrEnum):
    UNIT = "unit"
    NUMBER = "number"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Picked:
    """What is selected in the diagram: a layer, a unit of it, or the edge into the unit from `source`.

    `layer` counts from 1 (input 0), `unit` and `source` from 0; BIAS is the bias as a source.
    """

    layer: int
    unit: int | None = None
    source: int | None = None


@dataclass(frozen=True)
class Session:
    """Cursor (a position of the walk), the samples walked, grain, selection and how the diagram shows biases.

    `first_iteration` is the number of updates made before the document's own parameters (see Store.edit). On the loss
    surface `update` is the iteration of the descent paths, `path` the one that is looked at (from 0), and `view` the
    range in view where it was zoomed or panned, else None. `pace` is how fast training plays (see PACES).
    Of what is learned, `hard` shows the class at each point in place of the output, and `axes` are the two raw inputs
    (from 0) of the plane.
    """

    cursor: int = 0
    selection: Selection = 0
    first_iteration: int = 0
    grain: Grain = Grain.NEURON
    picked: Picked | None = None
    bias_mode: BiasMode = BiasMode.UNIT
    playing: bool = False
    speed: float = 1.0
    page: Page = Page.WALK
    update: int = 0
    path: int = 0
    view: tuple[float, ...] | None = None
    pace: str = "epochs_10"
    hard: bool = False
    axes: tuple[int, int] = (0, 1)


@dataclass(frozen=True)
class State:
    document: Document
    session: Session


def initial_selection(document: Document) -> Selection:
    """All samples as one batch where the document's batch takes them all and they are few, else the first sample."""
    samples = document.data.samples
    return None if 1 < samples <= min(document.training.batch_size, _WALKED) else 0


def initial_page(document: Document) -> Page:
    """Training where there is a rival; the loss surface where the document is a function, or has chosen what to show
    there; training where its samples are made or read, or held out; else the walk.
    """
    if document.rival is not None:
        return Page.TRAIN
    if document.function is not None or document.surface != Surface():
        return Page.DESCEND
    trains = not document.source.kept or document.test is not None
    return Page.TRAIN if trains else Page.WALK
