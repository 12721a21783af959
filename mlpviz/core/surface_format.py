"""The surface of a document in its file: from JSON to a Surface and back (see schema)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mlpviz.core.json_text import number_text, quoted, row_text
from mlpviz.core.reader import Reader
from mlpviz.core.surface import MAX_PATHS, Surface
from mlpviz.nn.paths import PathSpec


def read_surface(read: Reader, place: str) -> Surface:
    """The surface that comes next. Raises ReadError."""

    def row(where: str) -> tuple[float, ...] | None:
        return None if read.null() else tuple(read.row(where, 4))

    def path(where: str) -> PathSpec:
        keys: dict[str, Callable[[str], Any]] = {
            "learning_rate": read.number,
            "optimizer": read.text,
            "batch_size": lambda at: None if read.null() else read.integer(at),
            "accumulate": read.boolean,
        }
        return PathSpec(**read.fields(where, keys, frozenset({"learning_rate"})))

    values: dict[str, Any] = read.fields(
        place,
        {
            "axes": read.text,
            "parameters": lambda where: tuple(read.items(where, "a list of names", 2, "parameters", read.text)),
            "over": read.text,
            "range": row,
            "start": row,
            "paths": lambda where: tuple(read.items(where, "a list of paths", MAX_PATHS, "paths", path)),
            "steps": read.integer,
            "move": read.text,
            "scale": read.text,
        },
        frozenset(),
    )
    return Surface(**values)


def surface_text(surface: Surface) -> str:
    """The lines of a surface, "" where it is as every document has it at first."""
    if surface == Surface():
        return ""
    names = ", ".join(quoted(f"surface.parameters[{i}]", name) for i, name in enumerate(surface.parameters))
    paths = ",\n".join("      " + _path_text(path) for path in surface.paths)
    return (
        '  "surface": {\n'
        f'    "axes": "{surface.axes}",\n'
        f'    "parameters": [{names}],\n'
        f'    "over": "{surface.over}",\n'
        f'    "range": {_row_or_null(surface.range)},\n'
        f'    "start": {_row_or_null(surface.start)},\n'
        f'    "paths": [\n{paths}\n    ],\n'
        f'    "steps": {surface.steps},\n'
        f'    "move": "{surface.move}",\n'
        f'    "scale": "{surface.scale}"\n'
        "  },\n"
    )


def _row_or_null(row: tuple[float, ...] | None) -> str:
    return "null" if row is None else row_text(row)


def _path_text(path: PathSpec) -> str:
    size = "null" if path.batch_size is None else str(path.batch_size)
    return (
        f'{{"learning_rate": {number_text(path.learning_rate)}, "optimizer": "{path.optimizer}", '
        f'"batch_size": {size}, "accumulate": {"true" if path.accumulate else "false"}}}'
    )
