"""Training by torch beside the engine: every optimiser, decay, loss and batch; rivals; what is not finite."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training import Rival
from mlpviz.data.recipe import Recipe
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.nn.parameters import flatten
from mlpviz.oracle.messages import OracleError
from mlpviz.oracle.training import TorchLockstep

UPDATES = 40


def moons(**training: object) -> Document:
    """Two moons for a 2-5-1 network: 33 samples to train on, 11 held out."""
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 44, 0.15, 0, 0.25))
    document = edits.initialise(reshape.set_units(document, 1, 5), "glorot_uniform", 1)
    return edits.set_training(document, **{"learning_rate": 0.05, "batch_size": 10, **training})


def largest_difference(ours: Lockstep, theirs: Lockstep) -> float:
    pairs = zip(ours.networks, theirs.networks, strict=True)
    return max(float(np.abs(flatten(a) - flatten(b)).max()) for a, b in pairs)


def both(document: Document, updates: int = UPDATES) -> tuple[Lockstep, TorchLockstep]:
    """The runs by the engine and by torch after so many updates."""
    ours, theirs = Lockstep(document), TorchLockstep(document, "cpu")
    for _ in range(updates):
        assert ours.step() and theirs.step()
    assert ours.update == theirs.update == updates
    return ours, theirs


@pytest.mark.parametrize("decay", ["weights", "all"])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_every_optimiser_agrees_with_decay_and_a_schedule(optimizer: str, decay: str) -> None:
    how = {"optimizer": optimizer, "weight_decay": 0.01, "decay": decay, "schedule": "cosine", "schedule_epochs": 5}
    ours, theirs = both(moons(**how))
    assert largest_difference(ours, theirs) <= 1e-12
    assert np.abs(flatten(ours.networks[0]) - flatten(ours.document.network)).max() > 0.01  # it has moved


@pytest.mark.parametrize("batch_size", [1, 7, 33, 100])
def test_every_size_of_batch_takes_the_same_samples(batch_size: int) -> None:
    ours, theirs = both(moons(batch_size=batch_size, optimizer="adam"))
    assert largest_difference(ours, theirs) <= 1e-12
    other = Lockstep(moons(batch_size=batch_size, optimizer="adam", seed=1))
    other.go_to(UPDATES)
    assert (largest_difference(other, theirs) > 1e-6) == (batch_size < 33)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_agrees(loss: str, reduction: str) -> None:
    row = LOSSES[loss]
    outputs = 3 if row.classes else 1
    hidden = make_layer("tanh", np.linspace(-1, 1, 8).reshape(4, 2), [0.1, 0, -0.1, 0.2])
    last = make_layer(row.needs or "identity", np.linspace(-0.5, 0.5, 4 * outputs).reshape(outputs, 4), None)
    network = make_network(2, [hidden, last])
    kind = Recipe("blobs", 30, 0.3, 0, 0.0, 3) if outputs == 3 else Recipe("moons", 30, 0.1)
    document = replace(moons(learning_rate=0.01), network=network, loss=loss, reduction=reduction, test=None)
    document = data_edits.set_recipe(document, kind)
    ours, theirs = both(document, 12)
    assert largest_difference(ours, theirs) <= 1e-12
    assert ours.first.records[-1].train.loss == pytest.approx(theirs.first.records[-1].train.loss, abs=1e-12)


def test_a_rival_is_trained_beside() -> None:
    document = moons(optimizer="adam")
    rival = Rival(edits.initialise(document, "he_normal", 5).network, document.loss, replace(document.training, seed=3))
    ours, theirs = both(replace(document, rival=rival))
    assert len(theirs.runs) == 2 and largest_difference(ours, theirs) <= 1e-12
    records = [(record.epoch, record.test_accuracy) for record in theirs.runs[1].records]
    assert records == [(record.epoch, record.test_accuracy) for record in ours.runs[1].records]


def test_it_can_be_gone_back_and_on_to_the_same_bits() -> None:
    theirs = TorchLockstep(moons(optimizer="adam"), "cpu")
    theirs.go_to(10)
    then = flatten(theirs.networks[0])
    theirs.go_to(25)
    theirs.go_to(10)
    assert flatten(theirs.networks[0]).tobytes() == then.tobytes()


def test_the_records_are_those_of_the_engine() -> None:
    ours, theirs = both(moons(optimizer="adam"))
    assert len(ours.first.records) == len(theirs.first.records) == 11
    for a, b in zip(ours.first.records, theirs.first.records, strict=True):
        assert (a.epoch, a.rate) == (b.epoch, b.rate)
        assert (a.train.accuracy, a.test_accuracy) == (b.train.accuracy, b.test_accuracy)
        assert (a.train.loss, a.test_loss) == pytest.approx((b.train.loss, b.test_loss), abs=1e-12)
        for mine, other in zip(a.train.layers, b.train.layers, strict=True):
            assert (mine.update is None) == (other.update is None)
            assert (mine.update or 0.0) == pytest.approx(other.update or 0.0, abs=1e-12)


@pytest.mark.parametrize(("rate", "reduction"), [(1e200, "mean"), (1e306, "sum")])
def test_what_is_not_finite_stops_both_at_one_update_and_place(rate: float, reduction: str) -> None:
    document = moons(learning_rate=rate)
    layers = tuple(replace(layer, activation="identity") for layer in document.network.layers)
    document = replace(document, network=replace(document.network, layers=layers), reduction=reduction)
    document = replace(document, loss="squared_error")
    ours, theirs = Lockstep(document), TorchLockstep(document, "cpu")
    for lockstep in (ours, theirs):
        while lockstep.step():
            assert lockstep.update < 20
    assert ours.first.broken is not None and theirs.first.broken is not None
    assert str(ours.first.broken) == str(theirs.first.broken)
    assert ours.update == theirs.update
    assert np.isfinite(flatten(theirs.networks[0])).all()


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(OracleError, match="torch sees no cuda device here: choose cpu"):
        TorchLockstep(moons(), "cuda")


def test_cuda_agrees_where_there_is_one() -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no cuda device")
    document = moons(optimizer="adam")
    ours, theirs = Lockstep(document), TorchLockstep(document, "cuda")
    for _ in range(UPDATES):
        assert ours.step() and theirs.step()
    assert largest_difference(ours, theirs) <= 1e-9
