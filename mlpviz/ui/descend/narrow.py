"""The arrangement where the page is small beside its type: two views at a time, and the others in tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from mlpviz.ui.descend.views import Views
from mlpviz.ui.widgets.places import Place, stops
from mlpviz.ui.widgets.tab_column import TabColumn

_SHARES = 48, 52  # of the width: a row of the table is what is widest


class NarrowLayout(QSplitter):
    """Pictures of the paths at the left; what they come from and what can be chosen at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._map, self._space, self._losses, self._paths, self._network, self._along, self._settings = (
            Place(plate=True) for _ in range(7)
        )
        self._status = Place()
        self._left = TabColumn({"Map": self._map, "Surface": self._space, "Losses": self._losses}, self._status)
        self._right = TabColumn(
            {"Rates": self._paths, "Network": self._network, "Step sizes": self._along, "Settings": self._settings}
        )
        for index, column in enumerate((self._left, self._right)):
            self.addWidget(column)
            self.setStretchFactor(index, _SHARES[index])
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        self.setSizes([share * 10 for share in _SHARES])

    def take(self, views: Views) -> None:
        """Put every view in its place."""
        for place, view in (
            (self._map, views.map), (self._space, views.space), (self._losses, views.losses),
            (self._paths, views.paths), (self._network, views.diagram), (self._along, views.along),
            (self._settings, views.toolbar), (self._status, views.status),
        ):  # fmt: skip
            place.put(view)
        views.paths.set_least_rows(0)

    def offer(self, network: bool, space: bool) -> None:
        """Whether there is a network, and a surface of three dimensions."""
        self._right.offer(self._network, network)
        self._left.offer(self._space, space)

    @property
    def shows_network(self) -> bool:
        return self._right.shows(self._network)

    def show_network(self, shown: bool) -> None:
        """Turn to the network, or away from it."""
        if shown != self.shows_network:
            self._right.turn_to(self._network if shown else self._paths)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        found: list[QWidget] = []
        for column, inside in (
            (self._left, (views.status, views.map, views.space, views.losses)),
            (self._right, (views.paths, views.diagram, views.along, views.toolbar)),
        ):
            found.append(column.bar)
            for view in inside:
                found += stops(view)
        return found
