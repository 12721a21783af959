"""How long a pass, a schedule and a trace take, and what memory they need. Reported, not asserted."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np

from mlpviz.core.document import Data, Document
from mlpviz.core.timeline import Walk
from mlpviz.export.trace import trace_steps
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.schedule import Grain, Schedule

WIDTHS = (784, 100, 10)
SAMPLES = 128


def batch():
    generator = np.random.default_rng(1)
    activations = ("relu", "softmax")
    layers = [
        make_layer(name, generator.normal(0.0, 0.1, (units, fan_in)), np.zeros(units))
        for name, (fan_in, units) in zip(activations, pairwise(WIDTHS), strict=True)
    ]
    inputs = frozen(generator.uniform(size=(SAMPLES, WIDTHS[0])))
    targets = frozen(np.eye(WIDTHS[-1])[generator.integers(WIDTHS[-1], size=SAMPLES)])
    return make_network(WIDTHS[0], layers), inputs, targets


def traced_peak(function) -> int:
    """Bytes that were held at the worst moment of a call, over those before it."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        kept = function()
        peak = tracemalloc.get_traced_memory()[1] - before
        del kept
        return peak
    finally:
        tracemalloc.stop()


def test_pass_of_784_100_10_with_128_samples(benchmark):
    network, inputs, targets = batch()

    def run():
        return compute_pass(network, inputs, targets, "cross_entropy", "mean")

    result = benchmark(run)
    arrays = sum(array.nbytes for array in result.arrays())
    peak = traced_peak(run)
    given = inputs.nbytes + targets.nbytes  # held before the pass and kept by it, not copied
    benchmark.extra_info["arrays_kB"] = arrays // 1000
    benchmark.extra_info["peak_kB"] = (peak + given) // 1000
    benchmark.extra_info["peak_over_arrays"] = round((peak + given) / arrays, 2)


def test_schedule_of_784_100_10_with_128_samples(benchmark):
    network, _, _ = batch()
    schedule = benchmark(Schedule, network, SAMPLES)
    benchmark.extra_info["positions"] = schedule.size
    benchmark.extra_info["peak_kB"] = traced_peak(lambda: Schedule(network, SAMPLES)) // 1000


def test_trace_of_784_100_10_with_128_samples(benchmark):
    """A thousand steps of the trace, spread evenly, each with the position where it is found."""
    network, _, _ = batch()
    schedule = Schedule(network, SAMPLES)
    chosen = np.linspace(0, schedule.count(Grain.NEURON) - 1, 1000).astype(int).tolist()
    found = benchmark(lambda: [schedule.find(schedule.step(index)) for index in chosen])
    assert found == [schedule.position(index) for index in chosen]


def test_whole_trace_of_784_100_10_with_128_samples(benchmark):
    """Pass and every step of one update, streamed; the peak beside the arrays of pass and network."""
    network, inputs, targets = batch()
    document = Document("trace", network, "cross_entropy", Data(inputs, targets))

    def run() -> int:
        return sum(1 for _ in trace_steps(Walk(document, None)))

    steps = benchmark.pedantic(run, rounds=1, iterations=1)
    walk = Walk(document, None)
    parameters = sum(layer.weights.nbytes + layer.biases.nbytes for layer in network.layers)
    arrays = sum(array.nbytes for array in walk.result(0).arrays()) + 2 * parameters  # before and after the update
    peak = traced_peak(run) + inputs.nbytes + targets.nbytes + parameters
    benchmark.extra_info.update(steps=steps, peak_over_arrays=round(peak / arrays, 2))
    print(f"\n{steps:,} steps, peak memory {peak / arrays:.2f} times the arrays")
