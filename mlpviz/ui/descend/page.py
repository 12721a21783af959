"""The page of the loss surface: the same document, the same store and the same transport as the walk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.core.session import Page, State
from mlpviz.ui.actions import Actions
from mlpviz.ui.descend.links import picked_parameter, take_parameter, use_parameters, walk_update
from mlpviz.ui.descend.map_view import MapView
from mlpviz.ui.descend.narrow import NarrowLayout
from mlpviz.ui.descend.paths_panel import PathsPanel
from mlpviz.ui.descend.range_form import RangeForm
from mlpviz.ui.descend.space_view import SpaceView
from mlpviz.ui.descend.status import Status
from mlpviz.ui.descend.strips import AlongView, LossesView
from mlpviz.ui.descend.surveyor import Surveyor
from mlpviz.ui.descend.toolbar import SurfaceToolbar
from mlpviz.ui.descend.transport import UpdateTransport
from mlpviz.ui.descend.views import Views
from mlpviz.ui.descend.wide import WideLayout
from mlpviz.ui.diagram.editor import InPlaceEditor
from mlpviz.ui.diagram.menu import DiagramMenu
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.oracle_process import OracleProcess
from mlpviz.ui.panels.inspector_desk import Desk, Remedy
from mlpviz.ui.widgets.places import Place, stops
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.widgets.tab_order import chain
from mlpviz.ui.workbench import Workbench

if TYPE_CHECKING:
    from mlpviz.export.surface_picture import SurfacePicture

_ROOMY = 680  # height from which the step sizes have a place of their own, in pixels of the light theme, as all here
_WIDE, _HIGH = 900, 480  # size from which everything is seen at once
_STATUS = 190  # kept free beside the toolbar, so that its words stay as they are while something is computed
_MARGIN, _SPACE = 12, 10


class DescendPage(QWidget):
    """Map, three dimensions or the network, the table of paths, two strips, and the transport."""

    def __init__(
        self, workbench: Workbench, process: OracleProcess, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = workbench
        self.surveyor = Surveyor(workbench, process)
        self._desk = Desk(workbench, self)
        self._wide, self._narrow = WideLayout(), NarrowLayout()
        self.map = MapView(workbench, self.surveyor)
        self.space = SpaceView(workbench, self._taken_by_tabs)
        self.diagram = DiagramView(workbench, walks=False)
        self._losses = LossesView(workbench)
        self._along = AlongView(workbench)
        self.paths = PathsPanel(self._desk, actions)
        self._toolbar = SurfaceToolbar(self._desk, RangeForm(self._desk, self.surveyor))
        self._status = Status(self.surveyor)
        self._problem = ProblemLine()
        self._transport = UpdateTransport(self._desk, actions)
        self._views = Views(
            self.map, self.space, self.diagram, self._losses, self._along, self.paths, self._toolbar, self._status
        )
        self._toolbar_place, self._status_place = Place(), Place()
        self._top = QWidget()
        self._stack_up()
        self._arrangement: WideLayout | NarrowLayout = self._narrow
        self._arrange(self._wide)
        self._wide.turned.connect(self._make_room)
        self._desk.refused.connect(self._refused)
        self._desk.settled.connect(lambda: self.show_problem(""))
        InPlaceEditor(self.diagram, workbench)
        DiagramMenu(self.diagram, workbench)
        self.surveyor.changed.connect(self.refresh)
        workbench.changed.connect(self._state_changed)
        workbench.preferences.changed.connect(self._make_room)

    def _stack_up(self) -> None:
        """What is in any arrangement, from the top to the bottom."""
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._toolbar_place, 1)
        row.addWidget(self._status_place)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _SPACE, _MARGIN, _MARGIN)
        column.setSpacing(_SPACE)
        for widget in (self._top, self._problem, self._wide, self._narrow, self._transport):
            column.addWidget(widget, int(widget in (self._wide, self._narrow)))

    def _taken_by_tabs(self) -> int:
        """Pixels at the right of the heading of the surface."""
        return self._wide.tabs.bar_width if self._arrangement is self._wide else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Arrange the views by how large the page is beside its type."""
        scale = self._bench.preferences.theme.scale
        width, height = self.width() / scale, self.height() / scale
        narrow, low = width < _WIDE or height < _HIGH, height < _ROOMY
        self._arrange(self._narrow if narrow else self._wide)
        if not narrow:
            self._wide.make_room(self._views, low)
        self._transport.set_brief(low or narrow)
        self._status.set_brief(low or narrow)
        self._toolbar.fit(self.width() - 2 * _MARGIN - round(_STATUS * scale))

    def _arrange(self, arrangement: WideLayout | NarrowLayout) -> None:
        """Show the views in one of the arrangements; what was seen and what has the keyboard stays so."""
        old = self._arrangement
        if arrangement is old:
            return
        focus = QApplication.focusWidget()
        narrow = arrangement is self._narrow
        self._arrangement = arrangement
        self._toolbar.set_form(narrow)
        self.paths.set_lines(narrow)
        if not narrow:
            self._toolbar_place.put(self._toolbar)
            self._status_place.put(self._status)
        arrangement.take(self._views)
        self._offer()
        arrangement.show_network(old.shows_network)
        self._top.setVisible(not narrow)
        old.hide()
        arrangement.show()
        chain([*arrangement.stops(self._views), *stops(self._transport)])
        if focus is not None and self.isAncestorOf(focus):
            (focus if focus.isVisible() else self.map).setFocus()

    def _offer(self) -> None:
        """There is no network where there is a function, and no third dimension over one parameter."""
        scene = self.map.scene
        self._arrangement.offer(self._bench.store.document.function is None, scene is None or not scene.flat)

    def show_problem(self, text: str) -> None:
        """Say what went wrong; an empty text takes it away."""
        self._problem.say(text)

    def _refused(self, reason: str, _remedy: Remedy | None) -> None:
        self.show_problem(reason)

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
        self._status.refresh()
        self.paths.set_source(self.surveyor.curvature_source)
        for view in (self.map, self.space, self._losses, self._along, self.paths):
            view.show_scene(scene)
        self._offer()

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
