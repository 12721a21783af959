"""The page of training: data, network with live maps, what it gives over its inputs, and how it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from mlpviz.core.session import Page, State
from mlpviz.nn.schedule import Grain
from mlpviz.nn.training import memory_of
from mlpviz.ui.actions import Actions
from mlpviz.ui.later import Later
from mlpviz.ui.panels.inspector_desk import Desk, Remedy
from mlpviz.ui.train.data_bar import DataBar
from mlpviz.ui.train.layers_view import LayersView
from mlpviz.ui.train.network_view import NetworkView
from mlpviz.ui.train.output_panel import OutputPanel
from mlpviz.ui.train.progress_view import ProgressView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.train.training_bar import TrainingBar
from mlpviz.ui.train.transport import TrainTransport
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.workbench import Workbench

_EPOCHS = {Grain.LAYER: 1, Grain.PHASE: 10}
_PROGRESS_MS = 120  # curves and bars need not be new in every picture
_LEFT, _RIGHT = 56, 44  # shares of the width
_HIGH, _LOW = 66, 34  # shares of the height


class TrainPage(QWidget):
    """Two bars, the network, its output, the curves, the layers, and the transport."""

    import_asked = Signal()
    table_asked = Signal()

    def __init__(self, workbench: Workbench, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self.runner = Runner(workbench)
        self._desk = Desk(workbench, self)
        self.sights = (Sight(workbench, 0), Sight(workbench, 1))
        self.networks = tuple(NetworkView(workbench, self.runner, sight, run) for run, sight in enumerate(self.sights))
        self.outputs = tuple(OutputPanel(self._desk, self.runner, sight, run) for run, sight in enumerate(self.sights))
        self._views: tuple[tuple[NetworkView | OutputPanel, ...], ...] = (self.networks, self.outputs)
        self.progress = ProgressView(workbench, self.runner)
        self.layers = LayersView(workbench, self.runner)
        self._data = DataBar(self._desk)
        self._training = TrainingBar(self._desk)
        self._transport = TrainTransport(self._desk, self.runner, actions)
        self._problem = ProblemLine()
        self._arrange()
        self._data.import_asked.connect(self.import_asked)
        self._data.table_asked.connect(self.table_asked)
        self._training.compare_asked.connect(actions["train.compare"].trigger)
        self._training.swap_asked.connect(actions["train.swap"].trigger)
        self._desk.refused.connect(self._refused)
        self._desk.settled.connect(lambda: self.show_problem(""))
        self._later = Later(self, self._show_progress, _PROGRESS_MS)
        self.runner.changed.connect(self._ran)
        self._show_runs()
        workbench.changed.connect(self._state_changed)

    def _arrange(self) -> None:
        whole = QSplitter(Qt.Orientation.Vertical)
        upper, lower = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Horizontal)
        for views in self._views:
            runs = QSplitter(Qt.Orientation.Vertical)
            for view in views:
                runs.addWidget(_plate(view))
            runs.setHandleWidth(12)
            runs.setChildrenCollapsible(False)
            upper.addWidget(runs)
        lower.addWidget(_plate(self.progress))
        lower.addWidget(_plate(self.layers))
        for splitter, widgets, shares in (
            (upper, (), (_LEFT, _RIGHT)), (lower, (), (_LEFT, _RIGHT)), (whole, (upper, lower), (_HIGH, _LOW)),
        ):  # fmt: skip
            for widget in widgets:
                splitter.addWidget(widget)
            splitter.setHandleWidth(12)
            splitter.setChildrenCollapsible(False)
            splitter.setSizes([share * 10 for share in shares])
            for index, share in enumerate(shares):
                splitter.setStretchFactor(index, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._data)
        column.addWidget(self._training)
        column.addWidget(self._problem)
        column.addWidget(whole, 1)
        column.addWidget(self._transport)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._transport.set_small(self.height() < 620 * self._bench.preferences.theme.scale)

    def step(self, by: int, grain: Grain | None = None) -> None:
        """Go on or back by so many updates; by epochs for a layer, by tens of them for a phase."""
        epochs = _EPOCHS.get(grain, 0) if grain is not None else 0
        self.runner.go_by(by * (epochs * self.runner.updates_an_epoch if epochs else 1))

    def walk_update(self) -> None:
        """Walk through the coming update of the run, just its samples, with what the optimiser remembers."""
        self.runner.when_still(self._walk_update)

    def _walk_update(self) -> None:
        made, store = self.runner.lockstep, self._bench.store
        if made is None:
            return
        run, document = made.first, store.document
        rows = run.rows()
        selection = None if len(rows) == document.data.samples else rows[0] if len(rows) == 1 else rows
        memory = memory_of(document.network, run.checkpoint().slots)
        store.walk_from(f"Walk through update {run.update + 1}", document, selection, run.update, 0, memory)

    def show_problem(self, text: str) -> None:
        """Say what went wrong; an empty text takes it away."""
        self._problem.say(text)

    def _refused(self, reason: str, _remedy: Remedy | None) -> None:
        self.show_problem(reason)

    def _ran(self) -> None:
        """The run has gone on, back, or stopped."""
        if self._bench.store.session.page is not Page.TRAIN:
            return
        if self.runner.broken is not None:
            self.show_problem(self.runner.reason)
        elif self.runner.reason:
            self._bench.message.emit(self.runner.reason)
        if self._bench.store.session.playing:
            self._later.soon()
        else:
            self._show_progress()

    def _show_progress(self) -> None:
        self.progress.refresh()
        self.layers.refresh()
        self._transport.refresh()

    def _state_changed(self, old: State, new: State) -> None:
        if new.session.page is not Page.TRAIN:
            return
        turned = old.session.page is not Page.TRAIN
        document, before = new.document, old.document
        if document is not before or turned or _looks(old) != _looks(new):
            for views in self._views:
                for view in views:
                    view.refresh()
        if turned or document.source is not before.source or document.data is not before.data:
            self._data.refresh()
        if turned or (document.training, document.loss) != (before.training, before.loss) or (
            (document.rival is None) != (before.rival is None)
        ):  # fmt: skip
            self._training.refresh()
            self._show_runs()
        if turned or document.data is not before.data:
            self._transport.refresh()

    def _show_runs(self) -> None:
        two = self._bench.store.document.rival is not None
        for views in self._views:
            plate = views[1].parentWidget()
            if plate is not None:
                plate.setVisible(two)


def _looks(state: State) -> tuple[object, ...]:
    session = state.session
    return session.picked, session.selection, session.hard, session.axes


def _plate(body: QWidget) -> QFrame:
    """A body on a plate of its own; its border stays to be seen."""
    plate = QFrame()
    plate.setProperty("panel", True)
    column = QVBoxLayout(plate)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(body)
    return plate
