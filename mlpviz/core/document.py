"""The document: what is saved and can be undone. Frozen; every change is a new document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mlpviz.core.errors import DocumentError as DocumentError
from mlpviz.core.samples import CODINGS, Source
from mlpviz.core.samples import Data as Data
from mlpviz.core.surface import Surface, first_parameters, refitted
from mlpviz.core.surface_check import check_surface
from mlpviz.core.training import Rival, check_training
from mlpviz.core.training import Training as Training
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.losses import LOSSES, REDUCTIONS, check_pair, check_targets, expand_targets
from mlpviz.nn.network import Array, Layer, Network

MAX_LAYERS = 16
MAX_UNITS = 1024
MAX_INPUTS = 1024
MAX_PARAMETERS = 2_000_000
MAX_SAMPLES = 100_000
NOTATIONS = ("excitation", "unit_graph", "two_stage", "row_matrix", "layer_superscript")


@dataclass(frozen=True)
class Document:
    """Title, network with its parameters, loss, data, training settings, notation, and the loss surface.

    `data` are the samples to train on, `test` those held out, as the network sees them (see Source). `rival` is a
    second network that is trained beside this one. Where `function` names a textbook function, the network is its
    carrier and its weights are the present point (see core/functions.py).
    """

    title: str
    network: Network
    loss: str
    data: Data
    notes: str = ""
    input_names: tuple[str, ...] = ()
    reduction: str = "mean"
    training: Training = field(default_factory=Training)
    notation: str = "excitation"
    function: str | None = None
    surface: Surface = field(default_factory=Surface)
    source: Source = field(default_factory=Source)
    test: Data | None = None
    rival: Rival | None = None

    @property
    def targets(self) -> Array:
        """Targets of shape (samples, outputs): class numbers as one-hot rows."""
        return self.targets_of(self.data)

    def targets_of(self, data: Data) -> Array:
        """The same of other samples."""
        key = ("targets", LOSSES[self.loss].classes, self.network.outputs)
        if key not in data.kept:
            data.kept[key] = expand_targets(self.loss, data.targets, self.network.outputs)
        targets: Array = data.kept[key]
        return targets

    def input_name(self, index: int) -> str:
        """The name of input `index` (from 0): its own, or x1, x2, …"""
        return self.input_names[index] if self.input_names else f"x{index + 1}"

    def with_network(self, network: Network) -> Document:
        """This document with another network; of its surface stays what still has a meaning."""
        return replace(self, network=network, surface=refitted(self.surface, self.network, network))

    def with_layer(self, layer: int, value: Layer) -> Document:
        """This document with layer number `layer` (from 1) put in place of the present one."""
        return self.with_network(self.network.with_layer(layer, value))

    def with_data(self, points: Array, targets: Array) -> Document:
        """This document with other samples to train on, from raw inputs; it keeps them by value from now on."""
        source = self.source.by_value()
        return replace(self, data=source.data(points, targets), source=source)

    __hash__ = None  # type: ignore[assignment]


def same_numbers(a: Document, b: Document) -> bool:
    """Whether two documents walk through the same numbers (same parts by identity: parts are never changed)."""
    return (
        a.network is b.network
        and a.data is b.data
        and a.loss == b.loss
        and a.reduction == b.reduction
        and a.training == b.training
        and a.function == b.function
    )


def axes_of(document: Document) -> tuple[object, ...]:
    """What the loss surface of a document is over: where that is another, coordinates mean something else."""
    surface = document.surface
    names = surface.parameters or first_parameters(document.network)
    return document.function, surface.axes, names if surface.axes == "parameters" else document.network.widths


def check_document(document: Document) -> None:
    """Raise DocumentError, naming the place and the remedy, at the first thing that does not fit."""
    network = document.network
    if document.function is not None:
        _check_function(document, document.function)
    _check_network(network)
    if document.input_names and len(document.input_names) != network.inputs:
        raise DocumentError(
            "network.input_names",
            f"{network.inputs} inputs need {network.inputs} names, not {len(document.input_names)}",
        )
    if document.loss not in LOSSES:
        raise DocumentError("loss", f"no loss is called {document.loss!r}; choose one of {', '.join(LOSSES)}")
    if document.reduction not in REDUCTIONS:
        raise DocumentError("reduction", "choose mean or sum")
    try:
        check_pair(document.loss, network.layers[-1].activation)
    except ValueError as error:
        raise DocumentError("loss", str(error)) from None
    _check_data(document, document.data, "data")
    if document.test is not None:
        _check_data(document, document.test, "data.test")
    check_training(document.training)
    if document.rival is not None:
        _check_rival(document, document.rival)
    if document.notation not in NOTATIONS:
        raise DocumentError("notation", f"choose one of {', '.join(NOTATIONS)}")
    check_surface(document.surface, network, document.function)


def _check_function(document: Document, function: str) -> None:
    """A function keeps its carrier: one input 1, an identity unit for each variable, targets 0."""
    if function not in FUNCTIONS:
        raise DocumentError("function", f"no function is called {function!r}; choose one of {', '.join(FUNCTIONS)}")
    network, variables = document.network, FUNCTIONS[function].variables
    layer = network.layers[0] if network.depth == 1 else None
    plain = layer is not None and layer.activation == "identity" and not layer.has_bias
    if not plain or network.widths != (1, variables) or document.input_names:
        raise DocumentError("network", "this document is a function: it has no layers to change")
    point = network.layers[0].weights[:, 0]
    for index in np.flatnonzero(~np.isfinite(point)):
        raise DocumentError(f"point[{index}]", "must be a finite number")
    if document.data != Data(np.ones((1, 1)), np.zeros((1, variables))):
        raise DocumentError("data", "this document is a function: it has no samples to change")
    if (document.loss, document.reduction) != ("squared_error", "mean"):
        raise DocumentError("loss", "this document is a function: it is its own loss")


def _check_network(network: Network) -> None:
    if not 1 <= network.inputs <= MAX_INPUTS:
        raise DocumentError("network.inputs", f"a network has 1 to {MAX_INPUTS} inputs, not {network.inputs}")
    if not 1 <= network.depth <= MAX_LAYERS:
        raise DocumentError("network.layers", f"a network has 1 to {MAX_LAYERS} layers, not {network.depth}")
    width = network.inputs
    for index, layer in enumerate(network.layers):
        place = f"network.layers[{index}]"
        if not 1 <= layer.units <= MAX_UNITS:
            raise DocumentError(f"{place}.units", f"a layer has 1 to {MAX_UNITS} units, not {layer.units}")
        if layer.activation not in ACTIVATIONS:
            raise DocumentError(
                f"{place}.activation",
                f"no activation is called {layer.activation!r}; choose one of {', '.join(ACTIVATIONS)}",
            )
        if layer.fan_in != width:
            raise DocumentError(
                f"{place}.weights[0]", f"needs {width} weights, one from each unit before, not {layer.fan_in}"
            )
        for name, array in (("weights", layer.weights), ("biases", layer.biases)):
            if array is not None and not np.isfinite(array).all():
                where = "".join(f"[{i}]" for i in np.argwhere(~np.isfinite(array))[0])
                raise DocumentError(f"{place}.{name}{where}", "must be a finite number")
        width = layer.units
    if network.parameter_count > MAX_PARAMETERS:
        raise DocumentError(
            "network",
            f"at most {MAX_PARAMETERS:,} parameters, not {network.parameter_count:,}: use fewer units or layers",
        )


def _check_data(document: Document, data: Data, place: str) -> None:
    if not 1 <= data.samples <= MAX_SAMPLES:
        raise DocumentError(f"{place}.inputs", f"1 to {MAX_SAMPLES:,} samples, not {data.samples:,}")
    if document.source.coding not in CODINGS:
        raise DocumentError("data.coding", f"choose one of {', '.join(CODINGS)}")
    if data.inputs.shape[1] != document.network.inputs:
        raise DocumentError(
            f"{place}.inputs[0]",
            f"{document.network.inputs} inputs need {document.network.inputs} numbers, not {data.inputs.shape[1]}",
        )
    if data.targets.shape[0] != data.samples:
        raise DocumentError(
            f"{place}.targets", f"{data.samples} samples need {data.samples} targets, not {data.targets.shape[0]}"
        )
    if data.not_finite is not None:
        raise DocumentError(f"{place}.{data.not_finite}", "must be a finite number")
    try:
        check_targets(document.loss, data.targets, document.network.outputs)
    except ValueError as error:
        raise DocumentError(f"{place}.targets", str(error)) from None


def _check_rival(document: Document, rival: Rival) -> None:
    """A rival takes the same samples: its inputs, outputs and loss must go with them."""
    if document.function is not None:
        raise DocumentError("rival", "this document is a function: there is nothing to train beside it")
    other = replace(document, network=rival.network, loss=rival.loss, training=rival.training, rival=None)
    if (rival.network.inputs, rival.network.outputs) != (document.network.inputs, document.network.outputs):
        raise DocumentError("rival.network", "has other inputs or outputs than the network: both take the same samples")
    try:
        check_document(replace(other, surface=Surface()))
    except DocumentError as error:
        raise DocumentError(f"rival.{error.place}", error.message) from None
