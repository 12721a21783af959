"""The order of the steps: against a plain listing of it, and as arithmetic between positions, stops and steps."""

from __future__ import annotations

import tracemalloc
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.network import BIAS, make_layer, make_network
from mlpviz.nn.schedule import Grain, Phase, Quantity, Schedule, Step

GRAINS = [Grain.TERM, Grain.NEURON, Grain.LAYER, Grain.PHASE]


def net(widths, activations, biases):
    layers = [
        make_layer(activation, np.zeros((units, fan_in)), np.zeros(units) if bias else None)
        for (fan_in, units), activation, bias in zip(pairwise(widths), activations, biases, strict=True)
    ]
    return make_network(widths[0], layers)


@st.composite
def cases(draw):
    """(network, samples): depth 1 to 4, widths 1 to 4, every activation, with and without bias, 1 to 4 samples."""
    depth = draw(st.integers(1, 4))
    widths = draw(st.lists(st.integers(1, 4), min_size=depth + 1, max_size=depth + 1))
    activations = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=depth, max_size=depth))
    biases = draw(st.lists(st.booleans(), min_size=depth, max_size=depth))
    return net(widths, activations, biases), draw(st.integers(1, 4))


def listed(network, samples):
    """Every (step, terms) in its order, by plain loops."""
    steps = []
    for sample in range(samples):
        for number, layer in enumerate(network.layers, start=1):
            excite = [
                (Step(Phase.FORWARD, Quantity.EXCITATION, number, unit, None, sample), layer.fan_in + layer.has_bias)
                for unit in range(layer.units)
            ]
            activate = [
                (Step(Phase.FORWARD, Quantity.ACTIVATION, number, unit, None, sample), 1) for unit in range(layer.units)
            ]
            if ACTIVATIONS[layer.activation].layerwise:
                steps += excite + activate
            else:
                steps += [step for pair in zip(excite, activate, strict=True) for step in pair]
        steps.append((Step(Phase.LOSS, Quantity.LOSS, sample=sample), 1))
        for number in range(network.depth, 0, -1):
            terms = 1 if number == network.depth else network.layers[number].units
            for unit in range(network.layers[number - 1].units):
                steps.append((Step(Phase.BACKWARD, Quantity.DELTA, number, unit, None, sample), terms))
    for phase, quantity, order, terms in (
        (Phase.GRADIENT, Quantity.GRADIENT, range(network.depth, 0, -1), samples),
        (Phase.UPDATE, Quantity.UPDATE, range(1, network.depth + 1), 1),
    ):
        for number in order:
            layer = network.layers[number - 1]
            for unit in range(layer.units):
                for source in [*range(layer.fan_in), *([BIAS] if layer.has_bias else [])]:
                    steps.append((Step(phase, quantity, number, unit, source), terms))
    return steps


def stops(schedule, grain):
    return [schedule.position(index, grain) for index in range(schedule.count(grain))]


@settings(deadline=None, max_examples=150)
@given(cases())
def test_the_steps_are_those_of_the_listing(case):
    network, samples = case
    schedule, expected = Schedule(network, samples), listed(network, samples)
    assert [schedule.step(index) for index in range(schedule.count(Grain.NEURON))] == [step for step, _ in expected]
    places = [(step, term, terms) for step, terms in expected for term in range(terms)]
    assert schedule.size == schedule.count(Grain.TERM) == len(places)
    for position, (step, term, terms) in enumerate(places):
        place = schedule.place(position)
        assert (place.step, place.term, place.terms) == (step, term, terms)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_a_step_is_found_where_it_is_complete(case):
    network, samples = case
    schedule = Schedule(network, samples)
    for index in range(schedule.count(Grain.NEURON)):
        position = schedule.position(index)
        place = schedule.place(position)
        assert schedule.find(place.step) == position
        assert place.term == place.terms - 1


@settings(deadline=None, max_examples=100)
@given(cases(), st.sampled_from(GRAINS))
def test_position_and_index_are_inverse(case, grain):
    schedule = Schedule(*case)
    ends = stops(schedule, grain)
    assert ends == sorted(set(ends))
    assert ends[-1] == schedule.size - 1
    assert [schedule.index(position, grain) for position in ends] == list(range(len(ends)))
    for position in range(schedule.size):
        index = schedule.index(position, grain)
        assert ends[index] >= position
        assert index == 0 or ends[index - 1] < position


@settings(deadline=None, max_examples=100)
@given(cases())
def test_coarser_stops_are_among_the_finer_ones(case):
    schedule = Schedule(*case)
    for finer, coarser in pairwise(GRAINS):
        assert set(stops(schedule, coarser)) <= set(stops(schedule, finer))


@settings(deadline=None, max_examples=100)
@given(cases())
def test_a_stop_ends_a_layer_or_a_phase_of_one_sample(case):
    schedule = Schedule(*case)
    steps = [schedule.place(position).step for position in range(schedule.size)]
    for grain, key in (
        (Grain.LAYER, lambda position: (steps[position].phase, steps[position].layer, steps[position].sample)),
        (Grain.PHASE, lambda position: (steps[position].phase, steps[position].sample)),
    ):
        assert stops(schedule, grain) == [list(group)[-1] for _, group in groupby(range(schedule.size), key)]


@settings(deadline=None, max_examples=100)
@given(cases())
def test_counts_are_their_closed_forms(case):
    network, samples = case
    schedule, widths, depth = Schedule(network, samples), network.widths, network.depth
    units, parameters = sum(widths[1:]), network.parameter_count
    assert schedule.count(Grain.NEURON) == samples * (3 * units + 1) + 2 * parameters
    hidden_products = sum(here * after for here, after in pairwise(widths[1:]))
    own = parameters + units + 1 + network.outputs + hidden_products
    assert schedule.count(Grain.TERM) == samples * own + parameters * samples + parameters
    assert schedule.count(Grain.LAYER) == samples * (2 * depth + 1) + 2 * depth
    assert schedule.count(Grain.PHASE) == samples * 3 + 2


def needed(step, network, samples):
    """The steps whose values `step` computes with."""
    layer, unit, sample = step.layer, step.unit, step.sample

    def whole(phase, quantity, number, of=sample):
        return [Step(phase, quantity, number, j, None, of) for j in range(network.layers[number - 1].units)]

    if step.quantity is Quantity.EXCITATION:
        return whole(Phase.FORWARD, Quantity.ACTIVATION, layer - 1) if layer > 1 else []
    if step.quantity is Quantity.ACTIVATION:
        if ACTIVATIONS[network.layers[layer - 1].activation].layerwise:
            return whole(Phase.FORWARD, Quantity.EXCITATION, layer)
        return [Step(Phase.FORWARD, Quantity.EXCITATION, layer, unit, None, sample)]
    if step.quantity is Quantity.LOSS:
        return whole(Phase.FORWARD, Quantity.ACTIVATION, network.depth)
    if step.quantity is Quantity.DELTA:
        own = whole(Phase.FORWARD, Quantity.ACTIVATION, layer)
        if layer == network.depth:
            return [*own, Step(Phase.LOSS, Quantity.LOSS, sample=sample)]
        return own + whole(Phase.BACKWARD, Quantity.DELTA, layer + 1)
    if step.quantity is Quantity.GRADIENT:
        deltas = [Step(Phase.BACKWARD, Quantity.DELTA, layer, unit, None, row) for row in range(samples)]
        if layer == 1 or step.source == BIAS:
            return deltas
        sources = [Step(Phase.FORWARD, Quantity.ACTIVATION, layer - 1, step.source, None, r) for r in range(samples)]
        return deltas + sources
    return [Step(Phase.GRADIENT, Quantity.GRADIENT, layer, unit, step.source)]


@settings(deadline=None, max_examples=100)
@given(cases())
def test_every_value_is_computed_before_it_is_used_and_gradients_before_any_update(case):
    network, samples = case
    schedule = Schedule(network, samples)
    known = set()
    for index in range(schedule.count(Grain.NEURON)):
        step = schedule.step(index)
        assert known.issuperset(needed(step, network, samples)), step
        if step.phase is not Phase.UPDATE:
            assert not any(other.phase is Phase.UPDATE for other in known)
        known.add(step)
    assert len(known) == schedule.count(Grain.NEURON)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_phases_tile_the_iteration(case):
    network, samples = case
    schedule = Schedule(network, samples)
    phases = schedule.phases()
    expected = [(phase, row) for row in range(samples) for phase in (Phase.FORWARD, Phase.LOSS, Phase.BACKWARD)]
    expected += [(Phase.GRADIENT, None), (Phase.UPDATE, None)]
    assert [(phase, sample) for phase, sample, _, _ in phases] == expected
    assert phases[0][2] == 0
    assert phases[-1][3] == schedule.size - 1
    for (*_, last), (_, _, first, _) in pairwise(phases):
        assert first == last + 1
    for phase, sample, first, last in phases:
        for position in (first, last):
            step = schedule.place(position).step
            assert (step.phase, step.sample) == (phase, sample)


def test_the_toy_network_in_full():
    schedule = Schedule(net((2, 2, 1), ("sigmoid", "identity"), (False, False)), 1)
    steps = [schedule.step(index) for index in range(schedule.count(Grain.NEURON))]
    told = [(s.quantity.value, s.layer, s.unit, s.source, s.sample) for s in steps]
    assert told == [
        ("excitation", 1, 0, None, 0),
        ("activation", 1, 0, None, 0),
        ("excitation", 1, 1, None, 0),
        ("activation", 1, 1, None, 0),
        ("excitation", 2, 0, None, 0),
        ("activation", 2, 0, None, 0),
        ("loss", None, None, None, 0),
        ("delta", 2, 0, None, 0),
        ("delta", 1, 0, None, 0),
        ("delta", 1, 1, None, 0),
        ("gradient", 2, 0, 0, None),
        ("gradient", 2, 0, 1, None),
        ("gradient", 1, 0, 0, None),
        ("gradient", 1, 0, 1, None),
        ("gradient", 1, 1, 0, None),
        ("gradient", 1, 1, 1, None),
        ("update", 1, 0, 0, None),
        ("update", 1, 0, 1, None),
        ("update", 1, 1, 0, None),
        ("update", 1, 1, 1, None),
        ("update", 2, 0, 0, None),
        ("update", 2, 0, 1, None),
    ]


ABSENT = [
    Step(Phase.FORWARD, Quantity.EXCITATION, 3, 0, None, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 0, 0, None, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, 3, None, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, -1, None, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, None, None, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, 0, 0),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 2),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, -1),
    Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, None),
    Step(Phase.BACKWARD, Quantity.EXCITATION, 1, 0, None, 0),
    Step(Phase.FORWARD, Quantity.DELTA, 1, 0, None, 0),
    Step(Phase.LOSS, Quantity.LOSS, sample=2),
    Step(Phase.LOSS, Quantity.LOSS),
    Step(Phase.LOSS, Quantity.LOSS, 2, None, None, 0),
    Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, 2),
    Step(Phase.GRADIENT, Quantity.GRADIENT, 1, 0, BIAS),
    Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 0, None),
    Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 0, 0, 0),
    Step(Phase.UPDATE, Quantity.UPDATE, 2, 1, 0),
    Step(Phase.UPDATE, Quantity.GRADIENT, 2, 0, 0),
]


@pytest.mark.parametrize("step", ABSENT, ids=str)
def test_a_step_of_another_network_is_not_found(step):
    schedule = Schedule(net((2, 3, 1), ("relu", "softmax"), (False, True)), 2)
    assert schedule.find(step) is None


@pytest.mark.parametrize("grain", GRAINS)
def test_outside_the_iteration_is_an_index_error(grain):
    schedule = Schedule(net((2, 3, 1), ("relu", "identity"), (True, True)), 2)
    for index in (-1, schedule.count(grain)):
        with pytest.raises(IndexError, match=f"stop {index} of {schedule.count(grain)}"):
            schedule.position(index, grain)
    for position in (-1, schedule.size):
        with pytest.raises(IndexError, match=f"position {position} of {schedule.size}"):
            schedule.index(position, grain)
        with pytest.raises(IndexError):
            schedule.place(position)


@pytest.mark.parametrize(
    ("widths", "samples"), [((784, 100, 10), 128), ((2, 8, 1), 100_000), ((1024,) * 2 + (900, 5), 100_000)]
)
def test_a_large_schedule_costs_no_more_than_a_small_one(widths, samples):
    """Ends, middle and a search, in under 50 kB: nothing is listed, neither steps nor samples."""
    depth = len(widths) - 1
    network = net(widths, ("softmax",) * depth, (True,) * depth)
    tracemalloc.start()
    try:
        schedule = Schedule(network, samples)
        for grain in GRAINS:
            count = schedule.count(grain)
            for index in (0, 1, count // 2, count - 2, count - 1):
                position = schedule.position(index, grain)
                assert schedule.index(position, grain) == index
                assert schedule.find(schedule.place(position).step) is not None
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert schedule.size > 5_000_000
    assert peak < 50_000
