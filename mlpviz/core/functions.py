"""Textbook functions as documents.

A function is carried by a network of one input that is 1 and one identity unit for each variable: its weights are the
present point. So the point is edited, moved, saved and undone like the parameters of any other document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.core.document import Data, Document, DocumentError, check_document
from mlpviz.core.surface import Surface
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import Array, frozen, make_layer, make_network
from mlpviz.nn.paths import PathSpec


def function_document(id: str, point: Sequence[float] | None = None) -> Document:
    """The document of a function, with its own title, note and rates, at `point` or else at its own start.

    Raises DocumentError where there is no such function, or the point does not fit it.
    """
    parts = carried(id, point)
    row = FUNCTIONS[id]
    paths = tuple(PathSpec(rate) for rate in row.rates)
    document = Document(title=row.title, notes=row.note, surface=Surface(paths=paths), **parts)
    check_document(document)
    return document


def carried(id: str, point: Sequence[float] | None) -> dict[str, Any]:
    """The fields of a Document that make it the function `id` at a point (None: its own start)."""
    if id not in FUNCTIONS:
        raise DocumentError("function", f"no function is called {id!r}; choose one of {', '.join(FUNCTIONS)}")
    row = FUNCTIONS[id]
    point = row.start if point is None else point
    if len(point) != row.variables:
        names = ", ".join(row.names)
        numbers = "1 number" if row.variables == 1 else f"{row.variables} numbers"
        raise DocumentError("point", f"a point of this function is {numbers}, {names}, not {len(point)}")
    return {
        "function": id,
        "network": make_network(1, [make_layer("identity", [[value] for value in point], None)]),
        "loss": "squared_error",
        "data": Data(frozen(np.ones((1, 1))), frozen(np.zeros((1, row.variables)))),
    }


def point_of(document: Document) -> Array:
    """The present point of a function document, shape (variables,)."""
    point: Array = document.network.layers[0].weights[:, 0]
    return point
