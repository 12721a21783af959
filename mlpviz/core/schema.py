"""The file format, version 1: from bytes to a Document, and from a Document to text.

    {"format": "mlpviz", "version": 1, "title": "", "notes": "",
     "network": {"inputs": 2, "input_names": ["x1", "x2"],
       "layers": [{"units": 1, "activation": "identity", "weights": [[1, 1]], "biases": null}]},
     "loss": "squared_error", "reduction": "mean",
     "data": {"inputs": [[1, 1]], "targets": [[2]]},
     "training": {"learning_rate": 0.1, "optimizer": "gradient_descent", "batch_size": 1, "seed": 0},
     "notation": "excitation"}

`weights[j][k]` goes to unit j from unit k. Class numbers as targets may stand in one flat list.

A textbook function has "function" and its present "point" in place of network, loss, reduction and data:

    {"format": "mlpviz", "version": 1, "title": "Bowl", "notes": "", "function": "bowl", "point": [2, 3],
     "training": {…}, "notation": "excitation"}

"data" may say instead where the samples come from, and then has no "inputs" and "targets":

    "data": {"recipe": {"name": "moons", "size": 200, "noise": 0.1, "seed": 0, "test": 0.25, "classes": 0},
      "classes": ["upper", "lower"], "coding": "zero_one"}
    "data": {"file": {"path": "iris.csv", "sha256": "…", "kind": "csv", …}, …}

By value it may have "test": {"inputs": …, "targets": …}, samples that are held out. In each case "names" are those of
the raw inputs, "features": ["x", "x^2"] are what is made of them, and "scaling": {"means": […], "deviations": […]}
is subtracted and divided by; inputs are kept raw. "training" may have the further keys of core/training.py, and
"rival": {"layers": […], "loss": …, "training": {…}} is a second network on the same samples.

All may have a "surface", of which every key is optional and may be left out where it is as here (see surface_format):

    "surface": {"axes": "parameters", "parameters": [], "over": "all", "range": null, "start": null,
      "paths": [{"learning_rate": 1, "optimizer": "gradient_descent", "batch_size": null, "accumulate": false}, …],
      "steps": 50, "move": "two", "scale": "linear"}
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlpviz.core.document import (
    MAX_INPUTS,
    MAX_LAYERS,
    MAX_PARAMETERS,
    MAX_UNITS,
    Document,
    check_document,
)
from mlpviz.core.functions import carried, point_of
from mlpviz.core.json_text import matrix_text, quoted, row_text
from mlpviz.core.reader import Reader, ReadError, short
from mlpviz.core.samples import Data, Source, parted
from mlpviz.core.samples_format import MissingDataError, ReadData, SamplesFormat, data_text
from mlpviz.core.surface_format import read_surface, surface_text
from mlpviz.core.training import Rival, Training
from mlpviz.core.training_format import read_training, training_text
from mlpviz.data.errors import DataError, MissingError
from mlpviz.data.files import FileReference, load_reference
from mlpviz.data.recipe import generate
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Layer, Network, frozen

FORMAT = "mlpviz"
VERSION = 1

_NEEDED = frozenset({"format", "version", "title"})
_NETWORK = ("network", "loss", "data")

_NOT_SPACE = re.compile(rb"[^ \t\r\n]")
_FORMAT_KEY = re.compile(rb'"format"\s*+:\s*+"mlpviz"')
_VERSION_KEY = re.compile(rb'"version"\s*+:\s*+([0-9]{1,9})(?![0-9.eE])')


def read_document(raw: bytes, folder: Path | None = None, file: FileReference | None = None) -> Document:
    """The document in the bytes of a file that lies in `folder`; data in other files are looked for from there.

    `file` is taken in place of the one that the document refers to.

    Raises ReadError or DocumentError, each with place and remedy; MissingDataError where other files are not there.
    """
    first = _NOT_SPACE.search(raw)
    if first is None:
        raise ReadError("", "the file is empty: open another one, or save the document again")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise ReadError("", "starts with a byte order mark: save it as UTF-8 without one")
    version = _VERSION_KEY.search(raw)
    if version is not None and int(version[1]) > VERSION and _FORMAT_KEY.search(raw):
        raise ReadError("version", f"made by a newer mlpviz (format {int(version[1])}): update mlpviz to open it")
    if first[0] not in b"{[":
        raise ReadError("", "is not an mlpviz document: those are JSON text that starts with {")
    document = _Format(raw, folder, file).document()
    check_document(document)
    return document


class _Format:
    """Each method reads the part of the format that it is named for; `place` is where in the file."""

    def __init__(self, raw: bytes, folder: Path | None, file: FileReference | None) -> None:
        self._read = Reader(raw)
        self._folder = folder
        self._file = file
        self._parameters = 0

    def document(self) -> Document:
        text = self._read.text
        values = self._read.fields(
            "",
            {
                "format": self._format,
                "version": self._version,
                "title": text,
                "notes": text,
                "network": self._network,
                "loss": text,
                "reduction": text,
                "data": SamplesFormat(self._read).data,
                "training": lambda where: read_training(self._read, where),
                "rival": self._rival,
                "notation": text,
                "function": text,
                "point": lambda where: self._read.row(where, 2, "numbers in a point"),
                "surface": lambda where: read_surface(self._read, where),
            },
            _NEEDED,
        )
        self._read.end()
        del values["format"], values["version"]
        if "function" in values:
            return self._function(values)
        for key in _NETWORK:
            if key not in values:
                raise ReadError("", f"the key {key!r} is missing: add it")
        if "point" in values:
            raise ReadError("point", "only a function has a point: take it away")
        values["network"], values["input_names"] = values["network"]
        rival, found = values.pop("rival", None), values.pop("data")
        if found.flat and values["loss"] in LOSSES and not LOSSES[values["loss"]].classes:
            raise ReadError("data.targets[0]", "must be a list of numbers: only class numbers may stand in a flat list")
        if rival is not None:
            layers, loss, training = rival
            rival = Rival(Network(values["network"].inputs, layers), loss or values["loss"], training)
        source, data, test = self._samples(found)
        return Document(**values, data=data, test=test, source=source, rival=rival)

    def _samples(self, found: ReadData) -> tuple[Source, Data, Data | None]:
        source = found.source
        if found.samples is not None:
            return source, *found.parts()
        file = source.file and (self._file or source.file)
        try:
            if file is not None:
                samples = load_reference(file, self._folder)
                source = replace(source, file=file, classes=samples.classes)
                return source, *parted(source, samples)
            assert source.recipe is not None
            return source, *parted(source, generate(source.recipe))
        except DataError as error:
            if file is not None and isinstance(error, MissingError):
                raise MissingDataError("data.file", error, file) from None
            raise ReadError("data.recipe" if file is None else "data.file", str(error)) from None

    def _function(self, values: dict[str, Any]) -> Document:
        both = [key for key in (*_NETWORK, "reduction") if key in values]
        if both:
            raise ReadError(both[0], "a function has none: take away either this or the function")
        return Document(**carried(values.pop("function"), values.pop("point", None)), **values)

    def _format(self, place: str) -> None:
        found = self._read.text(place)
        if found != FORMAT:
            raise ReadError(place, f"must be {FORMAT!r}, not {short(found)}")

    def _version(self, place: str) -> None:
        found = self._read.integer(place)
        if found != VERSION:
            raise ReadError(place, f"no such version: write {VERSION}")

    def _network(self, place: str) -> tuple[Network, tuple[str, ...]]:
        values = self._read.fields(
            place,
            {
                "inputs": self._read.integer,
                "input_names": lambda where: self._read.items(
                    where, "a list of names", MAX_INPUTS, "names", self._read.text
                ),
                "layers": lambda where: self._read.items(where, "a list of layers", MAX_LAYERS, "layers", self._layer),
            },
            frozenset({"inputs", "layers"}),
        )
        return Network(values["inputs"], tuple(values["layers"])), tuple(values.get("input_names", ()))

    def _layer(self, place: str) -> Layer:
        values = self._read.fields(
            place,
            {
                "units": self._read.integer,
                "activation": self._read.text,
                "weights": self._weights,
                "biases": self._biases,
            },
            frozenset({"units", "activation", "weights", "biases"}),
        )
        units, weights, biases = values["units"], values["weights"], values["biases"]
        if weights.shape[0] != units:
            raise ReadError(f"{place}.weights", f"{units} units need {units} rows of weights, not {weights.shape[0]}")
        if biases is not None and biases.shape[0] != units:
            raise ReadError(f"{place}.biases", f"{units} units need {units} biases, not {biases.shape[0]}")
        return Layer(values["activation"], weights, biases)

    def _weights(self, place: str) -> Array:
        weights = self._read.matrix(place, MAX_UNITS, MAX_UNITS, "rows, one for each unit")
        self._parameters += weights.size
        if self._parameters > MAX_PARAMETERS:
            raise ReadError("network", f"at most {MAX_PARAMETERS:,} parameters: use fewer units or layers")
        return weights

    def _biases(self, place: str) -> Array | None:
        if self._read.null():
            return None
        return frozen(self._read.row(place, MAX_UNITS, "biases, one for each unit"))

    def _rival(self, place: str) -> tuple[tuple[Layer, ...], str | None, Training]:
        values = self._read.fields(
            place,
            {
                "layers": lambda where: self._read.items(where, "a list of layers", MAX_LAYERS, "layers", self._layer),
                "loss": self._read.text,
                "training": lambda where: read_training(self._read, where),
            },
            frozenset({"layers", "training"}),
        )
        return tuple(values["layers"]), values.get("loss"), values["training"]


def write_document(document: Document) -> str:
    """The text of a file. The same document gives the same text; reading it gives equal bits.

    Raises DocumentError where the document would not open again.
    """
    check_document(document)
    return (
        "{\n"
        f'  "format": "{FORMAT}",\n'
        f'  "version": {VERSION},\n'
        f'  "title": {quoted("title", document.title)},\n'
        f'  "notes": {quoted("notes", document.notes)},\n'
        f"{_network_text(document) if document.function is None else _function_text(document)}"
        f"{surface_text(document.surface)}"
        f'  "training": {training_text(document.training, 2)},\n'
        f"{_rival_text(document.rival)}"
        f'  "notation": "{document.notation}"\n'
        "}\n"
    )


def _function_text(document: Document) -> str:
    return f'  "function": "{document.function}",\n  "point": {row_text(point_of(document).tolist())},\n'


def _network_text(document: Document) -> str:
    network = document.network
    layers = ",\n".join(_layer_text(layer) for layer in network.layers)
    names = ""
    if document.input_names:
        joined = ", ".join(quoted(f"network.input_names[{i}]", name) for i, name in enumerate(document.input_names))
        names = f'    "input_names": [{joined}],\n'
    return (
        '  "network": {\n'
        f'    "inputs": {network.inputs},\n'
        f"{names}"
        f'    "layers": [\n{layers}\n    ]\n'
        "  },\n"
        f'  "loss": "{document.loss}",\n'
        f'  "reduction": "{document.reduction}",\n'
        f"{data_text(document.source, document.data, document.test)}"
    )


def _rival_text(rival: Rival | None) -> str:
    if rival is None:
        return ""
    layers = ",\n".join(_layer_text(layer) for layer in rival.network.layers)
    return (
        '  "rival": {\n'
        f'    "layers": [\n{layers}\n    ],\n'
        f'    "loss": "{rival.loss}",\n'
        f'    "training": {training_text(rival.training, 4)}\n'
        "  },\n"
    )


def _layer_text(layer: Layer) -> str:
    biases = "null" if layer.biases is None else row_text(layer.biases.tolist())
    return (
        "      {\n"
        f'        "units": {layer.units},\n'
        f'        "activation": "{layer.activation}",\n'
        f'        "weights": {matrix_text(layer.weights, 10)},\n'
        f'        "biases": {biases}\n'
        "      }"
    )
