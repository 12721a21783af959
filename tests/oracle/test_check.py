from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.oracle.autograd import answer
from mlpviz.oracle.check import check, lines, report
from mlpviz.oracle.compare import compare
from mlpviz.oracle.messages import OracleError, question_of
from mlpviz.oracle.words import name, sentence, short


@pytest.fixture
def wrong(make_walk):
    """A verdict on a pass with δ of hidden unit 2 off by 3e-3 for the sample in data row 4."""
    walk = make_walk(samples=5)
    result = walk.result(0)
    delta = result.deltas[1].copy()
    delta[4, 1] += 3e-3
    return compare(
        replace(result, deltas=(None, delta, result.deltas[2])), walk.network(1), answer(question_of(walk, 0))
    )


def test_check_of_a_document(toy):
    verdict = check(toy.document, 0, "cpu")
    assert verdict.agrees and verdict.largest < 1e-15
    assert sentence(verdict) == f"autograd agrees, largest difference {short(verdict.largest)}, cpu"


def test_all_samples_are_checked_as_one_batch(make_walk):
    assert check(make_walk(samples=6).document).rows == (0, 1, 2, 3, 4, 5)
    assert check(make_walk(samples=6).document, 3).rows == (3,)


def test_the_report_is_json_with_a_number_for_every_quantity(toy):
    told = json.loads(json.dumps(report(check(toy.document, 0)), allow_nan=False))
    assert (told["format"], told["version"], told["agrees"], told["device"]) == ("mlpviz-check", 1, True, "cpu")
    assert set(told["quantities"]) == {"excitation", "activation", "loss", "delta", "gradient", "update"}
    assert told["largest"] == max(told["quantities"].values())
    assert told["first"] is None and told["worst"] is None


def test_a_disagreement_is_told_in_words_and_in_json(wrong):
    assert sentence(wrong) == "autograd disagrees: δ of hidden 1, unit 2, sample 5, by 3.0e-3, cpu"
    assert any(line.startswith("worst: δ of hidden 1, unit 2, sample 5: NumPy ") for line in lines(wrong))
    first = report(wrong)["first"]
    assert {key: first[key] for key in ("phase", "quantity", "layer", "unit", "sample")} == {
        "phase": "backward",
        "quantity": "delta",
        "layer": 1,
        "unit": 2,
        "sample": 5,
    }
    assert first["difference"] == pytest.approx(3e-3) and "source" not in first


@pytest.mark.parametrize(("source", "shown"), [(0, 1), (-1, 0)])
def test_sources_count_from_one_and_the_bias_is_source_zero(wrong, source, shown):
    step = Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 0, source)
    first = report(replace(wrong, first=replace(wrong.first, step=step)))["first"]
    assert (first["source"], first["unit"], first["layer"]) == (shown, 1, 2) and "sample" not in first


def test_an_infinite_difference_is_null_in_json(wrong):
    told = report(replace(wrong, largest=np.inf, per_quantity={Quantity.DELTA: np.inf}))
    assert told["largest"] is None and told["quantities"] == {"delta": None}
    assert "by ∞" in sentence(replace(wrong, first=replace(wrong.first, difference=np.inf)))


@pytest.mark.parametrize(
    ("step", "rows", "words"),
    [
        (Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 0), (6,), "ξ of hidden 1, unit 1"),
        (Step(Phase.FORWARD, Quantity.ACTIVATION, 3, 1, None, 1), (0, 1), "h of output, unit 2, sample 2"),
        (Step(Phase.LOSS, Quantity.LOSS, sample=0), (0,), "loss"),
        (Step(Phase.LOSS, Quantity.LOSS, sample=1), (0, 1), "loss of sample 2"),
        (Step(Phase.LOSS, Quantity.LOSS), (0, 1), "loss of the batch"),
        (Step(Phase.GRADIENT, Quantity.GRADIENT, 2, 0, 3), (0,), "gradient of hidden 2, unit 1, weight 4"),
        (Step(Phase.UPDATE, Quantity.UPDATE, 3, 0, -1), (0,), "new value of output, unit 1, bias"),
    ],
)
def test_a_step_in_words(step, rows, words):
    assert name(step, 3, rows) == words


@pytest.mark.parametrize(("value", "text"), [(2.75e-17, "2.8e-17"), (0.0, "0"), (1.0, "1.0e0"), (3e-3, "3.0e-3")])
def test_short_numbers(value, text):
    assert short(value) == text


def test_a_device_that_is_not_there_is_refused(toy):
    with pytest.raises(OracleError, match="no device is called 'abacus'"):
        check(toy.document, 0, "abacus")
