"""What a document's network makes of single samples: the confusion matrix, and pictures with their probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.core.classes import class_decision, class_names, class_numbers_of
from mlpviz.core.document import Data, Document
from mlpviz.core.input_plane import network_inputs
from mlpviz.nn.metrics import confusion
from mlpviz.nn.network import Array
from mlpviz.nn.passes import forward
from mlpviz.present.numbers import exact
from mlpviz.present.palette import Theme
from mlpviz.present.train.brush import image_side
from mlpviz.present.train.confusion import ConfusionFrame, make_confusion
from mlpviz.present.train.digits import DigitFrame, make_digit
from mlpviz.present.train.learned import predicted
from mlpviz.present.train.tiles import Mistake, TilesFrame, make_weights, worst_mistakes

_SHARES = ("softmax", "sigmoid", "step", "argmax")
"""Output activations whose values are read as shares of the whole."""


def is_picture(document: Document) -> bool:
    """Whether the raw inputs of a sample are the pixels of a square image."""
    return image_side(document.data.points.shape[1]) is not None


def shares(document: Document, outputs: Array) -> Array | None:
    """A share of each class, shape (n, classes), for outputs of shape (n, outputs); None where they are scores."""
    if document.network.layers[-1].activation not in _SHARES:
        return None
    return np.column_stack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs


def confusion_scene(
    document: Document, data: Data, samples: str, theme: Theme, width: float, height: float
) -> ConfusionFrame | None:
    """The confusion matrix of these samples, called `samples`; None where the targets are not classes."""
    true, found = class_numbers_of(document, data), predicted(document, data)[1]
    if true is None or found is None:
        return None
    names = class_names(document)
    return make_confusion(confusion(found, true, len(names)), names, theme, width, height, samples)


def of_cell(document: Document, data: Data, true: int, taken_for: int) -> NDArray[np.intp]:
    """The samples (from 0) of one class that are taken for another, or for the same."""
    numbers, found = class_numbers_of(document, data), predicted(document, data)[1]
    if numbers is None or found is None:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero((numbers == true) & (found == taken_for))


def ink_ends(document: Document) -> tuple[float, float]:
    """The raw values of paper and of full ink: the least and the greatest of all pixels of the training samples."""
    low, high = float(document.data.points.min()), float(document.data.points.max())
    return low, high if high > low else low + 1.0


def picture_scene(
    document: Document, data: Data, index: int, name: str, ink: tuple[float, float], theme: Theme, width: float,
    height: float,
) -> DigitFrame:  # fmt: skip
    """A sample (from 0) as an image, called `name`, with what the network makes of it."""
    outputs, found = predicted(document, _row(data, index))
    numbers = class_numbers_of(document, data)
    note = ""
    if numbers is not None and found is not None:
        names, true, taken = class_names(document), int(numbers[index]), int(found[0])
        note = f"{names[true]}, right" if true == taken else f"{names[true]}, taken for {names[taken]}"
    return _image(document, data.points[index], outputs, name, note, ink, theme, width, height)


def pad_scene(
    document: Document, image: Array, ink: tuple[float, float], theme: Theme, width: float, height: float
) -> DigitFrame:
    """What is drawn, shape (side, side), in raw inputs, with what the network makes of it."""
    raw = image.reshape(1, -1)
    outputs = forward(document.network, network_inputs(document.source, raw))[1][-1]
    return _image(document, raw[0], outputs, "Drawn by hand", "", ink, theme, width, height, "Draw here")


def _image(
    document: Document, pixels: Array, outputs: Array, title: str, note: str, ink: tuple[float, float], theme: Theme,
    width: float, height: float, hint: str = "",
) -> DigitFrame:  # fmt: skip
    side = image_side(len(pixels))
    assert side is not None
    found = shares(document, outputs) if class_numbers_of(document, document.data) is not None else None
    return make_digit(
        pixels.reshape(side, side), *ink, title, theme, width, height, None if found is None else found[0],
        class_names(document), note, hint,
    )  # fmt: skip


def weights_scene(document: Document, theme: Theme, width: float, height: float) -> TilesFrame:
    """The first layer's weights as images."""
    return make_weights(document.network.layers[0].weights, theme, width, height)


def mistakes_of(document: Document, data: Data, most: int) -> tuple[NDArray[np.intp], list[Mistake]]:
    """The samples (from 0) that are taken for another class, the surest first; of `most` of them what is shown."""
    outputs, found = predicted(document, data)
    true = class_numbers_of(document, data)
    if true is None or found is None:
        return np.empty(0, dtype=np.intp), []
    sure = shares(document, outputs)
    order = worst_mistakes(_scores(document, outputs) if sure is None else sure, true)
    names = class_names(document)
    return order, [
        Mistake(
            data.points[index], names[true[index]], names[found[index]],
            None if sure is None else float(sure[index, found[index]]),
        )
        for index in order[:most].tolist()
    ]  # fmt: skip


def sample_words(document: Document, sample: int) -> str:
    """A sample in full precision, and what it is taken for; those held out are counted after the others."""
    data, number, name = document.data, sample, "Sample"
    if sample >= data.samples and document.test is not None:
        data, number, name = document.test, sample - data.samples, "Held-out sample"
    target = "target " + ", ".join(exact(value) for value in data.targets[number].tolist())
    numbers, found = class_numbers_of(document, data), predicted(document, _row(data, number))[1]
    if numbers is not None and found is not None:
        names, true, taken = class_names(document), int(numbers[number]), int(found[0])
        target = f"class {names[true]}" + (f", taken for {names[taken]}" if taken != true else "")
    inputs = document.source.raw_names(data.points.shape[1])
    values = zip(inputs, data.points[number].tolist(), strict=True)
    return "\n".join([f"{name} {number + 1:,}: {target}", *(f"{input} = {exact(value)}" for input, value in values)])


def value_words(document: Document, raw: tuple[float, ...]) -> str:
    """What the network gives for raw inputs, in full precision: its outputs, and the class that they stand for."""
    outputs = forward(document.network, network_inputs(document.source, np.array([raw])))[1][-1]
    inputs = document.source.raw_names(len(raw))
    lines = [f"{name} = {exact(value)}" for name, value in zip(inputs, raw, strict=True)]
    by, names = class_decision(document), class_names(document)
    several = outputs.shape[1] > 1
    for number, value in enumerate(outputs[0].tolist()):
        name = "output" if not several else f"output {names[number] if by is not None else number + 1}"
        lines.append(f"{name}: {exact(value)}")
    if by is not None:
        lines.append(f"class {names[int(by.classes(outputs)[0])]}")
    return "\n".join(lines)


def _scores(document: Document, outputs: Array) -> Array:
    """A number for each class, shape (n, classes), of which the largest wins."""
    by = class_decision(document)
    if by is None or by.threshold is None:
        return outputs
    return np.column_stack([by.threshold - outputs, outputs - by.threshold])


def _row(data: Data, index: int) -> Data:
    """One sample alone."""
    raw = None if data.raw is None else data.raw[index : index + 1]
    return Data(data.inputs[index : index + 1], data.targets[index : index + 1], raw)
