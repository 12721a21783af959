"""The file format, version 1: from bytes to a Document, and from a Document to text.

    {"format": "mlpviz", "version": 1, "title": "", "notes": "",
     "network": {"inputs": 2, "input_names": ["x1", "x2"],
       "layers": [{"units": 1, "activation": "identity", "weights": [[1, 1]], "biases": null}]},
     "loss": "squared_error", "reduction": "mean",
     "data": {"inputs": [[1, 1]], "targets": [[2]]},
     "training": {"learning_rate": 0.1, "optimizer": "gradient_descent", "batch_size": 1, "seed": 0},
     "notation": "excitation"}

`weights[j][k]` goes to unit j from unit k. Class numbers as targets may stand in one flat list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from mlpviz.core.document import (
    MAX_INPUTS,
    MAX_LAYERS,
    MAX_PARAMETERS,
    MAX_SAMPLES,
    MAX_UNITS,
    Data,
    Document,
    DocumentError,
    Training,
    check_document,
)
from mlpviz.core.reader import Reader, ReadError, short
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Layer, Network, frozen

FORMAT = "mlpviz"
VERSION = 1

_NOT_SPACE = re.compile(rb"[^ \t\r\n]")
_FORMAT_KEY = re.compile(rb'"format"\s*+:\s*+"mlpviz"')
_VERSION_KEY = re.compile(rb'"version"\s*+:\s*+([0-9]{1,9})(?![0-9.eE])')


def read_document(raw: bytes) -> Document:
    """The document in the bytes of a file. Raises ReadError or DocumentError, each with place and remedy."""
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
    document = _Format(raw).document()
    check_document(document)
    return document


class _Format:
    """Each method reads the part of the format that it is named for; `place` is where in the file."""

    def __init__(self, raw: bytes) -> None:
        self._read = Reader(raw)
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
                "data": self._data,
                "training": self._training,
                "notation": text,
            },
            frozenset({"format", "version", "title", "network", "loss", "data"}),
        )
        self._read.end()
        del values["format"], values["version"]
        values["network"], values["input_names"] = values["network"]
        inputs, (targets, flat) = values["data"]
        if flat and values["loss"] in LOSSES and not LOSSES[values["loss"]].classes:
            raise ReadError("data.targets[0]", "must be a list of numbers: only class numbers may stand in a flat list")
        values["data"] = Data(inputs, targets)
        return Document(**values)

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

    def _data(self, place: str) -> tuple[Array, tuple[Array, bool]]:
        values = self._read.fields(
            place,
            {
                "inputs": lambda where: self._read.matrix(where, MAX_SAMPLES, MAX_INPUTS, "samples"),
                "targets": self._targets,
            },
            frozenset({"inputs", "targets"}),
        )
        return values["inputs"], values["targets"]

    def _targets(self, place: str) -> tuple[Array, bool]:
        """Targets of shape (samples, width), and whether they stood in one flat list."""
        if self._read.opens_with_number():
            flat = self._read.row(place, MAX_SAMPLES, "samples")
            return frozen([[value] for value in flat]), True
        return self._read.matrix(place, MAX_SAMPLES, MAX_UNITS, "samples"), False

    def _training(self, place: str) -> Training:
        whole = self._read.integer
        readers: dict[str, Callable[[str], Any]] = {
            "learning_rate": self._read.number,
            "optimizer": self._read.text,
            "batch_size": whole,
            "seed": whole,
        }
        return Training(**self._read.fields(place, readers, frozenset()))


def write_document(document: Document) -> str:
    """The text of a file. The same document gives the same text; reading it gives equal bits.

    Raises DocumentError where the document would not open again.
    """
    check_document(document)
    network, training = document.network, document.training
    layers = ",\n".join(_layer_text(layer) for layer in network.layers)
    names = ""
    if document.input_names:
        joined = ", ".join(_quoted(f"network.input_names[{i}]", name) for i, name in enumerate(document.input_names))
        names = f'    "input_names": [{joined}],\n'
    return (
        "{\n"
        f'  "format": "{FORMAT}",\n'
        f'  "version": {VERSION},\n'
        f'  "title": {_quoted("title", document.title)},\n'
        f'  "notes": {_quoted("notes", document.notes)},\n'
        '  "network": {\n'
        f'    "inputs": {network.inputs},\n'
        f"{names}"
        f'    "layers": [\n{layers}\n    ]\n'
        "  },\n"
        f'  "loss": "{document.loss}",\n'
        f'  "reduction": "{document.reduction}",\n'
        '  "data": {\n'
        f'    "inputs": {_matrix_text(document.data.inputs, 6)},\n'
        f'    "targets": {_matrix_text(document.data.targets, 6)}\n'
        "  },\n"
        '  "training": {\n'
        f'    "learning_rate": {_number_text(float(training.learning_rate))},\n'
        f'    "optimizer": "{training.optimizer}",\n'
        f'    "batch_size": {training.batch_size},\n'
        f'    "seed": {training.seed}\n'
        "  },\n"
        f'  "notation": "{document.notation}"\n'
        "}\n"
    )


def _quoted(place: str, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise DocumentError(place, "holds half of a surrogate pair: write the whole character") from None
    return json.dumps(text, ensure_ascii=False)


def _layer_text(layer: Layer) -> str:
    biases = "null" if layer.biases is None else _row_text(layer.biases.tolist())
    return (
        "      {\n"
        f'        "units": {layer.units},\n'
        f'        "activation": "{layer.activation}",\n'
        f'        "weights": {_matrix_text(layer.weights, 10)},\n'
        f'        "biases": {biases}\n'
        "      }"
    )


def _matrix_text(matrix: Array, indent: int) -> str:
    rows: list[Any] = matrix.tolist()
    if len(rows) == 1:
        return f"[{_row_text(rows[0])}]"
    space = " " * indent
    return "[\n" + ",\n".join(space + _row_text(row) for row in rows) + "\n" + space[:-2] + "]"


def _row_text(row: list[float]) -> str:
    return "[" + ", ".join(map(_number_text, row)) + "]"


def _number_text(value: float) -> str:
    """The shortest text that gives the same bits back; a whole number goes without its point, −0.0 keeps it."""
    text = repr(value)
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text
