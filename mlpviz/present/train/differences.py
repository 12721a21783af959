"""What two runs side by side differ in: the settings that are not the same, in words, and a short name for each run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.lockstep import singles
from mlpviz.core.training import Training
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Network, same_bits
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.present.notation import layer_title
from mlpviz.present.numbers import rounded_to, shown
from mlpviz.present.symbols import small_sub

_DIGITS = 3


@dataclass(frozen=True)
class Difference:
    """One setting with its values in run A and run B.

    named: whether the values say by themselves what they are of. short: what tells the runs apart in few words, where
    the values are long.
    """

    what: str
    a: str
    b: str
    named: bool = False
    short: tuple[str, str] | None = None

    def words(self, run: int) -> str:
        """The value in a run, with what it is of where that is not plain: "ReLU", "batch 10"."""
        if self.short is not None:
            return self.short[run]
        value = (self.a, self.b)[run]
        return value if self.named else f"{self.what[0].lower()}{self.what[1:]} {value}"


def differences(document: Document) -> tuple[Difference, ...]:
    """What is not the same in the two runs of a document, in the order in which it matters; none for a single run.

    document: the one that the runs began with, so that its weights are the initial ones. They are told apart by their
    norms, layer by layer, where the shapes are equal.
    """
    runs = singles(document)
    return tuple(_found(*runs)) if len(runs) == 2 else ()


def run_names(document: Document) -> tuple[str, str]:
    """The shortest words that tell run A from run B, such as "ReLU" and "tanh"; empty where nothing does."""
    found = differences(document)
    return (found[0].words(0), found[0].words(1)) if found else ("", "")


def run_words(document: Document, run: int) -> str:
    """All that one run has and the other has not: "hidden 1 ReLU, η 0.03"."""
    return ", ".join(difference.words(run) for difference in differences(document))


def _found(one: Document, other: Document) -> Iterator[Difference]:
    a, b = one.network, other.network
    if a.widths != b.widths:
        yield Difference("Network", _widths(a), _widths(b), named=True)
    else:
        yield from _activations(a, b)
    if one.loss != other.loss:
        yield Difference("Loss", LOSSES[one.loss].title, LOSSES[other.loss].title, named=True)
    for what, named, value in _SETTINGS:
        values = value(one.training), value(other.training)
        if values[0] != values[1]:
            yield Difference(what, *values, named=named)
    if a.widths == b.widths:
        yield from _weights(a, b)


def _widths(network: Network) -> str:
    return "-".join(str(width) for width in network.widths)


def _activations(a: Network, b: Network) -> Iterator[Difference]:
    """By layer; hidden layers at once where they all differ alike."""
    pairs = [(x.activation, y.activation) for x, y in zip(a.layers, b.layers, strict=True)]
    hidden = set(pairs[:-1])
    alike = len(hidden) == 1 and len(pairs) > 1
    for number, (x, y) in enumerate(pairs, start=1):
        if x != y and not (alike and 1 < number < len(pairs)):
            what = "Hidden" if alike and number == 1 else layer_title(number, len(pairs))
            yield Difference(what, ACTIVATIONS[x].title, ACTIVATIONS[y].title, named=alike and number == 1)


def _weights(a: Network, b: Network) -> Iterator[Difference]:
    """The norms of the weights from the first layer to the last, where any differ; in short the first that does."""
    changed = [not same_bits(x.weights, y.weights) for x, y in zip(a.layers, b.layers, strict=True)]
    if any(changed):
        norms, others = _norms(a), _norms(b)
        seen = [x != y for x, y in zip(norms, others, strict=True)]
        layer = (seen if any(seen) else changed).index(True)
        name = f"initial ‖W{small_sub(str(layer + 1))}‖"
        short = f"{name} {norms[layer]}", f"{name} {others[layer]}"
        yield Difference("Initial ‖W‖ by layer", " / ".join(norms), " / ".join(others), short=short)


def _norms(network: Network) -> tuple[str, ...]:
    return tuple(rounded_to(float(np.linalg.norm(layer.weights)), _DIGITS) for layer in network.layers)


def _decay(training: Training) -> str:
    weight_decay = shown(training.weight_decay)
    return weight_decay if training.decay == "weights" or not training.weight_decay else f"{weight_decay} of all"


def _schedule(training: Training) -> str:
    title = RATE_SCHEDULES[training.schedule].title
    if training.schedule == "constant":
        return title
    return f"{title}, k {training.schedule_epochs}, γ {shown(training.schedule_factor)}"


_SETTINGS: tuple[tuple[str, bool, Callable[[Training], str]], ...] = (
    ("Optimiser", True, lambda training: OPTIMISERS[training.optimizer].title),
    ("η", False, lambda training: shown(training.learning_rate)),
    ("batch", False, lambda training: shown(training.batch_size)),
    ("λ", False, _decay),
    ("Schedule", True, _schedule),
    ("seed", False, lambda training: str(training.seed)),
)
