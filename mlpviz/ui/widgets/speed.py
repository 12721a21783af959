"""How fast it plays, as a list; the walk and the descent share the speed."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from mlpviz.core.store import Store
from mlpviz.ui.commands.run import SPEEDS


class SpeedChoice(QComboBox):
    """Looks at the session's speed, and changes it."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.setAccessibleName("Speed")
        self.setToolTip("How fast it plays (Ctrl+Up, Ctrl+Down)")
        for speed in SPEEDS:
            self.addItem(f"speed {speed:g}×", speed)
        self.activated.connect(lambda index: store.look(speed=self.itemData(index)))

    def refresh(self) -> None:
        """Show the session's speed."""
        self.setCurrentIndex(max(self.findData(self._store.session.speed), 0))
