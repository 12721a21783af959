"""How long the second witness takes: reported, not asserted."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.core.document import Data, Document
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.check import check
from mlpviz.oracle.compare import compare
from mlpviz.oracle.framing import Decoder, encode
from mlpviz.oracle.messages import question_of


def toy() -> Document:
    layers = [make_layer("sigmoid", [[1, 2], [1, 1]], None), make_layer("identity", [[1, 1]], None)]
    return Document("Toy", make_network(2, layers), "half_squared_error", Data(frozen([[1, 1]]), frozen([[2]])))


def digits() -> Document:
    """784-100-10 with 128 samples."""
    rng = np.random.default_rng(0)
    layers = [
        make_layer("relu", rng.normal(size=(100, 784)) / 28, np.zeros(100)),
        make_layer("softmax", rng.normal(size=(10, 100)) / 10, np.zeros(10)),
    ]
    data = Data(frozen(rng.random((128, 784))), frozen(rng.integers(0, 10, (128, 1))))
    return Document("Digits", make_network(784, layers), "cross_entropy", data)


SIZES = pytest.mark.parametrize("make", [toy, digits], ids=["toy", "784-100-10x128"])


@SIZES
def test_whole_check(benchmark, make):
    document = make()
    assert benchmark(check, document).agrees


@SIZES
def test_comparison_alone(benchmark, make):
    walk = Walk(make(), None)
    theirs, after = answer(question_of(walk, 0)), walk.network(1)
    assert benchmark(compare, walk.result(0), after, theirs).agrees


@SIZES
def test_answer_from_process_to_process(benchmark, make):
    theirs = answer(question_of(Walk(make(), None), 0))
    assert benchmark(lambda: Decoder().feed(encode(theirs)))[0].loss == theirs.loss
