"""Small walks for the tests of explanations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mlpviz.core.document import Data, Document, Training
from mlpviz.core.timeline import Walk
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import Layer, frozen, make_layer, make_network
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.explanation import Explanation, explain
from mlpviz.present.notation import symbols

_PHASES = {
    Quantity.EXCITATION: Phase.FORWARD,
    Quantity.ACTIVATION: Phase.FORWARD,
    Quantity.LOSS: Phase.LOSS,
    Quantity.DELTA: Phase.BACKWARD,
    Quantity.GRADIENT: Phase.GRADIENT,
    Quantity.UPDATE: Phase.UPDATE,
}


def make_walk(
    layers: Sequence[Layer],
    inputs: Sequence[Sequence[float]],
    targets: Sequence[Sequence[float]],
    loss: str = "half_squared_error",
    *,
    rate: float = 0.5,
    reduction: str = "mean",
    batch: bool = False,
    names: tuple[str, ...] = (),
) -> Walk:
    network = make_network(layers[0].fan_in, layers)
    data = Data(frozen(inputs), frozen(targets))
    training = Training(learning_rate=rate)
    document = Document("", network, loss, data, input_names=names, reduction=reduction, training=training)
    return Walk(document, None if batch else 0)


def toy_walk(rate: float = 0.5) -> Walk:
    """Lecture A's toy network with its sample and target."""
    layers = [make_layer("sigmoid", [[1, 2], [1, 1]], None), make_layer("identity", [[1, 1]], None)]
    return make_walk(layers, [[1, 1]], [[2]], rate=rate)


def random_walk(
    hidden: str, output: str, loss: str, *, seed: int = 0, batch: bool = False, reduction: str = "mean"
) -> Walk:
    """A 2-3-2 network with numbers from a seed, targets fit for any loss."""
    rng = np.random.default_rng(seed)
    layers = [
        make_layer(hidden, rng.normal(size=(3, 2)), rng.normal(size=3)),
        make_layer(output, rng.normal(size=(2, 3)), rng.normal(size=2)),
    ]
    low, high = LOSSES[loss].hard or (0, 1)
    targets = [[high, low], [low, high], [low, high]]
    return make_walk(layers, rng.normal(size=(3, 2)), targets, loss, batch=batch, reduction=reduction)


def losses_for(output: str) -> list[str]:
    return [loss.id for loss in LOSSES.values() if loss.needs in (None, output)]


def every_explanation(
    walk: Walk, notation: str = "excitation", decimals: int = 4, grain: Grain = Grain.NEURON
) -> Iterator[tuple[Step, Explanation]]:
    written = symbols(notation, walk.document.network.widths)
    for index in range(walk.schedule.count(grain)):
        position = walk.schedule.position(index, grain)
        yield walk.point(position).step, explain(walk, position, written, decimals, walk.document.input_names)


def explanation_of(
    walk: Walk,
    quantity: Quantity,
    layer: int | None = None,
    unit: int | None = None,
    source: int | None = None,
    *,
    sample: int = 0,
    notation: str = "excitation",
    decimals: int = 4,
) -> Explanation:
    """The explanation of one step of the first iteration, at its end."""
    whole_batch = quantity in (Quantity.GRADIENT, Quantity.UPDATE)
    step = Step(_PHASES[quantity], quantity, layer, unit, source, None if whole_batch else sample)
    position = walk.schedule.find(step)
    assert position is not None, step
    written = symbols(notation, walk.document.network.widths)
    return explain(walk, position, written, decimals, walk.document.input_names)
