"""Commands that change how things look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.core import edits
from mlpviz.core.commands import command, run
from mlpviz.core.document import NOTATIONS
from mlpviz.core.session import BiasMode
from mlpviz.present.notation import symbols
from mlpviz.present.palette import THEMES
from mlpviz.ui.preferences import DECIMALS, SCREEN_THEMES

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


@command("view.fit", title="Fit in view", keys="0", menu="View", group="zoom", icon="fit")
def fit(window: Window) -> None:
    window.canvas.fit()


@command("view.zoom_in", title="Zoom in", keys=("Ctrl++", "Ctrl+=", "+"), menu="View", group="zoom", icon="zoom-in")
def zoom_in(window: Window) -> None:
    window.canvas.zoom_by(1.25)


@command("view.zoom_out", title="Zoom out", keys=("Ctrl+-", "-"), menu="View", group="zoom", icon="zoom-out")
def zoom_out(window: Window) -> None:
    window.canvas.zoom_by(0.8)


_BIASES = {
    BiasMode.UNIT: ("Biases as a unit 1", "as a dummy unit 1"),
    BiasMode.NUMBER: ("Biases as numbers", "as numbers at the neurons"),
    BiasMode.HIDDEN: ("Biases hidden", "hidden"),
}


def _register_bias(mode: BiasMode, title: str) -> None:
    @command(
        f"bias.{mode}", title=title, menu="View", group="bias",
        checked=lambda window: window.bench.store.session.bias_mode is mode,
    )  # fmt: skip
    def choose(window: Window) -> None:
        window.bench.store.look(bias_mode=mode)
        window.bench.message.emit(f"Biases are {_BIASES[mode][1]}.")


for _mode, (_title, _words) in _BIASES.items():
    _register_bias(_mode, _title)


@command("view.bias", title="Next way to show biases", keys="B", menu="View", group="bias", icon="bias")
def bias(window: Window) -> None:
    modes = list(BiasMode)
    mode = modes[(modes.index(window.bench.store.session.bias_mode) + 1) % len(modes)]
    run(f"bias.{mode}", window)


@command("view.motion", title="Numbers travel along the edges", menu="View", group="diagram",
         checked=lambda window: window.bench.preferences.motion)  # fmt: skip
def motion(window: Window) -> None:
    window.bench.preferences.set_motion(not window.bench.preferences.motion)


@command("view.presenter", title="Full screen", keys=("F11", "F"), menu="View", group="window",
         checked=lambda window: window.isFullScreen())  # fmt: skip
def presenter(window: Window) -> None:
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()


@command("view.inspector", title="Network panel", keys="Ctrl+1", menu="View", group="window",
         checked=lambda window: not window.inspector_panel.isHidden())  # fmt: skip
def inspector(window: Window) -> None:
    window.split.want_left(window.inspector_panel.isHidden())


@command("view.explanation", title="Explanation panel", keys="Ctrl+2", menu="View", group="window",
         checked=lambda window: not window.explanation_panel.isHidden())  # fmt: skip
def explanation(window: Window) -> None:
    window.explanation_panel.setVisible(window.explanation_panel.isHidden())
    window.split.arrange()


def _register_theme(theme: str, key: str) -> None:
    @command(
        f"theme.{theme}", title=f"{THEMES[theme].title} theme", keys=key, menu="View", group="theme",
        checked=lambda window: window.bench.preferences.theme.id == theme,
    )  # fmt: skip
    def choose(window: Window) -> None:
        window.bench.preferences.set_theme(theme)


for _number, _theme in enumerate(SCREEN_THEMES, start=1):
    _register_theme(_theme, f"Ctrl+Alt+{_number}")


@command("theme.next", title="Next theme", keys="T", menu="View", group="theme")
def next_theme(window: Window) -> None:
    present = SCREEN_THEMES.index(window.bench.preferences.theme.id)
    window.bench.preferences.set_theme(SCREEN_THEMES[(present + 1) % len(SCREEN_THEMES)])


@command("view.more_decimals", title="More decimals", keys="Ctrl+]", menu="View", group="decimals",
         enabled=lambda window: window.bench.preferences.decimals + 1 in DECIMALS)  # fmt: skip
def more_decimals(window: Window) -> None:
    window.bench.preferences.set_decimals(window.bench.preferences.decimals + 1)


@command("view.fewer_decimals", title="Fewer decimals", keys="Ctrl+[", menu="View", group="decimals",
         enabled=lambda window: window.bench.preferences.decimals - 1 in DECIMALS)  # fmt: skip
def fewer_decimals(window: Window) -> None:
    window.bench.preferences.set_decimals(window.bench.preferences.decimals - 1)


def _register_notation(notation: str) -> None:
    title = symbols(notation, (1, 1)).title

    @command(
        f"notation.{notation}", title=f"Notation: {title}", menu="Notation", group="notation",
        checked=lambda window: window.bench.store.document.notation == notation,
    )  # fmt: skip
    def choose(window: Window) -> None:
        window.bench.store.edit(f"Use notation {title}", lambda document: edits.set_notation(document, notation))


for _notation in NOTATIONS:
    _register_notation(_notation)
