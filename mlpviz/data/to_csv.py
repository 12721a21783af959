"""Samples as a text table that csv_table reads back to the same bits."""

from __future__ import annotations

import csv
import io

from mlpviz.data.samples import Samples


def csv_text(samples: Samples) -> str:
    """A header, then a row for each sample, those held out last; numbers in full, classes by name."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    outputs = samples.targets.shape[1]
    if samples.classes:
        targets = [[samples.classes[int(number)]] for number in samples.targets[:, 0]]
        header = ["class"]
    else:
        targets = [[repr(value) for value in row] for row in samples.targets.tolist()]
        header = ["y"] if outputs == 1 else [f"y{index}" for index in range(1, outputs + 1)]
    writer.writerow([*samples.names, *header])
    for inputs, row in zip(samples.inputs.tolist(), targets, strict=True):
        writer.writerow([*map(repr, inputs), *row])
    return stream.getvalue()
