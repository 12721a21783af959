"""A line about hidden units that are dead or saturated: a click looks at the one it is about, then at the next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlpviz.core.session import Picked, State
from mlpviz.present.train.stuck import Stuck, stuck_units
from mlpviz.ui.train.runner import Runner
from mlpviz.ui.widgets.elided import ElidedButton
from mlpviz.ui.workbench import Workbench


class StuckLine(ElidedButton):
    """Hidden where there are none. `filled`: it has something to say, or has not any more. `jumped`: it was clicked."""

    filled = Signal()
    jumped = Signal()

    def __init__(self, workbench: Workbench, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(0, parent)
        self._bench, self._runner = workbench, runner
        self._found: tuple[Stuck, ...] = ()
        self.setFlat(True)
        self.setProperty("snug", True)
        self.setAccessibleName("Dead and saturated units")
        self.setToolTip("Look at this unit; again: at the next one")
        self.clicked.connect(self._jump)
        self.hide()
        workbench.changed.connect(self._state_changed)

    @property
    def says_something(self) -> bool:
        return bool(self._found)

    def refresh(self) -> None:
        """Show what the last records of the runs have."""
        records = [self._runner.record(run) for run in (0, 1)]
        self._found = stuck_units([record.train.layers for record in records if record is not None])
        self._say()

    def _place(self) -> int | None:
        """Which of them is picked."""
        picked = self._bench.store.session.picked
        places = [(stuck.layer, stuck.unit) for stuck in self._found]
        looked = None if picked is None or picked.unit is None else (picked.layer, picked.unit)
        return places.index(looked) if looked in places else None

    def _jump(self) -> None:
        place = self._place()
        stuck = self._found[0 if place is None else (place + 1) % len(self._found)]
        self._bench.store.look(picked=Picked(stuck.layer, stuck.unit))
        self.jumped.emit()

    def _state_changed(self, old: State, new: State) -> None:
        if new.session.picked != old.session.picked:
            self._say()

    def _say(self) -> None:
        if self._found:
            place = self._place() or 0
            number = f" ({place + 1} of {len(self._found)})" if len(self._found) > 1 else ""
            self.set_text(self._found[place].words + number)
        self.filled.emit()
