"""Which sample is walked."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_sample_values import SampleValues
from mlpviz.ui.panels.inspector_seen import Seen
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.small_button import small_button


class SamplesSection(QWidget):
    """Heading, sample picker, and the numbers of the sample on show."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: Seen | None = None
        self._heading = QLabel("Input and target")
        self._heading.setProperty("role", "heading")
        self.add = small_button("+", "Add a sample: a copy of this one")
        self.remove = small_button("−", "Remove this sample")
        self.picker = QWidget()
        self._label = QLabel("Sample")
        self.before = small_button("‹", "Sample before")
        self.number = desk.watch(NumberField("Sample"))
        self.number.whole = self.number.above_zero = True
        self.number.setProperty("compact", True)
        self.after = small_button("›", "Next sample")
        self._total = QLabel()
        self._label.setBuddy(self.number)
        self.batch = QCheckBox("All samples as one batch")
        self.values = SampleValues(desk)
        self._build()
        self.add.clicked.connect(self._add_sample)
        self.remove.clicked.connect(self._remove_sample)
        self.before.clicked.connect(lambda: self._walk(self.number.value - 1))
        self.after.clicked.connect(lambda: self._walk(self.number.value + 1))
        self.number.committed.connect(self._walk)
        self.batch.clicked.connect(self._set_batch)

    def _build(self) -> None:
        head, picker = QHBoxLayout(), QHBoxLayout(self.picker)
        head.setSpacing(3)
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self.remove)
        head.addWidget(self.add)
        picker.setContentsMargins(0, 0, 0, 0)
        picker.setSpacing(4)
        for widget in (self._label, self.before, self.number, self._total, self.after):
            picker.addWidget(widget)
        picker.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(self.picker)
        rows.addWidget(self.batch)
        rows.addWidget(self.values)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        picker = [self.before, self.number, self.after, self.batch]
        return [self.remove, self.add, *picker, *self.values.stops]

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        self._seen = new
        samples = new.document.data.samples
        same = old is not None and new.document.data is old.document.data
        if old is None or not same or (new.sample, new.selection) != (old.sample, old.selection):
            for widget in (self.picker, self.batch):
                widget.setVisible(samples > 1)
            self.number.set_value(new.sample + 1)
            self._total.setText(f"of {samples:,}")
            self.before.setEnabled(new.sample > 0)
            self.after.setEnabled(new.sample < samples - 1)
            self.remove.setEnabled(samples > 1)
            self.batch.setChecked(new.selection is None)
        self.values.show_seen(new, old)

    def _walk(self, number: float) -> None:
        """Walk sample `number` (from 1)."""
        if self._seen is None:
            return
        samples = self._seen.document.data.samples
        if 1 <= number <= samples:
            self._desk.choose(round(number) - 1)
            self.number.set_value(round(number))
        else:
            reason = f"There are samples 1 to {samples:,}."
            self.number.refuse(reason)
            self._desk.refused.emit(reason, None)

    def _set_batch(self, on: bool) -> None:
        if self._seen is not None:
            self._desk.choose(None if on else self._seen.sample)

    def _add_sample(self) -> None:
        if self._seen is None:
            return
        sample, batch = self._seen.sample, self._seen.selection is None
        if self._desk.apply("Add sample", lambda document: edits.add_sample(document, sample)) and not batch:
            self._desk.choose(sample + 1)

    def _remove_sample(self) -> None:
        if self._seen is not None:
            sample = self._seen.sample
            self._desk.apply(f"Remove sample {sample + 1}", lambda document: edits.remove_sample(document, sample))
