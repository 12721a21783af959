"""The views of the page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from mlpviz.ui.descend.map_view import MapView
from mlpviz.ui.descend.paths_panel import PathsPanel
from mlpviz.ui.descend.space_view import SpaceView
from mlpviz.ui.descend.strips import AlongView, LossesView
from mlpviz.ui.descend.toolbar import SurfaceToolbar
from mlpviz.ui.diagram.view import DiagramView


@dataclass(frozen=True)
class Views:
    """What the page consists of: there is one of each, in whatever arrangement."""

    map: MapView
    space: SpaceView
    diagram: DiagramView
    losses: LossesView
    along: AlongView
    paths: PathsPanel
    toolbar: SurfaceToolbar
    status: QWidget
