"""Where the inspector's edits go: to the store, and back as a sentence where they do not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mlpviz.core.document import Document, DocumentError
from mlpviz.core.timeline import Selection
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.workbench import Workbench

Edit = Callable[[Document], Document]


@dataclass(frozen=True)
class Remedy:
    """A change that would do instead of the one that was refused."""

    title: str
    label: str
    edit: Edit


class Desk(QObject):
    """Applies edits; says by `refused` why one does not fit, by `settled` that nothing is wrong (any more)."""

    refused = Signal(str, object)  # a sentence, and a Remedy or None
    settled = Signal()

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workbench = workbench

    def apply(
        self,
        label: str,
        edit: Edit,
        merge: object = None,
        field: NumberField | None = None,
        remedy: Remedy | None = None,
    ) -> bool:
        """Make an edit; where it does not fit, say so at the field too, and change nothing."""
        try:
            self.workbench.store.edit(label, edit, merge)
        except DocumentError as error:
            reason = sentence(error.message)
            if field is not None:
                field.refuse(reason)
            self.refused.emit(reason, remedy)
            return False
        self.settled.emit()
        return True

    def choose(self, selection: Selection) -> None:
        """Walk another sample, or all."""
        self.workbench.store.choose(selection)
        self.settled.emit()

    def watch(self, field: NumberField) -> NumberField:
        """Say what is wrong with what is typed into a field, too."""
        field.refused.connect(lambda reason: self.refused.emit(reason, None))
        field.textEdited.connect(self.settled)
        field.finished.connect(self.settled)
        return field
