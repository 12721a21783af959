"""Classes among the targets of a document: which they are, what they are called, how one is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.document import Data, Document
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array

_FEWEST = 2


def class_numbers_of(document: Document, data: Data) -> NDArray[np.intp] | None:
    """The class (from 0) of each sample, shape (n,); None where the targets are not classes.

    One output tells two classes by the targets 0 and 1, or −1 and 1; several do so by class numbers or one-hot rows.
    """
    targets = data.targets
    if targets.shape[1] > 1:
        one_hot = ((targets == 0) | (targets == 1)).all() and (targets.sum(axis=1) == 1).all()
        return targets.argmax(axis=1) if one_hot or LOSSES[document.loss].classes else None
    if document.network.outputs > 1:
        return targets[:, 0].astype(np.intp)
    column = targets[:, 0]
    if document.source.coding == "signs" or (column.min() < 0 and (np.abs(column) == 1).all()):
        return (column > 0).astype(np.intp) if (np.abs(column) == 1).all() else None
    return column.astype(np.intp) if ((column == 0) | (column == 1)).all() else None


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
