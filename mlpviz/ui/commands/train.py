"""Commands of training: the page, its data, and two runs side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlpviz.core import data_edits
from mlpviz.core.commands import command
from mlpviz.core.document import Document
from mlpviz.core.session import Page
from mlpviz.core.training import Rival

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


def _network(window: Window) -> bool:
    return window.bench.store.document.function is None


def _on_page(window: Window) -> bool:
    return window.bench.training


@command(
    "page.train", title="Train the network", keys="L", menu="View", group="page", enabled=_network,
    checked=lambda window: window.bench.training,
)  # fmt: skip
def train_page(window: Window) -> None:
    window.bench.store.look(page=Page.TRAIN, playing=False)


@command(
    "train.compare", title="Compare with a second run", menu="Train", group="runs", enabled=_network,
    checked=lambda window: window.bench.store.document.rival is not None,
)  # fmt: skip
def compare(window: Window) -> None:
    """A copy of the network as run B, both as they were before training; or run A alone again."""
    store = window.bench.store
    if store.document.rival is None:
        made = window.train.runner.lockstep if window.bench.training else None
        start = store.document.network if made is None else made.document.network
        store.edit("Compare with a second run", lambda document: _with_rival(document.with_network(start)))
        window.bench.message.emit("Both runs begin alike. What you change now is run A; X exchanges them.")
    else:
        store.edit("End the comparison", lambda document: replace(document, rival=None))
    store.look(page=Page.TRAIN)


def _with_rival(document: Document) -> Document:
    return replace(document, rival=Rival(document.network, document.loss, document.training))


@command(
    "train.swap", title="Exchange runs A and B", keys="X", menu="Train", group="runs",
    enabled=lambda window: window.bench.store.document.rival is not None,
)  # fmt: skip
def swap(window: Window) -> None:
    """Run B becomes the one that is edited, walked and descended."""
    window.bench.store.edit("Exchange runs A and B", _swapped)


def _swapped(document: Document) -> Document:
    rival = document.rival
    assert rival is not None
    mine = Rival(document.network, document.loss, document.training)
    return replace(document, rival=mine, loss=rival.loss, training=rival.training).with_network(rival.network)


@command(
    "train.standardise", title="Standardise the inputs", menu="Train", group="data", enabled=_network,
    checked=lambda window: window.bench.store.document.source.scaling is not None,
)  # fmt: skip
def standardise(window: Window) -> None:
    wanted = window.bench.store.document.source.scaling is None
    label = "Standardise the inputs" if wanted else "Take the inputs as they are"
    window.bench.store.edit(label, lambda document: data_edits.standardise(document, wanted))


@command(
    "train.hard", title="Class at each point, or the output", keys="H", menu="Train", group="view", enabled=_on_page,
    checked=lambda window: window.bench.store.session.hard,
)  # fmt: skip
def hard(window: Window) -> None:
    window.bench.store.look(hard=not window.bench.store.session.hard)


def _register_export(view: str, what: str) -> None:
    @command(f"train.export_{view}", title=f"Export {what}…", menu="Train", group="export", enabled=_on_page)
    def export(window: Window) -> None:
        window.picture(view)  # refused before a file is asked for, where there is no such picture
        window.files.ask_export(view)


_register_export("maps", "the network with its maps")
_register_export("regions", "the output over the inputs")
_register_export("curves", "the curves")
