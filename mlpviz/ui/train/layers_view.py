"""How much each layer learns, at the epoch on show."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter

from mlpviz.export.paint.train_layers import paint_layers
from mlpviz.nn.metrics import Metrics
from mlpviz.nn.network import Network
from mlpviz.present.palette import Theme
from mlpviz.present.train.layers import LayersFrame, make_layers
from mlpviz.present.train.layers_words import LayerStats
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(220, 120)


class LayersView(PaintedView[LayersFrame]):
    """Bars from the first layer to the last."""

    def __init__(self, workbench: Workbench, runner: Runner) -> None:
        super().__init__(workbench, "How much each layer learns", _LEAST)
        self._runner = runner

    def make(self, theme: Theme, width: float, height: float) -> LayersFrame | None:
        made = self._runner.lockstep
        if made is None:
            return None
        stats = []
        for number, run in enumerate(made.runs):
            train, name = run.record_at(self._runner.epoch).train, self._runner.names[number]
            stats.append(_stats(train, run.document.network, number, name))
        if len({len(found.deltas) for found in stats}) > 1:
            stats = stats[:1]  # bars side by side need layers that go together
        return make_layers(stats, self.bench.symbols, theme, width, height)

    def paint(self, painter: QPainter, made: LayersFrame, theme: Theme) -> None:
        paint_layers(painter, made, theme)


def _stats(metrics: Metrics, network: Network, run: int, name: str) -> LayerStats:
    layers = metrics.layers
    return LayerStats(
        np.array([layer.delta for layer in layers]),
        np.array([layer.gradient for layer in layers]),
        np.array([np.nan if layer.update is None else layer.update for layer in layers]),
        np.array(network.widths[1:]),
        np.array([len(layer.dead) for layer in layers]),
        np.array([len(layer.stuck) for layer in layers]),
        name=name,
        run=run,
    )
