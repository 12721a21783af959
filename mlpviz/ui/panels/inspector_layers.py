"""The cards of all layers, the input first, and the way to add one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mlpviz.core import reshape
from mlpviz.core.session import Picked
from mlpviz.ui.panels.inspector_card import LayerCard
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_seen import Seen


class LayersSection(QWidget):
    """Cards from the input to the output. A click on one selects its layer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cards: list[LayerCard] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(5)
        self.add = QToolButton()
        self.add.setText("+ Add layer")
        self.add.setProperty("link", True)
        self.add.setToolTip("Add a hidden layer before the output")
        self.add.setAccessibleName("Add layer")
        self.add.clicked.connect(self._add_layer)
        last = QHBoxLayout()
        last.addWidget(self.add)
        last.addStretch(1)
        self._rows.addLayout(last)

    @property
    def cards(self) -> list[LayerCard]:
        return self._cards

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*(part for card in self._cards for part in card.stops), self.add]

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        if old is not None and new.network is old.network and new.layer == old.layer:
            return
        while len(self._cards) > new.depth + 1:
            card = self._cards.pop()
            self._rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self._cards) < new.depth + 1:
            card = LayerCard(self._desk, len(self._cards))
            card.picked.connect(self._pick)
            self._rows.insertWidget(len(self._cards), card)
            self._cards.append(card)
            card.show()
        changed = set(range(len(self._cards)))
        if old is not None and new.network is old.network:
            changed = {old.layer, new.layer}
        for number in changed:
            self._cards[number].show_seen(new)

    def _pick(self, layer: int) -> None:
        picked = self._desk.workbench.store.session.picked
        if picked is None or picked.layer != layer:
            self._desk.workbench.store.look(picked=Picked(layer))

    def _add_layer(self) -> None:
        """Add one before the output, and show it."""
        depth = self._desk.workbench.store.document.network.depth
        if self._desk.apply("Add layer", lambda document: reshape.add_layer(document, document.network.depth)):
            self._desk.workbench.store.look(picked=Picked(depth))
