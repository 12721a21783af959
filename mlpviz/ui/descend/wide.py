"""The arrangement where there is room: everything is seen at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from mlpviz.ui.descend.corner_tabs import CornerTabs
from mlpviz.ui.descend.views import Views
from mlpviz.ui.widgets.places import Place, stops

_LEFT, _RIGHT = 51, 49  # shares of the width
_HIGH, _LOW = 68, 32  # shares of the height
_ROWS, _ROWS_BELOW_NETWORK = 5, 2  # of the table that are seen at least


class WideLayout(QSplitter):
    """Map over losses; at the right the surface or the network, the table and the step sizes."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.tabs = CornerTabs()
        self._map, self._losses, self._paths, self._along = (Place(plate=True) for _ in range(4))
        self._space, self._network, self._along_tab = (Place() for _ in range(3))
        for place, title in (
            (self._space, "Surface"), (self._network, "Network"), (self._along_tab, "Step sizes"),
        ):  # fmt: skip
            self.tabs.add(place, title)
        self.tabs.keep_below(self._network)
        self.tabs.turned.connect(self.turned)
        self._corner = Place(plate=True)
        self._corner.put(self.tabs)
        left, right = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        rows: tuple[tuple[QSplitter, tuple[QWidget, ...], tuple[int, ...]], ...] = (
            (left, (self._map, self._losses), (_HIGH, _LOW)),
            (right, (self._corner, self._paths, self._along), (42, 34, 24)),
            (self, (left, right), (_LEFT, _RIGHT)),
        )
        for splitter, places, shares in rows:
            for widget in places:
                splitter.addWidget(widget)
            splitter.setHandleWidth(12)
            splitter.setChildrenCollapsible(False)
            splitter.setSizes([share * 10 for share in shares])
            for index, share in enumerate(shares):
                splitter.setStretchFactor(index, share)

    def take(self, views: Views) -> None:
        """Put every view in its place; the step sizes by `make_room`."""
        for place, view in (
            (self._map, views.map), (self._losses, views.losses), (self._space, views.space),
            (self._network, views.diagram), (self._paths, views.paths), (self._along, views.along),
        ):  # fmt: skip
            place.put(view)

    def make_room(self, views: Views, low: bool) -> None:
        """Where the page is low the step sizes become a tab, so that the table keeps its rows."""
        (self._along_tab if low else self._along).put(views.along)
        self.tabs.offer(self._along_tab, low)
        self._show_corner()
        self._along.setVisible(not low and not self.shows_network)  # the network needs the height
        views.paths.set_least_rows(_ROWS_BELOW_NETWORK if self.shows_network else _ROWS)

    def offer(self, network: bool, space: bool) -> None:
        """Whether there is a network, and a surface of three dimensions."""
        self.tabs.offer(self._network, network)
        self.tabs.offer(self._space, space)
        self._show_corner()

    def _show_corner(self) -> None:
        self._corner.setVisible(self.tabs.offered > 0)

    @property
    def shows_network(self) -> bool:
        return self.tabs.shows(self._network)

    def show_network(self, shown: bool) -> None:
        """Turn to the network, or away from it."""
        if shown != self.shows_network:
            self.tabs.turn_to(self._network if shown else self._space)

    def stops(self, views: Views) -> list[QWidget]:
        """Where Tab stops, from the first to the last."""
        found = stops(views.toolbar) + stops(views.status) + stops(views.map) + stops(views.losses)
        found.append(self.tabs.bar)
        for view in (views.space, views.diagram, views.paths, views.along):
            found += stops(view)
        return found
