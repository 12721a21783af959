"""The arrangements where the page is small beside its type: two views at a time, and the others in tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from mlpviz.ui.preferences import Preferences
from mlpviz.ui.train.differences_line import DifferencesLine
from mlpviz.ui.train.run_plate import RunPlate
from mlpviz.ui.train.views import Views
from mlpviz.ui.train.wide import share_out
from mlpviz.ui.widgets.form_plate import FormPlate
from mlpviz.ui.widgets.places import Place, stops
from mlpviz.ui.widgets.tab_column import TabColumn


class NarrowLayout(QSplitter):
    """Of one run: what is trained and how at the left, what comes of it at the right."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._network, self._output, self._progress, self._layers = (Place(plate=True) for _ in range(4))
        self._data, self._training = FormPlate(), FormPlate()
        self._left = TabColumn({"Network": self._network, "Data": self._data, "Training": self._training})
        self._right = TabColumn({"Output": self._output, "Curves": self._progress, "Layers": self._layers})
        share_out(self, (self._left, self._right), (50, 50))

    @property
    def bars(self) -> tuple[QWidget, ...]:
        """The names of the tabs."""
        return self._left.bar, self._right.bar

    def show_network(self) -> None:
        """Turn to the network."""
        self._left.turn_to(self._network)

    def take(self, views: Views) -> None:
        """Put every view in its place, but those of a second run: they stay where they are."""
        for place, view in (
            (self._network, views.networks[0]), (self._data, views.data), (self._training, views.training),
            (self._output, views.outputs[0]), (self._progress, views.progress), (self._layers, views.layers),
        ):  # fmt: skip
            place.put(view)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        left, right = (views.networks[0], views.data, views.training), (views.outputs[0], views.progress, views.layers)
        return [
            *(self._left.bar, *(stop for view in left for stop in stops(view))),
            *(self._right.bar, *(stop for view in right for stop in stops(view))),
        ]


class NarrowPairLayout(TabColumn):
    """Of two runs: run A beside run B, and what belongs together beside one another too."""

    def __init__(self, preferences: Preferences) -> None:
        self._networks = [RunPlate(preferences, run) for run in (0, 1)]
        self._outputs = [RunPlate(preferences, run) for run in (0, 1)]
        self._measured = [Place(plate=True) for _ in range(2)]
        self._settings = [FormPlate() for _ in range(2)]
        pages = dict[str, QWidget]()
        for title, plates in (
            ("Networks", self._networks), ("Outputs", self._outputs), ("Curves and layers", self._measured),
            ("Data and training", self._settings),
        ):  # fmt: skip
            pages[title] = page = QSplitter(Qt.Orientation.Horizontal)
            share_out(page, plates, (50, 50))
        self.differences = DifferencesLine()
        super().__init__(pages, self.differences)

    @property
    def bars(self) -> tuple[QWidget, ...]:
        """The names of the tabs."""
        return (self.bar,)

    def show_network(self) -> None:
        """Turn to the networks."""
        self.bar.setCurrentIndex(0)

    def take(self, views: Views) -> None:
        """Put every view in its place."""
        plates: tuple[RunPlate | Place | FormPlate, ...] = (
            *self._networks,
            *self._outputs,
            *self._measured,
            *self._settings,
        )
        inside: tuple[QWidget, ...] = (
            *views.networks, *views.outputs, views.progress, views.layers, views.data, views.training,
        )  # fmt: skip
        for plate, view in zip(plates, inside, strict=True):
            plate.put(view)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        inside = (*views.networks, *views.outputs, views.progress, views.layers, views.data, views.training)
        return [self.bar, *(stop for view in inside for stop in stops(view))]
