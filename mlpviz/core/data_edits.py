"""Changes of where samples come from and of what is made of them: functions Document → Document, for Store.edit.

Each raises DocumentError, with the remedy, where its value does not fit. Samples from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from mlpviz.core.classes import class_count, class_numbers_of, target_row
from mlpviz.core.document import Data, Document, DocumentError
from mlpviz.core.reshape import fitted, with_inputs_of
from mlpviz.core.samples import Source, coding_for, parted
from mlpviz.data.errors import DataError
from mlpviz.data.features import check_features, feature_values
from mlpviz.data.files import FileReference, load_reference
from mlpviz.data.recipe import Recipe, generate
from mlpviz.data.samples import Samples, make_samples, split
from mlpviz.data.scaling import fitted as fitted_scaling
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Network

_NUMBERS = ("identity", "half_squared_error")
_TWO, _MORE = ("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")
_TWO_HARD, _MORE_HARD = ("step", "perceptron"), ("argmax", "multiclass_perceptron")

T = TypeVar("T")


def set_recipe(document: Document, recipe: Recipe) -> Document:
    """The samples of a recipe in place of the present ones; the network is fitted to them where it must be."""
    if recipe == document.source.recipe:
        return document
    return take_samples(document, _or_document_error(lambda: generate(recipe), "data.recipe"), recipe)


def set_file(document: Document, file: FileReference, folder: Path | None) -> Document:
    """The samples of a file in place of the present ones."""
    return take_samples(document, _or_document_error(lambda: load_reference(file, folder), "data.file"), file)


def take_samples(document: Document, samples: Samples, origin: Recipe | FileReference | None) -> Document:
    """These samples, from there (None: kept by value). Features stay where the raw inputs are called the same.

    The network keeps what fits. Where its outputs or its loss do not go with the targets, it gets those that do: a
    sigmoid with binary cross-entropy for two classes, softmax with cross-entropy for more, identity for numbers.
    """
    old = document.source
    before = old.raw_names(document.data.points.shape[1])
    source = Source(
        recipe=origin if isinstance(origin, Recipe) else None,
        file=origin if isinstance(origin, FileReference) else None,
        names=samples.names,
        classes=samples.classes,
        features=old.features if before == samples.names else (),
    )
    if old.scaling is not None:
        first = samples.count - samples.held_out
        source = _scaled(source, samples.inputs[:first])
    inputs = len(source.pipeline(samples.inputs.shape[1]).input_names)
    outputs, pair = _outputs_for(document, samples)
    seed = document.training.seed
    network = _with_output(fitted(document.network, inputs, outputs, seed), pair and pair[0])
    loss = pair[1] if pair else document.loss
    source = replace(source, coding=coding_for(samples, loss, network))
    data, test = _or_document_error(lambda: parted(source, samples), "data")
    rival = document.rival
    if rival is not None:
        other = _with_output(fitted(rival.network, inputs, outputs, seed), pair and pair[0])
        rival = replace(rival, network=other, loss=pair[1] if pair else rival.loss)
    return _named(replace(document, loss=loss, data=data, test=test, source=source, rival=rival).with_network(network))


def _outputs_for(document: Document, samples: Samples) -> tuple[int, tuple[str, str] | None]:
    """How many outputs, and the output activation and loss where the present ones do not go with the targets."""
    present, classes = document.network.outputs, len(samples.classes)
    if not classes:
        outputs = samples.targets.shape[1]
        numbers = class_numbers_of(document, document.data) is None
        return outputs, None if numbers and not LOSSES[document.loss].classes else _NUMBERS
    were_classes = class_numbers_of(document, document.data) is not None
    if classes == 2 and were_classes and present <= 2:
        return present, None
    if classes == present and present > 1 and were_classes:
        return present, None
    two, more = (_TWO, _MORE) if LOSSES[document.loss].hard is None else (_TWO_HARD, _MORE_HARD)
    return (1, two) if classes == 2 else (classes, more)


def _with_output(network: Network, activation: str | None) -> Network:
    if activation is None:
        return network
    return network.with_layer(network.depth, replace(network.layers[-1], activation=activation))


def keep_by_value(document: Document) -> Document:
    """The same samples, kept in the document itself from now on."""
    source = document.source.by_value()
    return document if source is document.source else replace(document, source=source)


def set_features(document: Document, features: Sequence[str]) -> Document:
    """What is made of the raw inputs; none: the raw inputs themselves. Weights of inputs that stay are kept."""
    points = document.data.points
    names = document.source.raw_names(points.shape[1])
    chosen = () if tuple(features) == names else tuple(features)
    if chosen == document.source.features:
        return document
    _or_document_error(lambda: check_features(chosen, names), "data.features")
    before, after = document.source.features or names, chosen or names
    source = replace(document.source, features=chosen, names=names)
    if source.scaling is not None:
        source = _scaled(source, points)
    return _remade(_with_inputs(document, before, after), source)


def standardise(document: Document, wanted: bool) -> Document:
    """Subtract the mean of each input over the samples to train on, and divide by its deviation; or leave it so."""
    if wanted == (document.source.scaling is not None):
        return document
    source = _scaled(document.source, document.data.points) if wanted else replace(document.source, scaling=None)
    return _remade(document, source)


def hold_out(document: Document, share: float, folder: Path | None = None) -> Document:
    """Hold out a share of the samples, chosen by the seed of the recipe, the file or the training."""
    source = document.source
    if source.recipe is not None:
        return set_recipe(document, replace(source.recipe, test=share))
    if source.file is not None:
        return set_file(document, replace(source.file, test=share), folder)
    parts = [document.data] if document.test is None else [document.data, document.test]
    points, targets = (np.concatenate(arrays) for arrays in zip(*((p.points, p.targets) for p in parts), strict=True))
    numbers = class_numbers_of(document, Data(points, targets))
    kinds = () if numbers is None else tuple(map(str, range(class_count(document))))
    strata = targets if numbers is None else numbers[:, None]  # the same share of every class is held out
    order = make_samples(np.arange(len(points))[:, None], strata, ("row",), kinds)
    found = _or_document_error(lambda: split(order, share, document.training.seed), "data.test")
    rows = found.inputs[:, 0].astype(np.intp)
    first = found.count - found.held_out
    test = source.data(points[rows[first:]], targets[rows[first:]]) if found.held_out else None
    return replace(document, data=source.data(points[rows[:first]], targets[rows[:first]]), test=test)


def add_point(document: Document, point: Sequence[float], number: int) -> Document:
    """One more sample to train on, of class `number` (from 0), at raw inputs."""
    data = document.data
    _check_class(document, number)
    row = target_row(document, number)
    return document.with_data(np.vstack([data.points, point]), np.vstack([data.targets, row]))


def add_value(document: Document, point: Sequence[float], target: Sequence[float]) -> Document:
    """One more sample to train on, whose targets are numbers."""
    data = document.data
    return document.with_data(np.vstack([data.points, point]), np.vstack([data.targets, target]))


def move_point(document: Document, sample: int, point: Sequence[float]) -> Document:
    """Another place, in raw inputs, for a sample to train on."""
    points = document.data.points.copy()
    points[sample] = point
    return document.with_data(points, document.data.targets)


def set_point_class(document: Document, sample: int, number: int) -> Document:
    """The class (from 0) of a sample to train on."""
    _check_class(document, number)
    targets = document.data.targets.copy()
    targets[sample] = target_row(document, number)
    return document.with_data(document.data.points, targets)


def _check_class(document: Document, number: int) -> None:
    if not 0 <= number < class_count(document):
        raise DocumentError("data.targets", f"there are the classes 0 to {class_count(document) - 1}, not {number}")


def _scaled(source: Source, points: Array) -> Source:
    """The source with the scaling that fits these raw inputs."""
    plain = replace(source, scaling=None).pipeline(points.shape[1])
    values = _or_document_error(
        lambda: feature_values(plain.features, plain.names, points) if plain.features else points, "data.features"
    )
    return replace(source, scaling=_or_document_error(lambda: fitted_scaling(values), "data.scaling"))


def _remade(document: Document, source: Source) -> Document:
    """The document with its inputs made of the raw ones as `source` says."""
    data, test = document.data, document.test
    made = _or_document_error(lambda: source.data(data.points, data.targets), "data")
    held = None if test is None else _or_document_error(lambda: source.data(test.points, test.targets), "data.test")
    return _named(replace(document, data=made, test=held, source=source))


def _with_inputs(document: Document, before: tuple[str, ...], after: tuple[str, ...]) -> Document:
    """Network and rival with the inputs `after` in place of `before`."""
    seed, rival = document.training.seed, document.rival
    if rival is not None:
        rival = replace(rival, network=with_inputs_of(rival.network, before, after, seed))
    return replace(document, rival=rival).with_network(with_inputs_of(document.network, before, after, seed))


def _named(document: Document) -> Document:
    """The document with the names that its inputs have where they come from."""
    names = document.source.pipeline(document.data.points.shape[1]).input_names
    return replace(document, input_names=() if names == tuple(f"x{i + 1}" for i in range(len(names))) else names)


def _or_document_error(compute: Callable[[], T], place: str) -> T:
    try:
        return compute()
    except DataError as error:
        raise DocumentError(f"{place}: {error.place}" if error.place else place, error.message) from None
