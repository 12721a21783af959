"""Changes of the loss surface's settings and of the weights by it: functions Document → Document, for Store.edit.

The store checks what comes out (see check_document), so that a value that does not fit is refused with its remedy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mlpviz.core.document import Document, DocumentError
from mlpviz.core.surface import MAX_PATHS
from mlpviz.nn.network import Array
from mlpviz.nn.parameters import unflatten
from mlpviz.nn.paths import PathSpec

_FRESH_RATE = 0.1
_STEP_DOWN = 3.0


def set_surface(document: Document, **changes: Any) -> Document:
    """Fields of Surface by name. Over other axes a range and a start mean nothing, so they go."""
    surface = document.surface
    if changes.get("axes", surface.axes) != surface.axes or "parameters" in changes:
        changes = {"range": None, "start": None, **changes}
    changed = replace(surface, **changes)
    return document if changed == surface else replace(document, surface=changed)


def choose_parameter(document: Document, chosen: tuple[str, ...], name: str) -> Document:
    """The surface over `name` and the last of the parameters chosen before it."""
    kept = [other for other in chosen if other != name][-1:]
    return set_surface(document, axes="parameters", parameters=(*kept, name))


def set_path(document: Document, path: int, **changes: Any) -> Document:
    """Fields of one path by name."""
    paths = list(document.surface.paths)
    paths[path] = replace(paths[path], **changes)
    return set_surface(document, paths=tuple(paths))


def add_path(document: Document, spec: PathSpec | None = None) -> Document:
    """One more path: like the last one at a third of its rate, where none is given."""
    paths = document.surface.paths
    if len(paths) >= MAX_PATHS:
        raise DocumentError("surface.paths", f"there can be {MAX_PATHS} paths at most: take one away first")
    if spec is None:
        last = paths[-1] if paths else PathSpec(_FRESH_RATE * _STEP_DOWN)
        spec = replace(last, learning_rate=float(f"{last.learning_rate / _STEP_DOWN:.3g}"))
    return set_surface(document, paths=(*paths, spec))


def remove_path(document: Document, path: int) -> Document:
    paths = document.surface.paths
    if len(paths) == 1:
        raise DocumentError("surface.paths", "the last path has to stay: change its rate instead")
    return set_surface(document, paths=(*paths[:path], *paths[path + 1 :]))


def use_parameters(document: Document, theta: Array, keep_start: bool = False) -> Document:
    """The network with the parameters of θ, shape (parameters,); the paths begin there, or stay where they begin."""
    moved = replace(document, network=unflatten(document.network, theta))
    return moved if keep_start else set_surface(moved, start=None)
