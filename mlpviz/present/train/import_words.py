"""What is said of samples before they are imported: how many, of what, and what becomes of the network."""

from __future__ import annotations

import numpy as np

from mlpviz.core.document import Document
from mlpviz.core.importing import Import
from mlpviz.data.samples import Samples
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES

_NAMED = 6  # classes that are named one by one
_MOST_CLASSES = 26  # different whole numbers, as for a guess from the table


def samples_words(samples: Samples) -> str:
    """How many samples, inputs and classes or targets there are."""
    held = f", {samples.held_out:,} of them held out" if samples.held_out else ""
    return (
        f"{_many(samples.count, 'sample')}{held}. {_many(samples.inputs.shape[1], 'input')}, {_targets_words(samples)}."
    )


def _targets_words(samples: Samples) -> str:
    if not samples.classes:
        count = samples.targets.shape[1]
        return f"{_many(count, 'target')} that {'is a number' if count == 1 else 'are numbers'}"
    counts = np.bincount(samples.targets[:, 0].astype(np.intp), minlength=len(samples.classes))
    words = _many(len(samples.classes), "class", "classes")
    if len(samples.classes) <= _NAMED:
        return f"{words}: " + ", ".join(
            f"{name} {count:,}" for name, count in zip(samples.classes, counts, strict=True)
        )
    least, most = int(counts.min()), int(counts.max())
    if least == most:
        return f"{words} of {_many(least, 'sample')} each"
    return f"{words} of {least:,} to {most:,} samples"


def seem_classes(samples: Samples) -> bool:
    """Whether targets that were read as numbers may well be classes: few different ones, all of them whole."""
    if samples.classes or samples.targets.shape[1] != 1:
        return False
    different = np.unique(samples.targets).size
    return 2 <= different <= min(_MOST_CLASSES, samples.count // 2) and not np.any(samples.targets % 1)


def network_words(made: Import, before: Document) -> str:
    """What else the import changes in the document; "" where the network stays as it is."""
    new, old = made.document, before
    widths = "–".join(map(str, new.network.widths)) if new.network.widths != old.network.widths else ""
    activation = new.network.layers[-1].activation
    if (activation, new.loss) != (old.network.layers[-1].activation, old.loss):
        output = ACTIVATIONS[activation].title.lower()
        ending = f"{output} output and {LOSSES[new.loss].title.lower()}."
        return f"The network becomes {widths} with {ending}" if widths else f"The network gets {ending}"
    return f"The network becomes {widths}." if widths else ""


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
