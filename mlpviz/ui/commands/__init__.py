"""Every command of the window; importing this package registers them all."""

from mlpviz.ui.commands import data, edit, file, help, network, run, surface, train, view

__all__ = ["data", "edit", "file", "help", "network", "run", "surface", "train", "view"]
