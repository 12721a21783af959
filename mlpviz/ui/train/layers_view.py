"""How much each layer learns, at the epoch on show."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.export.paint.train_layers import paint_layers
from mlpviz.nn.metrics import Metrics
from mlpviz.nn.network import Network
from mlpviz.present.palette import Theme
from mlpviz.present.train.layers import LayersFrame, make_layers
from mlpviz.present.train.layers_words import LayerStats, layer_tip
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(220, 120)
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class LayersView(PaintedView[LayersFrame]):
    """Bars from the first layer to the last; where not all plots find room, two buttons turn to the others.

    Tab gets here and a click does not, so that the arrow keys go on stepping through the run.
    """

    def __init__(self, workbench: Workbench, runner: Runner) -> None:
        super().__init__(workbench, "How much each layer learns", _LEAST)
        self._runner = runner
        self._first = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def make(self, theme: Theme, width: float, height: float) -> LayersFrame | None:
        made = self._runner.lockstep
        if made is None:
            return None
        stats = []
        for number, run in enumerate(made.runs):
            train, name = run.record_at(self._runner.epoch).train, self._runner.names[number]
            stats.append(_stats(train, run.document.network, number, name))
        return make_layers(stats, self.bench.symbols, theme, width, height, self._first)

    def paint(self, painter: QPainter, made: LayersFrame, theme: Theme) -> None:
        paint_layers(painter, made, theme, self.hasFocus())

    def turn(self, way: int) -> None:
        """Show the next plots (1), or those before (−1)."""
        made = self.scene()
        if made is not None and made.turner is not None:
            self._first = made.turned(way)
            self.refresh()

    def _way(self, at: QPointF) -> int:
        made = self.scene()
        return 0 if made is None or made.turner is None else made.turner.way(at.x(), at.y())

    def _tip(self, at: QPointF) -> str:
        made = self.scene()
        if self._way(at):
            return "Turn to the other plots (← → where this panel has the keyboard)"
        layer = None if made is None else made.layer_at(at.x(), at.y())
        return "" if made is None or layer is None else layer_tip(made.runs, layer, self.bench.symbols)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._turns(event):
            event.accept()
            return True
        return super().event(event)

    def _turns(self, event: QKeyEvent) -> bool:
        made = self.scene()
        return made is not None and made.turner is not None and event.key() in _WAYS and event.modifiers() in _PLAIN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._turns(event):
            self.turn(_WAYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        way = self._way(event.position()) if event.button() == Qt.MouseButton.LeftButton else 0
        if way:
            self.turn(way)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._way(event.position()) != 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _stats(metrics: Metrics, network: Network, run: int, name: str) -> LayerStats:
    layers = metrics.layers
    return LayerStats(
        np.array([layer.delta for layer in layers]),
        np.array([layer.gradient for layer in layers]),
        np.array([np.nan if layer.update is None else layer.update for layer in layers]),
        np.array(network.widths[1:]),
        tuple(layer.dead for layer in layers),
        tuple(layer.stuck for layer in layers),
        name=name,
        run=run,
    )
