"""A picture with the samples on it, and every gesture on them: draw, move, erase, pick."""

from __future__ import annotations

import math
from typing import Protocol, TypeVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QMenu, QToolTip

from mlpviz.core import data_edits, edits
from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Document
from mlpviz.core.session import Page
from mlpviz.present.descend.area import Area
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned_samples import sample_words, value_words
from mlpviz.present.train.points import Markers
from mlpviz.ui.panels.inspector_desk import Desk, Edit
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.kept_markers import KeptMarkers
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight

_LEAST = QSize(200, 90)
_APART = 14.0  # pixels between points that are drawn in one stroke
_DRAG = 4.0
_KEPT = "The samples are now kept in the document."
_HELD = "Held-out samples stay as they are: no training sees them."

Place = tuple[float, float]


class Placed(Protocol):
    """A scene that samples lie in."""

    @property
    def area(self) -> Area: ...
    @property
    def markers(self) -> tuple[Markers, ...]: ...
    def to_data(self, x: float, y: float) -> Place: ...
    def holds(self, x: float, y: float) -> bool: ...
    def sample_at(self, x: float, y: float) -> int | None: ...


Scene = TypeVar("Scene", bound=Placed)


class SamplesView(PaintedView[Scene]):
    """With a brush a press draws a sample and a drag draws more; without one samples are picked and moved.

    Heirs say what a place stands for. brushed: another brush is in hand.
    """

    brushed = Signal()

    def __init__(self, desk: Desk, sight: Sight, looked: LookedAt, name: str) -> None:
        super().__init__(desk.workbench, name, _LEAST)
        self._desk, self.sight, self.looked = desk, sight, looked
        self.brush = Brush()
        self._markers = KeptMarkers()
        self._pressed: QPointF | None = None
        self._held: int | None = None
        self._moved = False
        self._gesture: object = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def raw_at(self, place: Place, others: tuple[float, ...]) -> tuple[float, ...]:
        """The raw inputs of a sample at a place, those that the picture does not show as in `others`."""
        raise NotImplementedError

    def target_at(self, place: Place) -> float | None:
        """The target of a sample at a place, where the place says it."""
        raise NotImplementedError

    def markers(self, made: Scene, theme: Theme) -> QPixmap:
        """The markers of the samples, painted anew only where they are other ones."""
        document = self._document
        return self._markers.picture(self, (document.data, document.test), made.area, made.markers, theme)

    @property
    def dragging(self) -> bool:
        """Whether a gesture is under way."""
        return self._pressed is not None

    def set_brush(self, brush: Brush) -> None:
        self.brush = brush
        self.setCursor(Qt.CursorShape.CrossCursor if brush.draws else Qt.CursorShape.ArrowCursor)
        self.brushed.emit()

    @property
    def _document(self) -> Document:
        return self.bench.store.document

    def _any_sample(self, at: QPointF) -> int | None:
        """The sample under the pointer; those held out are counted after the others."""
        made = self.scene()
        return None if made is None else made.sample_at(at.x(), at.y())

    def _sample(self, at: QPointF) -> int | None:
        """The sample under the pointer that can be changed: those held out cannot."""
        found = self._any_sample(at)
        return found if found is not None and found < self._document.data.samples else None

    def _place(self, at: QPointF) -> Place | None:
        """The coordinates under the pointer; None outside of the picture."""
        made = self.scene()
        return made.to_data(at.x(), at.y()) if made is not None and made.holds(at.x(), at.y()) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        self._pressed, self._moved, self._gesture = at, False, object()
        self._held = self._sample(at)
        if self.brush.erases:
            self._erase(at)
        elif self._held is None and self.brush.draws:
            self._draw(at)
        elif self._held is None:
            self._look_at_held_out(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hint(event)
            return
        away = event.position() - self._pressed
        far = math.hypot(away.x(), away.y())
        if self.brush.erases:
            self._erase(event.position())
        elif self._held is not None:
            self._moved = self._moved or far > _DRAG
            if self._moved:
                self._move(self._held, event.position())
        elif self.brush.draws and far > _APART:
            self._pressed = event.position()
            self._draw(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._pressed is not None and self._held is not None and not self._moved and not self.brush.erases:
            self.looked.look_at(self._held, False)
        self._pressed = self._held = None
        self.refresh()

    def _look_at_held_out(self, at: QPointF) -> None:
        found = self._any_sample(at)
        if found is not None:
            self.looked.look_at(found - self._document.data.samples, True)
            self.bench.message.emit(_HELD)

    def _apply(self, label: str, edit: Edit, gesture: object = None) -> None:
        """Make an edit of the samples; where they came from a recipe or a file, say that they no longer do."""
        came = not self._document.source.kept
        if self._desk.apply(label, edit, gesture) and came:
            self.bench.message.emit(_KEPT)

    def _draw(self, at: QPointF) -> None:
        place, document, brush = self._place(at), self._document, self.brush
        if place is None:
            return
        raw = self.raw_at(place, tuple(document.data.points.mean(axis=0).tolist()))
        if class_numbers_of(document, document.data) is not None:
            self._apply("Draw samples", lambda d: data_edits.add_point(d, raw, brush.number), self._gesture)
            return
        value = self.target_at(place)
        target = [brush.value if value is None else value] * document.data.targets.shape[1]
        self._apply("Draw samples", lambda d: data_edits.add_value(d, raw, target), self._gesture)

    def _move(self, sample: int, at: QPointF) -> None:
        place, document = self._place(at), self._document
        if place is None:
            return
        raw = self.raw_at(place, tuple(document.data.points[sample].tolist()))
        value = None if class_numbers_of(document, document.data) is not None else self.target_at(place)

        def edit(d: Document) -> Document:
            moved = data_edits.move_point(d, sample, raw)
            return moved if value is None else edits.set_target(moved, sample, 0, value)

        self._apply(f"Move sample {sample + 1}", edit, self._gesture)

    def _erase(self, at: QPointF) -> None:
        sample = self._sample(at)
        if sample is not None:
            self._apply("Erase samples", lambda d: edits.remove_sample(d, sample), self._gesture)

    def _hint(self, event: QMouseEvent) -> None:
        """The sample under the pointer, in numbers."""
        found, document = self._any_sample(event.position()), self._document
        if not self.brush.draws:
            movable = found is not None and found < document.data.samples and not self.brush.erases
            self.setCursor(Qt.CursorShape.SizeAllCursor if movable else Qt.CursorShape.ArrowCursor)
        if found is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), self.words_at(event.position()), self)

    def event(self, event: QEvent) -> bool:
        """Where the pointer rests beside samples, what the network gives there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.words_at(QPointF(event.pos()))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """The sample under the pointer, or what the network gives there; "" outside of the picture."""
        document, place, found = self.sight.document(), self._place(at), self._any_sample(at)
        if document is None or place is None:
            return ""
        if found is not None:
            return sample_words(document, found)
        plane = self.sight.plane()
        return "" if plane is None else value_words(document, self.raw_at(place, plane.at))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        selection = self.bench.store.session.selection
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and isinstance(selection, int):
            self._remove(selection)
        elif event.key() == Qt.Key.Key_Escape:
            self.set_brush(Brush())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.build_menu(QPointF(event.pos()))
        if menu is not None:
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())

    def build_menu(self, at: QPointF) -> QMenu | None:
        """What can be done with the sample under the pointer."""
        sample, document = self._sample(at), self._document
        if sample is None:
            return None
        menu = QMenu(self)
        menu.addAction(f"Walk sample {sample + 1}", lambda: self._walk(sample))
        numbers = class_numbers_of(document, document.data)
        if numbers is not None:
            menu.addSeparator()
            for number, name in enumerate(class_names(document)):
                action = menu.addAction(f"Make it class {name}", lambda number=number: self._reclass(sample, number))
                action.setCheckable(True)
                action.setChecked(number == int(numbers[sample]))
        menu.addSeparator()
        menu.addAction("Erase it", lambda: self._remove(sample))
        return menu

    def _remove(self, sample: int) -> None:
        self._apply(f"Erase sample {sample + 1}", lambda d: edits.remove_sample(d, sample))

    def _walk(self, sample: int) -> None:
        self.bench.store.choose(sample)
        self.bench.store.look(page=Page.WALK, playing=False)

    def _reclass(self, sample: int, number: int) -> None:
        label = f"Change the class of sample {sample + 1}"
        self._apply(label, lambda d: data_edits.set_point_class(d, sample, number))
