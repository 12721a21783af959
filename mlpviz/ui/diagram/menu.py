"""What can be done with a part of the diagram, as a menu at the pointer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu

from mlpviz.core import edits
from mlpviz.core.document import DocumentError
from mlpviz.core.session import BiasMode
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import BIAS
from mlpviz.nn.parameters import Parameter
from mlpviz.present.hover import Hit, Kind, step_of
from mlpviz.present.notation import layer_title
from mlpviz.present.numbers import copyable
from mlpviz.ui.descend.links import take_parameter
from mlpviz.ui.diagram.targets import target_of
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

_BIAS_TITLES = {BiasMode.UNIT: "Unit 1", BiasMode.NUMBER: "Number", BiasMode.HIDDEN: "Hidden"}


class DiagramMenu(QObject):
    """Opens the menu that the view wants."""

    def __init__(self, view: DiagramView, workbench: Workbench) -> None:
        super().__init__(view)
        self._view = view
        self._bench = workbench
        view.menu_wanted.connect(self.open)

    def open(self, hit: Hit | None, where: QPoint) -> None:
        menu = self.build(hit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def build(self, hit: Hit | None) -> QMenu:
        """The menu for a part of the diagram, or for its empty ground."""
        menu = QMenu(self._view)
        if hit is not None:
            self._add_edit(menu, hit)
            self._add_jump(menu, hit)
            self._add_copy(menu, hit)
            menu.addSeparator()
            if hit.kind not in (Kind.LOSS, Kind.TARGET) and hit.layer > 0:
                self._add_activations(menu, hit.layer)
        biases = menu.addMenu("Bias as")
        modes = QActionGroup(biases)
        for mode, title in _BIAS_TITLES.items():
            chosen = self._bench.store.session.bias_mode is mode
            modes.addAction(_checkable(biases, title, chosen, partial(self._bench.store.look, bias_mode=mode)))
        menu.addAction("Fit", self._view.fit)
        return menu

    def _add_edit(self, menu: QMenu, hit: Hit) -> None:
        target = target_of(self._bench, hit)
        if isinstance(target, str):
            return
        if target.kind is Kind.EDGE:
            kind = "bias" if target.source == BIAS else "weight"
        else:
            kind = "target" if target.kind is Kind.TARGET else "input"
        menu.addAction(f"Edit {kind} {target.symbol.plain}…", lambda: self._view.edit_wanted.emit(hit))
        if target.kind is Kind.EDGE:
            name = Parameter(target.layer, target.unit, target.source).name
            menu.addAction(f"Loss surface over {name}", lambda: take_parameter(self._bench, name))

    def _add_jump(self, menu: QMenu, hit: Hit) -> None:
        step = step_of(self._bench.walk, self._bench.store.session.cursor, hit)
        if step is not None:
            menu.addAction("Jump to the step that computed it", lambda: self._view.jump(step))

    def _add_copy(self, menu: QMenu, hit: Hit) -> None:
        text = self._value(hit)
        copy = menu.addAction("Copy value", lambda: QGuiApplication.clipboard().setText(text or ""))
        copy.setEnabled(text is not None)

    def _value(self, hit: Hit) -> str | None:
        """The number that was hit at full precision, or None where it is not known yet."""
        walk, point = self._bench.walk, self._bench.point
        step = step_of(walk, self._bench.store.session.cursor, hit)
        if hit.kind is Kind.EDGE or step is None:
            target = target_of(self._bench, hit)
            return None if isinstance(target, str) else copyable(target.value)
        return copyable(walk.value(point.iteration, step)) if walk.known(step, point.local) else None

    def _add_activations(self, menu: QMenu, layer: int) -> None:
        document = self._bench.store.document
        depth = document.network.depth
        present = document.network.layers[layer - 1].activation
        submenu = menu.addMenu(f"Activation of {layer_title(layer, depth).lower()}")
        group = QActionGroup(submenu)
        for id, row in ACTIVATIONS.items():
            loss = edits.loss_beside(document, id) if layer == depth else document.loss
            title = row.title if loss == document.loss else f"{row.title}, with {LOSSES[loss].title.lower()}"
            action = _checkable(submenu, title, id == present, partial(self._set_activation, layer, id, loss))
            group.addAction(action)

    def _set_activation(self, layer: int, activation: str, loss: str) -> None:
        document = self._bench.store.document
        depth = document.network.depth
        try:
            self._bench.store.edit(
                f"Set {layer_title(layer, depth)} to {ACTIVATIONS[activation].title}",
                lambda d: (
                    edits.set_output(d, activation, loss)
                    if loss != d.loss
                    else edits.set_activation(d, layer, activation)
                ),
            )
        except DocumentError as error:
            self._bench.message.emit(sentence(error.message))


def _checkable(menu: QMenu, title: str, checked: bool, run: Callable[[], object]) -> QAction:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda on: run())
    return action
