"""Where the bundled files are: inside the installed package, or beside it in a working copy."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _assets() -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "assets"
    return inside if inside.is_dir() else package.parent / "assets"


def asset(*parts: str) -> Path:
    """The path of a bundled file or folder, like asset("examples", "toy.mlpviz")."""
    return _assets().joinpath(*parts)
