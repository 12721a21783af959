"""A card for a layer: its name, units and activation, and a menu of what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from mlpviz.core import reshape
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.present.notation import layer_title
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_outputs import choose_activation
from mlpviz.ui.panels.inspector_seen import Seen
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.small_button import small_button


class LayerCard(QFrame):
    """Shows layer `number`; `picked` says that it was clicked. The card of the layer on show can change its units."""

    picked = Signal(int)

    def __init__(self, desk: Desk, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._number = number
        self._depth = 0
        self._has_bias = False
        self._chosen = False
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = QLabel()
        self._title.setProperty("role", "card")
        self.fewer = small_button("−", "One unit fewer")
        self.units = desk.watch(NumberField("Units"))
        self.units.whole = self.units.above_zero = True
        self.units.setProperty("compact", True)
        self.more = small_button("+", "One unit more")
        self._stepper = QWidget()
        self._stepper.hide()
        self._menu_button = small_button("…", "What can be done with this layer")
        self._count = QLabel()
        self._count.setProperty("role", "small")
        self.activation = Choice("Activation", [(row.id, row.title) for row in ACTIVATIONS.values()], snug=True)
        self.activation.setProperty("compact", True)
        self.activation.setVisible(number > 0)
        self._build()
        self.fewer.clicked.connect(lambda: self._set_units(self.units.value - 1, None))
        self.more.clicked.connect(lambda: self._set_units(self.units.value + 1, None))
        self.units.committed.connect(self._set_units)
        self.activation.chosen.connect(lambda id: choose_activation(desk, self._number, id))
        self._menu_button.clicked.connect(self._open_menu)

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self._title)
        first.addStretch(1)
        stepper = QHBoxLayout(self._stepper)
        stepper.setContentsMargins(0, 0, 0, 0)
        stepper.setSpacing(2)
        for widget in (self.fewer, self.units, self.more):
            stepper.addWidget(widget)
        first.addWidget(self._stepper)
        first.addWidget(self._menu_button)
        second.setSpacing(2)
        second.addWidget(self._count)
        second.addWidget(self.activation)
        second.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 3, 4, 3)
        rows.setSpacing(0)
        rows.addLayout(first)
        rows.addLayout(second)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self, self.fewer, self.units, self.more, self._menu_button, self.activation]

    def show_seen(self, new: Seen) -> None:
        network, number = new.network, self._number
        units = network.widths[number]
        self._depth = network.depth
        title = layer_title(number, network.depth)
        kind = "input" if number == 0 else "unit"
        text = f"{units} {kind}{'' if units == 1 else 's'}"
        if number:
            layer = network.layers[number - 1]
            self._has_bias = layer.has_bias
            self.activation.set_choice(layer.activation)
            text += " ·" if layer.has_bias else " · no bias ·"
        self._title.setText(title)
        self._count.setText(text)
        self.units.set_value(units)
        self.units.set_name(f"Units of {title}" if number else "Number of inputs")
        self.activation.setAccessibleName(f"Activation of {title}")
        self.setAccessibleName(f"{title}, {text.removesuffix(' ·')}")
        self._choose(new.layer == number)

    def _choose(self, chosen: bool) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)
            self.units.revert()  # before it is hidden: losing the focus would commit what was typed
            self._stepper.setVisible(chosen)

    def _set_units(self, units: float, gesture: object) -> None:
        number = self._number
        self._desk.apply(
            f"Set units of {layer_title(number, self._depth)}",
            lambda document: reshape.set_units(document, number, round(units)),
            gesture,
            self.units,
        )

    def menu(self) -> QMenu:
        """What can be done with this layer."""
        menu, number, depth, apply = QMenu(self), self._number, self._depth, self._desk.apply
        hidden = 0 < number < depth
        if number > 0:
            menu.addAction("Add layer before", lambda: apply("Add layer", lambda d: reshape.add_layer(d, number)))
        if number < depth:
            menu.addAction("Add layer after", lambda: apply("Add layer", lambda d: reshape.add_layer(d, number + 1)))
        if number > 0:
            menu.addSeparator()
            up = menu.addAction("Move up", lambda: apply("Move layer", lambda d: reshape.move_layer(d, number, -1)))
            up.setEnabled(hidden and number > 1)
            down = menu.addAction("Move down", lambda: apply("Move layer", lambda d: reshape.move_layer(d, number, 1)))
            down.setEnabled(hidden and number < depth - 1)
            gone = menu.addAction("Remove", lambda: apply("Remove layer", lambda d: reshape.remove_layer(d, number)))
            gone.setEnabled(hidden)
            menu.addSeparator()
            bias = menu.addAction("Bias")
            bias.setCheckable(True)
            bias.setChecked(self._has_bias)
            label = f"{'Remove' if self._has_bias else 'Add'} bias of {layer_title(number, depth)}"
            bias.triggered.connect(lambda on: apply(label, lambda d: reshape.set_has_bias(d, number, on)))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _open_menu(self) -> None:
        self.picked.emit(self._number)
        button = self._menu_button
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._number)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._number)
        elif event.key() == Qt.Key.Key_Menu:
            self._open_menu()
        else:
            super().keyPressEvent(event)
