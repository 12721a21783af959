"""Finds the files of assets/, in a wheel inside the package, in a checkout beside it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE / "assets" if (_PACKAGE / "assets").is_dir() else _PACKAGE.parent / "assets"


def asset(*parts: str) -> Path:
    """The path of an asset, such as asset("fonts", "Inter-Regular.otf"). It may not exist."""
    return _ROOT.joinpath(*parts)
