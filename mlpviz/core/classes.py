"""Classes among the targets of a document: which they are, what they are called, how one is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.document import Data, Document
from mlpviz.nn.losses import expand_targets
from mlpviz.nn.metrics import Decision, decision
from mlpviz.nn.network import Array

_FEWEST = 2


def class_numbers_of(document: Document, data: Data) -> NDArray[np.intp] | None:
    """The class (from 0) of each sample, shape (n,); None where the targets are not classes (see metrics.decision)."""
    rows = expand_targets(document.loss, data.targets, document.network.outputs)
    by = decision(document.loss, rows)
    return None if by is None else by.classes(rows)


def class_decision(document: Document) -> Decision | None:
    """How outputs are read as classes; None where the targets are not classes."""
    return decision(document.loss, document.targets)


def class_count(document: Document) -> int:
    """How many classes can be told apart."""
    return max(_FEWEST, document.network.outputs)


def class_names(document: Document) -> tuple[str, ...]:
    """A name for each class: the source's own, or its number."""
    count = class_count(document)
    return document.source.classes if len(document.source.classes) == count else tuple(map(str, range(count)))


def target_row(document: Document, number: int) -> Array:
    """The target of a sample of this class (from 0), as the document writes it, shape (width,)."""
    targets, outputs = document.data.targets, document.network.outputs
    row = np.zeros(targets.shape[1])
    if targets.shape[1] > 1:
        row[number] = 1.0
    elif outputs == 1 and (document.source.coding == "signs" or targets.min() < 0):
        row[0] = 2.0 * number - 1.0
    else:
        row[0] = number
    return row
