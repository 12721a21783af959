"""Layers that slide into one: each frame a pure function of 0 … 1, from the old network to the new one."""

from __future__ import annotations

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.input_plane import input_plane
from mlpviz.data.recipe import Recipe
from mlpviz.present.palette import THEMES
from mlpviz.present.train.fold_formula import FoldFormula, fold_formula
from mlpviz.present.train.folding import Folds, FoldScene, eased, folds_of, make_fold
from mlpviz.present.train.learned import learn

LIGHT = THEMES["light"]
SIZE = (760, 420)


def linear(*units: int) -> Document:
    """A network of identity units on a plane."""
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("regression", 40, 0.1, 0))
    while document.network.depth - 1 < len(units):
        document = reshape.add_layer(document, 1)
    for layer, count in enumerate(units, start=1):
        document = edits.set_activation(reshape.set_units(document, layer, count), layer, "identity")
    document = edits.initialise(document, "glorot_uniform", 3)
    layers = document.network.layers
    for number, layer in enumerate(layers, start=1):
        document = document.with_layer(number, type(layer)(layer.activation, layer.weights, np.full(layer.units, 0.5)))
    return document


def folds(*units: int) -> Folds:
    document = linear(*units)
    plane = input_plane(document)
    assert plane is not None
    return folds_of(learn(document, plane))


def scene(made: Folds, alpha: float, theme: str = "light", size: tuple[int, int] = SIZE) -> FoldScene:
    return make_fold(made, alpha, False, THEMES[theme], *size)


def texts(formula: FoldFormula | FoldScene) -> list[str]:
    return [label.text for label in formula.labels]


def test_it_begins_with_the_old_network_and_ends_with_the_new_one() -> None:
    made = folds(3)
    first, last = scene(made, 0.0), scene(made, 1.0)
    assert [opacity for _, opacity in first.sheets] == [1.0, 1.0, 0.0, 1.0, 0.0]
    assert [opacity for _, opacity in last.sheets] == [1.0, 0.0, 1.0, 0.0, 1.0]
    staying, come = last.sheets[0][0], last.sheets[2][0]
    after = scene(made, 1.0).sheets[4][0]
    names = {label.text for label in after.captions}
    assert {"Input", "Output · Identity"} <= names and not any("Hidden" in name for name in names)
    (left, right) = staying.layout.columns
    weights = made.stages[1].document.network.layers[0].weights
    assert come.edges[0].signs.tolist() == np.sign(weights).ravel().tolist()
    assert come.edges[0].lines[:, 0].tolist() == [left.right] * 2 and (come.edges[0].lines[:, 2] == right.left).all()


def test_tiles_move_without_a_jump_and_rest_at_both_ends() -> None:
    made = folds(3)
    xs = [scene(made, alpha).sheets[1][0].layout.columns[0].x for alpha in np.linspace(0, 1, 101)]
    steps = np.abs(np.diff(xs))
    assert steps.max() < 0.06 * abs(xs[-1] - xs[0]) and xs[0] < xs[-1]
    assert steps[:24].max() == 0 and steps[-19:].max() == 0
    assert eased(0.0) == 0.0 and eased(1.0) == 1.0


def test_many_layers_fold_one_after_the_other() -> None:
    made = folds(4, 3, 2)
    assert [stage.document.network.widths for stage in made.stages] == [
        (2, 4, 3, 2, 1), (2, 3, 2, 1), (2, 2, 1), (2, 1),
    ]  # fmt: skip
    assert "Hidden 1 and hidden 2 fold into one layer" in texts(scene(made, 0.0))
    assert "Hidden 1 and output fold into one layer" in texts(scene(made, 1.0))
    assert made.away < 1e-12


def test_the_formula_has_the_numbers_of_the_layers() -> None:
    document = linear(2)
    network = document.network
    folded = reshape.fold_layers(document).network.layers[0]
    layers = network.layers[0], network.layers[1]
    plain = fold_formula(layers, folded, 1, False, LIGHT, 2000, 400)
    names = [text for text in texts(plain) if text.isalpha() or text in ("=", "+") or text[-1] in "₁₂"]
    assert names == ["W", "=", "W₂", "W₁", "b", "=", "W₂", "b₁", "+", "b₂"]
    swapped = fold_formula(layers, folded, 1, True, LIGHT, 2000, 400)
    names = [text for text in texts(swapped) if text.isalpha() or text in ("=", "+") or text[-1] in "₁₂"]
    assert names == ["W", "=", "W₁", "W₂", "b", "=", "b₁", "W₂", "+", "b₂"]
    first = [f"{value:.2f}".replace("-", "−") for value in layers[0].weights.ravel()]
    at = texts(plain).index("W₁") + 1
    assert texts(plain)[at : at + 4] == first
    at = texts(swapped).index("W₁") + 1
    assert texts(swapped)[at : at + 4] == [first[0], first[2], first[1], first[3]]
    product = layers[1].weights @ layers[0].weights
    assert texts(plain)[1] == f"{product[0, 0]:.2f}".replace("-", "−")
    bias = float((layers[1].weights @ np.full(2, 0.5))[0] + 0.5)
    assert f"{bias:.2f}".replace("-", "−") in texts(plain)


@pytest.mark.parametrize("size", [(300, 240), (480, 320), (760, 420), (1200, 600)])
@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("units", [(3,), (4, 6), (40,)])
def test_no_words_lie_over_others(units: tuple[int, ...], theme: str, size: tuple[int, int]) -> None:
    made = folds(*units)
    for alpha in (0.0, 0.5, 1.0):
        found = scene(made, alpha, theme, size)
        boxes = label_boxes(found.labels)
        assert overlaps(boxes) == [] and outside(boxes, *size) == []
