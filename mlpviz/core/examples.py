"""The examples that come along: documents in assets/examples, in the order of its index.json.

Adding an example is adding one document and one line of the index.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mlpviz.core.document import Document
from mlpviz.core.files import SUFFIX, load
from mlpviz.resources import asset

DEFAULT = "toy"
"""The example that opens when nothing else is asked for."""


@dataclass(frozen=True)
class Example:
    """One bundled document: `row` names the lecture rows it serves, `step` the step that shows it best."""

    id: str
    title: str
    row: str
    summary: str
    path: Path
    step: int

    def document(self) -> Document:
        return load(self.path)


@cache
def _examples() -> tuple[Example, ...]:
    folder = asset("examples")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return tuple(
        Example(row["id"], row["title"], row["row"], row["summary"], folder / (row["id"] + SUFFIX), row["step"])
        for row in index
    )


def examples() -> list[Example]:
    """Every example, in the order in which they are shown."""
    return list(_examples())


def find(id: str) -> Example:
    """The example with this id. Raises KeyError, its argument a sentence that suggests the nearest ids."""
    for example in _examples():
        if example.id == id:
            return example
    near = difflib.get_close_matches(id, [example.id for example in _examples()], n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`mlpviz examples` lists them"
    raise KeyError(f"there is no file or example of this name: {hint}")
