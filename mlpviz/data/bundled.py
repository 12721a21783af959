"""The sets that come along, in assets/data with their licences: handwritten digits as IDX, iris as a text table."""

from __future__ import annotations

from functools import cache

from mlpviz.data.csv_table import Columns, CsvFormat, read_table, samples_of
from mlpviz.data.idx import idx_samples
from mlpviz.data.samples import Samples
from mlpviz.resources import asset

DIGIT_NAMES = tuple(f"p{index}" for index in range(1, 65))
DIGIT_CLASSES = tuple("0123456789")
IRIS_NAMES = ("sepal length", "sepal width", "petal length", "petal width")
IRIS_CLASSES = ("setosa", "versicolor", "virginica")


@cache
def digits() -> Samples:
    """1,797 digits: 64 pixels from 0 to 16, row by row, and which digit it is."""
    folder = asset("data")
    images, labels = folder / "digits-images-idx3-ubyte.gz", folder / "digits-labels-idx1-ubyte.gz"
    return idx_samples(images.read_bytes(), labels.read_bytes())


@cache
def iris() -> Samples:
    """150 irises: four lengths in cm, and which of three kinds it is."""
    table = read_table(asset("data", "iris.csv").read_bytes(), CsvFormat())
    return samples_of(table, Columns((0, 1, 2, 3), (4,), "classes"))
