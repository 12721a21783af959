"""The samples of a document: their numbers, where they come from, and what is done to them before the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from mlpviz.data.files import FileReference
from mlpviz.data.pipeline import Pipeline
from mlpviz.data.recipe import Recipe
from mlpviz.data.samples import Samples
from mlpviz.data.scaling import Scaling
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Array, Network, frozen, same_bits

CODINGS = ("numbers", "classes", "one_hot", "zero_one", "signs")
"""How targets are written: as they are; class numbers; a 1 at the class; 0 or 1; −1 or 1."""


@dataclass(frozen=True, eq=False)
class Data:
    """Samples: inputs of shape (n, inputs), targets of shape (n, outputs), or (n, 1) where they are class numbers.

    `raw`: what the inputs were made of, shape (n, raw inputs), where there are features or a scaling; else None.
    """

    inputs: Array
    targets: Array
    raw: Array | None = None

    @property
    def samples(self) -> int:
        return int(self.inputs.shape[0])

    @property
    def points(self) -> Array:
        """The raw inputs, shape (n, raw inputs)."""
        return self.inputs if self.raw is None else self.raw

    @cached_property
    def not_finite(self) -> str | None:
        """The first place, like inputs[3][0], whose number is not finite; looked for once."""
        for name, array in (("inputs", self.inputs), ("targets", self.targets)):
            bad = ~np.isfinite(array)
            if bad.any():
                sample, column = np.argwhere(bad)[0]
                return f"{name}[{sample}][{column}]"
        return None

    @cached_property
    def kept(self) -> dict[tuple[object, ...], Any]:
        """What others have made of these samples, which never change, so that it is made once."""
        return {}

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Data)
            and same_bits(self.inputs, other.inputs)
            and same_bits(self.targets, other.targets)
            and (self.raw is None) == (other.raw is None)
            and same_bits(self.points, other.points)
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Source:
    """Where the samples come from: a recipe, a file, or neither, where the document keeps them by value.

    names: of the raw inputs, or none: x1, x2, …   classes: their names, none where targets are numbers.
    features, scaling: see Pipeline.   coding: how targets are written (see CODINGS).
    """

    recipe: Recipe | None = None
    file: FileReference | None = None
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    scaling: Scaling | None = None
    coding: str = "numbers"

    @property
    def kept(self) -> bool:
        """Whether the document keeps the samples themselves."""
        return self.recipe is None and self.file is None

    @property
    def plain(self) -> bool:
        """Whether the raw inputs are what the network sees."""
        return not self.features and self.scaling is None

    def by_value(self) -> Source:
        """The same, with the samples kept in the document from now on."""
        return self if self.kept else replace(self, recipe=None, file=None)

    def pipeline(self, raw_inputs: int) -> Pipeline:
        """From raw inputs, so many, to what the network sees."""
        return Pipeline(self.raw_names(raw_inputs), self.features, self.scaling)

    def raw_names(self, raw_inputs: int) -> tuple[str, ...]:
        """What so many raw inputs are called: as the source says, or x1, x2, …, or x where there is one."""
        if self.names:
            return self.names
        return ("x",) if raw_inputs == 1 else tuple(f"x{index + 1}" for index in range(raw_inputs))

    def data(self, raw: Array, targets: Array) -> Data:
        """Samples from raw inputs of shape (n, raw inputs) and targets as the document writes them."""
        raw, targets = frozen(raw), frozen(targets)
        if self.plain:
            return Data(raw, targets)
        return Data(frozen(self.pipeline(raw.shape[1]).apply(raw)), targets, raw)


def coding_for(samples: Samples, loss: str, network: Network) -> str:
    """How targets are written for this loss and these outputs."""
    if not samples.classes:
        return "numbers"
    if network.outputs > 1:
        return "classes" if LOSSES[loss].classes else "one_hot"
    return "signs" if network.layers[-1].activation in ("sign", "tanh") else "zero_one"


def coded(targets: Array, coding: str, classes: int) -> Array:
    """Targets of shape (n, width) from class numbers of shape (n, 1), or as they are where they are numbers."""
    if coding == "one_hot":
        return frozen(np.eye(classes)[targets[:, 0].astype(np.intp)])
    return frozen(2.0 * targets - 1.0) if coding == "signs" else frozen(targets)


def parted(source: Source, samples: Samples) -> tuple[Data, Data | None]:
    """The samples to train on and those held out, as the document writes them."""
    targets = coded(samples.targets, source.coding, len(samples.classes))
    whole = source.data(samples.inputs, targets)
    if not samples.held_out:
        return whole, None
    first = whole.samples - samples.held_out
    return _rows(whole, slice(first)), _rows(whole, slice(first, None))


def _rows(data: Data, rows: slice) -> Data:
    return Data(data.inputs[rows], data.targets[rows], None if data.raw is None else data.raw[rows])
