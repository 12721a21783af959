"""A problem handed over to torch's process comes back as the engine would have computed it."""

import numpy as np
import pytest

from mlpviz.core.descend import make_problem
from mlpviz.core.document import Data, Document
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.surface import grid
from mlpviz.ui.descend.survey import Handover, is_large
from mlpviz.ui.descend.torch_survey import TorchSurvey
from mlpviz.ui.oracle_process import OracleProcess


def problem_of(inputs=3, units=4, samples=6):
    rng = np.random.default_rng(0)
    layers = [
        make_layer("tanh", rng.normal(size=(units, inputs)), rng.normal(size=units)),
        make_layer("sigmoid", rng.normal(size=(1, units)), [0.1]),
    ]
    data = Data(frozen(rng.normal(size=(samples, inputs))), frozen(rng.random((samples, 1))))
    document = Document("Small", make_network(inputs, layers), "half_squared_error", data)
    return make_problem(document, document.network, None)


@pytest.fixture
def torch_survey(qapp):
    process = OracleProcess()
    made = TorchSurvey(process, process)
    yield made
    process.close()
    process.deleteLater()


def test_paths_and_both_surfaces_come_and_agree(torch_survey, qtbot):
    problem, heard = problem_of(), []
    torch_survey.arrived.connect(heard.append)
    with qtbot.waitSignal(torch_survey.ended, timeout=60_000):
        torch_survey.ask(Handover(problem, None), "cpu")
    assert [survey.grid.losses.shape for survey in heard] == [(101, 101), (201, 201)]
    assert {survey.device for survey in heard} == {"torch, cpu"}
    ours = problem.descend()
    np.testing.assert_allclose(heard[-1].descent.points, ours.points, rtol=1e-9, atol=1e-9)
    last = heard[-1].grid
    np.testing.assert_allclose(
        last.losses, grid(problem.objective, problem.plane, last.xs, last.ys).losses, rtol=1e-9, atol=1e-9
    )
    assert not torch_survey.busy


def test_a_new_range_asks_for_the_surface_alone(torch_survey, qtbot):
    problem, heard = problem_of(), []
    with qtbot.waitSignal(torch_survey.arrived, timeout=60_000) as first:
        torch_survey.ask(Handover(problem, None), "cpu")
    survey = first.args[0]
    torch_survey.arrived.connect(heard.append)
    with qtbot.waitSignal(torch_survey.ended, timeout=60_000):
        torch_survey.ask(Handover(problem, None, survey), "cpu")
    assert heard[-1].descent is survey.descent


def test_what_is_cancelled_does_not_come(torch_survey, qtbot):
    heard = []
    torch_survey.arrived.connect(heard.append)
    torch_survey.ask(Handover(problem_of(), None), "cpu")
    torch_survey.cancel()
    assert not torch_survey.busy
    qtbot.wait(300)
    assert heard == []


def test_only_large_problems_over_a_plane_are_handed_over():
    assert not is_large(problem_of())
    assert is_large(problem_of(inputs=500, units=100, samples=120))
