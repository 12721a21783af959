"""What a network makes of single samples: shares, mistakes, curves of classes, and drawn digits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.input_plane import InputPlane, input_plane
from mlpviz.core.training_run import TrainingRun
from mlpviz.data.recipe import Recipe
from mlpviz.nn.passes import forward
from mlpviz.present.palette import THEMES
from mlpviz.present.train.brush import brushed
from mlpviz.present.train.curve import CurveScene
from mlpviz.present.train.learned import learn, network_scene, points_of, predicted, region_scene
from mlpviz.present.train.learned_curve import curve_points, curve_scene, learn_curve, view_of
from mlpviz.present.train.learned_samples import ink_ends, mistakes_of, of_cell, sample_words, shares
from mlpviz.present.train.network_maps import NetworkMaps
from mlpviz.present.train.region import RegionScene

LIGHT = THEMES["light"]


def document(recipe: Recipe, units: int = 4) -> Document:
    made = data_edits.set_recipe(find("xor-sigmoid").document(), recipe)
    return edits.initialise(reshape.set_units(made, 1, units), "glorot_uniform", 1)


def test_one_output_shares_the_whole_between_two_classes() -> None:
    made = document(Recipe("moons", 20, 0.1, 0))
    found = shares(made, np.array([[0.25], [1.0]]))
    assert found is not None and found.tolist() == [[0.75, 0.25], [0.0, 1.0]]
    scores = edits.set_output(made, "identity", "half_squared_error")
    assert shares(scores, np.array([[0.25]])) is None


@pytest.mark.parametrize("activation", ["sigmoid", "identity"])
def test_mistakes_of_one_output_are_those_farthest_on_the_wrong_side(activation: str) -> None:
    made = document(Recipe("moons", 60, 0.3, 0))
    if activation == "identity":
        made = edits.set_output(made, "identity", "half_squared_error")
    outputs, found = predicted(made, made.data)
    targets = made.data.targets[:, 0]
    order, mistakes = mistakes_of(made, made.data, 10_000)
    assert found is not None and set(order.tolist()) == set(np.flatnonzero(found != targets).tolist())
    far = np.abs(outputs[order, 0] - 0.5)
    assert len(order) > 3 and (np.diff(far) <= 1e-12).all()
    assert all((mistake.probability is None) == (activation == "identity") for mistake in mistakes)
    taken = of_cell(made, made.data, 0, 1)
    assert ((targets[taken] == 0) & (outputs[taken, 0] > 0.5)).all() and len(taken) == (
        (found == 1) & (targets == 0)
    ).sum()


def test_words_of_a_sample_say_what_it_is_taken_for() -> None:
    made = document(Recipe("moons", 40, 0.3, 0, 0.25))
    assert made.test is not None
    wrong = mistakes_of(made, made.test, 10_000)[0].tolist()[0]
    true = int(made.test.targets[wrong, 0])
    words = sample_words(made, made.data.samples + wrong)
    assert words.startswith(f"Held-out sample {wrong + 1}: class {true}, taken for {1 - true}\n")


def test_classes_over_one_input_stand_at_their_targets() -> None:
    made = document(Recipe("moons", 30, 0.1, 0, 0.2))
    assert made.test is not None
    one = reshape.set_units(made, 0, 1)
    points = curve_points(one)
    assert points.classes is not None and points.places[:, 1].tolist() == points.classes.tolist()
    assert points.test.sum() == 6 and not points.test[:24].any()
    plane = input_plane(one)
    assert plane is not None
    curve = learn_curve(one, plane)
    assert curve.hidden is None  # the output of a sigmoid is no sum of terms
    scene = curve_scene(curve, points, view_of(curve, points), None, LIGHT, 600, 400)
    assert {marker.marker for marker in scene.markers} == {"circle", "square"}
    assert len(scene.rings) == points.wrong.sum()
    unit = curve_scene(curve, points, view_of(curve, points), (1, 2), LIGHT, 600, 400)
    assert any(label.text.startswith("Hidden neuron 3") for label in unit.labels)


def test_several_classes_over_one_input_stand_at_the_top_of_their_curves() -> None:
    made = reshape.set_units(document(Recipe("blobs", 30, 0.1, 0, classes=3)), 0, 1)
    points = curve_points(made)
    assert points.classes is not None and set(points.classes.tolist()) == {0, 1, 2}
    assert (points.places[:, 1] == 1.0).all()


def test_curves_are_those_of_the_network() -> None:
    made = document(Recipe("bumps", 30, 0.0, 0), 5)
    plane = input_plane(made)
    assert plane is not None
    curve = learn_curve(made, plane)
    outputs = forward(made.network, curve.xs[:, None])[1][-1][:, 0]
    assert curve.maps[-1][0] == pytest.approx(outputs, abs=1e-5)
    assert curve.hidden is not None
    biases = made.network.layers[1].biases
    assert biases is not None
    assert curve.hidden.sum(axis=0) + biases[0] == pytest.approx(outputs, abs=1e-5)


def test_the_scale_of_a_map_of_numbers_stays_for_small_changes() -> None:
    made = document(Recipe("regression", 30, 0.1, 0))
    plane = input_plane(made)
    assert plane is not None

    def ends(factor: float) -> list[str]:
        layer = made.network.layers[-1]
        other = made.with_layer(2, replace(layer, weights=layer.weights * factor))
        learned = learn(other, plane)
        scene = region_scene(learned, None, False, LIGHT, 600, 400, points=points_of(other, plane))
        return [label.text for label in scene.key.labels if label.role == "muted"]

    assert ends(1.0) == ends(1.02) != ends(50.0)


def test_very_many_mistakes_are_counted_and_not_ringed() -> None:
    made = document(Recipe("moons", 2000, 0.1, 0))
    plane = input_plane(made)
    assert plane is not None
    points = points_of(made, plane)
    assert points.wrong.sum() > 200
    scene = region_scene(learn(made, plane), None, False, LIGHT, 600, 400, points=points)
    assert len(scene.rings) == 0
    said = f"{points.wrong.sum():,} of 2,000 wrong"
    assert said in {label.text for label in scene.labels}
    assert said not in {label.text for label in scene.key.labels}, "a row of the key without a symbol"


def larger(made: Document, factor: float) -> Document:
    """With weights so many times as large, and ReLU in the hidden layer."""
    for number, layer in enumerate(made.network.layers, start=1):
        kind = "relu" if number == 1 else layer.activation
        made = made.with_layer(number, replace(layer, weights=layer.weights * factor, activation=kind))
    return made


def maps_scene(made: Document) -> NetworkMaps:
    plane = input_plane(made)
    assert plane is not None
    return network_scene(learn(made, plane), LIGHT, 900, 500)


@pytest.mark.parametrize("recipe", ["regression", "sine"])
def test_what_overflows_single_precision_is_computed_in_double(recipe: str) -> None:
    made = larger(document(Recipe(recipe, 30, 0.1, 0)), 1e25)
    plane = input_plane(made)
    assert plane is not None
    assert all(np.isfinite(values).all() for values in learn(made, plane).maps)
    scene = maps_scene(made)
    assert {mark.text for mark in scene.marks} == set()
    assert [label.text for label in scene.captions if label.text.startswith("peak ")][-1] not in (
        "peak 1",
        "not finite",
    )


@pytest.mark.parametrize("recipe", ["regression", "sine"])
def test_what_is_not_finite_is_said(recipe: str) -> None:
    made = larger(document(Recipe(recipe, 30, 0.1, 0)), 1e160)
    plane = input_plane(made)
    assert plane is not None
    scene = maps_scene(made)
    assert [(mark.layer, mark.unit) for mark in scene.marks if mark.text == "not finite"] == [(2, 0)]
    assert "not finite" in {label.text for label in scene.captions}
    said = [label.text for label in picture_of(made, plane).labels if label.text.startswith("not finite at ")]
    assert len(said) == 1


def picture_of(made: Document, plane: InputPlane) -> CurveScene | RegionScene:
    if not plane.single:
        return region_scene(learn(made, plane), None, False, LIGHT, 600, 400)
    curve, points = learn_curve(made, plane), curve_points(made)
    return curve_scene(curve, points, view_of(curve, points), None, LIGHT, 600, 400)


def test_a_layer_alone_has_no_lines_of_hidden_units() -> None:
    made = reshape.remove_layer(document(Recipe("moons", 30, 0.1, 0)), 1)
    plane = input_plane(made)
    assert plane is not None
    assert len(region_scene(learn(made, plane), None, False, LIGHT, 600, 400).unit_lines) == 0


# strokes of a pen on 8 × 8 pixels
STROKES = {
    0: [(4 + 1.9 * np.cos(a), 4 + 3 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 25)],
    1: [(3.2, 2), (4.4, 0.8), (4.4, 7.2)],
    2: [(2, 2.2), (2.6, 1), (4.2, 0.7), (5.4, 1.8), (5, 3.4), (3.4, 5), (2, 7.2), (6, 7.2)],
    4: [(4.6, 0.8), (1.8, 4.8), (6, 4.8), (6, 4.8), (5, 3), (4.6, 7.2)],
    5: [(5.8, 0.9), (2.4, 0.9), (2.2, 3.6), (4.6, 3.6), (5.6, 5.2), (4.6, 7), (2.2, 6.8)],
    6: [(4.6, 0.8), (2.6, 3), (2.2, 5.4), (3.4, 7), (5, 6.6), (5.4, 5), (4, 4), (2.4, 5.2)],
    8: [(4, 4), (2.6, 2.4), (4, 0.9), (5.4, 2.4), (4, 4), (2.4, 5.6), (4, 7.1), (5.6, 5.6), (4, 4)],
}


def test_a_trained_network_reads_what_is_drawn() -> None:
    made = edits.set_activation(document(Recipe("digits", 1797, 0.0, 0), 32), 1, "relu")
    made = edits.initialise(made, "glorot_uniform", 1)
    made = edits.set_training(made, optimizer="adam", learning_rate=0.003, batch_size=32)
    run = TrainingRun(made)
    run.go_to(10 * run.updates_an_epoch)
    low, high = ink_ends(made)
    assert (low, high) == (0.0, 16.0)
    for digit, path in STROKES.items():
        image = np.full((8, 8), low)
        for start, end in pairwise(path):
            image = brushed(image, start, end, high)
        outputs = forward(run.network, image.reshape(1, -1))[1][-1][0]
        assert outputs.argmax() == digit
