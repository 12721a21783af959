"""Changes of shape: layers, units and biases, functions Document → Document, for Store.edit.

Weights whose two ends survive keep their bits. New ones are drawn small, seeded by the document's seed; new biases,
inputs and targets are 0. Each raises DocumentError, with the remedy, where the change does not fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mlpviz.core.document import MAX_INPUTS, MAX_UNITS, Data, Document, DocumentError
from mlpviz.nn.folding import fold, foldable
from mlpviz.nn.losses import LOSSES, expand_targets
from mlpviz.nn.network import Array, Layer, Network, frozen

_LARGEST_NEW_WEIGHT = 0.5
_UNITS_AFTER_INPUT = 8


def set_units(document: Document, layer: int, units: int) -> Document:
    """A layer with so many units; of layer 0, so many inputs. Data and names follow."""
    network = document.network
    if units == network.widths[layer]:
        return document
    what, limit = ("inputs", MAX_INPUTS) if layer == 0 else ("units", MAX_UNITS)
    if not 1 <= units <= limit:
        place = "network.inputs" if layer == 0 else f"network.layers[{layer - 1}].units"
        raise DocumentError(place, f"there can be 1 to {limit} {what}, not {units}")
    seed, layers = document.training.seed, list(network.layers)
    if layer > 0:
        layers[layer - 1] = _with_rows(layers[layer - 1], units, layer, seed)
    if layer < network.depth:
        layers[layer] = _with_columns(layers[layer], units, layer + 1, seed)
    changed = document.with_network(Network(units if layer == 0 else network.inputs, tuple(layers)))
    if layer == 0:
        return _with_input_data(changed, units)
    return _with_target_data(document, changed, units) if layer == network.depth else changed


def grow(document: Document, layer: int) -> Document:
    """One more unit in a hidden layer that leaves every output as it is: its outgoing weights are 0.

    In the first layer it has ξ = 0 at one of the training samples, so that a ReLU bends within the data.
    """
    _check_hidden(document, layer, "grown")
    units = document.network.widths[layer]
    grown = set_units(document, layer, units + 1)
    row, after = grown.network.layers[layer - 1 : layer + 1]
    if layer == 1 and row.biases is not None:
        sample = np.random.default_rng([document.training.seed, units]).integers(document.data.samples)
        biases = row.biases.copy()
        biases[units] = -float(row.weights[units] @ document.data.inputs[sample])
        grown = grown.with_layer(layer, replace(row, biases=frozen(biases)))
    weights = after.weights.copy()
    weights[:, units] = 0.0
    return grown.with_layer(layer + 1, replace(after, weights=frozen(weights)))


def add_layer(document: Document, position: int) -> Document:
    """A new hidden layer that takes number `position`, 1 to depth: all from there on move one up.

    It is like the hidden layer before it, or, where there is none, like the one after it.
    """
    network = document.network
    if not 1 <= position <= network.depth:
        raise DocumentError("network.layers", "a new layer stands between the input and the output")
    before = network.widths[position - 1]
    hidden = network.layers[:-1]
    if position > 1:
        like, units = hidden[position - 2], before
    elif hidden:
        like, units = hidden[0], min(before, _UNITS_AFTER_INPUT)
    else:
        like, units = replace(network.layers[0], activation="sigmoid"), min(before, _UNITS_AFTER_INPUT)
    weights = frozen(_fresh(document.training.seed, position, units, before))
    biases = frozen(np.zeros(units)) if like.has_bias else None
    layers = [*network.layers]
    layers.insert(position - 1, Layer(like.activation, weights, biases))
    return _joined(document, layers)


def remove_layer(document: Document, layer: int) -> Document:
    """The network without a hidden layer."""
    _check_hidden(document, layer, "removed")
    return _joined(document, [row for number, row in enumerate(document.network.layers, 1) if number != layer])


def move_layer(document: Document, layer: int, by: int) -> Document:
    """A hidden layer `by` places towards the output (the input, where negative)."""
    _check_hidden(document, layer, "moved")
    target = layer + by
    if not 1 <= target < document.network.depth:
        raise DocumentError("network.layers", "a hidden layer stays between the input and the output")
    layers = [*document.network.layers]
    layers.insert(target - 1, layers.pop(layer - 1))
    return _joined(document, layers) if by else document


def fold_layers(document: Document) -> Document:
    """Every hidden layer of identity units folded into the layer after it: the same outputs but for rounding."""
    if not foldable(document.network):
        raise DocumentError("network.layers", "no hidden layer has identity units: there is nothing to fold")
    return document.with_network(fold(document.network))


def set_has_bias(document: Document, layer: int, has_bias: bool) -> Document:
    """A layer with biases, 0 at first, or without."""
    row = document.network.layers[layer - 1]
    if has_bias == row.has_bias:
        return document
    return document.with_layer(layer, replace(row, biases=frozen(np.zeros(row.units)) if has_bias else None))


def fitted(network: Network, inputs: int, outputs: int, seed: int) -> Network:
    """The network with so many inputs and outputs; weights whose two ends survive are kept."""
    layers = list(network.layers)
    if outputs != network.outputs:
        layers[-1] = _with_rows(layers[-1], outputs, network.depth, seed)
    layers[0] = _with_columns(layers[0], inputs, 1, seed)
    return network if tuple(layers) == network.layers else Network(inputs, tuple(layers))


def with_inputs_of(network: Network, before: Sequence[str], after: Sequence[str], seed: int) -> Network:
    """The network with the inputs named `after`; the weights of an input that was there before stay with it."""
    first = network.layers[0]
    weights = _fresh(seed, 1, first.units, len(after))
    for column, name in enumerate(after):
        if name in before:
            weights[:, column] = first.weights[:, before.index(name)]
    return Network(len(after), (replace(first, weights=frozen(weights)), *network.layers[1:]))


def _check_hidden(document: Document, layer: int, done: str) -> None:
    if not 1 <= layer < document.network.depth:
        raise DocumentError("network.layers", f"only a hidden layer can be {done}: input and output stay")


def _joined(document: Document, layers: list[Layer]) -> Document:
    """The layers one after the other, each with as many columns as the layer before it has units."""
    width, fitted = document.network.inputs, []
    for number, layer in enumerate(layers, start=1):
        fitted.append(_with_columns(layer, width, number, document.training.seed))
        width = layer.units
    return document.with_network(Network(document.network.inputs, tuple(fitted)))


def _with_rows(layer: Layer, units: int, number: int, seed: int) -> Layer:
    kept = min(units, layer.units)
    weights = _fresh(seed, number, units, layer.fan_in)
    weights[:kept] = layer.weights[:kept]
    if layer.biases is None:
        return replace(layer, weights=frozen(weights))
    biases = np.zeros(units)
    biases[:kept] = layer.biases[:kept]
    return replace(layer, weights=frozen(weights), biases=frozen(biases))


def _with_columns(layer: Layer, fan_in: int, number: int, seed: int) -> Layer:
    if fan_in == layer.fan_in:
        return layer
    kept = min(fan_in, layer.fan_in)
    weights = _fresh(seed, number, layer.units, fan_in)
    weights[:, :kept] = layer.weights[:, :kept]
    return replace(layer, weights=frozen(weights))


def _fresh(seed: int, number: int, units: int, fan_in: int) -> Array:
    """Uniform on ±½, or on the narrower Glorot range √(6/(fan in + fan out)) of a wide layer; never all alike."""
    bound = min(_LARGEST_NEW_WEIGHT, math.sqrt(6.0 / (fan_in + units)))
    return np.random.default_rng([seed, number, units, fan_in]).uniform(-bound, bound, (units, fan_in))


def _with_input_data(changed: Document, inputs: int) -> Document:
    """Samples with so many inputs, kept by value: what they were made of does not make these."""
    names = changed.input_names
    if names:
        names = (*names[:inputs], *(f"x{index + 1}" for index in range(len(names), inputs)))
    source = replace(changed.source.by_value(), names=names, features=(), scaling=None)
    data, test = (
        None if part is None else Data(frozen(_padded(part.inputs, inputs)), part.targets)
        for part in (changed.data, changed.test)
    )
    assert data is not None
    return replace(changed, input_names=names, source=source, data=data, test=test)


def _with_target_data(old: Document, changed: Document, outputs: int) -> Document:
    data = _with_targets(old, old.data, outputs, "data")
    test = None if old.test is None else _with_targets(old, old.test, outputs, "data.test")
    if data is old.data and test is old.test:
        return changed
    return replace(changed, source=changed.source.by_value(), data=data, test=test)


def _with_targets(old: Document, data: Data, outputs: int, place: str) -> Data:
    targets = data.targets
    if not LOSSES[old.loss].classes:
        filling = LOSSES[old.loss].hard
        return replace(data, targets=frozen(_padded(targets, outputs, filling[0] if filling else 0.0)))
    rows = expand_targets(old.loss, targets, old.network.outputs)
    lost = np.flatnonzero(rows[:, outputs:].any(axis=1))
    if lost.size:
        sample = int(lost[0])
        number = int(rows[sample].argmax()) + 1
        raise DocumentError(
            f"{place}.targets[{sample}]",
            f"sample {sample + 1} is of the class of output {number}: give it another class before taking that away",
        )
    if targets.shape[1] == 1 and old.network.outputs > 1:  # class numbers; of one class they read as one-hot rows
        return replace(data, targets=frozen(np.ones_like(targets))) if outputs == 1 else data
    return replace(data, targets=frozen(_padded(targets, outputs)))


def _padded(array: Array, columns: int, filling: float = 0.0) -> Array:
    """The first `columns` columns, `filling` where there are fewer."""
    kept = array[:, :columns]
    return np.pad(kept, ((0, 0), (0, columns - kept.shape[1])), constant_values=filling)
