"""W = W₂W₁ and b = W₂b₁ + b₂ with their numbers: how two layers become one. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array, Layer
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import BODY, Label, width_of
from mlpviz.present.numbers import shown
from mlpviz.present.palette import Theme
from mlpviz.present.symbols import small_sub

_MOST = 4  # rows and columns of which the numbers are shown
_DECIMALS = 2
_ROW = 1.45  # of the type size
_GAP, _APART, _INNER, _HOOK = 8.0, 28.0, 5.0, 4.0


@dataclass(frozen=True, eq=False)
class FoldFormula:
    """In pixels: labels, the lines of brackets, and what it takes."""

    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class _Part:
    """A sign, or a matrix with its name."""

    text: str
    matrix: Array | None = None


def fold_formula(
    layers: tuple[Layer, Layer], folded: Layer, number: int, in_by_out: bool, theme: Theme, width: float, height: float
) -> FoldFormula:
    """Layer `number` and the next one, and what they fold into, as large as there is room.

    in_by_out: the notation has a row for each input, so that W = W₁W₂. First with numbers, side by side or below one
    another; where that does not fit, in symbols alone.
    """
    terms = tuple(_terms(layers, folded, number, in_by_out))
    size = BODY * theme.scale
    for numbers, across in ((True, True), (True, False), (False, True), (False, False)):
        found = _laid_out(terms, numbers, across, size, theme.scale)
        if found.width <= width and found.height <= height:
            break
    return found


def _terms(layers: tuple[Layer, Layer], folded: Layer, number: int, in_by_out: bool) -> Iterator[tuple[_Part, ...]]:
    """The equations of the weights and of the biases."""
    (first, second), (i, j) = layers, (small_sub(str(number)) or "", small_sub(str(number + 1)) or "")

    def weights(name: str, layer: Layer) -> _Part:
        return _Part(name, layer.weights.T if in_by_out else layer.weights)

    def biases(name: str, layer: Layer) -> _Part:
        row = np.zeros(layer.units) if layer.biases is None else layer.biases
        return _Part(name, row[None, :] if in_by_out else row[:, None])

    one, two = weights(f"W{i}", first), weights(f"W{j}", second)
    yield (weights("W", folded), _Part("="), *((one, two) if in_by_out else (two, one)))
    if folded.biases is None:
        return
    parts = [biases("b", folded), _Part("=")]
    if first.biases is not None:
        carried = biases(f"b{i}", first)
        parts += [carried, two] if in_by_out else [two, carried]
    if second.biases is not None:
        parts += [_Part("+")] * (first.biases is not None) + [biases(f"b{j}", second)]
    yield tuple(parts)


def _laid_out(
    terms: tuple[tuple[_Part, ...], ...], numbers: bool, across: bool, size: float, scale: float
) -> FoldFormula:
    """Equations side by side or below one another, with the numbers of the matrices or just their names."""
    labels, lines = list[Label](), list[Line]()
    left = top = widest = tallest = 0.0
    for parts in terms:
        height = max(_height(part, numbers, size) for part in parts)
        x = left
        for part in parts:
            x += _put(part, numbers, x, top, height, size, scale, labels, lines) + _GAP * scale * (numbers or 0.5)
        widest, tallest = max(widest, x), max(tallest, top + height)
        if across:
            left = x + _APART * scale
        else:
            top += height + _GAP * scale
    return FoldFormula(tuple(labels), tuple(lines), widest, tallest)


def _small(part: _Part) -> bool:
    return part.matrix is not None and max(part.matrix.shape) <= _MOST


def _height(part: _Part, numbers: bool, size: float) -> float:
    """With its name above, where it has numbers."""
    if not numbers or part.matrix is None:
        return _ROW * size
    rows = part.matrix.shape[0] if _small(part) else 1
    return (rows + 1) * _ROW * size


def _put(
    part: _Part, numbers: bool, x: float, top: float, height: float, size: float, scale: float,
    labels: list[Label], lines: list[Line],
) -> float:  # fmt: skip
    """Put a part at x, in a line so high, and say how wide it is."""
    row = _ROW * size
    if not numbers or part.matrix is None:
        wide = width_of(part.text, size, 600) + 2
        middle = top + height / 2 + (row / 2 if numbers else 0.0)
        labels.append(Label(part.text, x, middle - row / 2, wide, row, size, "ink", "center", 600))
        return wide
    texts = [[shown(value, _DECIMALS) for value in line] for line in part.matrix.tolist()] if _small(part) else None
    if texts is None:
        texts = [[f"{part.matrix.shape[0]} × {part.matrix.shape[1]}"]]
    columns = [max(width_of(line[k], size) for line in texts) + 2 for k in range(len(texts[0]))]
    inner, hook = _INNER * scale, _HOOK * scale
    wide = max(sum(columns) + _GAP * scale * (len(columns) - 1) + 2 * inner, width_of(part.text, size, 600) + 2)
    begin = top + (height - (len(texts) + 1) * row) / 2 + row
    labels.append(Label(part.text, x, begin - row, wide, row, size, "muted", "center", 600))
    for number, line in enumerate(texts):
        at = x + inner
        for text, room in zip(line, columns, strict=True):
            labels.append(Label(text, at, begin + number * row, room, row, size, "ink", "right"))
            at += room + _GAP * scale
    end = begin + len(texts) * row
    for side, way in ((x, hook), (x + wide, -hook)):
        lines.extend(((side, begin, side, end), (side, begin, side + way, begin), (side, end, side + way, end)))
    return wide
