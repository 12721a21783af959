"""The views of the page."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.ui.train.data_bar import DataBar
from mlpviz.ui.train.layers_view import LayersView
from mlpviz.ui.train.network_view import NetworkView
from mlpviz.ui.train.output_panel import OutputPanel
from mlpviz.ui.train.progress_view import ProgressView
from mlpviz.ui.train.training_bar import TrainingBar


@dataclass(frozen=True)
class Views:
    """What the page consists of: there is one of each, of networks and outputs one a run."""

    networks: tuple[NetworkView, NetworkView]
    outputs: tuple[OutputPanel, OutputPanel]
    progress: ProgressView
    layers: LayersView
    data: DataBar
    training: TrainingBar
