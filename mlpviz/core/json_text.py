"""Numbers, texts and matrices as JSON that reads well and gives the same bits back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from mlpviz.core.errors import DocumentError
from mlpviz.nn.network import Array


def quoted(place: str, text: str) -> str:
    """`text` in quotes. Raises DocumentError, naming `place`, where no file could hold it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise DocumentError(place, "holds half of a surrogate pair: write the whole character") from None
    return json.dumps(text, ensure_ascii=False)


def matrix_text(matrix: Array, indent: int) -> str:
    """A row a line, each after `indent` spaces; one row alone on the same line."""
    rows: list[Any] = matrix.tolist()
    if len(rows) == 1:
        return f"[{row_text(rows[0])}]"
    space = " " * indent
    return "[\n" + ",\n".join(space + row_text(row) for row in rows) + "\n" + space[:-2] + "]"


def row_text(row: Iterable[float]) -> str:
    return "[" + ", ".join(map(number_text, row)) + "]"


def number_text(value: float) -> str:
    """The shortest text that gives the same bits back; a whole number goes without its point, −0.0 keeps it."""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text
