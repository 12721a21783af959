"""The page of training: data, network with live maps, what it gives over its inputs, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mlpviz.core.document import DocumentError
from mlpviz.core.session import Page, State
from mlpviz.nn.schedule import Grain
from mlpviz.nn.training import memory_of
from mlpviz.ui.actions import Actions
from mlpviz.ui.later import Later
from mlpviz.ui.panels.inspector_desk import Desk, Remedy
from mlpviz.ui.train.data_bar import DataBar
from mlpviz.ui.train.layers_view import LayersView
from mlpviz.ui.train.narrow import NarrowLayout, NarrowPairLayout
from mlpviz.ui.train.network_view import NetworkView
from mlpviz.ui.train.output_panel import OutputPanel
from mlpviz.ui.train.progress_view import ProgressView
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.train.sight import Sight
from mlpviz.ui.train.training_bar import TrainingBar
from mlpviz.ui.train.transport import TrainTransport
from mlpviz.ui.train.views import Views
from mlpviz.ui.train.wide import PairLayout, WideLayout
from mlpviz.ui.widgets.places import Place, stops
from mlpviz.ui.widgets.problem_line import ProblemLine
from mlpviz.ui.widgets.tab_order import chain
from mlpviz.ui.workbench import Workbench

if TYPE_CHECKING:
    from mlpviz.export.train_picture import TrainPicture

_EPOCHS = {Grain.LAYER: 1, Grain.PHASE: 10}
_PROGRESS_MS = 120  # curves and bars need not be new in every picture
_WIDE, _HIGH = 900, 480  # size from which everything is seen at once, in pixels of the light theme, as all here
_WIDE_PAIR, _HIGH_PAIR = 1150, 600  # and of two runs
_ROOMY = 620  # height from which there is a line of hints
_MARGIN = 12

Arrangement = WideLayout | PairLayout | NarrowLayout | NarrowPairLayout


class TrainPage(QWidget):
    """Two bars, the network, its output, the curves, the layers, and the transport."""

    import_asked = Signal()
    table_asked = Signal()

    def __init__(self, workbench: Workbench, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if parent is not None:
            self.resize(parent.size())  # so that the arrangement is the right one at once
        self._bench = workbench
        self.runner = Runner(workbench)
        self._told = ""
        self._desk = Desk(workbench, self)
        self.sights = (Sight(workbench, 0), Sight(workbench, 1))
        self.making = self._make(actions)
        """Makes the page, a part each time it is asked: before it has ended the page is not used."""

    def _make(self, actions: Actions) -> Iterator[None]:
        bench, (first, second) = self._bench, self.sights
        self.networks = (NetworkView(bench, self.runner, first, 0), NetworkView(bench, self.runner, second, 1))
        self.progress, self.layers = ProgressView(bench, self.runner), LayersView(bench, self.runner)
        upper = OutputPanel(self._desk, first, 0)
        yield
        self.outputs = (upper, OutputPanel(self._desk, second, 1))
        self._data = DataBar(self._desk)
        yield
        self._training = TrainingBar(self._desk)
        self._transport = TrainTransport(self._desk, self.runner, actions)
        self._problem = ProblemLine()
        yield
        self.views = Views(self.networks, self.outputs, self.progress, self.layers, self._data, self._training)
        self._wide, self._pair = WideLayout(), PairLayout(bench.preferences)
        self._narrow, self._narrow_pair = NarrowLayout(), NarrowPairLayout(bench.preferences)
        self._arrangement: Arrangement = self._pair
        self._data_place, self._training_place = Place(), Place()
        self._stack_up()
        yield
        self._pair.take(self.views)
        self._make_room()
        self._connect(actions)

    def _connect(self, actions: Actions) -> None:
        self._transport.stuck.jumped.connect(self._show_network)
        for output in self.outputs:
            output.remade.connect(self._chain)
        self._data.import_asked.connect(self.import_asked)
        self._data.table_asked.connect(self.table_asked)
        self._training.compare_asked.connect(actions["train.compare"].trigger)
        self._training.swap_asked.connect(actions["train.swap"].trigger)
        self._desk.refused.connect(self._refused)
        self._desk.settled.connect(lambda: self.show_problem(""))
        self._later = Later(self, self._show_progress, _PROGRESS_MS)
        self.runner.changed.connect(self._ran)
        self._bench.changed.connect(self._state_changed)
        self._bench.preferences.changed.connect(self._make_room)

    def _stack_up(self) -> None:
        """What is in any arrangement, from the top to the bottom."""
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, _MARGIN)
        column.setSpacing(8)
        for widget in (self._data_place, self._training_place, self._problem):
            column.addWidget(widget)
        for arrangement in (self._wide, self._pair, self._narrow, self._narrow_pair):
            column.addWidget(arrangement, 1)
            arrangement.hide()
        column.addWidget(self._transport)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Arrange the views by how large the page is beside its type, and by how many runs there are."""
        scale = self._bench.preferences.theme.scale
        width, height = self.width() / scale, self.height() / scale
        two = self._bench.store.document.rival is not None
        wide = width >= (_WIDE_PAIR if two else _WIDE) and height >= (_HIGH_PAIR if two else _HIGH)
        if two:
            self._arrange(self._pair if wide else self._narrow_pair)
        else:
            self._arrange(self._wide if wide else self._narrow)
        self._transport.set_brief(height < _ROOMY or not wide)
        for bar in (self._data, self._training):
            bar.fit(self.width() - 2 * _MARGIN)

    def _arrange(self, arrangement: Arrangement) -> None:
        """Show the views in one of the arrangements; what has the keyboard keeps it where it can still be seen."""
        old = self._arrangement
        if arrangement is old and not arrangement.isHidden():
            return
        focus = QApplication.focusWidget()
        narrow = arrangement in (self._narrow, self._narrow_pair)
        self._arrangement = arrangement
        for bar, place in ((self._data, self._data_place), (self._training, self._training_place)):
            bar.set_form(narrow)
            if not narrow:
                place.put(bar)
            place.setVisible(not narrow)
        arrangement.take(self.views)
        old.hide()
        arrangement.show()
        self._chain()
        if focus is not None and self.isAncestorOf(focus):
            (focus if focus.isVisible() else self._transport).setFocus()

    def _chain(self) -> None:
        """Tab goes through the views as they stand; brushes are others for other classes, and in another theme."""
        chain([*self._arrangement.stops(self.views), *stops(self._transport)])

    def _show_network(self) -> None:
        """Where the network may be behind a tab, turn to it."""
        for narrow in (self._narrow, self._narrow_pair):
            narrow.show_network()

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

    def close_down(self) -> None:
        """Stop all work and wait for it."""
        self.runner.close()
        for sight in self.sights:
            sight.close()

    def picture(self, view: str) -> TrainPicture:
        """The page, or one of its pictures. Raises DocumentError where the document has no such view."""
        from mlpviz.export.train_picture import TrainPicture

        store = self._bench.store
        progress, session = self.progress.progress(), store.session
        try:
            return TrainPicture(
                store.document, self._bench.preferences.theme, view, progress, session.hard, session.axes
            )
        except ValueError as error:
            raise DocumentError("", str(error)) from None

    def show_problem(self, text: str) -> None:
        """Say what went wrong; an empty text takes it away."""
        self._problem.say(text)

    def _refused(self, reason: str, _remedy: Remedy | None) -> None:
        self.show_problem(reason)

    def _ran(self) -> None:
        """The run has gone on, back, or stopped."""
        if self._bench.store.session.page is not Page.TRAIN:
            return
        broken = self.runner.reason if self.runner.broken is not None else ""
        if broken != self._told:
            self._told = broken
            self.show_problem(broken)
        if self.runner.reason and not broken:
            self._bench.message.emit(self.runner.reason)
        if self._bench.store.session.playing:
            self._later.soon()
        else:
            self._show_progress()

    def _show_progress(self) -> None:
        self.progress.refresh()
        self.layers.refresh()
        self._transport.refresh()
        made = self.runner.lockstep
        began = self._bench.store.document if made is None else made.document
        for line in (self._training.differences, self._narrow_pair.differences):
            line.show_runs(began)

    def _state_changed(self, old: State, new: State) -> None:
        if new.session.page is not Page.TRAIN:
            return
        turned = old.session.page is not Page.TRAIN
        document, before = new.document, old.document
        if document is not before or turned or _looks(old) != _looks(new):
            for network, output in zip(self.networks, self.outputs, strict=True):
                network.refresh()
                output.refresh()
        if turned or document.source is not before.source or document.data is not before.data:
            self._data.refresh()
            self._chain()
        if turned or (document.training, document.loss) != (before.training, before.loss) or (
            (document.rival is None) != (before.rival is None)
        ):  # fmt: skip
            self._training.refresh()
            self._make_room()
        if turned or document.data is not before.data:
            self._transport.refresh()


def _looks(state: State) -> tuple[object, ...]:
    session = state.session
    return session.picked, session.selection, session.hard, session.axes
