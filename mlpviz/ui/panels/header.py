"""The top of the window: name, title, example, sample, notation, learning rate, tools and the witness's badge."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from mlpviz.core.document import NOTATIONS
from mlpviz.core.session import Page, State
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.present.notation import symbols
from mlpviz.present.numbers import shown
from mlpviz.ui.actions import Actions
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.elided import ElidedButton, ElidedLabel
from mlpviz.ui.witness import Standing, Witness
from mlpviz.ui.workbench import Workbench

TOOLS = ("edit.undo", "edit.redo", "view.fit", "file.export", "help.palette")
_PAGES = (("page.walk", "Walk"), ("page.descend", "Descend"), ("page.train", "Train"))
_SAMPLES_LISTED = 20
_MARGIN, _SPACE = 18, 8
_GAPS = (16, 6, 6)  # after the name and the pages, before and after the tools
_TITLE, _BADGE = 14, 21  # characters that are always there


class Header(QFrame):
    """Shows what is open, and the choices that a lecture makes most often."""

    def __init__(self, workbench: Workbench, witness: Witness, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._witness, self._actions = workbench, witness, actions
        self._dirty = False
        self.setProperty("topbar", True)
        self._brand = QLabel("mlpviz")
        self._brand.setProperty("role", "brand")
        self._pages = [_page_button(actions, id, text) for id, text in _PAGES]
        self._title = ElidedLabel(least=_TITLE)
        self._title.setProperty("muted", True)
        example = QToolButton()
        example.setText("Examples")
        example.setToolTip("Open an example (Ctrl+E)")
        example.clicked.connect(actions["file.examples"].trigger)
        self._sample = QToolButton()
        self._sample.setAccessibleName("Sample")
        self._sample.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._sample)
        self._menu.aboutToShow.connect(self._fill_samples)
        self._sample.setMenu(self._menu)
        self._notation = Choice("Notation", [(id, symbols(id, (1, 1)).title) for id in NOTATIONS], snug=True)
        self._notation.chosen.connect(lambda id: actions[f"notation.{id}"].trigger())
        self._rate = QLabel()
        self._rate.setAccessibleName("Learning rate")
        self.badge = ElidedButton(_BADGE)
        self.badge.setAccessibleName("Check by torch")
        self.badge.clicked.connect(lambda: actions.run("witness.go"))  # whatever the action was when last looked at
        self._tools = actions.buttons(TOOLS)
        self._kept: list[QWidget] = [*self._pages, self._title, example, self.badge]
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, _SPACE, _MARGIN, _SPACE)
        row.setSpacing(_SPACE)
        row.addWidget(self._brand)
        row.addSpacing(_GAPS[0])
        for page in self._pages:
            row.addWidget(page)
        row.addSpacing(_GAPS[0])
        row.addWidget(self._title, 1)
        for widget in (example, self._sample, self._notation, self._rate):
            row.addWidget(widget)
        row.addSpacing(_GAPS[1])
        for button in self._tools:
            row.addWidget(button)
        row.addSpacing(_GAPS[2])
        row.addWidget(self.badge)
        workbench.changed.connect(self._state_changed)
        workbench.walked.connect(lambda _old, _new: self._show_rate())
        workbench.preferences.changed.connect(self.refresh)
        witness.changed.connect(self.refresh)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Room for what never gives way: the rest is in the menus too."""
        return QSize(self._needed(self._always), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _samples(self) -> list[QWidget]:
        """The choice of a sample, where there is one."""
        return [self._sample] if self._bench.store.document.data.samples > 1 else []

    @property
    def _always(self) -> list[QWidget]:
        """What is there in any width."""
        return [*self._kept, *([] if self._bench.training else self._samples)]

    @property
    def _giving(self) -> list[list[QWidget]]:
        """What gives way, the last one first; what is of the walk alone is there just as long."""
        if self._bench.store.session.page is Page.WALK:
            return [[*self._tools], [self._rate], [self._brand], [self._notation]]
        return [[*self._tools], [self._brand], *([self._samples] if self._bench.training else [])]

    def _needed(self, widgets: list[QWidget]) -> int:
        """Pixels that some of the parts take at least."""
        return 2 * _MARGIN + sum(_GAPS) + _GAPS[0] + sum(_least_width(widget) + _SPACE for widget in widgets)

    def _fit(self) -> None:
        """Show what there is room for."""
        shown = self._always
        for group in self._giving:
            if self._needed([*shown, *group]) > self.width():
                break
            shown += group
        for widget in (*self._tools, self._brand, self._sample, self._rate, self._notation):
            widget.setVisible(widget in shown)

    def _state_changed(self, old: State, new: State) -> None:
        if self._bench.in_full_flow(old, new):
            return
        same = new.document is old.document and new.session.selection == old.session.selection
        if (
            not same or new.session.page != old.session.page or self._dirty != self._bench.store.dirty
        ):  # a step changes nothing here
            self.refresh()

    def refresh(self) -> None:
        """Show what is open and how it stands."""
        store = self._bench.store
        document, selection = store.document, store.session.selection
        self._dirty = store.dirty
        what = "-".join(str(width) for width in document.network.widths)
        if document.function is not None:
            what = FUNCTIONS[document.function].plain
        self._title.setText(f"{document.title} · {what}{' · edited' if store.dirty else ''}")
        self._title.setToolTip(document.notes)
        samples = document.data.samples
        text = f"All {samples} samples" if selection is None else f"{len(self._bench.walk.rows)} of {samples} samples"
        if isinstance(selection, int):
            text = f"Sample {selection + 1} of {samples}"
        self._sample.setText(text)
        self._notation.set_choice(document.notation)
        self._show_rate()
        standing = self._witness.standing
        kind = {Standing.AGREES: "agree", Standing.DISAGREES: "wrong"}.get(standing, "quiet")
        mark = {Standing.AGREES: "✓ ", Standing.DISAGREES: "✗ "}.get(standing, "")
        self.badge.set_text(mark + self._witness.text)
        self.badge.setToolTip(
            "Torch's autograd computes every number again, in float64."
            + (" Click to go to the first step that it does not confirm." if standing is Standing.DISAGREES else "")
        )
        if self.badge.property("badge") != kind:
            self.badge.setProperty("badge", kind)
            self.badge.style().unpolish(self.badge)
            self.badge.style().polish(self.badge)
        self._fit()

    def _show_rate(self) -> None:
        """The learning rate of the update that is walked through."""
        if self._bench.store.session.page is not Page.WALK:
            return
        rate = self._bench.walk.rate(self._bench.point.iteration)
        self._rate.setText(f"{self._bench.symbols.rate().plain} = {shown(rate)}")

    def _fill_samples(self) -> None:
        self._menu.clear()
        store = self._bench.store
        for id in ("sample.previous", "sample.next", "sample.all"):
            self._menu.addAction(self._actions[id])
        self._menu.addSeparator()
        for row in range(min(store.document.data.samples, _SAMPLES_LISTED)):
            inputs = ", ".join(shown(float(x), 2) for x in store.document.data.inputs[row][:6])
            action = self._menu.addAction(f"Sample {row + 1}: {inputs}")
            action.setCheckable(True)
            action.setChecked(store.session.selection == row)
            action.triggered.connect(lambda _checked=False, row=row: store.choose(row))


def _page_button(actions: Actions, id: str, text: str) -> QToolButton:
    """A button that turns to a page: a short name in place of the command's own."""
    button = QToolButton()
    action = actions[id]
    button.setText(text)
    button.setCheckable(True)
    button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
    button.setAccessibleName(action.text())

    def turn() -> None:
        action.trigger()
        button.setChecked(action.isChecked())

    def follow() -> None:
        button.setChecked(action.isChecked())
        button.setEnabled(action.isEnabled())

    button.clicked.connect(turn)
    action.changed.connect(follow)
    follow()
    return button


def _least_width(widget: QWidget) -> int:
    """What a widget takes at least in a row."""
    shrinks = isinstance(widget, ElidedButton | ElidedLabel)
    return (widget.minimumSizeHint() if shrinks else widget.sizeHint()).width()
