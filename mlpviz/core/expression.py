"""Numbers as people type them: 1e-3, −2/3, pi/4, 2*(1 + e)."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import NoReturn

MAX_CHARACTERS = 200

_NAMES = {"pi": math.pi, "e": math.e}
_TYPED = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "π": "pi", "\u00a0": " "})
_TOKEN = re.compile(
    r"[ \t]+|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/()])|(?P<other>.)",
    re.DOTALL,
)
_BINARY: dict[type[ast.operator], Callable[[float, float], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


class ExpressionError(ValueError):
    """What was typed is no number; the text is one plain sentence that says why."""


def parse_number(text: str) -> float:
    """The finite number that `text` stands for: + − * / **, parentheses, pi and e; at most 200 characters.

    All arithmetic is in floats, so that no power can run away. Raises ExpressionError.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(f"That is longer than {MAX_CHARACTERS} characters.")
    source = _cleaned(text.translate(_TYPED).strip())
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _refuse("That is not a complete number or sum, like 0.5, 1e-3, -2/3 or pi/4.")
    try:
        value = _evaluate(tree.body)
    except ZeroDivisionError:
        _refuse("That divides by zero.")
    except OverflowError:
        _refuse("That is too large: the largest number is about 1.8e308.")
    except RecursionError:
        _refuse("That has too many parentheses or signs.")
    if not math.isfinite(value):
        _refuse("That is too large: the largest number is about 1.8e308.")
    return value


def _refuse(reason: str) -> NoReturn:
    raise ExpressionError(reason) from None


def _cleaned(text: str) -> str:
    """The tokens of `text`, numbers as floats; raises ExpressionError at anything that has no place there."""
    if not text:
        _refuse("Type a number, like 0.5, 1e-3, -2/3 or pi/4.")
    tokens: list[str] = []
    for found in _TOKEN.finditer(text):
        token = found[0]
        if found["other"] == ",":
            _refuse("Write decimals with a point, like 1.5, not with a comma.")
        if found["other"] == "^":
            _refuse("Write a power with **, like 2**3.")
        if found["other"]:
            _refuse(f"The character {token!r} has no place in a number.")
        if found["name"] and token not in _NAMES:
            _refuse(f"The name {token!r} is not known here: only pi and e are.")
        if found["number"]:
            # a sum of a number and nothing else keeps its bits: repr of a float gives the same float back
            token = repr(float(token))
            if token == "inf":
                _refuse("That is too large: the largest number is about 1.8e308.")
        if (found["name"] or found["number"]) and tokens and (tokens[-1][-1].isalnum() or tokens[-1][-1] == "."):
            _refuse("A sign is missing between two numbers: write * for times, like 2*pi.")
        tokens.append(token)
    return "".join(tokens)


def _evaluate(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return node.value
    if isinstance(node, ast.Name) and node.id in _NAMES:
        return _NAMES[node.id]
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return _UNARY[type(node.op)](_evaluate(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        value = _BINARY[type(node.op)](_evaluate(node.left), _evaluate(node.right))
        if isinstance(value, float):
            return value
        _refuse("The root of a negative number is not a real number.")
    _refuse("Only + − * / ** and parentheses can be used, and a sign between two numbers.")
