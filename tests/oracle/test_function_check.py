from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core.functions import function_document
from mlpviz.core.surface import Surface
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.paths import PathSpec
from mlpviz.nn.schedule import Quantity
from mlpviz.oracle.check import check, lines, report
from mlpviz.oracle.compare import TOLERANCE
from mlpviz.oracle.devices import place_of
from mlpviz.oracle.function_check import answer_function, compare_function, question_of_function
from mlpviz.oracle.messages import OracleError
from mlpviz.oracle.words import sentence, short


def answered(name="bowl", point=None):
    document = function_document(name)
    start = np.array(FUNCTIONS[name].start if point is None else point)
    return answer_function(question_of_function(document, start), place_of("cpu"))


@pytest.fixture(scope="module")
def wrong():
    """A verdict where torch's gradient along y is off by 3e-3 at the second point."""
    theirs = answered()
    gradients = theirs.gradients.copy()
    gradients[1, 1] += 3e-3
    return compare_function("bowl", replace(theirs, gradients=gradients))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_document_agrees(name):
    verdict = check(function_document(name))
    assert verdict.agrees and set(verdict.per_quantity) == {Quantity.LOSS, Quantity.GRADIENT}
    assert verdict.largest == max(verdict.per_quantity.values())


def test_the_bowl_agrees_to_the_last_bit():
    verdict = check(function_document("bowl"))
    assert sentence(verdict) == "autograd agrees, largest relative difference 0, cpu"
    assert lines(verdict)[-2] == f"at {verdict.points} points: the present one and those of its descent paths"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_paths_that_overflow_agree_too(name):
    paths = (PathSpec(3.0), PathSpec(1.0), PathSpec(0.01), PathSpec(0.5, "momentum"))
    document = replace(function_document(name), surface=Surface(paths=paths, steps=700))
    verdict = check(document)
    assert verdict.agrees, verdict.first
    assert verdict.relative <= TOLERANCE
    assert sentence(verdict) == f"autograd agrees, largest relative difference {short(verdict.relative)}, cpu"


def test_the_present_point_comes_first():
    theirs = answered("bowl", (0.5, -0.25))
    assert theirs.points[0].tolist() == [0.5, -0.25] and theirs.values[0] == 0.3125
    assert theirs.gradients[0].tolist() == [1.0, -0.5]


def test_a_disagreement_is_told_in_words_and_in_json(wrong):
    point = ", ".join(f"{value:.6g}" for value in wrong.first.point)
    assert sentence(wrong) == f"autograd disagrees: gradient along y at ({point}), by 3.0e-3, cpu"
    assert any(line.startswith(f"worst: gradient along y at ({point}): NumPy ") for line in lines(wrong))
    first = json.loads(json.dumps(report(wrong), allow_nan=False))["first"]
    assert (first["quantity"], first["variable"], len(first["point"])) == ("gradient", "y", 2)
    assert first["difference"] == pytest.approx(3e-3)


def test_a_wrong_value_is_found():
    theirs = answered("valleys")
    values = theirs.values.copy()
    values[0] = np.nan
    verdict = compare_function("valleys", replace(theirs, values=values))
    assert verdict.first.variable is None and verdict.first.difference == np.inf
    assert sentence(verdict).startswith("autograd disagrees: value at (-2), by ∞")


def test_a_network_is_no_function(toy):
    with pytest.raises(ValueError, match="no function"):
        question_of_function(toy.document, np.zeros(2))


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(OracleError, match="no device is called 'abacus'"):
        check(function_document("bowl"), None, "abacus")
