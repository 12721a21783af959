"""Every command of the window; importing this package registers them all."""

from mlpviz.ui.commands import edit, file, help, network, run, surface, train, view

__all__ = ["edit", "file", "help", "network", "run", "surface", "train", "view"]
