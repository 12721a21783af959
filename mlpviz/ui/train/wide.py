"""The arrangements where there is room: everything is seen at once, of one run or of two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from mlpviz.ui.preferences import Preferences
from mlpviz.ui.train.run_plate import RunPlate
from mlpviz.ui.train.views import Views
from mlpviz.ui.widgets.places import Place, stops

_GAP = 12


class WideLayout(QSplitter):
    """Of one run: the network beside its output, above the curves beside the layers."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._network, self._output, self._progress, self._layers = (Place(plate=True) for _ in range(4))
        upper, lower = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Horizontal)
        share_out(upper, (self._network, self._output), (56, 44))
        share_out(lower, (self._progress, self._layers), (56, 44))
        share_out(self, (upper, lower), (66, 34))

    def take(self, views: Views) -> None:
        """Put every view in its place, but those of a second run: they stay where they are."""
        for place, view in (
            (self._network, views.networks[0]), (self._output, views.outputs[0]),
            (self._progress, views.progress), (self._layers, views.layers),
        ):  # fmt: skip
            place.put(view)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        inside = (views.data, views.training, views.networks[0], views.outputs[0], views.progress, views.layers)
        return [stop for view in inside for stop in stops(view)]


class PairLayout(QSplitter):
    """Of two runs: networks, outputs and what is measured in three columns, so that each picture has its height."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._networks = [RunPlate(preferences, run) for run in (0, 1)]
        self._outputs = [RunPlate(preferences, run) for run in (0, 1)]
        self._progress, self._layers = Place(plate=True), Place(plate=True)
        columns = [QSplitter(Qt.Orientation.Vertical) for _ in range(3)]
        plates = self._networks, self._outputs, (self._progress, self._layers)
        for column, parts in zip(columns, plates, strict=True):
            share_out(column, parts, (50, 50))
        share_out(self, columns, (37, 34, 29))

    def take(self, views: Views) -> None:
        """Put every view in its place."""
        for plates, pair in ((self._networks, views.networks), (self._outputs, views.outputs)):
            for plate, view in zip(plates, pair, strict=True):
                plate.put(view)
        self._progress.put(views.progress)
        self._layers.put(views.layers)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        inside = (views.data, views.training, *views.networks, *views.outputs, views.progress, views.layers)
        return [stop for view in inside for stop in stops(view)]


def share_out(splitter: QSplitter, widgets: Sequence[QWidget], shares: Sequence[int]) -> None:
    """Give a splitter its parts, each with its share of the room."""
    for index, (widget, share) in enumerate(zip(widgets, shares, strict=True)):
        splitter.addWidget(widget)
        splitter.setStretchFactor(index, share)
    splitter.setHandleWidth(_GAP)
    splitter.setChildrenCollapsible(False)
    splitter.setSizes([share * 10 for share in shares])
