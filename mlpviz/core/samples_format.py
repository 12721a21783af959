"""The data of a document in its file: by value, by recipe or by reference to a file (see schema)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mlpviz.core.document import MAX_INPUTS, MAX_SAMPLES, MAX_UNITS
from mlpviz.core.json_text import matrix_text, number_text, quoted, row_text
from mlpviz.core.reader import Reader, ReadError
from mlpviz.core.samples import Data, Source
from mlpviz.data.csv_table import Columns, CsvFormat
from mlpviz.data.errors import DataError, MissingError
from mlpviz.data.features import check_features
from mlpviz.data.files import FileReference
from mlpviz.data.recipe import Recipe
from mlpviz.data.scaling import Scaling
from mlpviz.nn.network import Array, frozen

_MAX_CLASSES = MAX_UNITS
_BY_VALUE = ("inputs", "targets", "test")


class MissingDataError(ReadError):
    """A file that the samples are in, at the path `missing`, is not there or has `changed`; `file` refers to it."""

    def __init__(self, place: str, error: MissingError, file: FileReference) -> None:
        super().__init__(place, str(error))
        self.file = file
        self.missing = error.place
        self.changed = error.changed


@dataclass(frozen=True)
class ReadData:
    """What stands under "data": raw inputs and targets, to train on and held out, where it is by value; the source."""

    source: Source
    samples: tuple[Array, Array] | None
    test: tuple[Array, Array] | None
    flat: bool
    """Whether targets stood in one flat list, as class numbers may."""

    def parts(self) -> tuple[Data, Data | None]:
        """The samples by value. Raises ReadError where a feature cannot be made of them."""
        assert self.samples is not None
        source = self.source
        names = source.pipeline(self.samples[0].shape[1]).names
        try:
            check_features(source.features, names)
        except DataError as error:
            raise ReadError("data.features", error.message) from None
        width = len(source.features) or self.samples[0].shape[1]
        if source.scaling is not None and len(source.scaling.means) != width:
            raise ReadError("data.scaling", f"needs {width} means and deviations, one for each input")
        for key, raw in (("inputs", self.samples[0]), ("test.inputs", self.test[0] if self.test else None)):
            if raw is not None and raw.shape[1] != len(names):
                raise ReadError(f"data.{key}[0]", f"needs {len(names)} numbers, one for each name")
        return source.data(*self.samples), None if self.test is None else source.data(*self.test)


class SamplesFormat:
    """Each method reads the part of the format that it is named for."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._flat = False

    def data(self, place: str) -> ReadData:
        values = self._read.fields(
            place,
            {
                "inputs": self._inputs,
                "targets": self._targets,
                "test": self._test,
                "recipe": self._recipe,
                "file": self._file,
                "names": self._texts(MAX_INPUTS),
                "classes": self._texts(_MAX_CLASSES),
                "features": self._texts(MAX_INPUTS),
                "scaling": self._scaling,
                "coding": self._read.text,
            },
            frozenset(),
        )
        samples, test = self._by_value(place, values)
        return ReadData(Source(**values), samples, test, self._flat)

    def _by_value(
        self, place: str, values: dict[str, Any]
    ) -> tuple[tuple[Array, Array] | None, tuple[Array, Array] | None]:
        """Take the samples out of `values`; they and a recipe or a file exclude each other."""
        elsewhere = [key for key in ("recipe", "file") if key in values]
        here = [key for key in _BY_VALUE if key in values]
        if len(elsewhere) == 2 or (elsewhere and here):
            keys = [*elsewhere, *here]
            raise ReadError(f"{place}.{keys[1]}", f"stands beside {keys[0]!r}: keep one of them")
        if elsewhere:
            return None, None
        for key in ("inputs", "targets"):
            if key not in values:
                raise ReadError(place, f"the key {key!r} is missing: add it")
        return (values.pop("inputs"), values.pop("targets")), values.pop("test", None)

    def _texts(self, limit: int) -> Callable[[str], tuple[str, ...]]:
        return lambda where: tuple(self._read.items(where, "a list of names", limit, "names", self._read.text))

    def _inputs(self, place: str) -> Array:
        return self._read.matrix(place, MAX_SAMPLES, MAX_INPUTS, "samples")

    def _targets(self, place: str) -> Array:
        """Targets of shape (samples, width); class numbers may stand in one flat list."""
        if self._read.opens_with_number():
            self._flat = True
            flat = self._read.row(place, MAX_SAMPLES, "samples")
            return frozen([[value] for value in flat])
        return self._read.matrix(place, MAX_SAMPLES, MAX_UNITS, "samples")

    def _test(self, place: str) -> tuple[Array, Array]:
        readers = {"inputs": self._inputs, "targets": self._targets}
        values = self._read.fields(place, readers, frozenset(readers))
        return values["inputs"], values["targets"]

    def _recipe(self, place: str) -> Recipe:
        number, whole = self._read.number, self._read.integer
        readers: dict[str, Callable[[str], Any]] = {
            "name": self._read.text, "size": whole, "noise": number, "seed": whole, "test": number, "classes": whole,
        }  # fmt: skip
        return Recipe(**self._read.fields(place, readers, frozenset({"name"})))

    def _scaling(self, place: str) -> Scaling:
        def row(where: str) -> tuple[float, ...]:
            return tuple(self._read.row(where, MAX_INPUTS))

        values = self._read.fields(place, {"means": row, "deviations": row}, frozenset({"means", "deviations"}))
        if len(values["means"]) != len(values["deviations"]):
            raise ReadError(f"{place}.deviations", "must be as many as the means")
        if min(values["deviations"], default=1.0) <= 0:
            raise ReadError(f"{place}.deviations", "must be above 0")
        return Scaling(values["means"], values["deviations"])

    def _file(self, place: str) -> FileReference:
        text, whole, number = self._read.text, self._read.integer, self._read.number
        readers: dict[str, Callable[[str], Any]] = {
            "path": text, "sha256": text, "kind": text, "labels": text, "labels_sha256": text,
            "format": self._csv_format, "columns": self._columns,
            "limit": whole, "divisor": number, "test": number, "seed": whole,
        }  # fmt: skip
        return FileReference(**self._read.fields(place, readers, frozenset({"path", "sha256", "kind"})))

    def _csv_format(self, place: str) -> CsvFormat:
        text = self._read.text
        readers: dict[str, Callable[[str], Any]] = {
            "delimiter": text, "decimal": text, "header": self._read.boolean, "encoding": text,
        }  # fmt: skip
        return CsvFormat(**self._read.fields(place, readers, frozenset(readers)))

    def _columns(self, place: str) -> Columns:
        def numbers(where: str) -> tuple[int, ...]:
            return tuple(self._read.items(where, "a list of columns", MAX_INPUTS, "columns", self._read.integer))

        readers: dict[str, Callable[[str], Any]] = {"inputs": numbers, "targets": numbers, "kind": self._read.text}
        return Columns(**self._read.fields(place, readers, frozenset(readers)))


def data_text(source: Source, data: Data, test: Data | None) -> str:
    """The lines of "data": what is as every source has it at first is left out."""
    parts: list[str] = []
    if source.recipe is not None:
        parts.append(f'"recipe": {_recipe_text(source.recipe)}')
    elif source.file is not None:
        parts.append(f'"file": {_file_text(source.file)}')
    else:
        parts += _sample_parts(data, 6)
        if test is not None:
            inner = ",\n".join("      " + part for part in _sample_parts(test, 8))
            parts.append(f'"test": {{\n{inner}\n    }}')
    for key, names in (("names", source.names), ("classes", source.classes), ("features", source.features)):
        if names:
            joined = ", ".join(quoted(f"data.{key}[{i}]", name) for i, name in enumerate(names))
            parts.append(f'"{key}": [{joined}]')
    if source.scaling is not None:
        means, deviations = row_text(source.scaling.means), row_text(source.scaling.deviations)
        parts.append(f'"scaling": {{"means": {means}, "deviations": {deviations}}}')
    if source.coding != "numbers":
        parts.append(f'"coding": "{source.coding}"')
    return '  "data": {\n' + ",\n".join("    " + part for part in parts) + "\n  },\n"


def _sample_parts(data: Data, indent: int) -> list[str]:
    return [f'"inputs": {matrix_text(data.points, indent)}', f'"targets": {matrix_text(data.targets, indent)}']


def _recipe_text(recipe: Recipe) -> str:
    return (
        f'{{"name": {quoted("data.recipe.name", recipe.name)}, "size": {recipe.size}, '
        f'"noise": {number_text(recipe.noise)}, "seed": {recipe.seed}, "test": {number_text(recipe.test)}, '
        f'"classes": {recipe.classes}}}'
    )


def _file_text(file: FileReference) -> str:
    place = "data.file"
    parts = [f'"path": {quoted(place, file.path)}', f'"sha256": {quoted(place, file.sha256)}']
    parts.append(f'"kind": {quoted(place, file.kind)}')
    if file.labels:
        parts += [f'"labels": {quoted(place, file.labels)}', f'"labels_sha256": {quoted(place, file.labels_sha256)}']
    if file.format is not None:
        kept = file.format
        parts.append(
            f'"format": {{"delimiter": {quoted(place, kept.delimiter)}, "decimal": "{kept.decimal}", '
            f'"header": {"true" if kept.header else "false"}, "encoding": {quoted(place, kept.encoding)}}}'
        )
    if file.columns is not None:
        columns = file.columns
        parts.append(
            f'"columns": {{"inputs": {list(columns.inputs)}, "targets": {list(columns.targets)}, '
            f'"kind": "{columns.kind}"}}'
        )
    parts += [
        f'"limit": {file.limit}', f'"divisor": {number_text(file.divisor)}',
        f'"test": {number_text(file.test)}', f'"seed": {file.seed}',
    ]  # fmt: skip
    return "{" + ", ".join(parts) + "}"
