"""The gradient noise of the path that is looked at, through the real window: it comes and goes with the point."""

import numpy as np
from e2e.test_descend import settle

from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.core.session import Page
from mlpviz.core.surface_edits import set_path
from mlpviz.nn.batches import batch_rows


def test_the_noise_follows_the_path_that_is_looked_at(open_window, qtbot):
    document = find("mini-batches").document()
    window = open_window(document)
    assert window.bench.store.session.page is Page.TRAIN
    run("page.descend", window)
    window.bench.store.edit("Batches", lambda document: set_path(document, 0, batch_size=10))
    for update in (0, 1, 6):
        window.bench.go_to_update(update)
        settle(window, qtbot)
        scene, problem = window.descend.surveyor.scene(), window.descend.surveyor.survey.problem
        theta = problem.parameters_at(0, update)[None]
        full = problem.objective.gradients(theta)[1][0]
        batch = problem.objective.gradients(theta, batch_rows(200, 10, document.training.seed, update))[1][0]
        assert np.abs(scene.present_noise.noise - problem.plane.along(batch - full)).max() < 1e-12
    window.bench.store.look(path=1)
    settle(window, qtbot)
    assert window.descend.surveyor.scene().present_noise is None
