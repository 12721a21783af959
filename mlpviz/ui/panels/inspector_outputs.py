"""Choosing an activation or a loss; where the two need each other, the change of both is offered."""

from __future__ import annotations

from mlpviz.core import edits
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.present.notation import layer_title
from mlpviz.ui.panels.inspector_desk import Desk, Edit, Remedy


def choose_activation(desk: Desk, layer: int, activation: str) -> bool:
    """Give a layer another activation; says whether that was taken."""
    document = desk.workbench.store.document
    title = ACTIVATIONS[activation].title
    loss = edits.loss_beside(document, activation)
    remedy = None
    if layer == document.network.depth and loss != document.loss:
        remedy = _both(activation, loss, activation_first=True)
    label = f"Set {layer_title(layer, document.network.depth)} to {title}"
    return desk.apply(label, lambda d: edits.set_activation(d, layer, activation), remedy=remedy)


def choose_loss(desk: Desk, loss: str) -> bool:
    """Take another loss; says whether that was taken."""
    document = desk.workbench.store.document
    title = LOSSES[loss].title
    activation = edits.activation_beside(document, loss)
    remedy = None
    if activation != document.network.layers[-1].activation:
        remedy = _both(activation, loss, activation_first=False)
    return desk.apply(f"Set loss to {title}", lambda d: edits.set_loss(d, loss), remedy=remedy)


def output_label(activation: str, loss: str, activation_first: bool) -> str:
    """What taking an output activation and a loss together is called."""
    titles = (ACTIVATIONS[activation].title, LOSSES[loss].title)
    return "Take {} with {}".format(*(titles if activation_first else titles[::-1]))


def output_edit(activation: str, loss: str) -> Edit:
    """Taking an output activation and a loss together."""
    return lambda document: edits.set_output(document, activation, loss)


def _both(activation: str, loss: str, activation_first: bool) -> Remedy:
    title = output_label(activation, loss, activation_first)
    return Remedy(title, title, output_edit(activation, loss))
