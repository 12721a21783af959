"""Changes of numbers, samples and settings: functions Document → Document, for Store.edit.

What does not change keeps its bits; where nothing changes the same document comes back. Each raises DocumentError,
with the remedy, where its value does not fit. Layers from 1 (0 is the input), units, sources and samples from 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.core.document import Document, DocumentError
from mlpviz.data.features import raw_column
from mlpviz.nn.initialisers import INITIALISERS, initialised
from mlpviz.nn.losses import LOSSES, check_pair, check_targets, expand_targets
from mlpviz.nn.network import BIAS, Array

_FREE_LOSS = "half_squared_error"
_LARGEST_SCALE = 1e100


def set_parameter(document: Document, layer: int, unit: int, source: int, value: float) -> Document:
    """The weight to `unit` from `source`, or the bias of `unit` where source is BIAS."""
    row = document.network.layers[layer - 1]
    if source == BIAS and not row.has_bias:
        raise DocumentError(f"network.layers[{layer - 1}].biases", "this layer has no bias: give it one first")
    if _same(row.parameter(unit, source), value):
        return document
    return document.with_layer(layer, row.with_parameter(unit, source, value))


def set_activation(document: Document, layer: int, activation: str) -> Document:
    """The activation of a layer. Raises DocumentError where the loss cannot follow it (see set_output)."""
    row = document.network.layers[layer - 1]
    if activation == row.activation:
        return document
    if layer == document.network.depth:
        _check_pair(document.loss, activation)
    return document.with_layer(layer, replace(row, activation=activation))


def set_loss(document: Document, loss: str) -> Document:
    """The loss. Class numbers become one-hot rows where the new loss needs them so."""
    if loss == document.loss:
        return document
    _check_pair(loss, document.network.layers[-1].activation)
    return _with_loss(document, loss)


def set_output(document: Document, activation: str, loss: str) -> Document:
    """Output activation and loss at once, for pairs that need each other."""
    _check_pair(loss, activation)
    last = document.network.layers[-1]
    if activation != last.activation:
        document = document.with_layer(document.network.depth, replace(last, activation=activation))
    return document if loss == document.loss else _with_loss(document, loss)


def loss_beside(document: Document, activation: str) -> str:
    """The loss to take with an output activation: the present one where it goes with it, else one for it."""
    if LOSSES[document.loss].needs in (None, activation):
        return document.loss
    made_for_it = (row.id for row in LOSSES.values() if row.needs == activation)
    return next((loss for loss in made_for_it if _fits(document, loss)), _FREE_LOSS)


def _fits(document: Document, loss: str) -> bool:
    try:
        check_targets(loss, document.targets, document.network.outputs)
    except ValueError:
        return False
    return True


def activation_beside(document: Document, loss: str) -> str:
    """The output activation to take with a loss: the present one where it goes with it."""
    return LOSSES[loss].needs or document.network.layers[-1].activation


def _with_loss(document: Document, loss: str) -> Document:
    """The loss, with class numbers written as one-hot rows where it does not read them."""
    if LOSSES[document.loss].classes and not LOSSES[loss].classes and class_numbers(document):
        outputs = document.network.outputs
        parts = [
            None if part is None else replace(part, targets=expand_targets(document.loss, part.targets, outputs))
            for part in (document.data, document.test)
        ]
        assert parts[0] is not None
        source = replace(document.source, coding="one_hot") if document.source.classes else document.source
        document = replace(document, data=parts[0], test=parts[1], source=source)
    return replace(document, loss=loss)


def _check_pair(loss: str, activation: str) -> None:
    try:
        check_pair(loss, activation)
    except ValueError as error:
        raise DocumentError("loss", str(error)) from None


def set_reduction(document: Document, reduction: str) -> Document:
    return document if reduction == document.reduction else replace(document, reduction=reduction)


def set_training(document: Document, **changes: Any) -> Document:
    """Fields of Training by name. Where a walk goes on from here, an optimiser begins without a memory."""
    training = replace(document.training, **changes)
    return document if training == document.training else replace(document, training=training)


def set_notation(document: Document, notation: str) -> Document:
    return document if notation == document.notation else replace(document, notation=notation)


def set_title(document: Document, title: str) -> Document:
    return document if title == document.title else replace(document, title=title)


def set_notes(document: Document, notes: str) -> Document:
    return document if notes == document.notes else replace(document, notes=notes)


def set_input(document: Document, sample: int, column: int, value: float) -> Document:
    """Input number `column` of a sample, as the network sees it; a raw input is changed so that it comes out."""
    data, source = document.data, document.source
    if _same(float(data.inputs[sample, column]), value):
        return document
    if source.plain:
        return document.with_data(_with_entry(data.inputs, sample, column, value), data.targets)
    names = source.pipeline(data.points.shape[1]).names
    raw = raw_column(source.features[column], names) if source.features else column
    if raw is None:
        made = ", ".join(names)
        raise DocumentError(
            f"data.inputs[{sample}][{column}]", f"{document.input_name(column)} is made of {made}: change that instead"
        )
    if source.scaling is not None:
        value = value * source.scaling.deviations[column] + source.scaling.means[column]
    return document.with_data(_with_entry(data.points, sample, raw, value), data.targets)


def set_target(document: Document, sample: int, output: int, value: float) -> Document:
    """The target of one output of a sample. Among classes, 1 moves the one to this output."""
    targets = document.data.targets
    if LOSSES[document.loss].classes:
        present = float(document.targets[sample, output])
        if _same(present, value):
            return document
        if value != 1:
            raise DocumentError(
                f"data.targets[{sample}]", "one target is 1 and all others are 0: type 1 at the right class"
            )
        if class_numbers(document):
            return set_class(document, sample, output)
        changed = targets.copy()
        changed[sample] = 0.0
        changed[sample, output] = 1.0
        return document.with_data(document.data.points, changed)
    if _same(float(targets[sample, output]), value):
        return document
    return document.with_data(document.data.points, _with_entry(targets, sample, output, value))


def set_class(document: Document, sample: int, number: float) -> Document:
    """The class (from 0) that is right for a sample, of a document whose targets are class numbers."""
    targets, outputs = document.data.targets, document.network.outputs
    if not class_numbers(document):
        raise DocumentError("data.targets", "the targets of this document are not class numbers")
    if number != np.floor(number) or not 0 <= number < outputs:
        raise DocumentError(f"data.targets[{sample}]", f"a class number must be a whole number from 0 to {outputs - 1}")
    if targets[sample, 0] == number:
        return document
    return document.with_data(document.data.points, _with_entry(targets, sample, 0, float(number)))


def class_numbers(document: Document) -> bool:
    """Whether the targets are class numbers, one a sample, and not a number for each output."""
    outputs = document.network.outputs
    return LOSSES[document.loss].classes and document.data.targets.shape[1] == 1 and outputs > 1


def add_sample(document: Document, like: int) -> Document:
    """A copy of sample `like` right after it."""
    data = document.data
    return document.with_data(*(np.insert(part, like + 1, part[like], axis=0) for part in (data.points, data.targets)))


def remove_sample(document: Document, sample: int) -> Document:
    """The data without a sample; the last one stays."""
    data = document.data
    if data.samples == 1:
        raise DocumentError("data", "a document keeps at least one sample")
    return document.with_data(np.delete(data.points, sample, axis=0), np.delete(data.targets, sample, axis=0))


def initialise(document: Document, initialiser: str, seed: int, scale: float = 1.0) -> Document:
    """Freshly drawn weights, biases at zero; the same seed gives the same bits."""
    if initialiser not in INITIALISERS:
        raise DocumentError(
            "network", f"no initialiser is called {initialiser!r}: choose one of {', '.join(INITIALISERS)}"
        )
    if seed < 0:
        raise DocumentError("training.seed", "the seed must not be negative")
    if not abs(scale) <= _LARGEST_SCALE or (scale < 0 and initialiser != "constant"):
        raise DocumentError("network", f"the scale must be a number from 0 to {_LARGEST_SCALE:g}")
    return document.with_network(initialised(document.network, initialiser, seed, scale))


def _with_entry(array: Array, row: int, column: int, value: float) -> Array:
    changed = array.copy()
    changed[row, column] = value
    return changed


def _same(a: float, b: float) -> bool:
    """Equal to the bit, so that −0.0 can be typed over 0.0."""
    return np.float64(a).tobytes() == np.float64(b).tobytes()
