"""The trace: every step once, in order, counted as people count, at full precision."""

from __future__ import annotations

import itertools
import json
import math
import re
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests_support import walked_examples

from mlpviz.core.document import Data, Document, Training
from mlpviz.core.examples import find
from mlpviz.core.session import initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.export.trace import json_lines, trace_steps, transcript_lines
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.present.numbers import exact

EVERY = pytest.mark.parametrize("id", [example.id for example in walked_examples()])


def steps(document: Document, selection: int | None = 0, updates: int = 1) -> list[dict[str, Any]]:
    return list(trace_steps(Walk(document, selection), updates))


def toy_by_hand() -> list[dict[str, Any]]:
    """The toy network's first update with nothing but `math`, in the order and keys of the format."""
    h1, h2 = 1 / (1 + math.exp(-3)), 1 / (1 + math.exp(-2))
    o = h1 + h2
    error = o - 2
    d1, d2 = h1 * (1 - h1) * error, h2 * (1 - h2) * error
    rows: list[tuple[str, str, int | None, int | None, int | None, float]] = [
        ("forward", "excitation", 1, 1, None, 3.0),
        ("forward", "activation", 1, 1, None, h1),
        ("forward", "excitation", 1, 2, None, 2.0),
        ("forward", "activation", 1, 2, None, h2),
        ("forward", "excitation", 2, 1, None, o),
        ("forward", "activation", 2, 1, None, o),
        ("loss", "loss", None, None, None, error * error / 2),
        ("backward", "delta", 2, 1, None, error),
        ("backward", "delta", 1, 1, None, d1),
        ("backward", "delta", 1, 2, None, d2),
        ("gradient", "gradient", 2, 1, 1, error * h1),
        ("gradient", "gradient", 2, 1, 2, error * h2),
    ]
    before = {(1, 1): (1.0, 2.0, 0.0), (1, 2): (1.0, 1.0, 0.0)}
    for unit, delta in ((1, d1), (2, d2)):
        rows += [("gradient", "gradient", 1, unit, source, delta) for source in (1, 2, 0)]
    for unit, delta in ((1, d1), (2, d2)):
        for source, value in zip((1, 2, 0), before[1, unit], strict=True):
            rows.append(("update", "update", 1, unit, source, value - 0.5 * delta))
    rows += [("update", "update", 2, 1, 1, 1 - 0.5 * error * h1), ("update", "update", 2, 1, 2, 1 - 0.5 * error * h2)]
    listed = []
    for index, (phase, quantity, layer, unit, source, value) in enumerate(rows):
        sample = 1 if phase in ("forward", "loss", "backward") else None
        keys = {"layer": layer, "unit": unit, "source": source, "sample": sample}
        present = {key: number for key, number in keys.items() if number is not None}
        listed.append({"index": index, "phase": phase, "quantity": quantity, **present, "value": value})
    return listed


def test_the_toy_networks_trace_is_the_one_made_by_hand() -> None:
    found, expected = steps(find("toy").document()), toy_by_hand()
    assert len(found) == len(expected) == 26
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.pop("value") == pytest.approx(theirs.pop("value"), rel=1e-12)
        assert ours == theirs
        assert list(ours) == list(theirs)


@EVERY
def test_the_json_is_the_format(id: str) -> None:
    document = find(id).document()
    walk = Walk(document, initial_selection(document))
    content = json.loads("\n".join(json_lines(walk, 2)))
    assert {key: value for key, value in content.items() if key != "steps"} == {"format": "mlpviz-trace", "version": 1}
    assert content["steps"] == list(trace_steps(walk, 2))
    assert [step["index"] for step in content["steps"]] == list(range(len(content["steps"])))
    network, widths = document.network, document.network.widths
    wanted = {
        "loss": {"sample"},
        "forward": {"layer", "unit", "sample"},
        "backward": {"layer", "unit", "sample"},
        "gradient": {"layer", "unit", "source"},
        "update": {"layer", "unit", "source"},
    }
    for step in content["steps"]:
        assert step.keys() == {"index", "phase", "quantity", "value"} | wanted[step["phase"]]
        if "layer" in step:
            assert 1 <= step["layer"] <= network.depth and 1 <= step["unit"] <= widths[step["layer"]]
        if "source" in step:
            biased = network.layers[step["layer"] - 1].has_bias
            assert (0 if biased else 1) <= step["source"] <= widths[step["layer"] - 1]
    counts = {phase: sum(step["phase"] == phase for step in content["steps"]) for phase in wanted}
    units, samples = sum(widths[1:]), len(walk.rows)
    assert counts == {
        "forward": 4 * units * samples,
        "loss": 2 * samples,
        "backward": 2 * units * samples,
        "gradient": 2 * network.parameter_count,
        "update": 2 * network.parameter_count,
    }


@EVERY
def test_each_step_uses_only_what_came_before(id: str) -> None:
    """Forward, loss and backward come sample by sample, then the gradients, then the update."""
    document = find(id).document()
    phases = [(step.get("sample", 0), step["phase"]) for step in steps(document, None)]
    order = [key for key, _ in itertools.groupby(phases)]
    samples = range(1, document.data.samples + 1)
    assert order == [(n, phase) for n in samples for phase in ("forward", "loss", "backward")] + [
        (0, "gradient"),
        (0, "update"),
    ]


def test_samples_are_named_by_their_row_in_the_data() -> None:
    document = find("batch").document()
    assert {step.get("sample") for step in steps(document, 2)} == {3, None}
    assert {step.get("sample") for step in steps(document, None)} == {1, 2, 3, 4, None}


def test_the_bias_is_source_zero_and_comes_after_the_weights() -> None:
    document = find("or").document()
    assert [step["source"] for step in steps(document) if step["phase"] == "update"] == [1, 2, 0]


def test_updates_go_on_from_the_parameters_before() -> None:
    document = find("toy").document()
    twice = steps(document, 0, 2)
    first, second = twice[:26], twice[26:]
    moved = document
    for layer in (1, 2):
        row = moved.network.layers[layer - 1]
        for step in first:
            if step["phase"] == "update" and step["layer"] == layer:
                row = row.with_parameter(step["unit"] - 1, step["source"] - 1, step["value"])
        moved = moved.with_layer(layer, row)
    for step in second:
        step["index"] -= 26
    assert second == steps(moved)


def test_what_is_not_finite_is_null() -> None:
    wild = replace(find("linear-unit").document(), training=Training(learning_rate=1e300))
    with np.errstate(all="ignore"):
        content = json.loads("".join(json_lines(Walk(wild, 0), 3)), parse_constant=pytest.fail)
    assert None in [step["value"] for step in content["steps"]]


def test_the_transcript_reads_well() -> None:
    lines = list(transcript_lines(Walk(find("toy").document(), 0), "excitation"))
    assert lines[:6] == [
        "Toy network",
        "Steps count from 0, as `mlpviz export --step` does; the window counts them from 1.",
        "",
        "Forward, hidden 1 (sigmoid)",
        "   0  ξ₁⁽¹⁾ =  3",
        "   1  h₁⁽¹⁾ =  0.9525741268224334",
    ]
    assert "   7  δ₁⁽²⁾ = −0.16662879519968432" in lines
    assert "  14  ∂ℒ/∂b₁⁽¹⁾   = −0.0075277323821079855" in lines
    assert [line for line in lines if line and not line.startswith(" ")][2:] == [
        "Forward, hidden 1 (sigmoid)",
        "Forward, output (identity)",
        "Loss, half squared error",
        "Backward, output",
        "Backward, hidden 1",
        "Gradients, output",
        "Gradients, hidden 1",
        "Update, hidden 1",
        "Update, output",
    ]


@EVERY
@pytest.mark.parametrize("notation", ["excitation", "unit_graph", "two_stage", "row_matrix", "layer_superscript"])
def test_the_transcript_has_every_step_aligned_at_full_precision(id: str, notation: str) -> None:
    walk = Walk(find(id).document(), None)
    values, columns = [], set()
    for line in [*transcript_lines(walk, notation), ""]:
        if not line.startswith("  "):
            assert len(columns) <= 1, "numbers of one group stand in one column"
            columns.clear()
            continue
        found = re.fullmatch(r" +\d+  \S.*? +[=←] ( |−)(\S+)", line)
        assert found is not None and "-" not in found[2].replace("e-", "")
        columns.add(found.start(1))
        values.append(float((found[1].strip() + found[2]).replace("−", "-")))
    assert values == [step["value"] for step in trace_steps(walk)]


def test_a_batch_tells_its_loss_and_its_samples() -> None:
    lines = list(transcript_lines(Walk(find("losses-cross-entropy").document(), None), "layer_superscript"))
    assert "Loss of the batch, the mean over 2 samples: 2.5141009281709015" in lines
    assert "Forward, output (softmax), sample 2" in lines
    assert "Gradients, output, mean over 2 samples" in lines


def test_iterations_are_headed_where_there_are_several() -> None:
    lines = list(transcript_lines(Walk(find("toy").document(), 0), "excitation", 3))
    assert [line for line in lines if line.startswith("Iteration")] == ["Iteration 1", "Iteration 2", "Iteration 3"]


def test_a_large_network_is_streamed() -> None:
    chance = np.random.default_rng(0)
    network = make_network(
        784,
        [
            make_layer("relu", chance.normal(size=(20, 784)), np.zeros(20)),
            make_layer("softmax", chance.normal(size=(10, 20)), np.zeros(10)),
        ],
    )
    data = Data(frozen(chance.normal(size=(1, 784))), frozen([[3]]))
    walk = Walk(Document("Digits", network, "cross_entropy", data), 0)
    lines = json_lines(walk)
    for _ in range(1000):
        next(lines)
    tracemalloc.start()
    count = 1000 + sum(1 for _ in lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2 + 3 * 30 + 1 + 2 * network.parameter_count
    assert peak < 3 * 2**20  # the new parameters and the gradients, and no list of steps


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_value_of_an_update_is_the_new_parameter_with_every_optimiser(optimizer: str) -> None:
    document = find("toy").document()
    document = replace(document, training=replace(document.training, optimizer=optimizer))
    walk = Walk(document, 0)
    found = [step for step in steps(document, updates=4) if step["phase"] == "update"]
    each = len(found) // 4
    for number, step in enumerate(found):
        layer = walk.network(number // each + 1).layers[step["layer"] - 1]
        assert step["value"] == layer.parameter(step["unit"] - 1, step["source"] - 1)
    last = [line for line in transcript_lines(walk, "excitation", 4) if "←" in line][-1]
    assert last.endswith(exact(found[-1]["value"]))
