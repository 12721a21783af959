"""The head of the inspector: how many parameters there are, and how they are counted."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.nn.network import Network
from mlpviz.ui.panels.inspector_seen import Seen


def counted(network: Network) -> str:
    """The parameters layer by layer, units times weights and bias a unit: "3·7 + 5·4 + 4·6 + 3·5 = 80"."""
    terms = " + ".join(f"{layer.units}·{layer.fan_in + layer.has_bias}" for layer in network.layers)
    return f"{terms} = {network.parameter_count:,}"


class HeaderSection(QWidget):
    """ "Network", the count, and the count term by term."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Network")
        heading.setProperty("role", "heading")
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._terms = QLabel()
        self._terms.setProperty("role", "small")
        self._terms.setWordWrap(True)
        first = QHBoxLayout()
        first.addWidget(heading)
        first.addStretch(1)
        first.addWidget(self._count)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(first)
        rows.addWidget(self._terms)

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        if old is not None and old.network is new.network:
            return
        number = new.network.parameter_count
        self._count.setText(f"{number:,} parameter{'' if number == 1 else 's'}")
        terms = counted(new.network)
        self._terms.setText(terms)
        self.setToolTip(f"Units times weights and bias a unit, layer by layer: {terms}")
