"""The page of the loss surface: the same document, the same store and the same transport as the walk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from mlpviz.core.session import Page, State
from mlpviz.ui.actions import Actions
from mlpviz.ui.descend.corner_tabs import CornerTabs
from mlpviz.ui.descend.links import picked_parameter, take_parameter, use_parameters, walk_update
from mlpviz.ui.descend.map_view import MapView
from mlpviz.ui.descend.paths_panel import PathsPanel
from mlpviz.ui.descend.range_form import RangeForm
from mlpviz.ui.descend.space_view import SpaceView
from mlpviz.ui.descend.strips import AlongView, LossesView
from mlpviz.ui.descend.surveyor import Surveyor
from mlpviz.ui.descend.toolbar import SurfaceToolbar
from mlpviz.ui.descend.transport import UpdateTransport
from mlpviz.ui.diagram.editor import InPlaceEditor
from mlpviz.ui.diagram.menu import DiagramMenu
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.panels.inspector_desk import Desk, Remedy
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.workbench import Workbench

if TYPE_CHECKING:
    from mlpviz.export.surface_picture import SurfacePicture

_LEFT, _RIGHT = 51, 49  # shares of the width
_HIGH, _LOW = 68, 32  # shares of the height
_ROOMY = 680  # pixels of height from which the step sizes have a place of their own


class DescendPage(QWidget):
    """Map, three dimensions or the network, the table of paths, two strips, and the transport."""

    def __init__(
        self, workbench: Workbench, process: OracleProcess, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = workbench
        self.surveyor = Surveyor(workbench, process)
        self._desk = Desk(workbench, self)
        self.map = MapView(workbench, self.surveyor)
        self.tabs = CornerTabs()
        self.space = SpaceView(workbench, lambda: self.tabs.bar_width)
        self.diagram = DiagramView(workbench, walks=False)
        self._losses = LossesView(workbench)
        self._along = AlongView(workbench)
        self.paths = PathsPanel(self._desk, actions)
        self._toolbar = SurfaceToolbar(self._desk, RangeForm(self._desk, self.surveyor))
        self._problem = ProblemLine()
        self._arrange(actions)
        self._desk.refused.connect(self._refused)
        self._desk.settled.connect(lambda: self.show_problem(""))
        InPlaceEditor(self.diagram, workbench)
        DiagramMenu(self.diagram, workbench)
        self.surveyor.changed.connect(self.refresh)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self._make_room)

    def _arrange(self, actions: Actions) -> None:
        self.tabs.add(self.space, "Surface")
        self.tabs.add(self.diagram, "Network", below=True)
        self.tabs.turned.connect(self._make_room)
        left, right = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        left.addWidget(_panel(self.map))
        left.addWidget(_panel(self._losses))
        self._tab_panel, self._along_panel = _panel(self.tabs), _panel(self._along)
        for panel in (self._tab_panel, self.paths, self._along_panel):
            right.addWidget(panel)
        whole = QSplitter(Qt.Orientation.Horizontal)
        for splitter in (left, right):
            whole.addWidget(splitter)
        for splitter, shares in ((left, (_HIGH, _LOW)), (right, (39, 36, 25)), (whole, (_LEFT, _RIGHT))):
            splitter.setHandleWidth(12)
            splitter.setChildrenCollapsible(False)
            splitter.setSizes([share * 10 for share in shares])
            for index, share in enumerate(shares):
                splitter.setStretchFactor(index, share)
        self._working = QLabel()
        self._working.setProperty("muted", True)
        self._cancel = QToolButton()
        self._cancel.setToolTip("Stop computing, so that what is there stays; or go on")
        self._cancel.clicked.connect(self._stop_or_go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        for widget in (self._working, self._cancel):
            top.addWidget(widget)
        top.insertWidget(0, self._toolbar, 1)
        column.addLayout(top)
        column.addWidget(self._problem)
        column.addWidget(whole, 1)
        column.addWidget(UpdateTransport(self._desk, actions))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where the page is low the step sizes become a tab, so that the table keeps its rows."""
        low = self.height() < _ROOMY * self._bench.preferences.theme.scale
        tabbed = self.tabs.holds(self._along)
        if low and not tabbed:
            self.tabs.add(self._along, "Step sizes")
        elif not low and tabbed:
            layout = self._along_panel.layout()
            self.tabs.take(self._along)
            if layout is not None:
                layout.addWidget(self._along)
            self._along.show()
        self._along_panel.setVisible(not low and not self.tabs.shows(self.diagram))  # the network needs the height

    def show_problem(self, text: str) -> None:
        """Say what went wrong; an empty text takes it away."""
        self._problem.say(text)

    def _refused(self, reason: str, _remedy: Remedy | None) -> None:
        self.show_problem(reason)

    def _stop_or_go_on(self) -> None:
        (self.surveyor.cancel if self.surveyor.share < 1 else self.surveyor.go_on)()

    def _state_changed(self, old: State, new: State) -> None:
        if new.session.page is Page.DESCEND:
            if new.document is not old.document:
                self.show_problem("")
            picked = new.session.picked
            if picked != old.session.picked and picked is not None and picked.source is not None:
                QTimer.singleShot(0, self._take_picked)
            self.refresh()

    def _take_picked(self) -> None:
        """A weight or bias that is clicked in the diagram goes under the surface."""
        parameter = picked_parameter(self._bench)
        if parameter is not None:
            take_parameter(self._bench, parameter.name)

    def refresh(self) -> None:
        """Show the scene as it is now."""
        if not self._bench.descending:
            return
        scene = self.surveyor.scene()
        self.map.set_problem(self.surveyor.problem)
        computing, stopped = self.surveyor.share < 1, self.surveyor.stopped
        words = f"computing … {self.surveyor.share:.0%}" if computing else "stopped: shown is what was before"
        self._working.setText(words if computing or stopped else "")
        self._cancel.setText("Stop" if computing else "Compute")
        self._cancel.setVisible(computing or stopped)
        for view in (self.map, self.space, self._losses, self._along, self.paths):
            view.show_scene(scene)
        self.paths.set_source(self.surveyor.curvature_source)
        network, solid = self._bench.store.document.function is None, scene is None or not scene.flat
        self.tabs.offer(self.diagram, network)
        self.tabs.offer(self.space, solid)
        self._tab_panel.setVisible(self.tabs.offered > 0)

    def picture(self, view: str) -> SurfacePicture | None:
        """The page, or its map or its third dimension, with the strips; None where there is nothing to see."""
        scene = self.surveyor.scene()
        if scene is None or (scene.flat and view == "3d"):
            return None
        from mlpviz.export.surface_picture import SurfacePicture

        return SurfacePicture(replace(scene, hover=None), self._bench.preferences.theme, view, self.space.camera)

    def use_weights(self) -> None:
        """The network takes the parameters of the selected path, where it is now."""
        self.surveyor.when_located(lambda local: use_parameters(self._bench, local.survey.problem, local.theta))

    def walk_update(self) -> None:
        """Walk through the coming update of the selected path."""
        survey = self.surveyor.survey
        if survey is not None:
            path = self._bench.path
            update = min(self._bench.update, int(survey.descent.lasts[path]))
            walk_update(self._bench, survey.problem, path, update)

    def redraw_through(self) -> None:
        """Draw the surface through the parameters of the selected path, where it is now."""
        self.surveyor.when_located(self.surveyor.redraw_through)


def _panel(body: QWidget) -> QFrame:
    """A body on a plate of its own; its border stays to be seen."""
    panel = QFrame()
    panel.setProperty("panel", True)
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(body)
    return panel
