"""Classes among the targets of a document: which they are, what they are called, how one is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.document import Data, Document
from mlpviz.nn.metrics import Decision, decision
from mlpviz.nn.network import Array

_FEWEST = 2


def class_numbers_of(document: Document, data: Data) -> NDArray[np.intp] | None:
    """The class (from 0) of each sample, shape (n,); None where the targets are not classes (see metrics.decision)."""
    key = ("classes", document.loss, document.network.outputs)
    if key not in data.kept:
        rows = document.targets_of(data)
        by = decision(document.loss, rows)
        data.kept[key] = None if by is None else by.classes(rows)
    numbers: NDArray[np.intp] | None = data.kept[key]
    return numbers


def class_decision(document: Document) -> Decision | None:
    """How outputs are read as classes; None where the targets are not classes."""
    key = ("decision", document.loss, document.network.outputs)
    if key not in document.data.kept:
        document.data.kept[key] = decision(document.loss, document.targets)
    by: Decision | None = document.data.kept[key]
    return by


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
