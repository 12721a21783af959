"""Commands that help, and the witness."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mlpviz.core.commands import command

if TYPE_CHECKING:
    from mlpviz.ui.window import Window


@command("help.shortcuts", title="Keyboard shortcuts", keys=("F1", "?"), menu="Help", group="help", icon="help")
def shortcuts(window: Window) -> None:
    window.show_shortcuts()


@command("help.palette", title="Find a command…", keys="Ctrl+K", menu="Help", group="help", icon="search")
def palette(window: Window) -> None:
    window.show_palette()


@command("help.about", title="About mlpviz", menu="Help", group="about")
def about(window: Window) -> None:
    window.show_about()


def _register_device(device: str, title: str) -> None:
    @command(
        f"device.{device}", title=title, menu="Device", group="device",
        enabled=lambda window: device in window.witness.devices,
        checked=lambda window: window.bench.preferences.device == device,
    )  # fmt: skip
    def choose(window: Window) -> None:
        window.bench.preferences.set_device(device)


_register_device("cpu", "Check with torch on the CPU")
_register_device("cuda", "Check with torch on CUDA")
if sys.platform == "darwin":
    _register_device("mps", "MPS has no float64: the CPU checks")


@command("witness.go", title="Go to what autograd disagrees with", menu="Device", group="witness",
         enabled=lambda window: window.witness.disagreeing_step() is not None)  # fmt: skip
def go_to_disagreement(window: Window) -> None:
    step = window.witness.disagreeing_step()
    if step is not None:
        window.diagram.jump(step)
