"""Where the samples come from and what is made of them: every choice is an edit of the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QToolButton, QWidget

from mlpviz.core import data_edits
from mlpviz.core.document import Document
from mlpviz.data.features import choices, feature_title
from mlpviz.data.generators import GENERATORS
from mlpviz.data.recipe import Recipe, default_recipe
from mlpviz.ui.icons import icon
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.theme import size
from mlpviz.ui.widgets.choice import Choice
from mlpviz.ui.widgets.fields import Field, Fields
from mlpviz.ui.widgets.number_field import NumberField

BY_VALUE, FILE = "by value", "file"
_FIELD, _SHORT_FIELD = 62, 50  # pixels of the light theme
_MOST_FEATURES = 40  # that a menu offers


class DataBar(Fields):
    """Set, size, noise, held out, seed, features, standardise, and ways to other data."""

    import_asked = Signal()
    table_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = desk.workbench.store
        own = [(BY_VALUE, "Own samples"), (FILE, "From a file")]
        self._set = Choice("Data", [*((row.id, row.title) for row in GENERATORS.values()), *own], snug=True)
        self._set.chosen.connect(self._choose)
        self._size = self._field("Samples", True, lambda recipe, value: replace(recipe, size=round(value)))
        self._noise = self._field("Noise", False, lambda recipe, value: replace(recipe, noise=value))
        self._classes = self._field("Classes", True, lambda recipe, value: replace(recipe, classes=round(value)))
        self._seed = self._field("Seed of the data", True, lambda recipe, value: replace(recipe, seed=round(value)))
        self._held = desk.watch(NumberField("Held out for testing, in percent"))
        self._held.committed.connect(self._hold_out)
        self._features = QToolButton()
        self._features.setText("Features")
        self._features.setToolTip("What is made of the raw inputs: x, x², x₁x₂, sin x …")
        self._features.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._features)
        self._menu.aboutToShow.connect(self._fill_features)
        self._features.setMenu(self._menu)
        self._standardise = QCheckBox("Standardise")
        self._standardise.setToolTip("Subtract each input’s mean over the training samples, divide by its deviation")
        self._standardise.clicked.connect(self._set_standardised)
        self._table, self._import = QToolButton(), QToolButton()
        self._table.setText("Table")
        self._table.setToolTip("See and edit all samples in a table")
        self._table.clicked.connect(self.table_asked)
        self._import.setText("Import …")
        self._import.setToolTip("Read samples from a CSV file, or digits from IDX files")
        self._import.clicked.connect(self.import_asked)
        self._other = QToolButton()
        self._other.setToolTip("See all samples in a table, or read others from a file")
        self._other.setAccessibleName("More of the data")
        self._other.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        other = QMenu(self._other)
        for button in (self._table, self._import):
            other.addAction(button.text(), button.click)
        self._other.setMenu(other)
        self.set_fields(
            (
                Field((self._set,), "Data", "Data", needed=False),
                Field((self._size,), "n", "Samples"),
                Field((self._noise,), "noise", "Noise"),
                Field((self._classes,), "classes", "Classes"),
                Field((self._seed,), "seed", "Seed"),
                Field((self._held,), "held out %", "Held out %"),
                Field((self._features,)),
                Field((self._standardise,)),
                Field((QWidget(),), stretch=True),
                Field((self._table, self._import, self._other)),
            )
        )
        desk.workbench.preferences.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def _field(self, name: str, whole: bool, change: Callable[[Recipe, float], Recipe]) -> NumberField:
        field = self._desk.watch(NumberField(name))
        field.whole = whole
        field.set_decimals(3)

        def commit(value: float, gesture: object) -> None:
            recipe = self._store.document.source.recipe
            if recipe is not None:
                wanted = change(recipe, value)
                label = f"{name[0].upper()}{name[1:]}: {value:g}"
                self._desk.apply(label, lambda d: data_edits.set_recipe(d, wanted), gesture, field)

        field.committed.connect(commit)
        return field

    def _restyle(self) -> None:
        theme = self._desk.workbench.preferences.theme
        for field in (self._size, self._noise, self._classes, self._seed, self._held):
            field.setFixedWidth(size(theme, _SHORT_FIELD if self.brief else _FIELD))
        self._other.setIcon(icon("more", theme.ink))

    def shorten(self, brief: bool) -> None:
        """Ways to other data go into a menu."""
        for button in (self._table, self._import):
            button.setVisible(not brief)
        self._other.setVisible(brief)
        self._restyle()

    def _choose(self, id: str) -> None:
        if id in (BY_VALUE, FILE):
            if id == FILE:
                self.import_asked.emit()
            elif self._store.document.source.recipe is not None or self._store.document.source.file is not None:
                self._desk.apply("Keep the samples in the document", data_edits.keep_by_value)
            return
        recipe = self._recipe_like(id)
        self._desk.apply(f"Data: {GENERATORS[id].title}", lambda d: data_edits.set_recipe(d, recipe))

    def _recipe_like(self, id: str) -> Recipe:
        """The recipe that the set is opened with, and of the present one what does not depend on the set."""
        present = self._store.document.source.recipe
        first = default_recipe(id)
        return first if present is None else replace(first, seed=present.seed, test=present.test)

    def _hold_out(self, value: float, gesture: object) -> None:
        path = self._store.path
        folder = None if path is None else path.parent
        self._desk.apply(
            f"Hold out {value:g} %", lambda d: data_edits.hold_out(d, value / 100, folder), gesture, self._held
        )

    def _set_standardised(self, wanted: bool) -> None:
        label = "Standardise the inputs" if wanted else "Take the inputs as they are"
        self._desk.apply(label, lambda d: data_edits.standardise(d, wanted))
        self.refresh()

    def _fill_features(self) -> None:
        self._menu.clear()
        document = self._store.document
        names = _names(document)
        present = document.source.features or names
        for feature in choices(names)[:_MOST_FEATURES]:
            action = self._menu.addAction(feature_title(feature))
            action.setCheckable(True)
            action.setChecked(feature in present)
            action.triggered.connect(lambda checked, feature=feature: self._toggle(feature, checked))

    def _toggle(self, feature: str, wanted: bool) -> None:
        names = _names(self._store.document)
        present = self._store.document.source.features or names
        chosen = [f for f in choices(names) if (f in present or f == feature) and (wanted or f != feature)]
        if not chosen:
            self._desk.refused.emit("A network has at least one input: choose another feature first.", None)
            return
        verb = "Add" if wanted else "Remove"
        self._desk.apply(f"{verb} the feature {feature_title(feature)}", lambda d: data_edits.set_features(d, chosen))

    def refresh(self) -> None:
        """Show the document's data."""
        document = self._store.document
        source, recipe = document.source, document.source.recipe
        self._set.set_choice(recipe.name if recipe is not None else FILE if source.file is not None else BY_VALUE)
        if recipe is not None:
            self._set.setToolTip(GENERATORS[recipe.name].note)
            self._size.set_value(recipe.size)
            self._noise.set_value(recipe.noise)
            self._seed.set_value(recipe.seed)
            self._classes.set_value(recipe.classes or 3)
        row = None if recipe is None else GENERATORS[recipe.name]
        for field, shown in (
            (self._size, row is not None), (self._seed, row is not None),
            (self._noise, row is not None and not row.fixed), (self._classes, row is not None and row.counted),
        ):  # fmt: skip
            self.show_field(field, shown)
        test = 0 if document.test is None else document.test.samples
        share = 100 * test / (test + document.data.samples)
        asked = recipe.test if recipe is not None else source.file.test if source.file is not None else None
        self._held.set_value(round(share, 1) if asked is None else 100 * asked)
        made = len(source.features)
        self._features.setText(f"Features ({made})" if made else "Features")
        self._features.setVisible(len(_names(document)) <= _MOST_FEATURES)
        self._standardise.setChecked(source.scaling is not None)
        self.refit()


def _names(document: Document) -> tuple[str, ...]:
    return document.source.raw_names(document.data.points.shape[1])
