"""Commands that change the network: the selected layer, the loss, numbers. The inspector makes the same edits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from mlpviz.core import edits, reshape
from mlpviz.core.commands import command
from mlpviz.core.document import MAX_INPUTS, MAX_UNITS, DocumentError
from mlpviz.core.session import Picked
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.folding import foldable
from mlpviz.nn.losses import LOSSES
from mlpviz.present.notation import layer_title
from mlpviz.ui.diagram.targets import Target, selected_hit, target_of
from mlpviz.ui.panels.inspector_desk import Edit
from mlpviz.ui.panels.inspector_outputs import output_edit, output_label
from mlpviz.ui.panels.inspector_seen import layer_of

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


def _layer(window: Window) -> int:
    """The layer on show: the selected one, else the present step's."""
    return layer_of(window.bench)


def _depth(window: Window) -> int:
    return window.bench.store.document.network.depth


def _title(window: Window) -> str:
    return layer_title(_layer(window), _depth(window))


def _is_hidden(window: Window) -> bool:
    return 0 < _layer(window) < _depth(window)


@command("network.add_layer", title="Add layer", keys="Ctrl+Shift+N", menu="Network", group="layers", icon="plus")
def add_layer(window: Window) -> None:
    """After the selected layer, but before the output."""
    position = min(_layer(window) + 1, _depth(window))
    window.bench.store.edit("Add layer", lambda document: reshape.add_layer(document, position))
    window.bench.store.look(picked=Picked(position))


@command("network.remove_layer", title="Remove the selected layer", keys="Ctrl+Shift+Backspace", menu="Network",
         group="layers", enabled=_is_hidden)  # fmt: skip
def remove_layer(window: Window) -> None:
    layer = _layer(window)
    window.bench.store.edit("Remove layer", lambda document: reshape.remove_layer(document, layer))
    window.bench.store.look(picked=Picked(min(layer, _depth(window))))


def _move(window: Window, by: int) -> None:
    layer = _layer(window)
    window.bench.store.edit("Move layer", lambda document: reshape.move_layer(document, layer, by))
    window.bench.store.look(picked=Picked(layer + by))


@command("network.move_up", title="Move the selected layer up", menu="Network", group="layers",
         enabled=lambda window: _is_hidden(window) and _layer(window) > 1)  # fmt: skip
def move_up(window: Window) -> None:
    _move(window, -1)


@command("network.move_down", title="Move the selected layer down", menu="Network", group="layers",
         enabled=lambda window: _is_hidden(window) and _layer(window) < _depth(window) - 1)  # fmt: skip
def move_down(window: Window) -> None:
    _move(window, 1)


def _foldable(window: Window) -> bool:
    return foldable(window.bench.store.document.network)


@command("network.fold", title="Fold identity layers into one", menu="Network", group="layers", enabled=_foldable)
def fold(window: Window) -> None:
    """Where their maps are on show, they are seen to slide into one."""
    before = window.train.sights[0].learned() if window.bench.training else None
    window.bench.store.edit("Fold identity layers into one", reshape.fold_layers)
    window.bench.store.look(picked=None)
    if before is not None:
        from mlpviz.ui.train.fold_view import FoldView

        FoldView(window.bench, window.train.networks[0], before)
    else:
        window.bench.message.emit("The identity layers are one now; the outputs are the same.")


def _units(window: Window) -> int:
    return window.bench.store.document.network.widths[_layer(window)]


def _most_units(window: Window) -> int:
    return MAX_UNITS if _layer(window) else MAX_INPUTS


def _change_units(window: Window, by: int) -> None:
    layer, units = _layer(window), _units(window) + by
    label = f"Set units of {_title(window)}"
    window.bench.store.edit(label, lambda document: reshape.set_units(document, layer, units))


@command("network.more_units", title="One unit more in the selected layer", keys="Ctrl+Shift+Up", menu="Network",
         group="units", enabled=lambda window: _units(window) < _most_units(window))  # fmt: skip
def more_units(window: Window) -> None:
    _change_units(window, 1)


@command("network.grow", title="One hidden unit more that changes no output yet", keys="Ctrl+G", menu="Network",
         group="units", enabled=lambda window: _depth(window) > 1)  # fmt: skip
def grow(window: Window) -> None:
    """In the selected hidden layer, or in the last one: what it adds is learned."""
    layer = _layer(window) if _is_hidden(window) else _depth(window) - 1
    window.bench.store.edit("Add a hidden unit", lambda document: reshape.grow(document, layer))


@command("network.fewer_units", title="One unit fewer in the selected layer", keys="Ctrl+Shift+Down", menu="Network",
         group="units", enabled=lambda window: _units(window) > 1)  # fmt: skip
def fewer_units(window: Window) -> None:
    _change_units(window, -1)


def _has_bias(window: Window) -> bool:
    layer = _layer(window)
    return layer > 0 and window.bench.store.document.network.layers[layer - 1].has_bias


@command("network.bias", title="Bias in the selected layer", menu="Network", group="units",
         enabled=lambda window: _layer(window) > 0, checked=_has_bias)  # fmt: skip
def bias(window: Window) -> None:
    layer, has_bias = _layer(window), _has_bias(window)
    label = f"{'Remove' if has_bias else 'Add'} bias of {_title(window)}"
    window.bench.store.edit(label, lambda document: reshape.set_has_bias(document, layer, not has_bias))


@command("network.next_activation", title="Next activation of the selected layer", keys="A", menu="Network",
         group="units", enabled=lambda window: _layer(window) > 0)  # fmt: skip
def next_activation(window: Window) -> None:
    """In the order of the list. At the output the loss changes too where it must; what does not fit is passed over."""
    document, layer, depth = window.bench.store.document, _layer(window), _depth(window)
    ids, present = list(ACTIVATIONS), document.network.layers[layer - 1].activation
    after = ids.index(present) + 1
    for id in (*ids[after:], *ids[: after - 1]):
        loss = edits.loss_beside(document, id) if layer == depth else document.loss
        label = f"Set {_title(window)} to {ACTIVATIONS[id].title}"
        edit: Edit = partial(edits.set_activation, layer=layer, activation=id)
        if loss != document.loss:
            label, edit = output_label(id, loss, activation_first=True), output_edit(id, loss)
        try:
            window.bench.store.edit(label, edit)
        except DocumentError:
            continue
        window.bench.message.emit(label)
        return


@command("network.randomise", title="Randomise all weights", keys="Ctrl+Shift+R", menu="Network", group="numbers",
         icon="shuffle")  # fmt: skip
def randomise(window: Window) -> None:
    """As the inspector's form stands, with its next seed."""
    window.inspector_panel.parameters.randomise.draw_next()


@command("network.edit_number", title="Edit the selected number…", keys="E", menu="Network", group="numbers",
         enabled=lambda window: isinstance(_target(window), Target))  # fmt: skip
def edit_number(window: Window) -> None:
    window.diagram.edit_wanted.emit(selected_hit(window.bench))


def _target(window: Window) -> Target | str:
    hit = selected_hit(window.bench)
    return "Nothing is selected." if hit is None else target_of(window.bench, hit)


@command("network.learning_rate", title="Set the learning rate…", keys="Ctrl+R", menu="Network", group="numbers")
def learning_rate(window: Window) -> None:
    """In the inspector, which is shown where it is hidden."""
    if window.inspector_panel.isHidden():
        window.split.want_left(True)
    window.inspector_panel.settings.rate.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _register_loss(loss: str, title: str) -> None:
    @command(
        f"loss.{loss}", title=f"Loss: {title}", menu="Network", group="loss",
        checked=lambda window: window.bench.store.document.loss == loss,
    )  # fmt: skip
    def choose(window: Window) -> None:
        """With the output activation that it needs."""
        document = window.bench.store.document
        activation = edits.activation_beside(document, loss)
        if activation == document.network.layers[-1].activation:
            window.bench.store.edit(f"Set loss to {title}", lambda d: edits.set_loss(d, loss))
        else:
            label = output_label(activation, loss, activation_first=False)
            window.bench.store.edit(label, output_edit(activation, loss))
            window.bench.message.emit(label)


for _row in LOSSES.values():
    _register_loss(_row.id, _row.title)
