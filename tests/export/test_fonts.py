"""No box characters: a bundled font has every glyph that the application writes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mlpviz
from mlpviz.export.paint.symbols import italic


def written_characters() -> set[str]:
    """Every character above ASCII in a string of the source, docstrings left out, and in an example."""
    found: set[str] = set()
    package = Path(mlpviz.__file__).parent
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found |= {character for character in node.value if character > "~" and character.isprintable()}
    for path in (package.parent / "assets" / "examples").glob("*"):
        found |= {character for character in path.read_text(encoding="utf-8") if character > "~"}
    return found


@pytest.fixture
def fonts(qapp: object) -> list[object]:
    from PySide6.QtGui import QRawFont

    from mlpviz.resources import asset

    return [QRawFont(str(path), 16.0) for path in sorted(asset("fonts").glob("*.?tf"))]


def test_every_character_has_a_glyph(fonts: list[object]) -> None:
    from PySide6.QtGui import QRawFont

    characters = written_characters()
    assert {"ξ", "δ", "∂", "η", "ℒ", "−", "₁", "⁽"} <= characters
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + "αβγδεζηθικλμνξοπρστυφχψω"
    characters |= set(italic(letters))
    missing = {
        character
        for character in characters
        if not any(isinstance(font, QRawFont) and font.supportsCharacter(ord(character)) for font in fonts)
    }
    assert not missing


def test_the_fonts_are_the_ones_that_are_used(qapp: object) -> None:
    from PySide6.QtGui import QFontInfo

    from mlpviz.export.paint.fonts import math_font, text_font

    assert QFontInfo(text_font(14)).family().startswith("Inter")
    assert QFontInfo(math_font(14)).family() == "STIX Two Math"
