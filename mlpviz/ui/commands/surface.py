"""Commands of the loss surface and its descent paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core import surface_edits
from mlpviz.core.commands import command
from mlpviz.core.descend import chosen_parameters
from mlpviz.core.session import Page
from mlpviz.ui.descend.links import picked_parameter, take_parameter

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


def _on_page(window: Window) -> bool:
    return window.bench.descending


@command(
    "page.walk", title="Walk through the network", keys="W", menu="View", group="page",
    enabled=lambda window: window.bench.store.document.function is None,
    checked=lambda window: window.bench.store.session.page is Page.WALK,
)  # fmt: skip
def walk_page(window: Window) -> None:
    window.bench.store.look(page=Page.WALK, playing=False)


@command(
    "page.descend", title="Descend the loss surface", keys="D", menu="View", group="page",
    checked=lambda window: window.bench.descending,
)  # fmt: skip
def descend_page(window: Window) -> None:
    window.bench.store.look(page=Page.DESCEND, playing=False)


@command(
    "surface.add_parameter", title="Loss over the selected parameter", keys="Shift+D", menu="Surface", group="axes",
    enabled=lambda window: picked_parameter(window.bench) is not None,
)  # fmt: skip
def add_parameter(window: Window) -> None:
    """The selected parameter and the one chosen before it span the surface."""
    parameter = picked_parameter(window.bench)
    if parameter is not None:
        take_parameter(window.bench, parameter.name)


@command("surface.gradient", title="Loss along the gradient and a random direction", menu="Surface", group="axes")
def gradient_axes(window: Window) -> None:
    _set(window, "Loss along the gradient", axes="gradient")


@command("surface.principal", title="Loss along the principal directions of the run", menu="Surface", group="axes")
def principal_axes(window: Window) -> None:
    _set(window, "Loss along principal directions", axes="principal")


def _set(window: Window, label: str, **changes: object) -> None:
    window.bench.store.edit(label, lambda document: surface_edits.set_surface(document, **changes))


def _register(field: str, value: str, title: str, group: str, key: str = "") -> None:
    @command(
        f"surface.{field}_{value}", title=title, keys=key or (), menu="Surface", group=group,
        checked=lambda window: getattr(window.bench.store.document.surface, field) == value,
    )  # fmt: skip
    def choose(window: Window) -> None:
        _set(window, title, **{field: value})


_register("over", "all", "Loss of all the data", "over")
_register("over", "batch", "Loss of the first batch", "over")
_register("over", "sample", "Loss of the sample that is walked", "over")
_register("move", "two", "Move only what the surface spans", "move")
_register("move", "all", "Move all parameters", "move")
_register("scale", "linear", "Linear scale of the loss", "scale")
_register("scale", "log", "Logarithmic scale of the loss", "scale")


@command("surface.add_path", title="Add a path", keys="Ctrl+D", menu="Surface", group="paths", icon="plus")
def add_path(window: Window) -> None:
    store = window.bench.store
    store.edit("Add a path", surface_edits.add_path)
    store.look(path=len(store.document.surface.paths) - 1)


@command(
    "surface.remove_path", title="Remove the selected path", keys="Ctrl+Shift+D", menu="Surface", group="paths",
    enabled=lambda window: len(window.bench.store.document.surface.paths) > 1,
)  # fmt: skip
def remove_path(window: Window) -> None:
    path, store = window.bench.path, window.bench.store
    store.edit("Remove a path", lambda document: surface_edits.remove_path(document, path))


def _shift_path(window: Window, by: int) -> None:
    count = len(window.bench.store.document.surface.paths)
    window.bench.store.look(path=(window.bench.path + by) % count)


@command("surface.next_path", title="Next path", keys="Down", menu="Surface", group="paths", enabled=_on_page)
def next_path(window: Window) -> None:
    _shift_path(window, 1)


@command("surface.previous_path", title="Previous path", keys="Up", menu="Surface", group="paths", enabled=_on_page)
def previous_path(window: Window) -> None:
    _shift_path(window, -1)


@command("surface.use", title="Use these weights", keys="U", menu="Surface", group="link", enabled=_on_page)
def use_weights(window: Window) -> None:
    """The network takes the parameters of the selected path where it is now."""
    window.descend.use_weights()


@command(
    "surface.walk_update", title="Walk through this update", keys="Ctrl+U", menu="Surface", group="link",
    enabled=lambda window: window.bench.store.session.page is not Page.WALK
    and window.bench.store.document.function is None,
)  # fmt: skip
def walk_update(window: Window) -> None:
    """The coming update of the selected path, or of the training run, neuron by neuron."""
    if window.bench.training:
        window.train.walk_update()
    else:
        window.descend.walk_update()


@command(
    "surface.through", title="Surface through the present point, or the start", keys="R", menu="Surface", group="link",
    enabled=lambda window: window.bench.descending and window.bench.store.document.surface.move == "all",
)  # fmt: skip
def redraw_through(window: Window) -> None:
    window.descend.redraw_through()


@command("surface.start_here", title="Start from the present weights", menu="Surface", group="link",
         enabled=lambda window: window.bench.store.document.surface.start is not None)  # fmt: skip
def start_here(window: Window) -> None:
    _set(window, "Start from the present weights", start=None)


@command("surface.export_map", title="Export the map…", menu="Surface", group="export", enabled=_on_page)
def export_map(window: Window) -> None:
    window.files.ask_export("2d")


@command(
    "surface.export_space", title="Export the surface in three dimensions…", menu="Surface", group="export",
    enabled=lambda window: _on_page(window) and len(chosen_parameters(window.bench.store.document)) > 1,
)  # fmt: skip
def export_space(window: Window) -> None:
    window.files.ask_export("3d")
