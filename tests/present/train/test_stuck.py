"""Units that pass nothing on are named, the dead ones first."""

from mlpviz.nn.metrics import LayerMetrics
from mlpviz.present.train.stuck import stuck_units


def layer(stuck: tuple[int, ...] = (), dead: tuple[int, ...] = ()) -> LayerMetrics:
    return LayerMetrics(0.1, 0.1, None, None, stuck, dead)


def test_dead_units_come_first_and_those_of_the_output_are_left_out() -> None:
    found = stuck_units([(layer(stuck=(1,)), layer(dead=(2,)), layer(stuck=(0,)))])
    assert [(one.run, one.layer, one.unit) for one in found] == [(0, 2, 2), (0, 1, 1)]
    assert found[0].words == "Neuron 3 of hidden layer 2 is dead: it gives 0 for every sample"
    assert found[1].words.startswith("Neuron 2 of hidden layer 1 is saturated for every sample")


def test_of_two_runs_the_letter_says_which() -> None:
    found = stuck_units([(layer(), layer()), (layer(dead=(0,)), layer())])
    assert [one.words[:20] for one in found] == ["B: Hidden neuron 1 i"]
    assert found[0].run == 1


def test_nothing_is_said_where_all_is_well() -> None:
    assert stuck_units([(layer(), layer())]) == () and stuck_units([]) == ()
