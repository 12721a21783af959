"""What is in view stays where it serves the samples that there are now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core import data_edits
from mlpviz.core.examples import find
from mlpviz.core.input_plane import InputPlane, input_plane
from mlpviz.data.recipe import Recipe


def plane_with(*more: tuple[float, float]) -> InputPlane:
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("xor", 4, 0.0, 0))
    points = np.vstack([document.data.points, *more]) if more else document.data.points
    targets = np.zeros((len(points), 1))
    found = input_plane(document.with_data(points, targets))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("point", "serves"),
    [((0.5, 0.5), True), ((1.1, 0.5), True), ((0.5, -0.1), True), ((1.2, 0.5), False), ((-9.0, 0.0), False)],
)
def test_a_view_serves_while_all_samples_lie_in_it(point: tuple[float, float], serves: bool) -> None:
    assert plane_with().serves(plane_with(point)) == serves


def test_a_view_from_afar_or_of_other_inputs_does_not_serve() -> None:
    near = plane_with()
    assert not plane_with((9.0, 9.0)).serves(near)
    assert not replace(near, axes=(1, 0)).serves(near)
    assert near.seen_from((-5.0, 5.0, -5.0, 5.0)).serves(near) is False
