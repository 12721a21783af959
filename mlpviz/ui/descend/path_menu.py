"""What one path does besides its rate: optimiser, batches, and the mistake of never zeroing the gradients."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mlpviz.core import surface_edits
from mlpviz.nn.optimisers import OPTIMISERS
from mlpviz.ui.panels.inspector_desk import Desk

_BATCHES = (1, 2, 5, 10, 20, 50, 100)


def path_menu(desk: Desk, path: int, parent: QWidget) -> QMenu:
    """The menu of path number `path`, as the document stands now."""
    document = desk.workbench.store.document
    spec = document.surface.paths[path]
    menu = QMenu(parent)

    def change(label: str, **changes: Any) -> None:
        desk.apply(label, lambda d: surface_edits.set_path(d, path, **changes))

    def add(group: QActionGroup, title: str, checked: bool, **changes: Any) -> None:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda _on=False: change(f"Path {path + 1}: {title}", **changes))
        group.addAction(action)

    optimisers = QActionGroup(menu)
    for id, row in OPTIMISERS.items():
        add(optimisers, row.title, id == spec.optimizer, optimizer=id)
    samples = document.data.samples
    if document.function is None and samples > 1:
        menu.addSeparator()
        batches = QActionGroup(menu)
        add(batches, f"All {samples} samples in each update", spec.batch_size is None, batch_size=None)
        sizes = {size for size in _BATCHES if size < samples}
        sizes |= {size for size in (document.training.batch_size, spec.batch_size or 1) if size < samples}
        for size in sorted(sizes):
            title = "One sample in each update (SGD)" if size == 1 else f"{size} samples in each update"
            add(batches, title, spec.batch_size == size, batch_size=size)
    menu.addSeparator()
    mistake = menu.addAction("Gradients are not zeroed (a mistake)")
    mistake.setCheckable(True)
    mistake.setChecked(spec.accumulate)
    mistake.triggered.connect(lambda on: change("Do not zero gradients" if on else "Zero gradients", accumulate=on))
    menu.addSeparator()
    remove = menu.addAction(
        "Remove this path", lambda: desk.apply("Remove a path", lambda d: surface_edits.remove_path(d, path))
    )
    remove.setEnabled(len(document.surface.paths) > 1)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
