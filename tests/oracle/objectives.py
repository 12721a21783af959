"""From the walks of the tests to what is descended."""

from __future__ import annotations

import numpy as np

from mlpviz.core.timeline import Walk
from mlpviz.nn.objective import NetworkObjective
from mlpviz.nn.parameters import flatten


def objective_of(walk: Walk) -> tuple[NetworkObjective, np.ndarray]:
    """The objective of all samples of a walk, and its present θ."""
    document = walk.document
    network = walk.network(0)
    made = NetworkObjective(network, document.data.inputs, document.targets, document.loss, document.reduction)
    return made, flatten(network)
