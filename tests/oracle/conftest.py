"""Documents and walks that the tests of the second witness share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from oracle.children import Child

from mlpviz.core.document import Data, Document, Training
from mlpviz.core.timeline import Walk
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import frozen, make_layer, make_network


def _targets(loss: str, samples: int, outputs: int, rng: np.random.Generator) -> np.ndarray:
    row = LOSSES[loss]
    if row.classes:
        return rng.integers(0, outputs, (samples, 1)).astype(float) if outputs > 1 else np.ones((samples, 1))
    if row.hard is not None:
        return rng.choice(row.hard, (samples, outputs))
    if loss == "binary_cross_entropy":
        return rng.random((samples, outputs))
    return rng.normal(size=(samples, outputs))


@pytest.fixture(scope="session")
def make_walk() -> Callable[..., Walk]:
    """make_walk(widths, activations, loss, samples=…, …): a walk over random numbers of that shape."""

    def make(
        widths: tuple[int, ...] = (3, 4, 2),
        activations: tuple[str, ...] = ("tanh", "identity"),
        loss: str = "squared_error",
        samples: int = 3,
        reduction: str = "mean",
        scale: float = 1.0,
        bias: bool = True,
        seed: int = 0,
        selection: int | None = None,
    ) -> Walk:
        rng = np.random.default_rng(seed)
        layers = [
            make_layer(name, scale * rng.normal(size=(after, before)), rng.normal(size=after) if bias else None)
            for name, before, after in zip(activations, widths[:-1], widths[1:], strict=True)
        ]
        data = Data(frozen(rng.normal(size=(samples, widths[0]))), frozen(_targets(loss, samples, widths[-1], rng)))
        training = Training(learning_rate=0.3, batch_size=samples)
        document = Document("", make_network(widths[0], layers), loss, data, reduction=reduction, training=training)
        return Walk(document, selection)

    return make


@pytest.fixture(scope="session")
def toy() -> Walk:
    """The toy network of a lecture: 2-2-1, sigmoid and identity, no bias, x = (1, 1), y = 2, ½(o − y)²."""
    network = make_network(2, [make_layer("sigmoid", [[1, 2], [1, 1]], None), make_layer("identity", [[1, 1]], None)])
    data = Data(frozen([[1, 1]]), frozen([[2]]))
    return Walk(Document("Toy", network, "half_squared_error", data, training=Training(learning_rate=0.5)), 0)


@pytest.fixture
def child() -> Iterator[Callable[..., Child]]:
    """child(NAME=…): the process under test in an environment; it is ended in any case."""
    made: list[Child] = []

    def make(**environment: str) -> Child:
        made.append(Child(**environment))
        return made[-1]

    yield make
    for one in made:
        one.process.kill()
        one.process.wait()
        one.process.stdin.close()
        one.process.stdout.close()
