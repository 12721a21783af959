"""The inputs and targets of one sample: fields where they are few, else a table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.core import edits
from mlpviz.core.document import Document
from mlpviz.present.notation import Symbols
from mlpviz.present.symbols import Symbol
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.panels.inspector_seen import Seen
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.widgets.number_table import Numbers, NumberTable
from mlpviz.ui.widgets.symbol_label import SymbolLabel

MAX_FIELDS = 12
_GAP, _SPACE = 8, 4  # pixels between pairs, and between name and field


@dataclass(frozen=True)
class Entries:
    """The numbers of a sample in a row: the inputs, then the targets, or the class."""

    inputs: int
    targets: int
    classes: bool
    names: tuple[str, ...]
    symbols: Symbols

    def __len__(self) -> int:
        return self.inputs + self.targets

    def name(self, index: int) -> tuple[str, Symbol | None]:
        """Words or a symbol: an input's own name where it has one."""
        if index < self.inputs:
            own = self.names[index] if self.names else ""
            if own and own != f"x{index + 1}":
                return own, None
            return "", self.symbols.input(index)
        return ("class", None) if self.classes else ("", self.symbols.target(index - self.inputs))

    def plain(self, index: int) -> str:
        words, symbol = self.name(index)
        return symbol.plain if symbol else words

    def value(self, document: Document, sample: int, index: int) -> float:
        data = document.data
        if index < self.inputs:
            return float(data.inputs[sample, index])
        return float(data.targets[sample, index - self.inputs])

    def changed(self, document: Document, sample: int, index: int, value: float) -> Document:
        if index < self.inputs:
            return edits.set_input(document, sample, index, value)
        if self.classes:
            return edits.set_class(document, sample, value)
        return edits.set_target(document, sample, index - self.inputs, value)


def entries_of(seen: Seen) -> Entries:
    document = seen.document
    classes = edits.class_numbers(document)
    targets = 1 if classes else document.network.outputs
    return Entries(document.network.inputs, targets, classes, document.input_names, seen.symbols)


class SampleValues(QWidget):
    """Fields for the numbers of the sample on show, or a table of them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entries: Entries | None = None
        self._seen: Seen | None = None
        self._pairs: list[tuple[QWidget, SymbolLabel, NumberField]] = []
        self._room = 0
        self._few = QWidget()
        self._grid = QGridLayout(self._few)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(4)
        self._table = NumberTable("Input and target", desk.watch)
        self._table.horizontalHeader().hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._few)
        rows.addWidget(self._table)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*(field for _, _, field in self._pairs), self._table]

    @property
    def fields(self) -> list[NumberField]:
        """The fields on show: the inputs, then the targets."""
        count = len(self._entries) if self._entries is not None and len(self._entries) <= MAX_FIELDS else 0
        return [field for _, _, field in self._pairs[:count]]

    @property
    def table(self) -> NumberTable:
        return self._table

    def show_seen(self, new: Seen, old: Seen | None) -> None:
        self._seen = new
        entries = entries_of(new)
        same = old is not None and entries == self._entries and new.sample == old.sample
        if same and old is not None and new.document.data is old.document.data and new.decimals == old.decimals:
            return
        if not same:
            self._leave()
        arranged = entries == self._entries
        self._entries = entries
        few = len(entries) <= MAX_FIELDS
        self._few.setVisible(few)
        self._table.setVisible(not few)
        if not few:
            self._table.show_numbers(self._numbers(entries, new), new.decimals, same)
            return
        if not arranged:
            self._arrange(entries)
        for index, field in enumerate(self.fields):
            field.set_decimals(new.decimals)
            field.set_value(entries.value(new.document, new.sample, index))
            field.set_name(entries.plain(index))

    def restyle(self) -> None:
        """Take the sizes of the present theme."""
        theme = self._desk.workbench.preferences.theme
        self._table.set_scale(size(theme, 26), 6)
        if self._entries is not None and len(self._entries) <= MAX_FIELDS:
            self._arrange(self._entries)

    def set_room(self, room: int) -> None:
        """There are so many pixels across."""
        if room != self._room:
            self._room = room
            if self._entries is not None and len(self._entries) <= MAX_FIELDS:
                self._arrange(self._entries)

    def _leave(self) -> None:
        for _, _, field in self._pairs:
            field.revert()
        self._table.leave()

    def _arrange(self, entries: Entries) -> None:
        while len(self._pairs) < len(entries):
            self._pairs.append(self._make_pair(len(self._pairs)))
        for index, (pair, label, _) in enumerate(self._pairs):
            pair.setVisible(index < len(entries))
            if index < len(entries):
                label.set_text(*entries.name(index))
        labels = [label for _, label, _ in self._pairs[: len(entries)]]
        name = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(name)  # so that the fields stand in columns
        widest = name + _SPACE + self._pairs[0][2].minimumSizeHint().width()
        across = max(1, min(3, (self._room + _GAP) // (widest + _GAP)))
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < across))
        for index, (pair, _, _) in enumerate(self._pairs):
            self._grid.removeWidget(pair)
            self._grid.addWidget(pair, index // across, index % across)

    def _make_pair(self, index: int) -> tuple[QWidget, SymbolLabel, NumberField]:
        pair, label, field = QWidget(), SymbolLabel(), self._desk.watch(NumberField())
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        row.addWidget(label)
        row.addWidget(field, 1)
        field.committed.connect(lambda value, gesture: self._set(index, value, gesture, field))
        return pair, label, field

    def _set(self, index: int, value: float, gesture: object, field: NumberField) -> bool:
        if self._entries is None or self._seen is None:
            return False
        entries, sample = self._entries, self._seen.sample
        what = entries.plain(index) if index < entries.inputs else f"target {entries.plain(index)}"
        return self._desk.apply(
            f"Set {what} of sample {sample + 1}",
            lambda document: entries.changed(document, sample, index, value),
            (gesture, sample, index) if gesture is not None else None,
            field,
        )

    def _numbers(self, entries: Entries, new: Seen) -> Numbers:
        return Numbers(
            len(entries),
            1,
            lambda row, column: entries.value(new.document, new.sample, row),
            lambda row, column: entries.plain(row),
            entries.plain,
            lambda column: "",
            lambda row, column, value, gesture, field: self._set(row, value, gesture, field),
        )
