"""The timeline of an iteration as stretches of a ribbon."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mlpviz.core.document import Data, Document
from mlpviz.core.examples import find
from mlpviz.core.timeline import Walk
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.schedule import Grain, Phase
from mlpviz.present.notation import symbols
from mlpviz.present.ribbon import make_ribbon, step_label, stretch_names


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("example", ["toy", "batch", "count-parameters"])
def test_every_stop_has_its_place_and_every_place_its_stop(example: str, grain: Grain) -> None:
    for selection in (0, None):
        walk = Walk(find(example).document(), selection)
        ribbon = make_ribbon(walk, 0, grain, 1200.0)
        assert ribbon.stretches[0].first == 0
        assert ribbon.stretches[-1].last == walk.schedule.count(grain) - 1
        for before, after in pairwise(ribbon.stretches):
            assert after.first == before.last + 1 and before.x1 < after.x0
        for index in range(walk.schedule.count(grain)):
            stretch = ribbon.stretch_of(index)
            left, right = stretch.span(index)
            assert ribbon.index_at((left + right) / 2) == index
        assert ribbon.index_at(-5) == 0 and ribbon.index_at(1e6) == walk.schedule.count(grain) - 1


def test_a_large_batch_shows_the_present_sample_among_the_others() -> None:
    network = make_network(1, [make_layer("identity", [[1.0]], [0.0])])
    inputs = frozen([[float(n)] for n in range(5000)])
    walk = Walk(Document("many", network, "squared_error", Data(inputs, inputs)), None)
    ribbon = make_ribbon(walk, 1234, Grain.NEURON, 1000.0)
    names = [stretch_names(stretch, symbols("excitation", (1, 1)))[0] for stretch in ribbon.stretches]
    assert names == ["other samples", "Forward: ξ then h", "Loss", "Backward: δ", "other samples", names[5], "Update"]
    assert {stretch.sample for stretch in ribbon.stretches[1:4]} == {1234}
    assert ribbon.stretches[-1].last == walk.schedule.count(Grain.NEURON) - 1


def test_a_cell_says_what_its_step_computes() -> None:
    walk = Walk(find("toy").document(), 0)
    names = symbols("excitation", (2, 2, 1))
    labels = [step_label(walk.schedule.step(index), names, Grain.NEURON) for index in (0, 1, 6, 7, 10)]
    assert labels == ["ξ₁⁽¹⁾", "h₁⁽¹⁾", "ℒ", "δ₁⁽²⁾", "w₁,₁⁽²⁾"]
    assert step_label(walk.schedule.step(0), names, Grain.LAYER) == "Hidden 1"
    assert walk.schedule.step(6).phase is Phase.LOSS
