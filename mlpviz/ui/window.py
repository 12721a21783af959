"""The main window: puts the panels together and holds what commands act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from mlpviz import __version__
from mlpviz.core.document import Document, DocumentError
from mlpviz.core.session import Page, State
from mlpviz.export.paint.picture import Picture
from mlpviz.export.picture import render_image
from mlpviz.present.palette import THEMES
from mlpviz.ui.actions import Actions
from mlpviz.ui.diagram.editor import InPlaceEditor
from mlpviz.ui.diagram.menu import DiagramMenu
from mlpviz.ui.diagram.view import DiagramView
from mlpviz.ui.dialogs.palette import CommandPalette
from mlpviz.ui.dialogs.questions import Questions
from mlpviz.ui.dialogs.shortcuts import ShortcutSheet
from mlpviz.ui.files import NOTHING_YET, Files
from mlpviz.ui.panels.diagram import DiagramPanel
from mlpviz.ui.panels.explanation import ExplanationPanel
from mlpviz.ui.panels.header import Header
from mlpviz.ui.panels.inspector import Inspector
from mlpviz.ui.panels.timeline import TimelinePanel
from mlpviz.ui.player import Player
from mlpviz.ui.samples import SampleFiles
from mlpviz.ui.split import PanelSplit
from mlpviz.ui.theme import apply_theme
from mlpviz.ui.widgets.words import sentence
from mlpviz.ui.witness import Witness
from mlpviz.ui.workbench import Workbench

if TYPE_CHECKING:
    from mlpviz.export.surface_picture import SurfacePicture
    from mlpviz.export.train_picture import TrainPicture
    from mlpviz.ui.descend.map_view import MapView
    from mlpviz.ui.descend.page import DescendPage
    from mlpviz.ui.train.page import TrainPage

_WALKING_KEYS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip


_GOES_ON = "The walk goes on from the weights on the screen; undo brings the earlier iterations back."


class _Ground(QWidget):
    """Beneath everything: a click anywhere takes the keyboard, so that what is typed elsewhere is committed.

    It hands the keyboard on. A focus proxy would too, but then Tab would go no further than here.
    """

    def __init__(self, heir: Callable[[], QWidget]) -> None:
        super().__init__()
        self._heir = heir
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._heir().setFocus(event.reason())


class Window(QMainWindow):
    """One document, walked."""

    def __init__(self, document: Document, path: Path | None = None) -> None:
        super().__init__()
        self.bench = Workbench(document, path, self)
        self.witness = Witness(self.bench)
        self.questions = Questions(self)
        self.files = Files(self)
        self.samples = SampleFiles(self)
        self._styled = ""
        self._descend: DescendPage | None = None
        self._train: TrainPage | None = None
        self._half_made: TrainPage | None = None
        self._restyle()
        self.bench.preferences.changed.connect(self._restyle)  # before the panels, which measure what is styled
        self.diagram = DiagramView(self.bench)
        self.inspector_panel = Inspector(self.bench)
        self.explanation_panel = ExplanationPanel(self.bench, self.witness)
        self.actions_by_id = Actions(self)
        self._player = Player(self.bench)
        self._editor = InPlaceEditor(self.diagram, self.bench)
        self._menu = DiagramMenu(self.diagram, self.bench)
        self._diagram_panel = DiagramPanel(self.bench, self.diagram)
        self.split = PanelSplit(self.bench, self.inspector_panel, self._diagram_panel, self.explanation_panel)
        self._arrange()
        menus = self.actions_by_id.fill(self.menuBar())
        self._recent = QMenu("Open recent", menus["File"])
        menus["File"].insertMenu(self.actions_by_id["file.save"], self._recent)
        self._recent.aboutToShow.connect(self._fill_recent)
        self.setAcceptDrops(True)
        self.bench.changed.connect(self._state_changed)
        self.witness.changed.connect(self.actions_by_id.refresh_soon)
        self.explanation_panel.addActions(
            [self.actions_by_id[id] for id in ("edit.copy_formula", "edit.copy_explanation")]
        )
        self.explanation_panel.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._restore()
        self._retitle()
        self._turn_page()
        _application().focusChanged.connect(self._follow_focus)

    def _arrange(self) -> None:
        self._walk_page = QWidget()
        column = QVBoxLayout(self._walk_page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.split, 1)
        column.addWidget(TimelinePanel(self.bench, self.actions_by_id))
        whole = _Ground(self._heir)
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Header(self.bench, self.witness, self.actions_by_id))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._walk_page)
        outer.addWidget(self._pages, 1)
        self.setCentralWidget(whole)
        self.setMinimumSize(960, 640)
        self.resize(1440, 900)

    @property
    def descend(self) -> DescendPage:
        """The page of the loss surface, made when it is first asked for."""
        if self._descend is None:
            from mlpviz.ui.descend.page import DescendPage

            self._descend = DescendPage(self.bench, self.witness.process, self.actions_by_id)
            self._pages.addWidget(self._descend)
        return self._descend

    @property
    def train(self) -> TrainPage:
        """The page of training, made when it is first asked for."""
        for _ in self.make_train():
            pass
        assert self._train is not None
        return self._train

    def make_train(self) -> Iterator[None]:
        """Make the page of training, a part in each turn; whoever asks for it meanwhile has the rest at once."""
        if self._train is not None:
            return
        if self._half_made is None:
            from mlpviz.ui.train.page import TrainPage

            self._half_made = TrainPage(self.bench, self.actions_by_id, self._pages)
            yield
        page = self._half_made
        yield from page.making
        if self._train is None:
            self._train = page
            page.import_asked.connect(self.actions_by_id["data.import"].trigger)
            page.table_asked.connect(self.actions_by_id["data.table"].trigger)
            self._pages.addWidget(page)

    def _heir(self) -> QWidget:
        """What has the keyboard where nothing else has."""
        return self.train.networks[0] if self.bench.training else self.canvas

    @property
    def trained(self) -> int:
        """Updates behind the training run that is on the screen."""
        return 0 if self._train is None else self._train.runner.update

    @property
    def canvas(self) -> DiagramView | MapView:
        """What the zoom commands zoom."""
        return self.descend.map if self.bench.descending else self.diagram

    def guarded(self, action: Callable[[], bool]) -> bool:
        """Do something; an edit that does not fit is told in the window and changes nothing."""
        try:
            return action()
        except DocumentError as error:
            self.show_problem(sentence(error.message))
            return False

    def show_problem(self, text: str) -> None:
        """Say in the window what went wrong."""
        if self.bench.descending:
            self.descend.show_problem(text)
        elif self.bench.training:
            self.train.show_problem(text)
        else:
            self._diagram_panel.show_problem(text)

    def picture(self, view: str = "page") -> Picture | SurfacePicture | TrainPicture | None:
        """The picture of the present page, as Export and Copy give it; None where there is no surface to see.

        `view`: the whole page, or of the loss surface "2d" or "3d", or of training "maps", "regions" or "curves".
        Raises DocumentError where the document has no such view.
        """
        if self.bench.descending:
            return self.descend.picture(view)
        if self.bench.training:
            return self.train.picture(view)
        session, preferences = self.bench.store.session, self.bench.preferences
        return Picture(
            self.bench.walk,
            session.cursor,
            self.bench.store.document.notation,
            preferences.theme,
            preferences.decimals,
            session.bias_mode,
            session.first_iteration,
            session.grain,
        )

    def copy_picture(self) -> None:
        picture = self.picture()
        if picture is None:
            self.show_problem(NOTHING_YET)
            return
        QGuiApplication.clipboard().setImage(render_image(picture, scale=2.0))
        self.bench.message.emit("The picture is on the clipboard.")

    def copy_text(self, text: str, message: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.bench.message.emit(message)

    def show_examples(self) -> None:
        from mlpviz.ui.dialogs.gallery import Gallery

        gallery = Gallery(self.bench.preferences.theme, self)
        if gallery.exec() and gallery.chosen is not None and self.files.may_leave():
            self.files.put(gallery.chosen.document(), None)
        gallery.deleteLater()

    def show_palette(self) -> None:
        palette = CommandPalette(self.actions_by_id, self)
        palette.exec()
        palette.deleteLater()

    def show_shortcuts(self) -> None:
        sheet = ShortcutSheet(self)
        sheet.exec()
        sheet.deleteLater()

    def show_about(self) -> None:
        self.questions.about(
            f"mlpviz {__version__}\n\nSee how a multilayer perceptron computes and learns, one neuron at a time.\n"
            "MIT licence. Fonts: Inter, STIX Two Math and DejaVu Sans, under their own licences.\n"
            "Data: handwritten digits (Alpaydin and Kaynak, 1998) and irises (Fisher, 1936) from the UCI Machine "
            "Learning Repository, CC BY 4.0."
        )

    def _turn_page(self) -> None:
        """Show the page that the session is on."""
        page = self._walk_page
        if self.bench.descending:
            page = self.descend
        elif self.bench.training:
            page = self.train
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if self.bench.descending:
                self.descend.surveyor.refresh()
            elif self.bench.training:
                self.train.runner.refresh()
            self._heir().setFocus()

    def _state_changed(self, old: State, new: State) -> None:
        if self.bench.in_full_flow(old, new):
            return
        self._turn_page()
        self.actions_by_id.refresh_soon()
        self._retitle()
        edited = new.document is not old.document
        walks = new.session.page is Page.WALK
        if edited and walks and new.session.first_iteration > old.session.first_iteration:
            self.bench.message.emit(_GOES_ON)

    def _retitle(self) -> None:
        self.setWindowTitle(f"{self.bench.store.document.title}[*] – mlpviz")
        self.setWindowModified(self.bench.store.dirty)

    def _restyle(self) -> None:
        theme = self.bench.preferences.theme
        if theme.id != self._styled:
            self._styled = theme.id
            app = QApplication.instance()
            if isinstance(app, QApplication):
                apply_theme(app, THEMES[theme.id])
        if hasattr(self, "actions_by_id"):
            self.actions_by_id.refresh_soon()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self.bench.preferences.recent:
            action = self._recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.files.open(path))
        if self._recent.isEmpty():
            self._recent.addAction("No files yet").setEnabled(False)

    def _restore(self) -> None:
        preferences = self.bench.preferences
        geometry, split = preferences.layout("window"), preferences.layout("split")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if split is not None:
            self.split.restore(split)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heir().setFocus()
        QTimer.singleShot(0, self.witness.start)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self._player.stop()
        if self._descend is not None:
            self._descend.surveyor.close()
        if self._train is not None:
            self._train.close_down()
        self.samples.close()
        self.witness.close()
        _application().focusChanged.disconnect(self._follow_focus)
        self.bench.preferences.set_layout("window", self.saveGeometry())
        self.bench.preferences.set_layout("split", self.split.kept())
        super().closeEvent(event)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """See the keys of what has the keyboard: a filter on the application would see every event of every widget."""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and new.window() is self:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave to a focused control the keys that it needs itself, before they become shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if isinstance(watched, QAbstractButton) and event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
            walks = isinstance(watched, QComboBox | QAbstractItemView | QAbstractSlider | QTabBar)
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if walks and plain and (event.key() in _WALKING_KEYS or event.key() == Qt.Key.Key_Space):
                event.accept()
                return True
            if isinstance(watched, QAbstractItemView) and _types(event) and _editable(watched):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files.drop(paths[0])


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _types(event: QKeyEvent) -> bool:
    """Whether a key writes something."""
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & others


def _editable(view: QAbstractItemView) -> bool:
    """Whether typing opens the present cell: "0" and "-" begin a number there."""
    return bool(view.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable)
