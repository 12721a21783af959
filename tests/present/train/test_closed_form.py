"""The table of trained weights and least squares: the numbers of both, and no words over one another."""

from __future__ import annotations

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.data.recipe import Recipe
from mlpviz.present.notation import symbols
from mlpviz.present.palette import THEMES
from mlpviz.present.train.closed_form import ClosedForm, closed_form, has_closed_form, make_closed_form


def linear(name: str = "regression", **training: object) -> Document:
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe(name, 60, 0.1, 0))
    return edits.set_training(reshape.remove_layer(document, 1), **training)


def table(document: Document, theme: str = "light", size: tuple[int, int] = (600, 400)) -> ClosedForm:
    signs = symbols("excitation", document.network.widths)
    return make_closed_form(document, closed_form(document), signs, THEMES[theme], *size)


def test_each_parameter_stands_beside_least_squares() -> None:
    document = linear()
    inputs = np.column_stack([document.data.inputs, np.ones(60)])
    wanted = np.linalg.lstsq(inputs, document.data.targets, rcond=None)[0].ravel()
    made = table(document)
    assert [row.closed for row in made.rows] == pytest.approx(wanted.tolist())
    layer = document.network.layers[0]
    assert layer.biases is not None
    assert [row.trained for row in made.rows] == [*layer.weights[0].tolist(), float(layer.biases[0])]
    second = made.parameter_at(made.top + 1.5 * made.row)
    assert second is made.rows[1] and "x2" in second.name and repr(second.closed).lstrip("-") in second.words
    assert made.parameter_at(made.top - 1) is None and made.parameter_at(made.top + 3.1 * made.row) is None


def test_it_is_there_just_where_training_comes_to_rest_at_it() -> None:
    document = linear()
    assert has_closed_form(document)
    assert has_closed_form(edits.set_training(document, weight_decay=0.1))
    assert not has_closed_form(edits.set_training(document, optimizer="adamw", weight_decay=0.1))
    assert not has_closed_form(edits.set_loss(document, "absolute_error"))
    assert not has_closed_form(find("xor-sigmoid").document())


@pytest.mark.parametrize("size", [(300, 150), (420, 260), (800, 500)])
@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("name", ["regression", "digits"])
def test_no_words_lie_over_others_and_rows_left_out_are_counted(name: str, theme: str, size: tuple[int, int]) -> None:
    document = linear(name)
    if name == "digits":
        document = edits.set_output(document, "identity", "half_squared_error")
    made = table(document, theme, size)
    boxes = label_boxes(made.labels)
    assert overlaps(boxes) == [] and outside(boxes, *size) == []
    left_out = document.network.parameter_count - len(made.rows)
    counted = [label.text for label in made.labels if label.text.startswith("+ ")]
    assert counted == ([f"+ {left_out:,} more"] if left_out else [])
