"""From a document to its loss surface: what has nothing to descend is refused, and only that."""

from __future__ import annotations

import pytest

from mlpviz.core.descend import Problem, make_problem
from mlpviz.core.document import Data, Document, DocumentError
from mlpviz.nn.network import frozen, make_layer, make_network


def unit(loss: str, target: float) -> Document:
    """One step with two weights, which gives 1 for its only sample."""
    network = make_network(2, [make_layer("step", [[1.0, 1.0]], None)])
    return Document("unit", network, loss, Data(frozen([[1, 2]]), frozen([[target]])))


def problem_of(document: Document) -> Problem:
    return make_problem(document, document.network, None)


def test_a_step_lets_no_gradient_through() -> None:
    with pytest.raises(DocumentError, match="no gradient passes the unit step"):
        problem_of(unit("squared_error", 0.0))


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_perceptron_rule_has_a_surface_also_where_all_is_right(target: float) -> None:
    problem = problem_of(unit("perceptron", target))
    assert problem.objective.losses(problem.present[None])[0] == (0.0 if target else 3.0)
