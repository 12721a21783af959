"""The network as tiles, a live map inside every unit; a click on a tile shows it large beside."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPixmap

from mlpviz.core.session import Picked
from mlpviz.export.paint.train_digits import paint_tiles
from mlpviz.export.paint.train_network import paint_network_still, paint_network_tiles
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned import network_scene
from mlpviz.present.train.learned_samples import is_picture, weights_scene
from mlpviz.present.train.network_maps import NetworkMaps, Unit, units_of
from mlpviz.present.train.tiles import TilesFrame
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.workbench import Workbench

_LEAST = QSize(280, 180)
_KEPT = 0.15  # seconds


class NetworkView(PaintedView[NetworkMaps | TilesFrame]):
    """Of one run; the tile under the pointer stands out with its edges.

    Where samples are pictures there is no plane to map: the weights of the first layer are seen as images instead.
    """

    def __init__(self, workbench: Workbench, runner: Runner, sight: Sight, run: int) -> None:
        super().__init__(workbench, "Network with a map inside every unit", _LEAST)
        self._runner, self._sight, self._run = runner, sight, run
        self._under: Unit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kept: QPixmap | None = None
        self._kept_for: tuple[object, ...] | None = None
        self._kept_at = 0.0

    def make(self, theme: Theme, width: float, height: float) -> NetworkMaps | TilesFrame | None:
        learned, document = self._sight.learned(), self._sight.document()
        if learned is None:
            seen = document is not None and is_picture(document) and not document.source.features
            return weights_scene(document, theme, width, height) if seen and document is not None else None
        record = self._runner.record(self._run)
        layers = () if record is None else record.train.layers
        dead, saturated = units_of(layer.dead for layer in layers), units_of(layer.stuck for layer in layers)
        looked = self._under or self._sight.picked()
        made = network_scene(learned, theme, width, height, dead=dead, saturated=saturated, emphasised=looked)
        self.setToolTip(made.notes)
        return made

    def paint(self, painter: QPainter, made: NetworkMaps | TilesFrame, theme: Theme) -> None:
        """While training plays the edges are kept as a picture for a few frames: they change slowly."""
        if isinstance(made, TilesFrame):
            picked = self._sight.picked()
            paint_tiles(painter, made, theme, picked[1] if picked is not None and picked[0] == 1 else None)
            return
        now, key = time.monotonic(), (theme, self.size(), self.devicePixelRatioF())
        kept = self.bench.store.session.playing and key == self._kept_for and now - self._kept_at < _KEPT
        if not kept or self._kept is None:
            self._kept, self._kept_for, self._kept_at = self._still(made, theme), key, now
        painter.drawPixmap(0, 0, self._kept)
        paint_network_tiles(painter, made, theme)

    def _still(self, made: NetworkMaps, theme: Theme) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.panel))
        painter = QPainter(picture)
        paint_network_still(painter, made, theme)
        painter.end()
        return picture

    def _tile_at(self, at: QPointF) -> Unit | None:
        made = self.scene()
        if isinstance(made, TilesFrame):
            unit = made.tile_at(at.x(), at.y())
            return None if unit is None else (1, unit)
        return None if made is None else made.tile_at(at.x(), at.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._tile_at(event.position())
        if under != self._under:
            self._under = under
            self.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = None
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tile picks its unit; one beside all tiles lets it go."""
        if self.scene() is None or event.button() != Qt.MouseButton.LeftButton:
            return
        tile = self._tile_at(event.position())
        picked = self.bench.store.session.picked
        wanted = None if tile is None or tile[0] == 0 else Picked(tile[0], tile[1])
        self.bench.store.look(picked=None if wanted == picked else wanted)
