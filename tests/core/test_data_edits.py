"""Where samples come from and what is made of them: whatever is chosen, the document stays whole and is read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.classes import class_count, class_names, class_numbers_of
from mlpviz.core.document import Document, DocumentError, check_document
from mlpviz.core.examples import find
from mlpviz.core.files import FileError, dumps, load, loads, save
from mlpviz.core.training import Rival
from mlpviz.core.training_run import TrainingRun
from mlpviz.data.csv_table import guessed, read_table, sniffed
from mlpviz.data.files import reference_for_csv
from mlpviz.data.generators import GENERATORS
from mlpviz.data.recipe import Recipe, default_recipe
from mlpviz.nn.network import same_bits
from mlpviz.nn.passes import forward

BEGINNINGS = ("toy", "xor-sigmoid", "softmax-label", "perceptron-unit", "multiclass-perceptron", "iris", "sine-cubic")


def same(a: Document, b: Document) -> bool:
    return (
        a.data == b.data
        and a.test == b.test
        and a.source == b.source
        and a.training == b.training
        and a.input_names == b.input_names
        and all(
            same_bits(one.weights, other.weights) and same_bits(one.biases, other.biases)
            for one, other in zip(a.network.layers, b.network.layers, strict=True)
        )
    )


def kept(document: Document) -> Document:
    """The document, once it has been written and read; the same text once more."""
    text = dumps(document)
    again = loads(text)
    assert dumps(again) == text
    return again


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_set_fits_every_document(beginning: str, name: str) -> None:
    recipe = replace(default_recipe(name), size=60, test=0.25, seed=3)
    document = data_edits.set_recipe(find(beginning).document(), recipe)
    check_document(document)
    assert document.test is not None and document.data.samples + document.test.samples == 60
    assert same(kept(document), document)
    run = TrainingRun(document)
    assert run.step()
    row = GENERATORS[name]
    assert (class_numbers_of(document, document.data) is not None) == bool(row.classes)
    if row.classes:
        assert class_names(document) == row.classes[: class_count(document)]


def moons() -> Document:
    return data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 40, 0.1, 1, 0.25))


def test_the_same_recipe_is_no_edit_and_another_seed_is_other_samples() -> None:
    document = moons()
    recipe = document.source.recipe
    assert recipe is not None
    assert data_edits.set_recipe(document, recipe) is document
    other = data_edits.set_recipe(document, replace(recipe, seed=2))
    assert not same_bits(other.data.inputs, document.data.inputs)
    assert other.network is document.network


def test_what_does_not_fit_is_refused_with_its_place() -> None:
    with pytest.raises(DocumentError, match="noise") as caught:
        data_edits.set_recipe(moons(), Recipe("moons", 40, -1.0))
    assert caught.value.place == "data.recipe: noise"
    with pytest.raises(DocumentError, match="cannot be made"):
        data_edits.set_features(moons(), ("x1", "x9^2"))
    with pytest.raises(DocumentError, match="below 1"):
        data_edits.hold_out(moons(), 1.0)


def test_features_keep_the_weights_of_inputs_that_stay() -> None:
    before = moons()
    document = data_edits.set_features(before, ("x2", "x1*x2"))
    check_document(document)
    assert document.input_names == ("x₂", "x₁x₂")
    first, old = document.network.layers[0].weights, before.network.layers[0].weights
    assert same_bits(first[:, 0].copy(), old[:, 1].copy())
    points = document.data.points
    assert same_bits(document.data.inputs[:, 1].copy(), points[:, 0] * points[:, 1])
    assert document.test is not None and document.test.inputs.shape[1] == 2
    assert same(kept(document), document)
    back = data_edits.set_features(document, ("x1", "x2"))
    assert back.source.features == () and back.input_names == ()
    assert back.data == before.data


def test_standardised_inputs_have_mean_0_and_deviation_1_over_the_training_samples() -> None:
    document = data_edits.standardise(data_edits.set_features(moons(), ("x1", "x1^2")), True)
    np.testing.assert_allclose(document.data.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(document.data.inputs.std(axis=0), 1, atol=1e-12)
    assert document.test is not None and abs(document.test.inputs.mean()) > 1e-6  # by the same numbers, not its own
    assert all("std" in document.input_name(index) for index in range(2))
    assert same(kept(document), document)
    plain = data_edits.standardise(document, False)
    assert plain.source.scaling is None and same_bits(plain.data.points, document.data.points)


def test_a_raw_input_can_be_edited_through_its_feature_and_what_is_made_of_it_cannot() -> None:
    document = data_edits.standardise(data_edits.set_features(moons(), ("x1", "x1^2", "x2")), True)
    changed = edits.set_input(document, 4, 0, 0.5)
    assert changed.data.inputs[4, 0] == pytest.approx(0.5, abs=1e-12)
    raw = changed.data.points[4, 0]
    scaling = document.source.scaling
    assert scaling is not None
    assert changed.data.inputs[4, 1] == pytest.approx((raw**2 - scaling.means[1]) / scaling.deviations[1])
    assert changed.source.kept  # by value from now on
    with pytest.raises(DocumentError, match="is made of x1, x2"):
        edits.set_input(document, 4, 1, 0.5)


@pytest.mark.parametrize("name", ["moons", "blobs", "regression"])
def test_samples_kept_by_value_are_held_out_in_the_same_share_of_every_class(name: str) -> None:
    recipe = replace(default_recipe(name), size=90)
    whole = data_edits.keep_by_value(data_edits.set_recipe(find("toy").document(), recipe))
    split = data_edits.hold_out(whole, 1 / 3)
    check_document(split)
    assert split.test is not None and split.test.samples == 30
    both = np.concatenate([split.data.points, split.test.points])
    assert sorted(map(tuple, both)) == sorted(map(tuple, whole.data.points))
    numbers = class_numbers_of(split, split.test)
    if numbers is not None:
        assert np.ptp(np.bincount(numbers)) == 0
    again = data_edits.hold_out(split, 0.0)
    assert again.test is None and again.data.samples == 90
    assert same(kept(split), split)


def test_points_are_drawn_moved_reclassed_and_erased() -> None:
    document = moons()
    drawn = data_edits.add_point(document, (0.25, -0.5), 1)
    assert drawn.data.samples == document.data.samples + 1
    assert drawn.data.points[-1].tolist() == [0.25, -0.5] and drawn.data.targets[-1].tolist() == [1.0]
    assert drawn.source.kept and drawn.source.recipe is None and drawn.test is document.test
    moved = data_edits.move_point(drawn, drawn.data.samples - 1, (1.0, 2.0))
    assert moved.data.points[-1].tolist() == [1.0, 2.0]
    other = data_edits.set_point_class(moved, moved.data.samples - 1, 0)
    assert other.data.targets[-1].tolist() == [0.0]
    assert edits.remove_sample(other, other.data.samples - 1).data.samples == document.data.samples
    assert same(kept(other), other)
    with pytest.raises(DocumentError, match="classes 0 to 1"):
        data_edits.add_point(document, (0.0, 0.0), 2)


@pytest.mark.parametrize(
    ("example", "row"),
    [("iris", [2.0]), ("multiclass-perceptron", [2.0]), ("xor-sigmoid", [1.0])],
)
def test_a_class_is_written_as_the_document_writes_them(example: str, row: list[float]) -> None:
    document = find(example).document()
    number = int(row[0])
    point = document.data.points[0]
    drawn = data_edits.add_point(document, point, number)
    check_document(drawn)
    assert drawn.data.targets[-1].tolist() == row
    numbers = class_numbers_of(drawn, drawn.data)
    assert numbers is not None and numbers[-1] == number


def test_signs_are_drawn_as_minus_one_and_one() -> None:
    document = edits.set_output(find("perceptron-unit").document(), "sign", "half_squared_error")
    document = data_edits.set_recipe(document, Recipe("moons", 20))
    assert set(document.data.targets.ravel()) == {-1.0, 1.0}
    assert data_edits.add_point(document, (0.0, 0.0), 0).data.targets[-1].tolist() == [-1.0]


def test_a_rival_takes_the_samples_too() -> None:
    document = moons()
    document = replace(document, rival=Rival(document.network, document.loss, document.training))
    iris = data_edits.set_recipe(document, default_recipe("iris"))
    check_document(iris)
    assert iris.rival is not None and iris.rival.network.widths == iris.network.widths == (4, 2, 3)
    polynomial = data_edits.set_features(document, ("x1", "x2", "x1*x2"))
    assert polynomial.rival is not None and polynomial.rival.network.inputs == 3
    assert same(kept(iris), iris)
    assert kept(iris).rival is not None


def test_a_wider_input_layer_drops_what_samples_were_made_of() -> None:
    document = reshape.set_units(data_edits.standardise(moons(), True), 0, 3)
    check_document(document)
    assert document.source.kept and document.source.plain
    assert document.test is not None and document.test.inputs.shape[1] == 3


def test_linear_layers_of_a_regression_stay_when_the_noise_changes() -> None:
    document = data_edits.set_recipe(find("linear-unit").document(), default_recipe("regression"))
    noisy = data_edits.set_recipe(document, replace(default_recipe("regression"), noise=1.0))
    assert noisy.network is document.network and noisy.loss == document.loss
    outputs = forward(noisy.network, noisy.data.inputs)[1][-1]
    assert outputs.shape == noisy.data.targets.shape


def table(folder: Path, rows: int = 12) -> Path:
    path = folder / "points.csv"
    lines = [f"{k / 10},{-k / 7},{'ab'[k % 2]}" for k in range(rows)]
    path.write_text("\n".join(["left,right,kind", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_document_refers_to_a_file_and_finds_it_beside_itself(tmp_path: Path) -> None:
    path = table(tmp_path)
    raw = path.read_bytes()
    columns = guessed(read_table(raw, sniffed(raw)))
    file = reference_for_csv(path, sniffed(raw), columns, test=0.25, seed=1)
    document = data_edits.set_file(find("xor-sigmoid").document(), file, None)
    assert document.data.samples == 9 and document.source.classes == ("a", "b")
    save(document, tmp_path / "own.mlpviz")
    assert '"points.csv"' in (tmp_path / "own.mlpviz").read_text(encoding="utf-8")
    assert load(tmp_path / "own.mlpviz").data == document.data
    path.write_text("left,right,kind\n1,2,a\n3,4,b\n", encoding="utf-8")
    with pytest.raises(FileError, match="changed"):
        load(tmp_path / "own.mlpviz")
    path.unlink()
    with pytest.raises(FileError, match="choose where it is now"):
        load(tmp_path / "own.mlpviz")


BROKEN = {
    "two sources": ('"recipe": {"name": "moons"}, "inputs": [[1, 2]], "targets": [[1]]', "beside 'recipe'"),
    "no source": ('"classes": ["0", "1"]', "'inputs' is missing"),
    "no such set": ('"recipe": {"name": "suns"}', "moons"),
    "too much noise": ('"recipe": {"name": "moons", "noise": 1e300}', "noise"),
    "no such feature": ('"inputs": [[1, 2]], "targets": [[1]], "features": ["x3"]', "data.features"),
    "names that are too many": ('"inputs": [[1, 2]], "targets": [[1]], "names": ["a"]', "needs 1 numbers"),
    "a deviation of 0": (
        '"inputs": [[1, 2]], "targets": [[1]], "scaling": {"means": [0, 0], "deviations": [1, 0]}', "above 0",
    ),
    "too few deviations": (
        '"inputs": [[1, 2]], "targets": [[1]], "scaling": {"means": [0], "deviations": [1]}', "2 means",
    ),
    "no such coding": ('"inputs": [[1, 2]], "targets": [[1]], "coding": "morse"', "data.coding"),
    "test samples of another width": (
        '"inputs": [[1, 2]], "targets": [[1]], "test": {"inputs": [[1]], "targets": [[1]]}', "needs 2 numbers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_data_are_refused(broken: str) -> None:
    text, words = BROKEN[broken]
    whole = dumps(find("xor-sigmoid").document())
    start = whole.index('"data": {')
    end = whole.index('"training"')
    with pytest.raises(FileError, match=words):
        loads(f'{whole[:start]}"data": {{{text}}},\n  {whole[end:]}')


TRAINING = {
    "decay": ('"weight_decay": -1', "training.weight_decay"),
    "what decays": ('"decay": "none"', "training.decay"),
    "schedule": ('"schedule": "warm"', "training.schedule"),
    "factor": ('"schedule_factor": 2', "training.schedule_factor"),
    "epochs": ('"epochs": 0', "training.epochs"),
    "accuracy": ('"until_accuracy": 1.5', "training.until_accuracy"),
}


@pytest.mark.parametrize("broken", TRAINING)
def test_broken_training_settings_are_refused(broken: str) -> None:
    text, place = TRAINING[broken]
    whole = dumps(find("xor-sigmoid").document()).replace('"seed": 0', f'"seed": 0, {text}')
    with pytest.raises(FileError, match=place):
        loads(whole)


def test_a_rival_of_another_shape_is_refused() -> None:
    document = moons()
    rival = Rival(reshape.set_units(document, 0, 3).network, document.loss, document.training)
    with pytest.raises(DocumentError, match="other inputs"):
        check_document(replace(document, rival=rival))
